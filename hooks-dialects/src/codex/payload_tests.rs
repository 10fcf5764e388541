//! Codex's payloads: which fields are always sent, and which fields are kept unchanged.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::{PermissionRequest, PostToolUse, PostToolUseFailure, PreToolUse, Stop};
use hooks_types::tool::ShellInput;
use hooks_types::wire::{Expected, decode as decode_any, encode as encode_any};
use hooks_types::{Payload, SessionMeta, ToolCall};
use serde_json::json;

use super::*;
use crate::CODEX;
use crate::trial::{read as payload_in, written};

fn form(event: &str) -> WireForm {
    WireForm::new(CODEX, event)
}

fn shell() -> ToolCall {
    ToolCall::shell("c1", "shell", ShellInput::new(["rm", "-rf", "my dir"]))
}

fn fresh_of(event: impl Into<HookEvent>, name: &str) -> Value {
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    Value::Object(written(&Payload::new(meta, event), &form(name)))
}

#[test]
fn what_codex_always_sends_is_there_and_null_where_unknown() {
    let base = json!({
        "session_id": "s", "turn_id": "", "transcript_path": null, "cwd": "/p", "model": "",
        "permission_mode": "default",
    });
    let with = |fields: Value| {
        let mut object = base.clone();
        for (key, value) in fields.as_object().unwrap() {
            object[key] = value.clone();
        }
        object
    };
    assert_eq!(
        fresh_of(PreToolUse::new(shell()), "PreToolUse"),
        with(json!({"hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_input": {"command": "rm -rf 'my dir'"}, "tool_use_id": "c1"}))
    );
    assert_eq!(
        fresh_of(Stop::new(), "Stop"),
        with(
            json!({"hook_event_name": "Stop", "stop_hook_active": false, "last_assistant_message": null})
        )
    );
    let output = json!({"stdout": "out", "stderr": "err"});
    assert_eq!(
        fresh_of(PostToolUse::new(shell(), output, 5), "PostToolUse")["tool_response"],
        json!("outerr")
    );
    assert_eq!(
        fresh_of(PostToolUseFailure::new(shell(), "exit 3", 5), "PostToolUse")["tool_response"],
        json!("exit 3")
    );
    let mut request = PermissionRequest::new(shell());
    request.reason = Some("needs the net".into());
    let object = fresh_of(request, "PermissionRequest");
    assert_eq!(object["tool_input"]["description"], json!("needs the net"));
    assert_eq!(object.get("tool_use_id"), None);
}

#[test]
fn a_file_without_a_newline_at_the_end() {
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    let bytes = encode_any(&Payload::new(meta, Stop::new()), &form("Stop")).unwrap();
    assert_eq!(bytes.last(), Some(&b'}'));
}

#[test]
fn bytes_come_back_as_they_were() {
    for fields in [
        json!({"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "ls", "x": [1]}, "tool_use_id": "c", "new": null}),
        json!({"hook_event_name": "PreToolUse", "tool_name": "apply_patch", "tool_input": {"command": "*** Begin Patch\n*** Update File: a\n*** End Patch"}}),
        json!({"hook_event_name": "PostToolUse", "tool_name": "mcp__g__p", "tool_input": {}, "tool_response": {"isError": false}}),
        json!({"hook_event_name": "PostModelRequest", "status": "ok", "error": null, "token_usage": null}),
        json!({"hook_event_name": "Stop", "stop_hook_active": true, "last_assistant_message": null}),
        json!({"hook_event_name": "PreCompact", "trigger": "auto", "session_id": 7}),
        json!({"hook_event_name": "SubagentStop", "agent_id": "a", "agent_transcript_path": null}),
    ] {
        let payload = payload_in(Expected::new(CODEX), &fields);
        let name = fields["hook_event_name"].as_str().unwrap();
        assert_eq!(Value::Object(written(&payload, &form(name))), fields);
    }
}

#[test]
fn a_changed_input_is_the_only_thing_that_changes() {
    let object = json!({"hook_event_name": "PreToolUse", "tool_name": "Bash", "turn_id": "t",
        "tool_input": {"command": "ls"}, "tool_use_id": "c", "odd": 1});
    let mut payload = payload_in(Expected::new(CODEX), &object);
    let HookEvent::PreToolUse(event) = &mut payload.event else {
        panic!("{:?}", payload.event);
    };
    event.call = ToolCall::shell("c", "Bash", ShellInput::new(["bash", "-c", "ls -l"]));
    let mut expected = object;
    expected["tool_input"]["command"] = json!("ls -l");
    assert_eq!(
        Value::Object(written(&payload, &form("PreToolUse"))),
        expected
    );
}

#[test]
fn the_event_must_be_known_and_agree() {
    let error = |object: Value, expected: Option<&str>| {
        let mut wanted = Expected::new(CODEX);
        wanted.event = expected;
        decode_any(object.to_string().as_bytes(), wanted)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error(json!({}), None),
        "the payload does not name its event"
    );
    assert_eq!(
        error(json!({"hook_event_name": "Stop"}), Some("PreToolUse")),
        "the payload is of Stop, not of PreToolUse"
    );
    assert_eq!(
        error(json!({"hook_event_name": "PreToolUse"}), None),
        "a PreToolUse without `tool_name`"
    );
    let stop = json!({"stop_hook_active": true}).to_string();
    let expected = Expected::new(CODEX).with_event("stop");
    let payload = decode_any(stop.as_bytes(), expected).unwrap();
    assert_eq!(payload.event.name(), EventName::Stop);
}

#[test]
fn no_key_is_read_twice() {
    crate::payload::tests::no_key_is_read_twice(&PAYLOADS);
}
