//! Calls of an agent's own tools that lack their input.

use hooks_types::DialectRef;
use hooks_types::wire::{Expected, decode};
use serde_json::{Value, json};

use crate::{CLAUDE, CODEX, COPILOT, CURSOR, GEMINI, GOOSE};

/// Decodes a call at a gate, with this input or without one.
fn read(
    dialect: &DialectRef,
    event: &str,
    tool: &str,
    input: Option<&Value>,
) -> Result<(), String> {
    let mut object =
        json!({"session_id": "s", "cwd": "/p", "working_dir": "/p", "tool_name": tool});
    object[if *dialect == GOOSE {
        "event"
    } else {
        "hook_event_name"
    }] = event.into();
    if let Some(input) = input {
        object["tool_input"] = input.clone();
    }
    let read = decode(object.to_string().as_bytes(), Expected::new(dialect));
    read.map(|_| ()).map_err(|error| error.to_string())
}

const GATES: &[(DialectRef, &str, &str)] = &[
    (CLAUDE, "PreToolUse", "Write"),
    (CLAUDE, "PermissionRequest", "Edit"),
    (CLAUDE, "PreToolUse", "NotebookEdit"),
    (CODEX, "PreToolUse", "spawn_agent"),
    (GEMINI, "BeforeTool", "write_file"),
    (COPILOT, "PreToolUse", "create"),
    (CURSOR, "preToolUse", "Write"),
    (GOOSE, "PreToolUse", "developer__write"),
];

#[test]
fn a_call_of_an_own_tool_without_an_object_as_input_is_refused_at_every_gate() {
    for (dialect, event, tool) in GATES {
        for input in [
            None,
            Some(json!(null)),
            Some(json!("x")),
            Some(json!(["x"])),
            Some(json!(7)),
        ] {
            let problem = read(dialect, event, tool, input.as_ref()).unwrap_err();
            let said = format!("a call of `{tool}` has no object in `tool_input`");
            assert!(
                problem.contains(&said),
                "{dialect} {tool} {input:?}: {problem}"
            );
        }
        assert_eq!(
            read(dialect, event, tool, Some(&json!({}))),
            Ok(()),
            "{dialect} {tool}"
        );
    }
}

#[test]
fn a_command_or_a_patch_may_be_one_text_and_a_call_that_has_run_may_lack_its_input() {
    let words = json!(["ls"]);
    for (dialect, event, tool, input) in [
        (CLAUDE, "PreToolUse", "Bash", Some(json!("ls"))),
        (CODEX, "PreToolUse", "Bash", Some(words)),
        (
            CODEX,
            "PreToolUse",
            "apply_patch",
            Some(json!("*** Begin Patch")),
        ),
        (
            COPILOT,
            "PreToolUse",
            "create",
            Some(json!("{\"path\": \"a\"}")),
        ),
        (
            CURSOR,
            "preToolUse",
            "Write",
            Some(json!("{\"file_path\": \"a\"}")),
        ),
        (CLAUDE, "PostToolUse", "Write", None),
        // A tool of a different agent, or an unknown tool, is undeclared.
        (CLAUDE, "PreToolUse", "write_file", None),
        (CLAUDE, "PreToolUse", "mcp__a__b", None),
    ] {
        assert_eq!(
            read(&dialect, event, tool, input.as_ref()),
            Ok(()),
            "{dialect} {tool}"
        );
    }
}

#[test]
fn a_command_that_is_not_text_is_refused() {
    for input in [None, Some(json!(null)), Some(json!(1))] {
        assert!(
            read(&CLAUDE, "PreToolUse", "Bash", input.as_ref()).is_err(),
            "{input:?}"
        );
    }
}
