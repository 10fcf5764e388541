//! `[hooks]` as a field of an agent's own configuration.

use hooks_config::{HooksConfigToml, LoadOptions, NotifyToml, parse};
use hooks_types::{EventName, HookSpec};
use serde::{Deserialize, Serialize};

use crate::corpus::files;

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct AgentConfig {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notify: Option<NotifyToml>,
    #[serde(default)]
    hooks: HooksConfigToml,
}

fn read(text: &str) -> Result<AgentConfig, String> {
    toml_edit::de::from_str(text).map_err(|error| error.message().to_owned())
}

fn options() -> LoadOptions {
    LoadOptions::new("agent.toml").with_folder("/etc/agent")
}

fn without_lines(hooks: Vec<HookSpec>) -> Vec<HookSpec> {
    hooks
        .into_iter()
        .map(|mut hook| {
            hook.source.line = 0;
            hook
        })
        .collect()
}

fn lowered(config: &AgentConfig) -> Vec<HookSpec> {
    let mut loaded = config.hooks.lower(&options());
    if let Some(notify) = &config.notify {
        loaded.append(notify.lower_from(&options()));
    }
    loaded.into_hooks().unwrap()
}

#[test]
fn an_embedded_table_lowers_to_the_same_hooks_as_the_file() {
    for (name, text) in files("valid") {
        let config = read(&text).unwrap();
        let from_file = parse(&text, &options()).into_hooks().unwrap();
        assert_eq!(lowered(&config), without_lines(from_file), "{name}");
    }
}

#[test]
fn deserialising_refuses_what_a_file_would_be_refused_for() {
    for folder in ["invalid", "parser_only"] {
        for (name, text) in files(folder) {
            // Root keys belong to the agent here, and the known dialects are checked only when hooks
            // are made.
            if matches!(
                name.as_str(),
                "event_at_the_root"
                    | "event_misspelt_at_the_root"
                    | "hooks_below_another_table"
                    | "hooks_below_other_tables"
                    | "hooks_misspelt"
                    | "notify_misspelt"
                    | "dialect_unknown"
            ) {
                continue;
            }
            assert!(read(&text).is_err(), "{folder}/{name} was accepted");
        }
    }
}

#[test]
fn every_error_is_in_the_message_with_the_path_of_its_key() {
    let text = "[[hooks.pre_tool_use]]\ncommand = []\ntimeout = 0\n[hooks.other.\"a b\"]\n";
    insta::assert_snapshot!(
        read(text).unwrap_err(),
        @"pre_tool_use[0].command: the command is empty (name at least a program); pre_tool_use[0].timeout: a duration is at least a millisecond; other.\"a b\": expected an array of tables, found a table (write [[hooks.other.\"a b\"]], with two brackets); other.\"a b\": the hook has no `command` (add command = [\"program\", \"argument\"])"
    );
}

#[test]
fn other_formats_embed_it_too() {
    let json = r#"{"stop": [{"command": "a", "timeout": 2}], "budget": 3.5}"#;
    let hooks: HooksConfigToml = serde_json::from_str(json).unwrap();
    assert_eq!(hooks.entries(&EventName::Stop).count(), 1);
    assert_eq!(hooks.events().collect::<Vec<_>>(), [&EventName::Stop]);
    for (json, expected) in [
        (
            r#"{"stop": [{"command": "a", "command": "b"}]}"#,
            "stop[0].command: `command` appears twice",
        ),
        (
            r#"{"stop": [{"command": null}]}"#,
            "stop[0].command: expected an array of strings (program and arguments), or a string for a shell, found null",
        ),
        (
            r#"{"max_concurrency": 18446744073709551615}"#,
            "max_concurrency: 18446744073709551615 is not between 1 and 1024",
        ),
    ] {
        let error = serde_json::from_str::<HooksConfigToml>(json).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn a_written_value_reads_back_as_the_same() {
    for (name, text) in files("valid") {
        let config = read(&text).unwrap();
        let written = toml_edit::ser::to_string_pretty(&config).unwrap();
        assert_eq!(read(&written), Ok(config), "{name}:\n{written}");
    }
}

/// The keys of the table that are not events.
const KEYS: &[&str] = &[
    "strategy",
    "post",
    "budget",
    "max_concurrency",
    "max_stop_blocks",
    "disable_all",
    "trust",
    "require",
    "other",
];

#[test]
fn written_json_has_only_known_keys_and_reads_back() {
    for (name, text) in files("valid") {
        let hooks = read(&text).unwrap().hooks;
        let written = serde_json::to_value(&hooks).unwrap();
        for key in written.as_object().unwrap().keys() {
            let is_event = EventName::ALL
                .iter()
                .any(|event| event.wire_name() == key || event.traits().snake == key);
            assert!(is_event || KEYS.contains(&&**key), "{name}: {key}");
        }
        let back: HooksConfigToml = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), written, "{name}");
        assert_eq!(back, hooks, "{name}");
    }
}

#[test]
fn warnings_survive_embedding() {
    let config = read("[[hooks.stop]]\ncommand = \"a\"\ntimeout = 5000\n").unwrap();
    let said: Vec<String> = config
        .hooks
        .lower(&options())
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        said,
        [
            "agent.toml:1:1: warning[suspicious_unit]: stop[0].timeout: a number without a unit means \
             seconds: this is 1h 23m 20s (for milliseconds write \"5000ms\")"
        ]
    );
}

#[test]
fn a_flaw_of_an_embedded_table_points_at_no_byte() {
    let hook = "[[hooks.stop]]\ncommand = \"a\"\ntimeout = 2\n";
    for keys in ["trust = \"ask\"", "require = [\"a\"]", "budget = \"1s\""] {
        let config = read(&format!("[hooks]\nstrategy = \"all\"\n{keys}\n{hook}")).unwrap();
        let loaded = config.hooks.lower(&options());
        assert_eq!(loaded.diagnostics.len(), 1, "{keys}");
        assert_eq!(loaded.diagnostics[0].span, 0..0, "{keys}");
    }
    let config = read(&format!("[hooks]\ndisable_all = true\n{hook}")).unwrap();
    let mut other = config.hooks.lower(&options());
    // The table does not depend on the numbers that its values have in the tree.
    let moved = read(&format!(
        "[hooks]\npost = \"await\"\ndisable_all = true\n{hook}"
    ))
    .unwrap();
    let moved = moved.hooks.lower(&options());
    other.diagnostics.clear();
    assert_eq!(other.files, moved.files);
}
