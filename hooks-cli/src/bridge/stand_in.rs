//! A payload in place of one that cannot be read, so that the agent still gets its answer.

use std::sync::Arc;

use hooks_types::answer::OutcomeKind;
use hooks_types::dialect::WireForm;
use hooks_types::event::{OtherEvent, PermissionRequest, PreCompact, PreToolUse, UserPromptSubmit};
use hooks_types::payload::Origin;
use hooks_types::wire::{Expected, HookOutput, decode, form_of, speak};
use hooks_types::{DialectRef, EventName, HookEvent, Payload, Report, SessionMeta, ToolCall};
use serde_json::{Map, Value, json};

use crate::show::complain;

/// An empty payload of an event, in the agent's name of it. Without a name: of the gate before a
/// tool, because an answer that blocks must not be lost.
pub(crate) fn stand_in(dialect: &DialectRef, event: Option<&str>) -> Payload {
    let gate = form_of(dialect, &EventName::PreToolUse);
    let gate = gate.map_or_else(|| "PreToolUse".to_owned(), |form| form.event);
    let event = event.unwrap_or(&gate);
    for object in [named(event), unnamed()] {
        let bytes = Value::Object(object).to_string();
        if let Ok(payload) = decode(bytes.as_bytes(), Expected::new(dialect).with_event(event)) {
            return payload;
        }
    }
    of_unknown_event(dialect, event)
}

/// Like [`stand_in`], but always of a gate: for a payload of which nobody can tell its event.
pub(crate) fn stand_in_of_gate(dialect: &DialectRef, event: Option<&str>) -> Payload {
    let expected = stand_in(dialect, event);
    match gates(&expected) {
        true => expected,
        false => stand_in(dialect, None),
    }
}

/// Whether the agent waits for permission: the event is a gate.
pub(crate) fn gates(payload: &Payload) -> bool {
    let event = payload.event.name();
    event.traits().gates() && !matches!(event, EventName::Other(_))
}

/// Whether an entry for this event believes a payload that it runs for. One of a gate believes its own
/// event alone: behind another event stand other guards, and the agent would not hear their block in
/// the words of that one. Agents run the other entries for their neighbours too (`Stop` when a
/// subagent stops).
pub(crate) fn believes(dialect: &DialectRef, event: &str, payload: &Payload) -> bool {
    let entry = stand_in(dialect, Some(event));
    if !gates(&entry) {
        return true;
    }
    // What else the payload holds may be remarked on beside the block.
    let form = payload.origin.as_ref().map(|origin| &*origin.form.event);
    let same = stand_in(dialect, form.or(Some(event)));
    entry.event.name() == payload.event.name() && refusal(&entry, "") == refusal(&same, "")
}

/// An agent's block of what a payload is about.
fn refusal(payload: &Payload, why: &str) -> HookOutput {
    let mut report = Report::new(payload.event.name());
    report.outcome = OutcomeKind::Block;
    report.message = Some(format!("hooks cannot judge this: {why}"));
    speak(payload, &report)
}

/// What an agent is told where its hooks could not be asked: a gate is closed and says why, any
/// other event goes on with a word on stderr.
pub(crate) fn unjudged(payload: &Payload, why: &str) -> HookOutput {
    if gates(payload) {
        return refusal(payload, why);
    }
    complain(why);
    speak(payload, &Report::new(payload.event.name()))
}

/// For an event that this build does not know.
fn of_unknown_event(dialect: &DialectRef, event: &str) -> Payload {
    let meta = Arc::new(SessionMeta::default());
    let origin = Origin::new(WireForm::new(dialect, event), named(event));
    let call = || ToolCall::function("", "", Map::new());
    let event: HookEvent = match EventName::named(event) {
        EventName::PreToolUse => PreToolUse::new(call()).into(),
        EventName::PermissionRequest => PermissionRequest::new(call()).into(),
        EventName::UserPromptSubmit => UserPromptSubmit::new("").into(),
        EventName::PreCompact => PreCompact::new("").into(),
        _ => OtherEvent::new(event, Map::new()).into(),
    };
    let payload = Payload::new(meta, event);
    payload.with_origin(origin)
}

fn named(event: &str) -> Map<String, Value> {
    let mut fields = unnamed();
    fields.insert("hook_event_name".to_owned(), event.into());
    fields
}

/// The tool's name in a call whose tool is unknown.
const UNKNOWN: &str = "unknown";

/// The fields that payloads of every event and agent need at least.
fn unnamed() -> Map<String, Value> {
    let fields = json!({
        "session_id": "", "sessionId": "", "conversation_id": "", "generation_id": "",
        "cwd": "", "workspace_roots": [], "transcript_path": "", "timestamp": 0,
        "tool_name": UNKNOWN, "toolName": UNKNOWN, "command": UNKNOWN, "file_path": UNKNOWN,
        "tool_input": {}, "tool_use_id": "", "toolArgs": {},
        "tool_response": "", "tool_output": "", "tool_result": {}, "toolResult": {}, "error": "",
        "error_message": "", "prompt": "", "prompt_response": "", "text": "", "message": "",
        "source": "", "reason": "", "trigger": "", "status": "", "stop_hook_active": false,
        "agent_id": "", "agent_type": "", "agentName": "", "notification_type": "",
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
