use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::{
    Notification, NotificationLevel, PostToolUse, PostToolUseFailure, PreToolUse, Stop,
    SubagentStart,
};
use hooks_types::payload::Timestamp;
use hooks_types::tool::ShellInput;
use hooks_types::wire::{Expected, decode, encode, events_of};
use hooks_types::{EventName, HookEvent, Payload, SessionMeta, ToolCall, ToolInput};
use serde_json::{Value, json};

use super::PAYLOADS;
use crate::GEMINI;
use crate::trial::{hook, read, read_and_written_back, written};

fn common(event: &str, fields: &Value) -> Value {
    let mut object = json!({"session_id": "s", "transcript_path": "/t.json", "cwd": "/p",
        "hook_event_name": event, "timestamp": "2026-08-20T10:11:12.345Z"});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    object
}

fn every_event() -> Vec<(Value, EventName)> {
    let shell = json!({"tool_name": "run_shell_command", "tool_input": {"command": "ls",
        "dir_path": "web", "is_background": false}, "original_request_name": "shell"});
    let mcp = json!({"tool_name": "mcp_git_hub_push", "tool_input": {"n": 1.0},
        "mcp_context": {"server_name": "git_hub", "tool_name": "push", "url": "http://x"}});
    let done = json!({"tool_name": "read_file", "tool_input": {"file_path": "a"},
        "tool_response": {"llmContent": [{"text": "x"}], "returnDisplay": "x"}});
    let broken = json!({"tool_name": "read_file", "tool_input": {"file_path": "a"},
        "tool_response": {"llmContent": "", "error": {"message": "gone", "type": "E"}}});
    [
        ("BeforeTool", shell, EventName::PreToolUse),
        ("BeforeTool", mcp, EventName::PreToolUse),
        ("AfterTool", done, EventName::PostToolUse),
        ("AfterTool", broken, EventName::PostToolUseFailure),
        (
            "BeforeAgent",
            json!({"prompt": "p"}),
            EventName::UserPromptSubmit,
        ),
        (
            "AfterAgent",
            json!({"prompt": "p", "prompt_response": "r", "stop_hook_active": true}),
            EventName::Stop,
        ),
        (
            "BeforeModel",
            json!({"llm_request": {"model": "m", "messages": []}}),
            EventName::Other("BeforeModel".into()),
        ),
        (
            "SessionStart",
            json!({"source": "resume"}),
            EventName::SessionStart,
        ),
        (
            "SessionEnd",
            json!({"reason": "exit"}),
            EventName::SessionEnd,
        ),
        (
            "PreCompress",
            json!({"trigger": "auto"}),
            EventName::PreCompact,
        ),
        (
            "Notification",
            json!({"notification_type": "ToolPermission", "message": "m", "details": {"a": 1}}),
            EventName::Notification,
        ),
        (
            "FromTheFuture",
            json!({"x": null}),
            EventName::Other("FromTheFuture".into()),
        ),
    ]
    .into_iter()
    .map(|(name, fields, ours)| (common(name, &fields), ours))
    .collect()
}

#[test]
fn every_event_is_read_and_written_back_equal() {
    for (object, ours) in every_event() {
        let payload = read_and_written_back(Expected::new(GEMINI), object, &ours);
        assert_eq!(payload.meta.session_id, "s");
        assert_eq!(payload.meta.cwd, "/p");
    }
}

#[test]
fn calls_keep_their_kind() {
    let call = |index: usize| {
        let (object, _) = every_event().swap_remove(index);
        let payload = read(Expected::new(GEMINI), &object);
        match payload.event {
            HookEvent::PreToolUse(event) => event.call,
            other => panic!("{other:?}"),
        }
    };
    let mut shell = ShellInput::new(["bash", "-c", "ls"]).with_workdir("web");
    shell.other.insert("is_background".to_owned(), json!(false));
    assert_eq!(
        call(0),
        ToolCall::shell("call_0", "run_shell_command", shell)
    );
    let mcp = call(1);
    assert_eq!(mcp.tool_name, "mcp__git_hub__push");
    assert!(matches!(mcp.input, ToolInput::Mcp { server, tool, .. }
        if server == "git_hub" && tool == "push"));
}

#[test]
fn a_replaced_input_is_all_that_changes_in_the_bytes() {
    let (object, _) = every_event().swap_remove(0);
    let mut payload = read(Expected::new(GEMINI), &object);
    let HookEvent::PreToolUse(event) = &mut payload.event else {
        panic!("{payload:?}");
    };
    let content = json!({"command": ["bash", "-c", "pwd"]});
    event.call.input = event.call.input.replaced_by(&content).unwrap();
    let mut expected = object;
    expected["tool_input"] = json!({"command": "pwd"});
    let form = WireForm::new(GEMINI, "BeforeTool");
    assert_eq!(Value::Object(written(&payload, &form)), expected);
}

