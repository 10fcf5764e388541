use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::any_json::any_json;
use crate::event::{
    AfterAgent, Notification, OtherEvent, PermissionRequest, PostCompact, PostToolUse,
    PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart, Stop, SubagentStart,
    SubagentStop, UserPromptSubmit,
};
use crate::tool::ShellInput;
use crate::wire::said_event::is_clean;
use crate::wire::{DecodeErrorKind, Expected, decode, encode};
use crate::{DialectRef, EventName, ToolCall, ToolInput};

/// Generates any JSON value that serde_json supports.
fn value() -> impl Strategy<Value = Value> {
    any_json(3, 12, 4)
}

/// Generates unmodelled fields, with names that no field of an event has.
fn extra() -> impl Strategy<Value = Map<String, Value>> {
    btree_map("x_[a-zé\"\\\\ ]{0,5}", value(), 0..3).prop_map(|map| map.into_iter().collect())
}

fn object() -> impl Strategy<Value = Map<String, Value>> {
    btree_map(any::<String>(), value(), 0..4).prop_map(|map| map.into_iter().collect())
}

fn call() -> impl Strategy<Value = ToolCall> {
    let shell = (
        vec(any::<String>(), 0..4),
        option::of(any::<String>()),
        option::of(any::<u64>()),
        extra(),
    )
        .prop_map(|(command, workdir, timeout_ms, other)| {
            let mut shell = ShellInput::new(command);
            shell.workdir = workdir;
            shell.timeout_ms = timeout_ms;
            shell.other = other;
            ToolInput::Shell(shell)
        });
    let input = prop_oneof![
        shell,
        object().prop_map(|mut map| {
            // A `command` that is a list of strings would make this call a shell call, so remove the key.
            map.remove("command");
            ToolInput::Function(map)
        }),
        any::<String>().prop_map(ToolInput::Custom),
        (any::<String>(), any::<String>(), option::of(object())).prop_map(
            |(server, tool, arguments)| ToolInput::Mcp {
                server,
                tool,
                arguments
            }
        ),
    ];
    (any::<String>(), any::<String>(), input)
        .prop_map(|(id, name, input)| ToolCall::new(id, name, input))
}

/// Generates the content of an optional field, without `null`, because `null` is read as an absent field.
fn given() -> impl Strategy<Value = Option<Value>> {
    option::of(value()).prop_map(|value| value.filter(|value| !value.is_null()))
}

fn tool_event() -> impl Strategy<Value = HookEvent> {
    (
        0..4,
        call(),
        value(),
        given(),
        given(),
        any::<u64>(),
        extra(),
    )
        .prop_map(
            |(which, call, output, first, second, duration, extra)| match which {
                0 => {
                    let mut event = PreToolUse::new(call);
                    event.original_tool_input = first;
                    event.extra = extra;
                    event.into()
                }
                1 => {
                    let mut event = PostToolUse::new(call, output, duration);
                    event.original_tool_input = first;
                    event.extra = extra;
                    event.into()
                }
                2 => {
                    let mut event = PostToolUseFailure::new(call, "error", duration);
                    event.original_tool_input = first;
                    event.tool_output = second;
                    event.extra = extra;
                    event.into()
                }
                _ => {
                    let mut event = PermissionRequest::new(call);
                    event.permission_suggestions = first;
                    event.extra = extra;
                    event.into()
                }
            },
        )
}

fn other_event() -> impl Strategy<Value = HookEvent> {
    let text = any::<String>;
    (
        0..12,
        text(),
        option::of(text()),
        any::<bool>(),
        object(),
        extra(),
    )
        .prop_map(|(which, text, given, active, data, extra)| {
            macro_rules! event {
                ($event:expr $(, $field:ident = $value:expr)*) => {{
                    let mut event = $event;
                    $(event.$field = $value;)*
                    event.extra = extra;
                    event.into()
                }};
            }
            let level = given.clone().unwrap_or_default();
            match which {
                0 => event!(UserPromptSubmit::new(text)),
                1 => event!(Stop::new(), reason = given, stop_hook_active = active),
                2 => event!(
                    SubagentStop::new(text),
                    agent_type = given,
                    stop_hook_active = active
                ),
                3 => event!(SubagentStart::new(text), agent_type = given),
                4 => event!(PreCompact::new(text), custom_instructions = given),
                5 => event!(PostCompact::new(text), compact_summary = given),
                6 => event!(SessionStart::new(text)),
                7 => event!(SessionEnd::new(text)),
                8 => event!(Notification::new(text, level.as_str().into())),
                9 => event!(AfterAgent::new("t", text), last_assistant_message = given),
                10 => event!(OtherEvent::new(format!("x {text}"), data)),
                _ => event!(OtherEvent::new(format!("x{level}"), data)),
            }
        })
}

proptest! {
    #[test]
    fn every_payload_survives_being_written_and_read(
        event in prop_oneof![tool_event(), other_event()],
        session in any::<String>(),
        cwd in any::<String>(),
        model in option::of(any::<String>()),
        second in 0..253_402_300_800_u64,
        extra in extra(),
    ) {
        let mut meta = SessionMeta::new(session, cwd);
        meta.model = model;
        let mut payload = Payload::new(Arc::new(meta), event).with_triggered_at(Timestamp::from_unix_millis(second * 1000));
        payload.extra = extra;
        let bytes = encode(&payload, &WireForm::native(&payload.event.name())).unwrap();
        prop_assert_eq!(bytes.iter().filter(|b| **b == b'\n').count(), 1);
        let read = decode(&bytes, Expected::new(DialectRef::NATIVE));
        if !is_clean(payload.event.name().as_str()) {
            // The event's name is unclear, so reading must be refused, because the event could be a gate.
            prop_assert_eq!(read.unwrap_err().kind(), DecodeErrorKind::UnclearEvent);
            return Ok(());
        }
        let read = read.unwrap();
        prop_assert_eq!(&read, &payload);
        // Compare JSON values and not bytes, because the order of unmodelled fields can change.
        let again = encode(&read, &WireForm::native(&payload.event.name())).unwrap();
        let json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
        prop_assert_eq!(json(&again), json(&bytes));
    }

    #[test]
    fn no_bytes_upset_the_reader(
        bytes in prop_oneof![
            vec(any::<u8>(), 0..60),
            value().prop_map(|value| value.to_string().into_bytes()),
            value().prop_map(|value| json!({"session_id": "s", "cwd": "/", "hook_event": value}).to_string().into_bytes()),
            (prop::sample::select(EventName::ALL.to_vec()), object()).prop_map(|(event, mut body)| {
                body.insert("event_type".into(), event.wire_name().into());
                json!({"session_id": "s", "cwd": "/", "hook_event": body}).to_string().into_bytes()
            }),
        ],
        event in option::of("[a-z_]{0,9}|stop"),
    ) {
        let mut expected = Expected::new(DialectRef::NATIVE);
        expected.event = event.as_deref();
        if let Err(error) = decode(&bytes, expected) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
