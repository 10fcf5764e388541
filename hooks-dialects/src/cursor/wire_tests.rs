use std::sync::Arc;

use hooks_types::dialect::{Dialect, WireForm};
use hooks_types::env::environment;
use hooks_types::event::Stop;
use hooks_types::tool::ShellInput;
use hooks_types::wire::{EventRef, Expected, Subjects};
use hooks_types::{EventName, Payload, SessionMeta, ToolCall};
use serde_json::{Map, json};

use crate::CURSOR;
use crate::trial::{hook, read};

fn told(form: &str, event: EventRef<'_>) -> Subjects {
    let form = WireForm::new(CURSOR, form);
    let wire = &super::Cursor;
    wire.subjects(&form, event, &SessionMeta::new("s", "/p"))
}

fn called(name: &str) -> ToolCall {
    let fields = json!({"file_path": "a", "content": "x"});
    ToolCall::function("c", name, fields.as_object().cloned().unwrap())
}

#[test]
fn an_event_for_one_kind_of_call_is_not_sent_for_another_kind() {
    let shell = ToolCall::shell("c", "run", ShellInput::new(["ls", "-l"]));
    let mcp = ToolCall::mcp("c", "git", "push", None);
    let reading = called("Read");
    let writing = called("write_file");
    for (form, expected) in [
        ("preToolUse", [true, true, true, true]),
        ("beforeShellExecution", [true, false, false, false]),
        ("beforeMCPExecution", [false, true, false, false]),
        ("beforeReadFile", [false, false, true, false]),
        ("afterFileEdit", [false, false, false, true]),
    ] {
        let pre = EventName::PreToolUse;
        let told = [&shell, &mcp, &reading, &writing]
            .map(|call| told(form, EventRef::call_at(&pre, call)).applies);
        assert_eq!(told, expected, "{form}");
    }
}

#[test]
fn matchers_test_cursors_names_words_and_command_text() {
    let pre = EventName::PreToolUse;
    let shell = ToolCall::shell("c", "run", ShellInput::new(["ls", "a b"]));
    let subjects = told("beforeShellExecution", EventRef::call_at(&pre, &shell));
    assert_eq!(subjects.command_text.as_deref(), Some("ls 'a b'"));
    assert_eq!(subjects.names[0], "Shell");
    let mcp = ToolCall::mcp("c", "git", "push", None);
    let subjects = told("preToolUse", EventRef::call_at(&pre, &mcp));
    assert_eq!(subjects.names, ["MCP:push", "mcp__git__push"]);
    let reading = ToolCall::function("c", "view", Map::new());
    let subjects = told("beforeReadFile", EventRef::call_at(&pre, &reading));
    assert_eq!(subjects.names, ["Read"]);
    let stop = Stop::new().into();
    assert_eq!(told("stop", EventRef::Event(&stop)).names, ["Stop"]);
}

#[test]
fn a_payload_of_cursor_goes_to_the_hooks_it_names() {
    let object = json!({"hook_event_name": "beforeShellExecution", "command": "ls"});
    let payload = read(Expected::new(CURSOR), &object);
    let event = EventRef::Payload(&payload);
    assert!(told("beforeShellExecution", event).applies);
    assert!(!told("preToolUse", event).applies);
}

#[test]
fn a_hook_finds_cursors_variables() {
    let object = json!({"hook_event_name": "stop", "workspace_roots": ["/p"], "cwd": "/p/web",
        "cursor_version": "3.17.8", "user_email": "ada@example.org", "transcript_path": "/t"});
    let payload = read(Expected::new(CURSOR), &object);
    let plan = environment(&hook(&payload), &payload);
    let vars: Vec<(&str, &str)> = plan.vars.iter().map(|(k, v)| (&**k, &**v)).collect();
    assert_eq!(
        vars,
        [
            ("CLAUDE_PROJECT_DIR", "/p"),
            ("CURSOR_PROJECT_DIR", "/p"),
            ("CURSOR_TRANSCRIPT_PATH", "/t"),
            ("CURSOR_USER_EMAIL", "ada@example.org"),
            ("CURSOR_VERSION", "3.17.8"),
        ]
    );
    let ours = Payload::new(Arc::new(SessionMeta::new("s", "/w")), Stop::new());
    let spec = hook(&payload);
    assert_eq!(environment(&spec, &ours).vars["CURSOR_PROJECT_DIR"], "/w");
}
