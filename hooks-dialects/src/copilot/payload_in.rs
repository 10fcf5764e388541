//! Payloads of Copilot, read in both spellings.

use std::sync::Arc;

use hooks_types::dialect::UNNAMED_CALL;
use hooks_types::{
    DecodeError, EventName, HookEvent, Notification, NotificationLevel, Origin, OtherEvent,
    Payload, PermissionRequest, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse,
    SessionEnd, SessionMeta, SessionStart, Spelling, Stop, SubagentStart, SubagentStop, Timestamp,
    ToolCall, UserPromptSubmit, WireForm,
};
use serde_json::{Map, Value};

use super::TOOLS;
use super::events::{EventRow, fitting, form, named};
use crate::project::read_call;
use crate::taken::Taken;
use crate::{COPILOT, envelope};

/// The payload that bytes of Copilot hold.
pub(super) fn decode(bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
    let (object, replaced) = envelope::object(bytes)?;
    let form = form_of(&object, event)?;
    let payload = read(&object, &form).with_replaced(&replaced);
    Ok(payload.with_origin(Origin::new(form, object)))
}

/// The form of an object. Only PascalCase payloads, and notifications in both, name their event.
fn form_of(object: &Map<String, Value>, expected: Option<&str>) -> Result<WireForm, DecodeError> {
    let said = object.get("hook_event_name").and_then(Value::as_str);
    let camel = ["sessionId", "toolName", "toolArgs"];
    let spelling = match said {
        Some(_) if !camel.iter().any(|key| object.contains_key(*key)) => Spelling::PascalCase,
        None if object.contains_key("session_id") => Spelling::PascalCase,
        _ => Spelling::CamelCase,
    };
    let unknown =
        |name: &str| DecodeError::new(format!("Copilot has no event that is our `{name}`"));
    let wanted = match expected {
        Some(name) => Some(named(name).ok_or_else(|| unknown(name))?),
        None => None,
    };
    if let Some(said) = said {
        let row = named(said);
        return match (row, wanted) {
            (row, Some(wanted)) if row.map(|row| row.camel) != Some(wanted.camel) => {
                Err(DecodeError::new(format!(
                    "the payload is of `{said}`, not of `{}`",
                    wanted.camel
                )))
            }
            (Some(row), _) => Ok(form(row, said, spelling)),
            (None, _) => Ok(WireForm::new(COPILOT, said).spelled(spelling)),
        };
    }
    if let Some(row) = wanted {
        return Ok(form(row, row.camel, spelling));
    }
    match fitting(|key| object.contains_key(key)).as_slice() {
        [row] => Ok(form(row, row.camel, spelling)),
        [] => Err(DecodeError::new(
            "the payload names no event; say which it is",
        )),
        several => {
            let names: Vec<&str> = several.iter().map(|row| row.camel).collect();
            Err(DecodeError::new(format!(
                "the payload names no event and may be {}; say which it is",
                names.join(" or ")
            )))
        }
    }
}

/// The payload in an object of this form.
pub(super) fn read(object: &Map<String, Value>, form: &WireForm) -> Payload {
    let mut taken = Taken::from(object);
    taken.value(&["hook_event_name"]);
    let mut meta = SessionMeta::new(
        taken.text(&["sessionId", "session_id"]).unwrap_or_default(),
        taken.text(&["cwd"]).unwrap_or_default(),
    );
    meta.transcript_path = taken.filled(&["transcriptPath", "transcript_path"]);
    let time = taken.value(&["timestamp"]).and_then(|time| match &time {
        Value::String(text) => text.parse().ok(),
        number => number.as_u64().map(Timestamp::from_unix_millis),
    });
    let event = read_event(&mut taken, &form.event);
    let payload = Payload::new(Arc::new(meta), event).with_replaced(taken.replaced());
    payload.fired_at(time.unwrap_or_else(Timestamp::now))
}

fn read_event(taken: &mut Taken, name: &str) -> HookEvent {
    let row: Option<&EventRow> = named(name);
    let mut text = |keys: &[&str]| taken.text(keys).unwrap_or_default();
    let mut event: HookEvent = match row.and_then(|row| row.ours.clone()) {
        Some(EventName::PreToolUse) => PreToolUse::new(call(taken)).into(),
        Some(EventName::PermissionRequest) => PermissionRequest::new(call(taken)).into(),
        Some(EventName::PostToolUse) => {
            let call = call(taken);
            let output = taken.value(&["toolResult", "tool_result"]);
            PostToolUse::new(call, output.unwrap_or(Value::Null), 0).into()
        }
        Some(EventName::PostToolUseFailure) => {
            let call = call(taken);
            let error = error(taken.value(&["error"]));
            PostToolUseFailure::new(call, error, 0).into()
        }
        Some(EventName::UserPromptSubmit) => UserPromptSubmit::new(text(&["prompt"])).into(),
        Some(EventName::SessionStart) => SessionStart::new(text(&["source"])).into(),
        Some(EventName::SessionEnd) => SessionEnd::new(text(&["reason"])).into(),
        Some(EventName::Stop) => {
            let mut event = Stop::new();
            event.reason = taken.filled(&["stopReason", "stop_reason"]);
            event.stop_hook_active = taken.flag(&["stop_hook_active"]);
            event.last_assistant_message = taken.text(&["last_assistant_message"]);
            event.into()
        }
        Some(EventName::SubagentStart) => {
            let kind = taken.text(&["agentName", "agent_name"]);
            let id = taken.text(&["agentId", "agent_id"]);
            let mut event = SubagentStart::new(id.unwrap_or_default());
            event.agent_type = kind;
            event.into()
        }
        Some(EventName::SubagentStop) => {
            let mut event = SubagentStop::new(text(&["agentId", "agent_id"]));
            event.agent_type = taken.text(&["agentName", "agent_name"]);
            event.stop_hook_active = taken.flag(&["stop_hook_active"]);
            event.last_assistant_message = taken.text(&["response", "last_assistant_message"]);
            event.into()
        }
        Some(EventName::PreCompact) => {
            let mut event = PreCompact::new(text(&["trigger"]));
            let keys = ["customInstructions", "custom_instructions"];
            event.custom_instructions = taken.filled(&keys);
            event.into()
        }
        Some(EventName::Notification) => {
            let kind = text(&["notification_type", "notificationType"]);
            let level = NotificationLevel::from(kind.as_str());
            Notification::new(text(&["message"]), level).into()
        }
        _ => {
            let name = row.map_or(name, |row| row.camel);
            return OtherEvent::new(name, taken.rest()).into();
        }
    };
    *event.extra_mut() = taken.rest();
    event
}

fn call(taken: &mut Taken) -> ToolCall {
    let name = taken.text(&["toolName", "tool_name"]).unwrap_or_default();
    let input = taken.value(&["toolArgs", "tool_input", "toolInput"]);
    let input = match input.unwrap_or(Value::Null) {
        // Shipped versions send the arguments as a string that holds JSON.
        Value::String(text) => match taken.json(&text) {
            Some(Value::Object(map)) => Value::Object(map),
            _ => Value::String(text),
        },
        other => other,
    };
    let id = taken.text(&["toolCallId", "tool_use_id"]);
    read_call(&TOOLS, id.as_deref().unwrap_or(UNNAMED_CALL), &name, input)
}

fn error(error: Option<Value>) -> String {
    match error {
        Some(Value::String(text)) => text,
        Some(error) => match error.get("message").and_then(Value::as_str) {
            Some(message) => message.to_owned(),
            None => error.to_string(),
        },
        None => String::new(),
    }
}
