//! Claude Code's payloads: which fields its hooks see of any agent's call, and which fields are kept unchanged.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::{
    AfterAgent, Notification, NotificationLevel, PermissionRequest, PostToolUse, PreCompact,
    PreToolUse, SessionStart, UserPromptSubmit,
};
use hooks_types::payload::Subagent;
use hooks_types::spec::OnFailure;
use hooks_types::tool::ShellInput;
use hooks_types::wire::{Expected, decode as decode_any, encode as encode_any};
use hooks_types::{HookEvent, Payload, SessionMeta, ToolCall};
use serde_json::{Value, json};

use super::*;
use crate::CLAUDE;
use crate::trial::{read as payload_in, written};

fn form(event: &str) -> WireForm {
    WireForm::new(CLAUDE, event)
}

fn meta() -> SessionMeta {
    SessionMeta::new("s", "/p")
        .with_permission_mode("plan")
        .with_model("m")
}

fn fresh_of(meta: SessionMeta, event: impl Into<HookEvent>) -> Value {
    let payload = Payload::new(Arc::new(meta), event);
    let name = payload.event.name().as_str().to_owned();
    Value::Object(written(&payload, &form(&name)))
}

fn shell() -> ToolCall {
    ToolCall::shell("c1", "exec", ShellInput::new(["bash", "-lc", "ls | wc"]))
}

#[test]
fn another_agents_call_has_claude_codes_name_and_fields() {
    let meta = meta().with_subagent(Subagent::new("a1").with_kind("Explore"));
    assert_eq!(
        fresh_of(meta, PreToolUse::new(shell())),
        json!({
            "session_id": "s", "cwd": "/p", "transcript_path": "", "permission_mode": "plan",
            "hook_event_name": "PreToolUse", "agent_id": "a1", "agent_type": "Explore",
            "tool_name": "Bash", "tool_input": {"command": "ls | wc"}, "tool_use_id": "c1",
        })
    );
    let mcp = ToolCall::mcp("c2", "git", "push", None);
    let object = fresh_of(SessionMeta::new("s", "/p"), PermissionRequest::new(mcp));
    assert_eq!(object["tool_name"], "mcp__git__push");
    assert_eq!(object["tool_input"], json!({}));
    assert_eq!(object.get("tool_use_id"), None);
    let output = fresh_of(
        SessionMeta::new("s", "/p"),
        PostToolUse::new(shell(), "3\n".into(), 7),
    );
    assert_eq!(
        output["tool_response"],
        json!({"stdout": "3\n", "stderr": "", "interrupted": false})
    );
}

#[test]
fn each_event_has_its_own_fields() {
    let fields = |event: HookEvent, keys: &[&str]| {
        let object = fresh_of(meta(), event);
        let field = |key: &&str| object.get(*key).cloned();
        keys.iter().map(field).collect::<Vec<_>>()
    };
    assert_eq!(
        fields(
            UserPromptSubmit::new("hi").into(),
            &["prompt", "permission_mode"]
        ),
        [Some(json!("hi")), Some(json!("plan"))]
    );
    assert_eq!(
        fields(
            SessionStart::new("resume").into(),
            &["source", "model", "permission_mode"]
        ),
        [Some(json!("resume")), Some(json!("m")), None]
    );
    assert_eq!(
        fields(
            PreCompact::new("auto").into(),
            &["trigger", "custom_instructions"]
        ),
        [Some(json!("auto")), Some(Value::Null)]
    );
    let notification = Notification::new("m", NotificationLevel::Info);
    assert_eq!(
        fields(notification.into(), &["message"]),
        [Some(json!("m"))]
    );
}

#[test]
fn an_event_claude_code_lacks_cannot_be_written() {
    let payload = Payload::new(Arc::new(meta()), AfterAgent::new("t", "u"));
    assert!(encode_any(&payload, &form("AfterAgent")).is_err());
    let payload = Payload::new(Arc::new(meta()), PreToolUse::new(shell()));
    assert!(encode_any(&payload, &form("PostToolUse")).is_err());
}

