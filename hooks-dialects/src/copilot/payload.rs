//! Copilot's payloads, for reading and writing. If a field has two keys, the first belongs to the camelCase spelling
//! and the second to the PascalCase spelling. A permission request has the camelCase spelling under both event keys,
//! and special keys for the event's name and the arguments.

use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::payload::Timestamp;
use hooks_types::text::short_name;
use hooks_types::tool::UNNAMED_CALL;
use hooks_types::wire::{DecodeError, EncodeError};
use hooks_types::{EventName, HookEvent, Payload, ToolCall, ToolInput};
use serde_json::{Map, Value, json};

use super::TOOLS;
use super::events::{self, TABLE, fitting, form, named, spelling_of};
use crate::agent::COPILOT;
use crate::identity;
use crate::payload::{
    EVENT_KEY, Field, PayloadReader, PayloadTable, PayloadWriter, field, filled, other_event, text,
};
use crate::project;
use crate::result_text;

/// The fields of Copilot's payloads, one row each.
#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field!("hook_event_name" => nothing).show(event_name),
    field!("hookName" => nothing).of(asks_permission).show(|_, _| Some(PERMISSION.into())),
    field!("sessionId", "session_id" => meta.session_id),
    field!("cwd" => meta.cwd),
    // Under camelCase event keys the time is a number of milliseconds, under PascalCase keys it is a text (hooks
    // reference).
    field!("timestamp" => triggered_at).read(time).show(time_as_spelled),
    field!("transcriptPath", "transcript_path" => meta.transcript_path).read(filled),
    field!("toolCallId", "tool_use_id" => call.call_id)
        .when(|writing| !writing.is_pascal() && !writing.object.contains_key("toolCallId"))
        .show(|id, _| id.filter(|id| id.as_str() != Some(UNNAMED_CALL))),
    field!("permissionSuggestions" => PermissionRequest.permission_suggestions).or(|| json!([])),
    field!("toolResult", "tool_result" => PostToolUse.tool_output).show(result),
    field!("error" => PostToolUseFailure.error).read(error),
    field!("prompt" => UserPromptSubmit.user_message),
    field!("source" => SessionStart.source),
    field!("reason" => SessionEnd.reason),
    field!("stopReason", "stop_reason" => Stop.reason).read(filled).or(|| json!("end_turn")),
    // This key is in snake case in both spellings (hooks reference).
    field!("stop_hook_active" => (Stop, SubagentStop).stop_hook_active),
    field!("last_assistant_message" => Stop.last_assistant_message),
    field!("agentName", "agent_name" => (SubagentStart, SubagentStop).agent_type).show(kind_or_id),
    field!("agentId", "agent_id" => (SubagentStart, SubagentStop).agent_id),
    field!("response", "last_assistant_message" => SubagentStop.last_assistant_message),
    field!("trigger" => PreCompact.trigger),
    field!("customInstructions", "custom_instructions" => PreCompact.custom_instructions).read(filled).or(|| json!("")),
    field!("message" => Notification.message),
    field!("notification_type", "notificationType" => Notification.level).read(text).written_as("notification_type"),
];

/// The table for reading Copilot's payloads. [`object`] uses it to write them.
pub(super) static PAYLOADS: PayloadTable = PayloadTable {
    agent: "Copilot",
    tools: &TOOLS,
    event_key: EVENT_KEY,
    fields: &[FIELDS],
    own_event: |is| TABLE.own(is),
    name_of: |event| TABLE.name_of(event),
    form: form_of,
    call_keys: |form| match TABLE.row(&form.event).ours {
        Some(EventName::PreToolUse | EventName::PermissionRequest) => &["toolName", "tool_name"],
        _ => &[],
    },
    ours: |_, form| {
        let row = named(&form.event);
        let name = row.map_or(&*form.event, |row| row.camel);
        let ours = row.and_then(|row| row.ours.clone());
        ours.unwrap_or_else(|| EventName::Other(name.into()))
    },
    carries: |form, event| match TABLE.of_event(event) {
        Some(row) => named(&form.event).is_some_and(|said| said.camel == row.camel),
        None => matches!(event, EventName::Other(own) if **own == form.event),
    },
    read_call,
    write_call,
    finish: |writing| writing.data(),
};

