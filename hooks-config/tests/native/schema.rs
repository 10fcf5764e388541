//! The checked-in schema: that it is current, and what it accepts and refuses.

use serde_json::Value;

use crate::corpus::files;

pub(crate) fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&hooks_config::schema_json()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

pub(crate) fn json(text: &str) -> Value {
    toml_edit::de::from_str(text).unwrap()
}

#[test]
fn the_checked_in_schema_is_the_generated_one() {
    assert_eq!(
        include_str!("../../config.schema.json"),
        hooks_config::schema_json(),
        "run `cargo xtask schema`"
    );
}

#[test]
fn valid_and_warned_files_fit_the_schema() {
    let validator = validator();
    for (name, text) in files("valid").into_iter().chain(files("warned")) {
        let errors: Vec<String> = validator
            .iter_errors(&json(&text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [] as [String; 0], "{name}");
    }
}

#[test]
fn invalid_files_do_not_fit_the_schema() {
    let validator = validator();
    for (name, text) in files("invalid") {
        assert!(!validator.is_valid(&json(&text)), "{name} fits");
    }
}

#[test]
fn files_that_only_the_parser_refuses_fit_the_schema() {
    let validator = validator();
    for (name, text) in files("parser_only") {
        // The first file has several mistakes, some of which the schema refuses too. The second has NaN, which JSON
        // cannot express.
        if matches!(name.as_str(), "several_at_once" | "timeout_not_a_number") {
            continue;
        }
        assert!(validator.is_valid(&json(&text)), "{name} does not fit");
    }
}

#[test]
fn schema_has_no_null_and_describes_every_key() {
    fn walk(value: &Value, path: &str) {
        match value {
            Value::Object(object) => {
                assert_ne!(object.get("type"), Some(&Value::from("null")), "{path}");
                if let Some(Value::Object(properties)) = object.get("properties") {
                    for (key, schema) in properties {
                        let described = schema.get("description").is_some()
                            || schema.get("$ref").is_some()
                            || schema.get("allOf").is_some()
                            || !schema.is_object();
                        assert!(
                            described || path.contains("items"),
                            "{path}.{key} has no description"
                        );
                    }
                }
                for (key, inner) in object {
                    walk(inner, &format!("{path}.{key}"));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, path)),
            Value::Null => panic!("{path} is null"),
            _ => {}
        }
    }
    walk(
        &serde_json::from_str(&hooks_config::schema_json()).unwrap(),
        "",
    );
}