#[test]
fn a_guard_that_cannot_see_the_paths_does_not_let_a_patch_pass() {
    let patch = "*** Begin Patch\n*** Delete File: a\n*** Delete File: b\n*** End Patch";
    let call = ToolCall::custom("c", "apply_patch", patch);
    let payload = Payload::new(Arc::new(meta()), PreToolUse::new(call.clone()));
    let error = encode_any(&payload, &form("PreToolUse")).unwrap_err();
    assert_eq!(error.means, Some(OnFailure::Block));
    let payload = Payload::new(Arc::new(meta()), PostToolUse::new(call, Value::Null, 0));
    let error = encode_any(&payload, &form("PostToolUse")).unwrap_err();
    assert_eq!(error.means, None);
}

#[test]
fn bytes_come_back_as_they_were_for_every_event() {
    for row in TABLE.rows {
        let fields = json!({
            "session_id": "s", "transcript_path": "/t", "cwd": "/p", "hook_event_name": row.name,
            "permission_mode": "auto", "prompt_id": "u", "effort": {"level": "high"},
            "agent_id": "a", "agent_type": null, "tool_name": "Edit",
            "tool_input": {"file_path": "rel/../x", "timeout": "odd"}, "tool_use_id": 5,
            "tool_response": [1, null], "error": {}, "duration_ms": -1, "source": "startup",
            "stop_hook_active": "yes", "custom_instructions": null, "message": 3, "reason": "r",
            "notification_type": "idle_prompt", "event_type": "x", "level": 9, "call_id": "c",
        });
        let payload = payload_in(Expected::new(CLAUDE), &fields);
        assert_eq!(payload.event.name().as_str(), row.name);
        let back = Value::Object(written(&payload, &form(row.name)));
        assert_eq!(back, fields, "{}", row.name);
        // The payload in native form has no key twice, or reading it would fail.
        let native = serde_json::to_string(&payload).unwrap();
        serde_json::from_str::<Payload>(&native).unwrap();
    }
}

#[test]
fn an_event_outside_our_list_keeps_its_fields_as_data() {
    let object =
        json!({"hook_event_name": "TaskCreated", "session_id": "s", "cwd": "/p", "task_id": "7"});
    let payload = payload_in(Expected::new(CLAUDE), &object);
    let HookEvent::Other(other) = &payload.event else {
        panic!("{:?}", payload.event);
    };
    assert_eq!(other.name, "TaskCreated");
    assert_eq!(Value::Object(other.data.clone()), json!({"task_id": "7"}));
}

#[test]
fn a_shell_call_is_read_as_one() {
    let object = json!({"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_use_id": "t",
        "tool_input": {"command": "ls", "timeout": 5, "description": "d"}});
    let payload = payload_in(Expected::new(CLAUDE), &object);
    let mut shell = ShellInput::new(["bash", "-c", "ls"]);
    shell.timeout_ms = Some(5);
    shell.other.insert("description".into(), json!("d"));
    let expected = PreToolUse::new(ToolCall::shell("t", "Bash", shell));
    assert_eq!(payload.event, expected.into());
}

#[test]
fn bytes_that_are_not_a_payload_are_refused_by_name() {
    for (bytes, problem) in [
        ("[]", "the payload is not one JSON object"),
        ("{} {}", "the payload is not one JSON object"),
        ("{}", "the payload does not name its event"),
        (
            r#"{"hook_event_name":"PreToolUse"}"#,
            "a PreToolUse without `tool_name`",
        ),
    ] {
        let error = decode_any(bytes.as_bytes(), Expected::new(CLAUDE)).unwrap_err();
        assert!(error.to_string().starts_with(problem), "{error}");
    }
}

#[test]
fn no_key_is_read_twice() {
    crate::payload::tests::no_key_is_read_twice(&PAYLOADS);
}