/// Returns the JSON object of a payload in one of Copilot's forms. Copilot before version 1.0.100 sent the arguments as
/// a text. If the payload was read with such a text, the arguments are written as a text too.
pub(super) fn object(
    payload: &Payload,
    form: &WireForm,
) -> Result<Map<String, Value>, EncodeError> {
    let form = match named(&form.event) {
        Some(row) => events::form(row, &form.event, spelling_of(form)),
        None => form.clone().with_spelling(spelling_of(form)),
    };
    let mut object = PAYLOADS.object(payload, &form)?;
    let origin = payload.origin.as_ref();
    let came = origin.and_then(|origin| origin.object.get("toolArgs"));
    // Older versions of Copilot send `toolArgs` as a string, and scripts for these versions parse a string. If a script
    // of this kind got an object, it would fail and let the call pass. So write a string if a string was read.
    if let Some(Value::String(_)) = came
        && let Some(arguments @ Value::Object(_)) = object.get("toolArgs")
    {
        let text = arguments.to_string();
        object.insert("toolArgs".to_owned(), text.into());
    }
    Ok(object)
}

/// Returns the form of a payload object: its event and its spelling. PascalCase payloads, and notifications in both
/// spellings, name their event in `hook_event_name`. Permission requests name it in `hookName`. No other payload names
/// its event.
fn form_of(
    _: &PayloadTable,
    object: &Map<String, Value>,
    said: Option<&str>,
    expected: Option<&str>,
) -> Result<WireForm, DecodeError> {
    let camel = ["sessionId", "toolName", "toolArgs", "toolInput"];
    let said = said.or_else(|| object.get(NAME_OF_PERMISSION)?.as_str());
    // A payload that names its event is PascalCase. But a notification or a permission request can name its event and
    // still have camelCase keys; such a payload is camelCase.
    let spelling = match said {
        Some(_) if !camel.iter().any(|key| object.contains_key(*key)) => Spelling::PascalCase,
        None if object.contains_key("session_id") => Spelling::PascalCase,
        _ => Spelling::CamelCase,
    };
    let wanted = expected.map(|name| {
        let unknown = || {
            DecodeError::new(format!(
                "Copilot has no event for our `{}`",
                short_name(name)
            ))
        };
        named(name).ok_or_else(unknown)
    });
    match (said, wanted.transpose()?) {
        (Some(said), Some(row)) if named(said).is_none_or(|said| said.camel != row.camel) => {
            let problem = format!(
                "the payload is of `{}`, not of `{}`",
                short_name(said),
                row.camel
            );
            return Err(other_event(problem));
        }
        (Some(said), _) => {
            let row = named(said).unwrap_or(TABLE.row(said));
            return Ok(form(row, said, spelling));
        }
        (None, Some(row)) => return Ok(form(row, row.camel, spelling)),
        (None, None) => {}
    }
    let rows = fitting(|key| object.contains_key(key));
    let names: Vec<&str> = rows.iter().map(|row| row.camel).collect();
    let may_be = match rows.as_slice() {
        [row] => return Ok(form(row, row.camel, spelling)),
        [] => String::new(),
        _ => format!(" and may be {}", names.join(" or ")),
    };
    let problem = format!("the payload names no event{may_be}; name it");
    Err(DecodeError::new(problem))
}

/// Reads the tool call.
fn read_call(reading: &mut PayloadReader<'_>) -> ToolCall {
    let name = reading.text(&["toolName", "tool_name"]).unwrap_or_default();
    let input = reading.take(&["toolArgs", "tool_input", "toolInput"]);
    let input = match input.unwrap_or_default() {
        // Versions before 1.0.100 send the arguments as a string that contains JSON.
        Value::String(text) => match reading.json(&text) {
            Some(Value::Object(map)) => Value::Object(map),
            _ => Value::String(text),
        },
        other => other,
    };
    match (server_and_tool(&name), input) {
        (Some((server, tool)), Value::Object(arguments)) => {
            ToolCall::mcp(UNNAMED_CALL, server, tool, Some(arguments))
        }
        (_, input) => project::read_call(&TOOLS, UNNAMED_CALL, &name, input),
    }
}

/// The longest tool name, in bytes, that is split into server and tool; no model API accepts longer names.
const LONGEST_NAME: usize = 512;

