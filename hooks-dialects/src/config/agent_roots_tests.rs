//! The variables in which agents pass the project root to their hooks.

use std::ffi::OsString;

use hooks_config::roots_of_agent;
use hooks_types::DialectRef;
use hooks_types::wire::{Expected, decode};
use serde_json::{Value, json};

use super::agents;

fn roots(agent: &DialectRef, payload: &Value, set: &[(&str, &str)]) -> Vec<String> {
    let payload =
        decode(payload.to_string().as_bytes(), Expected::new(agent.clone())).expect("valid");
    let variable = |name: &str| {
        let (_, value) = set.iter().find(|(set, _)| *set == name)?;
        Some(OsString::from(value))
    };
    let roots = roots_of_agent(&agents(), agent, Some(&payload), variable);
    roots
        .iter()
        .map(|root| root.display().to_string())
        .collect()
}

#[test]
fn a_field_of_the_payload_wins_over_the_variable_and_the_working_folder_names_nothing() {
    let cursor = |roots: Value| {
        json!({"hook_event_name": "stop", "conversation_id": "c", "generation_id": "g",
               "workspace_roots": roots, "status": "completed", "cwd": "/w"})
    };
    let set = [("CURSOR_PROJECT_DIR", "/v"), ("CLAUDE_PROJECT_DIR", "/c")];
    let two = cursor(json!(["/a", "/b", "", 7]));
    assert_eq!(roots(&crate::CURSOR, &two, &set), ["/a", "/b"]);
    assert_eq!(roots(&crate::CURSOR, &cursor(json!([])), &set), ["/v"]);
    let claude = json!({"hook_event_name": "Stop", "session_id": "s", "cwd": "/w"});
    assert_eq!(roots(&crate::CLAUDE, &claude, &set), ["/c"]);
    assert_eq!(roots(&crate::CLAUDE, &claude, &[]), [""; 0]);
    assert_eq!(roots(&crate::CODEX, &claude, &set), [""; 0]);
    let native = json!({"session_id": "s", "cwd": "/w", "project_dir": "/p",
                        "hook_event": {"event_type": "stop"}});
    assert_eq!(roots(&DialectRef::NATIVE, &native, &set), ["/p"]);
}
