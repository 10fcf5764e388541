use std::sync::Arc;

use serde_json::json;

use crate::dialect::WireForm;
use crate::event::{PreToolUse, Stop};
use crate::payload::Timestamp;
use crate::spec::Command;
use crate::wire::{EventRef, Expected, decode, encode, subjects};
use crate::{
    DialectRef, EventName, HookEvent, HookSpec, Payload, SessionMeta, ToolCall, ToolInput,
};

fn payload(event: impl Into<HookEvent>) -> Payload {
    Payload::new(Arc::new(SessionMeta::new("s", "/p")), event)
        .with_triggered_at(Timestamp::from_unix_millis(1_700_000_000_000))
}

fn native(bytes: &[u8], event: Option<&str>) -> Result<Payload, String> {
    let mut expected = Expected::new(DialectRef::NATIVE);
    expected.event = event;
    decode(bytes, expected).map_err(|error| error.to_string())
}

#[test]
fn a_payload_is_one_object_and_a_newline() {
    let bytes = encode(&payload(Stop::new()), &WireForm::native(&EventName::Stop)).unwrap();
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "{\"protocol\":1,\"session_id\":\"s\",\"cwd\":\"/p\",\
         \"triggered_at\":\"2023-11-14T22:13:20Z\",\
         \"hook_event\":{\"event_type\":\"stop\",\"stop_hook_active\":false}}\n"
    );
}

#[test]
fn what_may_be_absent_is_filled_in() {
    let text = r#"{"session_id":"s","cwd":"/p","hook_event":
        {"event_type":"pre_tool_use","tool_name":"Bash","tool_input":{"command":["ls"]}}}"#;
    let read = native(text.as_bytes(), None).unwrap();
    let HookEvent::PreToolUse(event) = &read.event else {
        panic!("another event: {read:?}")
    };
    assert_eq!(
        event.call,
        crate::ToolCall::shell("call_0", "Bash", crate::tool::ShellInput::new(["ls"]))
    );
    assert!(read.triggered_at > Timestamp::from_unix_millis(1_700_000_000_000));
}

#[test]
fn the_expected_event_may_stand_in_any_casing_and_must_fit() {
    let bytes = b"\xef\xbb\xbf{\"session_id\":\"s\",\"cwd\":\"/\",\"hook_event\":{\"event_type\":\"stop\"}}\r\n";
    for name in ["Stop", "stop", "STOP"] {
        assert!(native(bytes, Some(name)).is_ok(), "{name}");
    }
    assert_eq!(
        native(bytes, Some("pre_tool_use")).unwrap_err(),
        "the payload is for Stop, not for pre_tool_use"
    );
    let unnamed = br#"{"session_id":"s","cwd":"/","hook_event":{}}"#;
    assert_eq!(
        native(unnamed, Some("Stop")).unwrap().event,
        Stop::new().into()
    );
    assert!(native(unnamed, None).unwrap_err().contains("event_type"));
}

#[test]
fn a_mistake_is_named() {
    let around = |event: serde_json::Value| {
        json!({"session_id": "s", "cwd": "/", "hook_event": event}).to_string()
    };
    for (text, named) in [
        (String::new(), "the payload is empty"),
        ("[]".to_owned(), "not a native payload"),
        ("{\"session_id\":".to_owned(), "line 1 column"),
        (around(json!({"event_type": "stop"})) + " {}", "trailing characters"),
        ("{\"session_id\":\"s\",\"cwd\":\"/\"}".to_owned(), "missing field `hook_event`"),
        ("{\"hook_event\":{\"event_type\":\"stop\"},\"cwd\":\"/\"}".to_owned(), "session_id"),
        (json!({"hook_event_name": "PreToolUse"}).to_string(), "another agent's"),
        (json!({"event_type": "stop"}).to_string(), "put it inside `hook_event`"),
        (around(json!({"event_type": "PreToolUse"})), "spells this event `pre_tool_use`"),
        (around(json!({"event_type": "pre_tool_uze"})), "did you mean `pre_tool_use`?"),
        (around(json!({"event_type": 1})), "`hook_event.event_type`, which names the event, is not a string"),
        (around(json!({"event_type": "pre_tool_use"})), "missing field `tool_name`"),
        (
            around(json!({"event_type": "pre_tool_use", "tool_name": "t", "tool_input": 1})),
            "`tool_input` is neither an object nor a string",
        ),
        (
            json!({"protocol": 2, "session_id": "s", "cwd": "/", "hook_event": {"event_type": "stop"}})
                .to_string(),
            "protocol 2 is not supported",
        ),
        (
            json!({"triggered_at": "now", "session_id": "s", "cwd": "/", "hook_event": {"event_type": "stop"}})
                .to_string(),
            "RFC 3339",
        ),
    ] {
        let error = native(text.as_bytes(), None).unwrap_err();
        assert!(error.contains(named), "{text}\n{error}");
    }
}

#[test]
fn an_event_outside_the_table_keeps_its_name_data_and_other_fields() {
    let text = json!({"protocol": 1, "session_id": "s", "cwd": "/", "triggered_at": "2026-01-02T03:04:05Z",
        "hook_event": {"event_type": "worktree_created", "data": {"path": "/w"}, "more": [1]}});
    let read = native(text.to_string().as_bytes(), Some("worktree_created")).unwrap();
    assert_eq!(
        read.event.name(),
        EventName::Other("worktree_created".into())
    );
    assert_eq!(serde_json::to_value(&read).unwrap(), text);
}

#[test]
fn a_hook_gets_facts_of_the_session_as_variables() {
    let spec = crate::HookSpec::command("h", EventName::Stop, crate::spec::Command::argv(["h"]));
    let meta = SessionMeta::new("s\0", "/p/sub").with_project_dir("/p");
    let plan = crate::env::environment(&spec, &Payload::new(Arc::new(meta), Stop::new()));
    let vars: Vec<(&str, &str)> = plan
        .vars
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(vars, [("HOOKS_EVENT", "stop"), ("HOOKS_PROJECT_DIR", "/p")]);
    assert_eq!(plan.env_file, None);
}

#[test]
fn the_variables_of_an_event_do_not_depend_on_the_rest_of_its_payload() {
    let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]));
    assert!(crate::env::environment_is_of_session(&spec));
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    let plan = |tool: &str| {
        let call = ToolCall::new(tool, tool, ToolInput::Custom(tool.to_owned()));
        let payload = Payload::new(Arc::clone(&meta), PreToolUse::new(call));
        crate::env::environment(&spec, &payload)
    };
    assert_eq!(plan("read"), plan("write"));
}

#[test]
fn the_canonical_name_of_a_call_is_told_by_its_kind_whatever_the_agent_calls_the_tool() {
    let hook = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]));
    for (tool, rest, canonical) in [
        ("bash", r#""tool_input":{"command":["x"]}"#, "shell"),
        ("PowerShell", r#""tool_input":{"command":["x"]}"#, "shell"),
        ("shell", r#""tool_input":{"command":["x"]}"#, "shell"),
        (
            "query",
            r#""tool_input":{},"mcp":{"server":"db","tool":"query"}"#,
            "mcp__db__query",
        ),
    ] {
        let text = format!(
            r#"{{"hook_event":{{"event_type":"pre_tool_use","tool_name":"{tool}",{rest}}},
                "session_id":"s","cwd":"/p"}}"#
        );
        let payload = native(text.as_bytes(), None).unwrap();
        let seen = subjects(&hook, EventRef::Payload(&payload), &payload.meta);
        let mut names = vec![tool];
        names.extend((tool != canonical).then_some(canonical));
        assert_eq!(seen.names, names);
    }
}
