use std::sync::Arc;

use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::event::{
    Notification, NotificationLevel, PostCompact, PostToolUse, PreToolUse, Stop, SubagentStart,
};
use hooks_types::payload::Timestamp;
use hooks_types::tool::ShellInput;
use hooks_types::wire::{Expected, decode, encode};
use hooks_types::{EventName, HookEvent, Payload, SessionMeta, ToolCall, ToolInput};
use serde_json::{Value, json};

use super::PAYLOADS;
use crate::COPILOT;
use crate::trial::{read, read_and_written_back, written};

#[path = "payload_call_tests.rs"]
mod calls;

fn camel(fields: &Value) -> Value {
    let mut object = json!({"sessionId": "s", "timestamp": 1_778_700_002_345_u64, "cwd": "/p"});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    object
}

fn pascal(event: &str, fields: &Value) -> Value {
    let mut object = json!({"hook_event_name": event, "session_id": "s",
        "timestamp": "2026-05-13T19:20:02.345Z", "cwd": "/p"});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    object
}

/// Returns each event as its name in Copilot, a payload, and our event.
fn every_event() -> Vec<(&'static str, Value, EventName)> {
    let args = r#"{"command": "ls",  "mode": "sync"}"#;
    let result = json!({"resultType": "success", "textResultForLlm": "x"});
    let notification = json!({"hook_event_name": "Notification", "message": "m",
        "title": "t", "notification_type": "agent_idle"});
    let other = |name: &str| EventName::Other(name.into());
    let mut events: Vec<(&'static str, Value, EventName)> = [
        (
            "preToolUse",
            json!({"toolName": "bash", "toolArgs": args}),
            EventName::PreToolUse,
        ),
        (
            "preToolUse",
            json!({"toolName": "bash", "toolArgs": {"command": "ls"}}),
            EventName::PreToolUse,
        ),
        (
            "preToolUse",
            json!({"toolName": "apply_patch", "toolArgs": "*** Begin Patch"}),
            EventName::PreToolUse,
        ),
        (
            "postToolUse",
            json!({"toolName": "view", "toolArgs": "{\"path\":\"a\"}", "toolResult": result}),
            EventName::PostToolUse,
        ),
        (
            "postToolUseFailure",
            json!({"toolName": "view", "toolArgs": "{}", "error": "gone"}),
            EventName::PostToolUseFailure,
        ),
        (
            "permissionRequest",
            json!({"toolName": "bash", "toolInput": {"command": "ls"}}),
            EventName::PermissionRequest,
        ),
        (
            "userPromptSubmitted",
            json!({"prompt": "p"}),
            EventName::UserPromptSubmit,
        ),
        (
            "userPromptTransformed",
            json!({"prompt": "p", "transformedPrompt": "q"}),
            other("userPromptTransformed"),
        ),
        (
            "sessionStart",
            json!({"source": "new", "initialPrompt": "p"}),
            EventName::SessionStart,
        ),
        (
            "sessionEnd",
            json!({"reason": "complete"}),
            EventName::SessionEnd,
        ),
        (
            "agentStop",
            json!({"transcriptPath": "/t", "stopReason": "end_turn", "stop_hook_active": true}),
            EventName::Stop,
        ),
        (
            "subagentStart",
            json!({"transcriptPath": "/t", "agentName": "a", "agentDisplayName": "A"}),
            EventName::SubagentStart,
        ),
        (
            "subagentStop",
            json!({"transcriptPath": "/t", "agentName": "a", "agentId": "i", "agentType": "b",
                "response": "done", "stopReason": "end_turn"}),
            EventName::SubagentStop,
        ),
        (
            "preCompact",
            json!({"transcriptPath": "/t", "trigger": "manual", "customInstructions": "keep"}),
            EventName::PreCompact,
        ),
        ("notification", notification, EventName::Notification),
        (
            "errorOccurred",
            json!({"error": {"message": "m", "name": "E"}, "errorContext": "model_call",
                "recoverable": true}),
            other("errorOccurred"),
        ),
    ]
    .into_iter()
    .map(|(name, fields, ours)| (name, camel(&fields), ours))
    .collect();
    let done = json!({"tool_name": "Read", "tool_input": {"path": "a"},
        "tool_result": {"result_type": "success", "text_result_for_llm": "x"}});
    events.extend(
        [
            (
                "PreToolUse",
                json!({"tool_name": "mcp__git__push", "tool_input": {"n": 1.0}}),
                EventName::PreToolUse,
            ),
            ("PostToolUse", done, EventName::PostToolUse),
            (
                "UserPromptSubmit",
                json!({"prompt": "p"}),
                EventName::UserPromptSubmit,
            ),
            (
                "Stop",
                json!({"transcript_path": "/t", "stop_reason": "end_turn",
                    "stop_hook_active": false}),
                EventName::Stop,
            ),
            (
                "SubagentStop",
                json!({"agent_name": "a", "agent_id": "i", "last_assistant_message": "done"}),
                EventName::SubagentStop,
            ),
        ]
        .map(|(name, fields, ours)| (name, pascal(name, &fields), ours)),
    );
    events
}

