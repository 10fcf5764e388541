//! Payload code shared by Claude Code and Codex, which copied Claude Code's format.

use hooks_types::dialect::{Key, WireForm};
use hooks_types::wire::{EncodeError, EventRef};
use hooks_types::{EventName, Payload, ToolCall};
use serde_json::{Value, json};

use crate::identity;
use crate::payload::{
    EVENT_KEY, EVENT_NAME, Field, PayloadReader, PayloadTable, PayloadWriter, field,
};
use crate::tools::Tools;

/// The payload fields whose keys are the same in Claude Code and Codex.
#[rustfmt::skip]
pub(crate) const FIELDS: &[Field] = &[
    // The meaning of the keys `agent_id` and `agent_type` depends on the event: see `fired_in_subagent`.
    EVENT_NAME,
    field!("session_id" => meta.session_id),
    field!("cwd" => meta.cwd),
    field!("agent_id" => meta.subagent).of(fired_in_subagent).read(subagent).show(|subagent, _| subagent?.get("id").cloned()),
    field!(=> meta.subagent).of(fired_in_subagent).written_as("agent_type").show(|subagent, _| subagent?.get("type").cloned()),
    // Neither Claude Code nor Codex sends the call's id on PermissionRequest.
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

/// The keys of the decision on a permission request.
pub(crate) const REQUEST: &[Key] = &[
    Key::words("behavior", &["allow", "deny"]),
    Key::remark("message"),
    Key::flag("interrupt", true),
    Key::content("updatedInput"),
    Key::content("updatedPermissions"),
];

/// Returns whether `agent_id` and `agent_type` of a payload can name the subagent in which the event was fired.
/// `SubagentStart` and `SubagentStop` use these keys for the subagent that they report.
fn fired_in_subagent(payload: &Payload) -> bool {
    let event = payload.event.name();
    event != EventName::SubagentStart && event != EventName::SubagentStop
}

/// Reads a subagent. An `agent_type` without an `agent_id` does not describe a subagent and is kept as
/// an unknown field.
fn subagent(id: Option<Value>, reading: &mut PayloadReader<'_>) -> Option<Value> {
    let id = id.filter(Value::is_string)?;
    let kind = reading.take(&["agent_type"]).filter(Value::is_string);
    Some(json!({"id": id, "type": kind}))
}

/// Returns the payload table that Claude Code and Codex share. Each of the two agents overwrites the entries that
/// differ.
pub(crate) const fn payloads(agent: &'static str, tools: &'static Tools) -> PayloadTable {
    PayloadTable {
        agent,
        tools,
        event_key: EVENT_KEY,
        fields: &[FIELDS],
        // These are defaults. An agent with other rules overrides them.
        own_event: |_| None,
        name_of: |event| Some(event.as_str()),
        form: |table, _, said, expected| table.form_of(said, expected, EventName::named),
        call_keys: |_| &[],
        ours: |_, form| ours(&form.event),
        carries,
        read_call,
        write_call,
        finish: |_| {},
    }
}

/// Returns the keys that name the tool: `tool_name` if the event's payload contains a call, else no key.
pub(crate) fn call_keys(of_call: bool) -> &'static [&'static str] {
    match of_call {
        true => &["tool_name"],
        false => &[],
    }
}

/// Returns our event for an agent's event name. Claude Code and Codex use the same names as we do. `AfterAgent`, which
/// only observes the end of a turn, exists in neither agent.
pub(crate) fn ours(name: &str) -> EventName {
    // A name that is not in `EventName::ALL` becomes `EventName::Other`.
    let mut known = EventName::ALL.iter().filter(|event| event.as_str() == name);
    let known = known.find(|event| **event != EventName::AfterAgent);
    known
        .cloned()
        .unwrap_or_else(|| EventName::Other(name.into()))
}

/// Returns whether the agent's event in `form` can carry this event of ours.
pub(crate) fn carries(form: &WireForm, event: &EventName) -> bool {
    *event != EventName::AfterAgent && event.as_str() == form.event
}

/// Takes the tool call out of the payload.
pub(crate) fn read_call(reading: &mut PayloadReader<'_>) -> ToolCall {
    reading.call(&["tool_name"], &["tool_input"])
}

/// Writes the tool call under the agent's names.
pub(crate) fn write_call(
    writing: &mut PayloadWriter<'_>,
    call: &ToolCall,
) -> Result<(), EncodeError> {
    // An unknown tool keeps its own name and fields; a known tool gets the name and fields that this agent uses.
    let shown = writing.projected(writing.tools, call)?;
    writing.set("tool_name", shown.name);
    writing.set("tool_input", shown.input);
    Ok(())
}

/// Returns whether the event is about a shell command. Claude Code and Codex spell the output of a shell command
/// differently.
pub(crate) fn of_shell(writing: &PayloadWriter<'_>) -> bool {
    let tools = &writing.payload.meta.tools;
    let call = EventRef::Payload(writing.payload).call();
    call.is_some_and(|call| identity::is_shell(call, tools))
}