/// Splits a name into server and tool: `server/tool` in permission requests, else `server-tool`. The form `server-tool`
/// is split at the last dash, because tool names rarely contain a dash. If some agent has a built-in tool of this name,
/// the name is not split.
fn server_and_tool(name: &str) -> Option<(&str, &str)> {
    let parts = name.split_once('/').or_else(|| name.rsplit_once('-'))?;
    let named = !parts.0.is_empty() && !parts.1.is_empty() && !identity::is_known_name(name);
    let named = named && name.len() <= LONGEST_NAME;
    named.then_some(parts)
}

/// Writes the tool call in the form's spelling.
fn write_call(writing: &mut PayloadWriter<'_>, call: &ToolCall) -> Result<(), EncodeError> {
    let shown = writing.projected(&TOOLS, call)?;
    if writing.is_pascal() {
        // Except for MCP tools, PascalCase payloads have Claude Code's tool names, together with Copilot's fields.
        let name = match &call.input {
            ToolInput::Mcp { .. } => shown.name,
            _ => writing.projected(&crate::claude::TOOLS, call)?.name,
        };
        writing.set("tool_name", name);
        writing.set("tool_input", shown.input);
        return Ok(());
    }
    let origin = writing.payload.origin.as_ref();
    let came = origin.is_some_and(|origin| origin.form.dialect == COPILOT);
    let arguments = match (&call.input, shown.input) {
        // If the arguments were a text but not JSON when they were read, they are written unchanged.
        (ToolInput::Custom(text), _) if came => text.as_str().into(),
        (_, input) => input,
    };
    let asks = asks_permission(writing.payload);
    let name = match &call.input {
        // In permission requests the name of an MCP tool is `server/tool` (observed with version 1.0.102).
        ToolInput::Mcp { server, tool, .. } if asks => format!("{server}/{tool}"),
        _ => shown.name,
    };
    writing.set("toolName", name);
    writing.set(if asks { "toolInput" } else { "toolArgs" }, arguments);
    Ok(())
}

/// The name of the event in a permission request: the value under [`NAME_OF_PERMISSION`].
const PERMISSION: &str = "permissionRequest";
/// The key that names the event in a permission request.
const NAME_OF_PERMISSION: &str = "hookName";

/// Returns whether the payload belongs to a permission request.
fn asks_permission(payload: &Payload) -> bool {
    matches!(payload.event, HookEvent::PermissionRequest(_))
}

/// Writes the event's name. Only PascalCase payloads, and notifications in both spellings, have the key
/// `hook_event_name`.
fn event_name(_: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    let name = writing.form.event.as_str();
    let name = named(name).map_or(name, |row| row.pascal);
    (writing.is_pascal() || name == "Notification").then(|| name.into())
}

/// Reads a time, which can be a text or a number of milliseconds since 1970.
fn time(said: Option<Value>, _: &mut PayloadReader<'_>) -> Option<Value> {
    said.map(|time| match time.as_u64() {
        Some(millis) => Timestamp::from_unix_millis(millis).with_millis().into(),
        None => time,
    })
}

/// Writes a time: as a text under a PascalCase event key, else in milliseconds.
fn time_as_spelled(text: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    let millis = || writing.payload.triggered_at.unix_millis().into();
    text.filter(|_| writing.is_pascal())
        .or_else(|| Some(millis()))
}

/// Returns a subagent's type, or its id if it has no type.
fn kind_or_id(kind: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    kind.or_else(|| match &writing.payload.event {
        HookEvent::SubagentStart(event) => Some(event.agent_id.as_str().into()),
        HookEvent::SubagentStop(event) => Some(event.agent_id.as_str().into()),
        _ => None,
    })
}

/// Reads an error, which can be a text or an object with a message.
fn error(said: Option<Value>, _: &mut PayloadReader<'_>) -> Option<Value> {
    let error = said.filter(|error| !error.is_null())?;
    let text = error.get("message").unwrap_or(&error).as_str();
    Some(text.map_or_else(|| error.to_string(), str::to_owned).into())
}

/// Wraps a tool's output in Copilot's object for results, which has a type and a text.
fn result(output: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    let output = output.unwrap_or_default();
    // If the output came from Copilot, it already has a result type, in one of two spellings. Keep this type.
    let known = output.get("resultType").or(output.get("result_type"));
    let kind = known.cloned().unwrap_or_else(|| "success".into());
    let text = result_text::of(&output);
    Some(match writing.is_pascal() {
        true => json!({"result_type": kind, "text_result_for_llm": text}),
        false => json!({"resultType": kind, "textResultForLlm": text}),
    })
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
