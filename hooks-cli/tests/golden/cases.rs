//! Real hook commands of public repositories, each run on one payload of its agent.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, assert_golden, samples_folder};

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key}: {case}"))
}

/// Returns the configuration file of the case's agent, with the case's hook as its only hook.
fn config(case: &Value) -> (String, Value) {
    let mut handler = json!({ "type": "command", "command": case["cmd"] });
    let mut group = json!({});
    for (key, value) in case["config"].as_object().into_iter().flatten() {
        let target = if key == "matcher" {
            &mut group
        } else {
            &mut handler
        };
        target[key] = value.clone();
    }
    group["hooks"] = json!([handler]);
    let file = match text(case, "agent") {
        "claude" => ".claude/settings.json",
        "codex" => ".codex/hooks.json",
        "gemini" => ".gemini/settings.json",
        other => panic!("no case has an agent {other}"),
    };
    (
        file.to_owned(),
        json!({ "hooks": { text(case, "event"): [group] } }),
    )
}

#[test]
fn every_sample_case_is_answered_as_before() {
    let Some(samples) = samples_folder() else {
        return;
    };
    let cases = fs::read_to_string(samples.join("cases.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&cases).unwrap();
    assert!(cases.len() >= 12, "the cases are there");
    for case in cases {
        let needs: Vec<&str> = case["needs"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if let Some(missing) = needs.iter().find(|program| !is_installed(program)) {
            println!("left out: {} needs {missing}", case["id"]);
            continue;
        }
        let shown = answered(&case);
        assert_golden("cases", text(&case, "id"), &shown);
    }
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn answered(case: &Value) -> String {
    let mut sandbox = Sandbox::new();
    let strings: BTreeMap<String, String> =
        serde_json::from_value(case["env"].clone()).unwrap_or_default();
    for (name, value) in strings {
        let value = sandbox.filled(&value);
        sandbox.env.insert(name, value);
    }
    // The hook must not inherit the git identity of the person who runs the tests.
    for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        sandbox.env.insert(format!("{name}_NAME"), "n".to_owned());
        sandbox
            .env
            .insert(format!("{name}_EMAIL"), "n@example.org".to_owned());
    }
    for (name, contents) in case["files"].as_object().into_iter().flatten() {
        sandbox.write(name, contents.as_str().unwrap_or_default());
    }
    if let Some(setup) = case["setup"].as_str() {
        let done = sandbox.command("sh").args(["-c", setup]).status().unwrap();
        assert!(done.success(), "{case}");
    }
    let (file, config) = config(case);
    let file = sandbox.write(&file, &config.to_string());
    let config = format!("--config={}", file.display());
    let agent = format!("--speak={}", text(case, "agent"));
    let payload = sandbox.filled(&case["payload"].to_string());
    let mut shown = String::new();
    for format in ["--format=json", "--format=wire"] {
        shown.push_str(&format!("{format}: "));
        let arguments = ["fire", text(case, "event"), &config, &agent, format];
        shown.push_str(&sandbox.hooks(&arguments, payload.as_bytes()));
    }
    shown
}
