use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::{
    Notification, NotificationLevel, PostToolUse, PreToolUse, Stop, SubagentStart,
};
use hooks_types::tool::ShellInput;
use hooks_types::wire::{Expected, decode, encode};
use hooks_types::{EventName, HookEvent, Payload, SessionMeta, ToolCall, ToolInput};
use serde_json::{Value, json};

use super::PAYLOADS;
use crate::CURSOR;
use crate::trial::{read, read_and_written_back, written};

#[path = "payload_call_tests.rs"]
mod calls;

fn common(event: &str, fields: &Value) -> Value {
    let mut object = json!({"conversation_id": "c", "generation_id": "g", "model": "m",
        "model_params": [{"id": "x", "value": 1}], "hook_event_name": event,
        "cursor_version": "3.17.8", "workspace_roots": ["/p", "/q"], "user_email": null,
        "transcript_path": null});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    object
}

fn every_event() -> Vec<(Value, EventName)> {
    let mcp = json!({"tool_name": "push", "tool_input": "{\"n\": 1.0}", "url": "http://x"});
    let mut mcp_done = mcp.clone();
    mcp_done["result_json"] = json!("{\"ok\":true}");
    let subagent = json!({"subagent_type": "explore", "status": "completed", "task": "t",
        "result": "old wording", "loop_count": 1, "modified_files": ["a"]});
    let pre = json!({"tool_name": "Shell", "tool_use_id": "u", "cwd": "/p",
        "tool_input": {"command": "ls", "working_directory": "/p/web"}, "agent_message": "hm"});
    let own = |name: &str| EventName::Other(name.into());
    [
        ("preToolUse", pre, EventName::PreToolUse),
        (
            "postToolUse",
            json!({"tool_name": "MCP:push", "tool_input": {}, "tool_output": "{\"a\":1}",
                "tool_use_id": "u", "cwd": "/p", "duration": 12.5}),
            EventName::PostToolUse,
        ),
        (
            "postToolUse",
            json!({"tool_name": "Read", "tool_input": {"file_path": "a"}, "tool_output": "text"}),
            EventName::PostToolUse,
        ),
        (
            "postToolUseFailure",
            json!({"tool_name": "Shell", "tool_input": {"command": "x"}, "tool_use_id": "u",
                "error_message": "no", "failure_type": "timeout", "is_interrupt": true}),
            EventName::PostToolUseFailure,
        ),
        (
            "beforeShellExecution",
            json!({"command": "git push", "cwd": "", "sandbox": true}),
            EventName::PreToolUse,
        ),
        (
            "afterShellExecution",
            json!({"command": "ls", "output": "a\nb", "duration": 3, "sandbox": true}),
            EventName::PostToolUse,
        ),
        ("beforeMCPExecution", mcp, EventName::PreToolUse),
        ("afterMCPExecution", mcp_done, EventName::PostToolUse),
        (
            "beforeReadFile",
            json!({"filePath": "/p/.env", "content": "A=1", "attachments": []}),
            EventName::PreToolUse,
        ),
        (
            "afterFileEdit",
            json!({"file_path": "/p/a", "edits": [{"old_string": "a", "new_string": "b"}]}),
            EventName::PostToolUse,
        ),
        (
            "beforeSubmitPrompt",
            json!({"prompt": "p", "attachments": [{"type": "file", "file_path": "a"}]}),
            EventName::UserPromptSubmit,
        ),
        (
            "subagentStart",
            json!({"subagent_id": "i", "subagent_type": "explore", "task": "t"}),
            EventName::SubagentStart,
        ),
        ("subagentStop", subagent, EventName::SubagentStop),
        (
            "stop",
            json!({"status": "completed", "loop_count": 2}),
            EventName::Stop,
        ),
        (
            "sessionStart",
            json!({"session_id": "c", "is_background_agent": true, "composer_mode": "ask"}),
            EventName::SessionStart,
        ),
        (
            "sessionEnd",
            json!({"session_id": "c", "reason": "completed", "duration_ms": 9}),
            EventName::SessionEnd,
        ),
        (
            "preCompact",
            json!({"trigger": "auto", "context_usage_percent": 85.5}),
            EventName::PreCompact,
        ),
        (
            "afterAgentResponse",
            json!({"text": "done"}),
            EventName::AfterAgent,
        ),
        (
            "afterAgentThought",
            json!({"text": "hm", "duration_ms": 1}),
            own("afterAgentThought"),
        ),
        (
            "beforeTabFileRead",
            json!({"file_path": "a", "content": "x"}),
            own("beforeTabFileRead"),
        ),
        ("workspaceOpen", json!({}), own("workspaceOpen")),
    ]
    .into_iter()
    .map(|(name, fields, ours)| (common(name, &fields), ours))
    .collect()
}

#[test]
fn every_event_is_read_and_written_back_equal() {
    for (object, ours) in every_event() {
        let payload = read_and_written_back(Expected::new(CURSOR), object, &ours);
        assert_eq!(payload.meta.session_id, "c");
        assert_eq!(payload.meta.project_dir.as_deref(), Some("/p"));
    }
}

#[test]
fn an_event_is_named_by_the_payload_the_caller_or_its_fields() {
    let bytes = br#"{"command":"ls","cwd":"/p"}"#;
    for hint in [None, Some("beforeShellExecution"), Some("PreToolUse")] {
        let mut expected = Expected::new(CURSOR);
        if let Some(hint) = hint {
            expected = expected.with_event(hint);
        }
        let payload = decode(bytes, expected).unwrap();
        assert_eq!(payload.origin.unwrap().form.event, "beforeShellExecution");
    }
    let named = br#"{"hook_event_name":"stop","status":"completed"}"#;
    let expecting = |event| decode(named, Expected::new(CURSOR).with_event(event));
    assert!(expecting("stop").is_ok() && expecting("Stop").is_ok());
    assert!(expecting("preToolUse").is_err());
    let empty = |event| decode(b"{}", Expected::new(CURSOR).with_event(event));
    assert_eq!(
        empty("UserPromptSubmit").unwrap().event.name(),
        EventName::UserPromptSubmit
    );
    assert!(empty("Notification").is_err());
    for broken in ["", "[]", "{", "{}"] {
        assert!(decode(broken.as_bytes(), Expected::new(CURSOR)).is_err());
    }
}

#[test]
fn no_key_is_read_twice() {
    crate::payload::tests::no_key_is_read_twice(&PAYLOADS);
}
