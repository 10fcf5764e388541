//! Payloads of Gemini CLI, read.

use std::sync::Arc;

use hooks_types::dialect::UNNAMED_CALL;
use hooks_types::{
    DecodeError, EventName, HookEvent, Notification, NotificationLevel, Origin, OtherEvent,
    Payload, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionMeta,
    SessionStart, Stop, Timestamp, ToolCall, ToolInput, UserPromptSubmit, WireForm,
};
use serde_json::{Map, Value};

use super::TOOLS;
use super::events::{named, of_fields, ours, row_of};
use crate::project::read_call;
use crate::taken::Taken;
use crate::{GEMINI, envelope, result_text};

/// The payload that bytes of Gemini CLI hold.
pub(super) fn decode(bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
    let (object, replaced) = envelope::object(bytes)?;
    let said = object.get("hook_event_name").and_then(Value::as_str);
    let guess = || of_fields(|key| object.contains_key(key));
    let expected = if said.is_none() {
        event.or_else(guess)
    } else {
        event
    };
    let name = envelope::event_name(said, expected, ours, named)?;
    let form = WireForm::new(GEMINI, &name);
    let payload = read(&object, &name).with_replaced(&replaced);
    Ok(payload.with_origin(Origin::new(form, object)))
}

/// The payload in an object of this event.
pub(super) fn read(object: &Map<String, Value>, name: &str) -> Payload {
    let mut taken = Taken::from(object);
    taken.value(&["hook_event_name"]);
    let mut meta = SessionMeta::new(
        taken.text(&["session_id"]).unwrap_or_default(),
        taken.text(&["cwd"]).unwrap_or_default(),
    );
    meta.transcript_path = taken.filled(&["transcript_path"]);
    let time = taken
        .text(&["timestamp"])
        .and_then(|time| time.parse().ok());
    let payload = Payload::new(Arc::new(meta), read_event(&mut taken, name));
    payload.fired_at(time.unwrap_or_else(Timestamp::now))
}

fn read_event(taken: &mut Taken, name: &str) -> HookEvent {
    let mut text = |key: &str| taken.text(&[key]).unwrap_or_default();
    let mut event: HookEvent = match row_of(name).ours {
        Some(EventName::PreToolUse) => PreToolUse::new(call(taken)).into(),
        Some(EventName::PostToolUse) => {
            let call = call(taken);
            let output = taken.value(&["tool_response"]).unwrap_or(Value::Null);
            match error_of(&output) {
                Some(error) => {
                    let mut event = PostToolUseFailure::new(call, error, 0);
                    event.tool_output = Some(output);
                    event.into()
                }
                None => PostToolUse::new(call, output, 0).into(),
            }
        }
        Some(EventName::UserPromptSubmit) => UserPromptSubmit::new(text("prompt")).into(),
        Some(EventName::Stop) => {
            let mut event = Stop::new();
            event.last_assistant_message = taken.filled(&["prompt_response"]);
            event.stop_hook_active = taken.flag(&["stop_hook_active"]);
            event.into()
        }
        Some(EventName::SessionStart) => SessionStart::new(text("source")).into(),
        Some(EventName::SessionEnd) => SessionEnd::new(text("reason")).into(),
        Some(EventName::PreCompact) => PreCompact::new(text("trigger")).into(),
        Some(EventName::Notification) => {
            let level = NotificationLevel::from(text("notification_type").as_str());
            Notification::new(text("message"), level).into()
        }
        _ => return OtherEvent::new(name, taken.rest()).into(),
    };
    *event.extra_mut() = taken.rest();
    event
}

fn call(taken: &mut Taken) -> ToolCall {
    let name = taken.text(&["tool_name"]).unwrap_or_default();
    let input = taken.value(&["tool_input"]).unwrap_or(Value::Null);
    let mut call = read_call(&TOOLS, UNNAMED_CALL, &name, input);
    // The name alone, `mcp_<server>_<tool>`, does not say where the server ends.
    if let Some(Value::Object(context)) = taken.peek("mcp_context")
        && let Some(server) = context.get("server_name").and_then(Value::as_str)
        && let Some(tool) = context.get("tool_name").and_then(Value::as_str)
        && let ToolInput::Function(arguments) = call.input
    {
        call = ToolCall::mcp(UNNAMED_CALL, server, tool, Some(arguments));
    }
    call
}

/// The error in a tool's response, if it failed.
pub(super) fn error_of(response: &Value) -> Option<String> {
    let error = response.get("error").filter(|error| !error.is_null())?;
    let text = match error.get("message").and_then(Value::as_str) {
        Some(message) => message.to_owned(),
        None => result_text::of(error),
    };
    Some(text)
}
