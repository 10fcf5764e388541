//! The texts that the matchers of native hooks are tested against, for calls of other agents.

use hooks_types::dialect::WireForm;
use hooks_types::spec::{Command, Handler};
use hooks_types::wire::{EventRef, Expected, decode, encode, subjects};
use hooks_types::{EventName, HookSpec, Payload};
use serde_json::json;

use crate::{CLAUDE, CODEX, COPILOT, CURSOR, GEMINI};

#[test]
fn every_shell_of_every_agent_is_a_shell_for_a_native_matcher() {
    let text = "rm x";
    for (dialect, tool, input) in [
        (CLAUDE, "Bash", json!({"command": text})),
        (CLAUDE, "PowerShell", json!({"command": text})),
        (CODEX, "Bash", json!({"command": text})),
        (CODEX, "shell", json!({"command": ["bash", "-lc", text]})),
        (
            CODEX,
            "local_shell",
            json!({"command": ["bash", "-lc", text]}),
        ),
        (
            CODEX,
            "container.exec",
            json!({"command": ["bash", "-lc", text]}),
        ),
        (CODEX, "shell_command", json!({"command": text})),
        (CODEX, "exec_command", json!({"cmd": text})),
        (
            CODEX,
            "write_stdin",
            json!({"session_id": 1, "chars": text}),
        ),
        (GEMINI, "run_shell_command", json!({"command": text})),
        (CURSOR, "Shell", json!({"command": text})),
        (COPILOT, "bash", json!({"command": text})),
        (COPILOT, "powershell", json!({"command": text})),
        (
            COPILOT,
            "write_bash",
            json!({"sessionId": "1", "input": text}),
        ),
    ] {
        let payload = called(&dialect, tool, &input);
        let hook = HookSpec::new(
            "guard",
            EventName::PreToolUse,
            Handler::Command(Command::argv(["x"])),
        );
        let seen = subjects(&hook, EventRef::Payload(&payload), &payload.meta);
        assert!(
            seen.names.contains(&"shell".to_owned()),
            "{dialect} {tool}: {seen:?}"
        );
        let form = WireForm::native(&EventName::PreToolUse);
        let sent = String::from_utf8(encode(&payload, &form).unwrap()).unwrap();
        assert!(sent.contains(text), "{dialect} {tool}: {sent}");
    }
}

/// Returns a tool call as its agent would send it.
fn called(dialect: &hooks_types::DialectRef, tool: &str, input: &serde_json::Value) -> Payload {
    let event = match dialect.name() {
        "gemini" => "BeforeTool",
        "cursor" => "preToolUse",
        _ => "PreToolUse",
    };
    let object = json!({"hook_event_name": event, "session_id": "s", "cwd": "/p",
        "tool_name": tool, "tool_input": input});
    let expected = Expected::new(dialect.clone()).with_event(event);
    decode(object.to_string().as_bytes(), expected).unwrap()
}

/// Returns the names that a native hook's matcher is tested against, for a payload of another agent.
fn named(dialect: &hooks_types::DialectRef, tool: &str, input: &serde_json::Value) -> Vec<String> {
    let payload = called(dialect, tool, input);
    let hook = HookSpec::command("h", EventName::PreToolUse, Command::argv(["x"]));
    subjects(&hook, EventRef::Payload(&payload), &payload.meta).names
}

#[test]
fn a_canonical_name_means_that_tool_in_every_agent() {
    let patch = "*** Begin Patch\n*** Delete File: a\n*** End Patch";
    for (dialect, tool, input, canonical) in [
        (CLAUDE, "Read", json!({"file_path": "/a"}), "read_file"),
        (
            CLAUDE,
            "Write",
            json!({"file_path": "/a", "content": "x"}),
            "write_file",
        ),
        (
            CLAUDE,
            "Edit",
            json!({"file_path": "/a", "new_string": "x"}),
            "edit_file",
        ),
        (CLAUDE, "Glob", json!({"pattern": "*"}), "list_files"),
        (CLAUDE, "Grep", json!({"pattern": "x"}), "search"),
        (CLAUDE, "WebFetch", json!({"url": "https://a"}), "web_fetch"),
        (CLAUDE, "WebSearch", json!({"query": "x"}), "web_search"),
        (CLAUDE, "Agent", json!({"prompt": "x"}), "subagent"),
        (CLAUDE, "mcp__db__query", json!({}), "mcp__db__query"),
        (
            CODEX,
            "apply_patch",
            json!({"command": patch}),
            "apply_patch",
        ),
        (
            CODEX,
            "apply_patch",
            json!({"command": patch}),
            "write_file",
        ),
        (CODEX, "apply_patch", json!({"command": patch}), "edit_file"),
        (CODEX, "spawn_agent", json!({}), "subagent"),
        (
            GEMINI,
            "replace",
            json!({"file_path": "/a", "new_string": "x"}),
            "edit_file",
        ),
        (
            GEMINI,
            "read_many_files",
            json!({"include": ["*"]}),
            "read_file",
        ),
        (
            GEMINI,
            "web_fetch",
            json!({"prompt": "https://a"}),
            "web_fetch",
        ),
        (
            GEMINI,
            "list_directory",
            json!({"dir_path": "/a"}),
            "list_files",
        ),
        (
            CURSOR,
            "Write",
            json!({"file_path": "/a", "edits": []}),
            "write_file",
        ),
        (CURSOR, "Task", json!({}), "subagent"),
        (
            COPILOT,
            "Write",
            json!({"path": "/a", "file_text": "x"}),
            "write_file",
        ),
    ] {
        let names = named(&dialect, tool, &input);
        assert!(
            names.iter().any(|name| name == canonical),
            "{tool}: {names:?}"
        );
        assert_eq!(names[0], tool, "its own name fits too");
    }
    // The fields of a call alone do not identify its tool; the name must fit too.
    assert_eq!(
        named(&CLAUDE, "Monitor", &json!({"command": "x"})),
        ["Monitor"]
    );
}

#[test]
fn an_undeclared_tool_of_another_agent_is_blocked_with_advice_for_a_file_of_hooks() {
    let notebook = json!({"notebook_path": "/a.ipynb", "new_source": "x"});
    for (tool, input, said) in [
        (
            "NotebookEdit",
            notebook,
            "to let a hook judge this call, add \"NotebookEdit\" to its `matcher`",
        ),
        // A matcher that names a known tool expects the fields of that tool.
        (
            "Write",
            json!({"file_path": "/a", "mode": "x"}),
            "to let a hook judge this call, leave out its `matcher`",
        ),
    ] {
        let payload = called(&CLAUDE, tool, &input);
        let hook = HookSpec::command("h", EventName::PreToolUse, Command::argv(["x"]));
        let seen = subjects(&hook, EventRef::Payload(&payload), &payload.meta);
        let found = seen
            .undeclared
            .unwrap_or_else(|| panic!("{tool} is declared"));
        assert!(found.blocks);
        let mut like = found.like.iter();
        let write = like.find(|like| like.tool == "write_file").unwrap();
        assert!(write.advice.contains(said), "{}", write.advice);
        assert!(!write.advice.contains("ToolNames"), "{}", write.advice);
    }
}