#[test]
fn another_agents_events_are_told_in_gemini_words() {
    let meta = Arc::new(SessionMeta::new("s", "/p").with_transcript_path("/t.json"));
    let time: Timestamp = "2026-08-20T10:11:12.345Z".parse().unwrap();
    let shell = ToolCall::shell("c", "run", ShellInput::new(["git", "commit", "-m", "a b"]));
    let write = json!({"file_path": "/p/a", "content": "x"});
    let write = ToolCall::function("c", "Write", write.as_object().cloned().unwrap());
    let mcp = ToolCall::mcp("c", "git", "push", None);
    let mut stop = Stop::new();
    stop.last_assistant_message = Some("done".to_owned());
    let cases: Vec<(HookEvent, &str, Value)> = vec![
        (
            PreToolUse::new(shell.clone()).into(),
            "BeforeTool",
            json!({"tool_name": "run_shell_command",
                "tool_input": {"command": "git commit -m 'a b'"}}),
        ),
        (
            PostToolUse::new(write, json!("ok"), 3).into(),
            "AfterTool",
            json!({"tool_name": "write_file", "tool_input": {"file_path": "/p/a", "content": "x"},
                "tool_response": {"llmContent": "ok", "returnDisplay": "ok"}}),
        ),
        (
            PostToolUseFailure::new(shell, "exit 1", 3).into(),
            "AfterTool",
            json!({"tool_name": "run_shell_command",
                "tool_input": {"command": "git commit -m 'a b'"},
                "tool_response": {"llmContent": "exit 1", "returnDisplay": "exit 1",
                    "error": {"message": "exit 1"}}}),
        ),
        (
            PreToolUse::new(mcp).into(),
            "BeforeTool",
            json!({"tool_name": "mcp_git_push", "tool_input": {},
                "mcp_context": {"server_name": "git", "tool_name": "push"}}),
        ),
        (
            stop.into(),
            "AfterAgent",
            json!({"prompt": "", "prompt_response": "done", "stop_hook_active": false}),
        ),
        (
            Notification::new("m", NotificationLevel::Info).into(),
            "Notification",
            json!({"notification_type": "info", "message": "m", "details": {}}),
        ),
    ];
    for (event, name, fields) in cases {
        let payload = Payload::new(meta.clone(), event).with_triggered_at(time);
        let form = WireForm::new(GEMINI, name);
        assert_eq!(
            Value::Object(written(&payload, &form)),
            common(name, &fields)
        );
    }
}

#[test]
fn an_event_that_gemini_lacks_cannot_be_told() {
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    let payload = Payload::new(meta, SubagentStart::new("a"));
    let form = WireForm::new(GEMINI, "BeforeTool");
    assert!(encode(&payload, &form).is_err());
}

#[test]
fn a_hook_after_a_tool_also_gets_failed_tools() {
    let told = |name: &str| {
        let (object, _) = every_event()
            .into_iter()
            .find(|(object, _)| object["hook_event_name"] == name)
            .unwrap();
        events_of(&hook(&read(Expected::new(GEMINI), &object)))
    };
    assert_eq!(
        told("AfterTool"),
        [EventName::PostToolUse, EventName::PostToolUseFailure]
    );
    assert_eq!(told("BeforeTool"), [EventName::PreToolUse]);
}

#[test]
fn the_event_is_named_once() {
    let bytes = br#"{"tool_name":"x","tool_input":{}}"#;
    let named = |event| decode(bytes, Expected::new(GEMINI).with_event(event));
    for event in ["BeforeTool", "PreToolUse", "pre_tool_use"] {
        assert_eq!(named(event).unwrap().event.name(), EventName::PreToolUse);
    }
    assert!(named("SubagentStart").is_err());
    let inferred = decode(bytes, Expected::new(GEMINI)).unwrap();
    assert_eq!(inferred.event.name(), EventName::PreToolUse);
    let stop = br#"{"hook_event_name":"AfterAgent"}"#;
    let expecting = |event| decode(stop, Expected::new(GEMINI).with_event(event));
    assert_eq!(
        expecting("AfterAgent").unwrap().event.name(),
        EventName::Stop
    );
    assert_eq!(expecting("stop").unwrap().event.name(), EventName::Stop);
    assert!(expecting("BeforeTool").is_err());
    for broken in ["", "[]", "{", "{}", "null"] {
        assert!(decode(broken.as_bytes(), Expected::new(GEMINI)).is_err());
    }
}

#[test]
fn no_key_is_read_twice() {
    crate::payload::tests::no_key_is_read_twice(&PAYLOADS);
}
