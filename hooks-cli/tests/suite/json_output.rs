//! JSON output is valid under the published schemas.

use serde_json::Value;

use crate::support::Project;

mod changes;
mod runs;

/// Returns the schema, changed so that it refuses keys that it does not name. Published schemas accept unknown keys,
/// because later versions add keys.
fn strict(mut schema: Value) -> Value {
    close(&mut schema);
    schema
}

/// Closes every object of the schema that names its keys.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(parts) => {
            parts.values_mut().for_each(close);
            if parts.contains_key("properties") {
                let open = parts.entry("additionalProperties");
                open.or_insert(Value::Bool(false));
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(close),
        _ => {}
    }
}

/// Returns the output that a later version could print: every object has one more key.
fn grown(mut printed: Value) -> Value {
    match &mut printed {
        Value::Object(keys) => {
            keys.values_mut()
                .for_each(|value| *value = grown(value.take()));
            keys.insert("added_later".to_owned(), "x".into());
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = grown(item.take())),
        _ => {}
    }
    printed
}

/// Checks that the schema accepts what was printed, and what a later version could print, and that the strict schema
/// refuses the additional keys of the later version.
#[track_caller]
fn assert_fits(name: &str, published: &Value, printed: &Value) {
    jsonschema::meta::validate(published).unwrap();
    let wrong = |schema: &Value, printed: &Value| -> Vec<String> {
        let validator = jsonschema::validator_for(schema).unwrap();
        let errors = validator.iter_errors(printed);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    };
    let strict = strict(published.clone());
    let found = wrong(&strict, printed);
    assert!(found.is_empty(), "{name}: {found:?} in {printed:#}");
    let later = grown(printed.clone());
    let found = wrong(published, &later);
    assert!(found.is_empty(), "{name}: {found:?} in {later:#}");
    assert!(!wrong(&strict, &later).is_empty(), "{name}");
}

#[track_caller]
fn fits(project: &Project, schema: &str, arguments: &[&str]) {
    let published = project.run(&["schema", schema]).json();
    assert_fits(schema, &published, &project.run(arguments).json());
}

#[test]
fn a_key_that_no_schema_has_is_noticed() {
    let project = Project::new();
    for schema in [
        "findings",
        "test-results",
        "trust-asked",
        "trust-show",
        "trust-revoked",
        "bridge-status",
        "bridge-change",
        "made",
        "why",
    ] {
        let published = project.run(&["schema", schema]).json();
        let validator = jsonschema::validator_for(&strict(published)).unwrap();
        assert!(!validator.is_valid(&serde_json::json!({ "files": [], "new": 1 })));
    }
}

#[test]
fn programs_read_of_a_file_that_is_not_read_too() {
    let project = Project::new();
    project.write("hooks.toml", "[[hooks.stop]]\ncommand = \"true\"\n");
    let listed = project.run(&["list", "--json"]).json();
    let remarks = listed["remarks"].to_string();
    assert!(remarks.contains("hooks.toml is not read"), "{listed}");
    fits(&project, "list", &["list", "--json"]);
}
