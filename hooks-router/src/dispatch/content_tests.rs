use hooks_types::event::{Stop, UserPromptSubmit};
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, ToolCall};
use serde_json::json;

use super::*;

fn shell() -> HookEvent {
    let call = ToolCall::shell("c1", "shell", ShellInput::new(["rm", "x"]));
    PreToolUse::new(call).into()
}

#[test]
fn a_modified_call_keeps_its_first_input_beside_the_new_one() {
    let once = replaced(&shell(), &json!({ "command": ["ls"] })).unwrap();
    let twice = replaced(&once, &json!({ "command": ["pwd"], "workdir": "/" })).unwrap();
    let HookEvent::PreToolUse(event) = twice else {
        panic!("another event");
    };
    assert_eq!(
        event.call.input.to_value(),
        json!({ "command": ["pwd"], "workdir": "/" })
    );
    assert_eq!(
        event.original_tool_input,
        Some(json!({ "command": ["rm", "x"] }))
    );
}

#[test]
fn content_of_another_shape_does_not_fit() {
    for content in [
        json!("ls"),
        json!({ "command": "ls" }),
        json!({ "command": [] }),
        json!(1),
    ] {
        assert!(replaced(&shell(), &content).is_err(), "{content}");
    }
    let prompt = UserPromptSubmit::new("hello").into();
    assert!(replaced(&prompt, &json!({ "text": "x" })).is_err());
}

#[test]
fn an_event_that_replaces_nothing_stays_as_it_is() {
    let stop: HookEvent = Stop::new().into();
    assert_eq!(replaced(&stop, &json!("x")), Ok(stop.clone()));
}

#[test]
fn a_replaceable_field_can_be_written_back() {
    let mut seen = Vec::new();
    let call = ToolCall::mcp("c1", "server", "tool", None);
    for event in [
        shell(),
        PreToolUse::new(call.clone()).into(),
        UserPromptSubmit::new("hello").into(),
        PostToolUse::new(call, json!([1]), 5).into(),
    ] {
        let content = replaceable(&event).unwrap();
        let again = replaced(&event, &content).unwrap();
        assert_eq!(replaceable(&again), Some(content));
        seen.push(event.name());
    }
    assert_eq!(seen.first(), Some(&EventName::PreToolUse));
}

#[test]
fn merging_is_shallow_and_only_between_objects() {
    let before = json!({ "a": { "x": 1 }, "b": 2 });
    let merged_keys = merged(Some(before.clone()), json!({ "a": { "y": 3 } }));
    assert_eq!(merged_keys, json!({ "a": { "y": 3 }, "b": 2 }));
    assert_eq!(merged(Some(before), json!("text")), json!("text"));
    assert_eq!(merged(None, json!({ "a": 1 })), json!({ "a": 1 }));
}
