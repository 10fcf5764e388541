//! goose's payloads, in the form in which goose sends them.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::{PostToolUseFailure, PreToolUse, SessionStart, Stop, UserPromptSubmit};
use hooks_types::tool::ShellInput;
use hooks_types::wire::{Expected, decode, encode};
use hooks_types::{EventName, Payload, SessionMeta};
use serde_json::json;

use super::*;
use crate::GOOSE;
use crate::trial::{read, written};

fn shell(event: &str) -> Value {
    json!({"event": event, "session_id": "20260514_1", "matcher_context": "developer__shell",
        "tool_call_id": "toolu_1", "tool_name": "developer__shell",
        "tool_input": {"command": "rm -rf build"}, "working_dir": "/p"})
}

fn fresh(event: impl Into<HookEvent>, name: &str) -> Value {
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/p")), event);
    Value::Object(written(&payload, &WireForm::new(GOOSE, name)))
}

#[test]
fn a_tool_call_is_read_under_our_names() {
    let payload = read(Expected::new(GOOSE), &shell("PreToolUse"));
    assert_eq!(payload.meta.session_id, "20260514_1");
    assert_eq!(payload.meta.cwd, "/p");
    let HookEvent::PreToolUse(event) = &payload.event else {
        panic!("{payload:?}")
    };
    assert_eq!(event.call.call_id, "toolu_1");
    assert_eq!(event.call.tool_name, "developer__shell");
}

#[test]
fn bytes_come_back_as_they_were() {
    let mut result = shell("PreToolUseResult");
    result["decision"] = "deny".into();
    result["policy_evaluated"] = true.into();
    let mut command = shell("BeforeShellExecution");
    command["matcher_context"] = "rm -rf build".into();
    for object in [
        shell("PreToolUse"),
        shell("PostToolUse"),
        shell("PostToolUseFailure"),
        command,
        result,
        json!({"event": "UserPromptSubmit", "session_id": "s", "matcher_context": "p", "message": "p"}),
        json!({"event": "Stop", "session_id": "s", "matcher_context": null, "last_assistant_message": "a"}),
        json!({"event": "SessionStart", "session_id": "s", "matcher_context": null}),
        json!({"event": "NewEvent", "session_id": "s", "matcher_context": null, "new": [1]}),
    ] {
        let payload = read(Expected::new(GOOSE), &object);
        let form = payload.origin.as_ref().unwrap().form.clone();
        assert_eq!(Value::Object(written(&payload, &form)), object);
    }
}

#[test]
fn a_call_of_elsewhere_has_goose_s_names_and_the_text_that_matchers_test() {
    let call = || ToolCall::shell("c", "run_it", ShellInput::new(["rm", "my dir"]));
    let mut expected = json!({"event": "PreToolUse", "session_id": "s", "working_dir": "/p",
        "matcher_context": "developer__shell", "tool_call_id": "c",
        "tool_name": "developer__shell", "tool_input": {"command": "rm 'my dir'"}});
    assert_eq!(fresh(PreToolUse::new(call()), "PreToolUse"), expected);
    expected["event"] = "BeforeShellExecution".into();
    expected["matcher_context"] = "rm 'my dir'".into();
    let own = fresh(PreToolUse::new(call()), "BeforeShellExecution");
    assert_eq!(own, expected);
    let failed = fresh(
        PostToolUseFailure::new(call(), "exit 3", 5),
        "PostToolUseFailure",
    );
    assert_eq!(failed["tool_output"], "exit 3");
}

#[test]
fn an_event_of_one_kind_of_call_does_not_fire_for_another() {
    let fields = json!({"file_path": "/p/a", "content": "x"});
    let call = ToolCall::function("c", "write_file", fields.as_object().cloned().unwrap());
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    let payload = Payload::new(meta, PreToolUse::new(call));
    let form = WireForm::new(GOOSE, "BeforeShellExecution");
    assert!(encode(&payload, &form).is_err());
    let written = written(&payload, &WireForm::new(GOOSE, "PreToolUse"));
    assert_eq!(written["tool_name"], "developer__write");
    assert_eq!(
        written["tool_input"],
        json!({"path": "/p/a", "content": "x"})
    );
}

#[test]
fn events_without_a_call_say_what_goose_says_of_them() {
    assert_eq!(
        fresh(UserPromptSubmit::new("fix it"), "UserPromptSubmit"),
        json!({"event": "UserPromptSubmit", "session_id": "s", "working_dir": "/p",
            "matcher_context": "fix it", "message": "fix it"})
    );
    let bare = |event: &str| json!({"event": event, "session_id": "s", "working_dir": "/p", "matcher_context": null});
    assert_eq!(fresh(Stop::new(), "Stop"), bare("Stop"));
    assert_eq!(
        fresh(SessionStart::new("startup"), "SessionStart"),
        bare("SessionStart")
    );
}

#[test]
fn an_event_is_named_by_its_bytes_and_never_another_one() {
    let bytes = shell("BeforeShellExecution").to_string();
    let of = |event: &str| decode(bytes.as_bytes(), Expected::new(GOOSE).with_event(event));
    assert_eq!(
        of("PreToolUse").unwrap().event.name(),
        EventName::PreToolUse
    );
    assert!(of("PostToolUse").is_err());
    let claude = json!({"hook_event_name": "PreToolUse", "session_id": "s"}).to_string();
    assert!(decode(claude.as_bytes(), Expected::new(GOOSE)).is_err());
    let nameless = json!({"event": "PreToolUse", "session_id": "s", "tool_input": {}}).to_string();
    let error = decode(nameless.as_bytes(), Expected::new(GOOSE)).unwrap_err();
    assert!(error.to_string().contains("tool_name"), "{error}");
}
