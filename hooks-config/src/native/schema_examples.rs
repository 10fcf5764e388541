//! An example for every key of a native file. Editors offer these examples, and docs/reference shows
//! them.
//!
//! Tests demand an example for each key, and that the parser accepts it.

use serde_json::{Map, Value, json};

/// Returns examples for the keys of one definition of the schema: `Hooks`, `Hook` or `Http`.
fn examples(holder: &str) -> Vec<(&'static str, Value)> {
    match holder {
        "Hooks" => vec![
            ("strategy", json!("chain")),
            ("post", json!("await")),
            ("budget", json!("1m")),
            ("max_concurrency", json!(4)),
            ("max_stop_blocks", json!(3)),
            ("disable_all", json!(true)),
            ("trust", json!("deny")),
            ("require", json!(["company-guard"])),
        ],
        "Hook" => vec![
            ("name", json!("no-force-push")),
            ("command", json!(["${config_dir}/hooks/guard.sh"])),
            ("http", json!({ "url": "https://hooks.example.com/pre" })),
            ("launch", json!("worker")),
            ("matcher", json!(["shell", "mcp__github__*"])),
            ("timeout", json!("10s")),
            ("role", json!("validate")),
            ("on_failure", json!("proceed")),
            ("side_effects", json!("none")),
            ("env", json!({ "MODE": "strict" })),
            ("inherit_env", json!(["PATH", "HOME"])),
            ("enabled", json!(false)),
            ("status_message", json!("looking at the command")),
            ("once", json!(true)),
            ("background", json!(true)),
            ("dialect", json!("native")),
        ],
        "Http" => vec![
            ("url", json!("https://hooks.example.com/pre")),
            ("headers", json!({ "Authorization": "Bearer $TOKEN" })),
            ("allowed_env", json!(["TOKEN"])),
            ("timeout", json!("5s")),
        ],
        _ => Vec::new(),
    }
}

/// Adds the examples to the keys of the definitions.
pub(super) fn add(definitions: &mut Map<String, Value>) {
    for (holder, definition) in definitions {
        for (key, example) in examples(holder) {
            let key = definition.pointer_mut(&format!("/properties/{key}"));
            if let Some(Value::Object(key)) = key {
                key.insert("examples".to_owned(), json!([example]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;

    use crate::LoadOptions;

    use super::*;

    #[test]
    fn every_key_has_an_example() {
        let schema: Value = serde_json::from_str(&super::super::schema_json()).unwrap();
        for holder in ["Hooks", "Hook", "Http"] {
            let keys = schema["$defs"][holder]["properties"].as_object().unwrap();
            let events: Vec<&str> = EventName::ALL.iter().map(EventName::wire_name).collect();
            for (key, value) in keys {
                let is_event = events.contains(&key.as_str()) || key == "other";
                assert!(
                    is_event || value["examples"][0] != Value::Null,
                    "{holder}.{key}"
                );
            }
        }
    }

    #[test]
    fn every_example_is_taken_by_the_parser() {
        let toml = |value: &Value| match value {
            Value::Object(fields) => {
                let fields = fields.iter().map(|(key, value)| format!("{key} = {value}"));
                format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
            value => value.to_string(),
        };
        for holder in ["Hooks", "Hook", "Http"] {
            for (key, example) in examples(holder) {
                let said = format!("{key} = {}", toml(&example));
                let hook = "[[hooks.pre_tool_use]]\n";
                let text = match (holder, key) {
                    ("Hooks", _) => format!("[hooks]\n{said}\n{hook}command = \"a\"\n"),
                    ("Hook", "command" | "http") => format!("{hook}{said}\n"),
                    ("Hook", "background") => {
                        format!("[[hooks.notification]]\ncommand = \"a\"\n{said}\n")
                    }
                    ("Hook", "launch") => format!("{hook}command = [\"a\"]\n{said}\n"),
                    ("Hook", _) => format!("{hook}command = \"a\"\n{said}\n"),
                    (_, "url") => format!("{hook}http = {{ {said} }}\n"),
                    (_, _) => format!("{hook}http = {{ url = \"https://a.b/\", {said} }}\n"),
                };
                let options = LoadOptions::of_file("hooks.toml");
                let loaded = crate::parse(&text, &options);
                let errors: Vec<_> = loaded
                    .diagnostics
                    .iter()
                    .filter(|found| found.severity == crate::Severity::Error)
                    .collect();
                assert!(errors.is_empty(), "{text}: {errors:?}");
            }
        }
    }
}
