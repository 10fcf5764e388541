//! What the payloads of Claude Code and Codex, which copied it, have in common.

use hooks_types::dialect::WireForm;
use hooks_types::tool::UNNAMED_CALL;
use hooks_types::wire::{DecodeError, EncodeError, EventRef};
use hooks_types::{DialectRef, EventName, Payload, ToolCall};
use serde_json::{Map, Value, json};

use crate::payload::{EVENT_NAME, Field, Reading, Writing, event_name, field};
use crate::tools::Tools;
use crate::{project, tools};

/// The fields that both agents spell alike.
#[rustfmt::skip]
pub(crate) const FIELDS: &[Field] = &[
    EVENT_NAME,
    field!("session_id" => meta.session_id),
    field!("cwd" => meta.cwd),
    field!("agent_id" => meta.subagent).of(fired_in_subagent).read(subagent).show(|subagent, _| subagent?.get("id").cloned()),
    field!(=> meta.subagent).of(fired_in_subagent).written_as("agent_type").show(|subagent, _| subagent?.get("type").cloned()),
    field!("tool_use_id" => call.call_id).when(|writing| writing.form.event != "PermissionRequest"),
    field!("reason" => (PermissionRequest, Stop).reason).unwritten(),
    field!("permission_suggestions" => PermissionRequest.permission_suggestions),
    field!("prompt" => UserPromptSubmit.user_message),
    field!("stop_hook_active" => (Stop, SubagentStop).stop_hook_active),
    field!("agent_id" => (SubagentStart, SubagentStop).agent_id),
    field!("agent_type" => (SubagentStart, SubagentStop).agent_type),
    field!("message" => Notification.message),
    field!("source" => SessionStart.source),
    field!("reason" => SessionEnd.reason),
    field!("trigger" => (PreCompact, PostCompact).trigger),
    field!("compact_summary" => PostCompact.compact_summary),
];

/// Events about a subagent carry its id as their own.
fn fired_in_subagent(payload: &Payload) -> bool {
    let event = payload.event.name();
    event != EventName::SubagentStart && event != EventName::SubagentStop
}

/// A type beside no id is not a subagent's, and is left alone.
fn subagent(id: Option<Value>, reading: &mut Reading<'_>) -> Option<Value> {
    let id = id.filter(Value::is_string)?;
    let kind = reading.take(&["agent_type"]).filter(Value::is_string);
    Some(json!({"id": id, "type": kind}))
}

/// The form of an object that names its event, as we call it, in `hook_event_name`.
pub(crate) fn form(
    dialect: DialectRef,
    object: &Map<String, Value>,
    said: Option<&str>,
    expected: Option<&str>,
    of_tool: fn(&str) -> bool,
) -> Result<WireForm, DecodeError> {
    let name = event_name(said, expected, EventName::named, |expected| {
        Some(EventName::named(expected).as_str().to_owned())
    })?;
    // A guard hears of its event in any casing: a fork that spells it otherwise loses none.
    let name = match EventName::named(&name) {
        EventName::Other(_) => name,
        known => known.as_str().to_owned(),
    };
    if of_tool(&name) && !object.get("tool_name").is_some_and(Value::is_string) {
        return Err(DecodeError::new(format!("a {name} without `tool_name`")));
    }
    Ok(WireForm::new(dialect, name))
}

/// Our event of a name: neither agent has an event that only observes the end of a turn.
pub(crate) fn ours(name: &str) -> EventName {
    let mut known = EventName::ALL.iter().filter(|event| event.as_str() == name);
    let known = known.find(|event| **event != EventName::AfterAgent);
    known
        .cloned()
        .unwrap_or_else(|| EventName::Other(name.into()))
}

/// Whether the form can carry this event.
pub(crate) fn carries(form: &WireForm, event: &EventName) -> bool {
    *event != EventName::AfterAgent && event.as_str() == form.event
}

/// Takes the call out.
pub(crate) fn read_call(tools: &'static Tools, reading: &mut Reading<'_>) -> ToolCall {
    let name = reading.text(&["tool_name"]).unwrap_or_default();
    let input = reading.take(&["tool_input"]).unwrap_or_default();
    project::read_call(tools, UNNAMED_CALL, &name, input)
}

/// Writes the call in the agent's names.
pub(crate) fn write_call(
    tools: &'static Tools,
    writing: &mut Writing<'_>,
    call: &ToolCall,
) -> Result<(), EncodeError> {
    let shape = writing.projected(tools, call)?;
    writing.set("tool_name", shape.name);
    writing.set("tool_input", shape.input);
    Ok(())
}

/// Whether the event is about a shell command, whose output each agent shows in its own way.
pub(crate) fn of_shell(writing: &Writing<'_>) -> bool {
    let tools = &writing.payload.meta.tools;
    let call = EventRef::Payload(writing.payload).call();
    call.is_some_and(|call| tools::is_shell(call, tools))
}