#[test]
fn every_event_is_read_and_written_back_equal() {
    for (name, object, ours) in every_event() {
        let expected = Expected::new(COPILOT).with_event(name);
        let payload = read_and_written_back(expected, object, &ours);
        assert_eq!(payload.meta.session_id, "s");
        let form = &payload.origin.as_ref().unwrap().form;
        assert_eq!(form.event, name);
        let usual = WireForm::new(COPILOT, name);
        assert_eq!(written(&payload, &usual), written(&payload, form));
    }
}

#[test]
fn an_event_is_named_by_the_payload_the_caller_or_fields_that_fit_one() {
    let event = |object: Value, hint: Option<&str>| {
        let mut expected = Expected::new(COPILOT);
        if let Some(hint) = hint {
            expected = expected.with_event(hint);
        }
        let payload = decode(object.to_string().as_bytes(), expected)?;
        let form = payload.origin.unwrap().form.clone();
        Ok::<_, hooks_types::wire::DecodeError>((form.event, form.spelling))
    };
    let call = camel(&json!({"toolName": "bash", "toolArgs": "{}"}));
    let error = event(call.clone(), None).unwrap_err().to_string();
    assert!(error.contains("preToolUse or permissionRequest"), "{error}");
    let found = |name: &str, spelling| Ok((name.to_owned(), spelling));
    for hint in ["preToolUse", "PreToolUse", "pre_tool_use"] {
        let event = event(call.clone(), Some(hint));
        assert_eq!(event, found("preToolUse", Spelling::CamelCase), "{hint}");
    }
    for (fields, name) in [
        (json!({"toolName": "b", "toolResult": {}}), "postToolUse"),
        (json!({"prompt": "p"}), "userPromptSubmitted"),
        (json!({"source": "new"}), "sessionStart"),
        (json!({"stopReason": "end_turn"}), "agentStop"),
        (json!({"error": {}, "recoverable": true}), "errorOccurred"),
    ] {
        assert_eq!(
            event(camel(&fields), None),
            found(name, Spelling::CamelCase)
        );
    }
    let named = pascal("Stop", &json!({}));
    for hint in [None, Some("agentStop"), Some("Stop"), Some("stop")] {
        let event = event(named.clone(), hint);
        assert_eq!(event, found("Stop", Spelling::PascalCase));
    }
    assert!(event(named, Some("preToolUse")).is_err());
    assert!(event(camel(&json!({})), Some("PostCompact")).is_err());
    assert!(event(json!({}), None).is_err());
    assert!(event(json!([]), None).is_err());
}

#[test]
fn an_event_that_copilot_lacks_cannot_be_told() {
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    let payload = Payload::new(meta, PostCompact::new("auto"));
    for name in ["preCompact", "postCompact"] {
        assert!(encode(&payload, &WireForm::new(COPILOT, name)).is_err());
    }
}

#[test]
fn no_key_is_read_twice() {
    crate::payload::tests::no_key_is_read_twice(&PAYLOADS);
}
