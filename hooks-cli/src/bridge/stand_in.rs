//! Builds a substitute for a payload that cannot be read, so that the agent still gets an answer in its own format.

use std::sync::Arc;

use hooks_types::answer::OutcomeKind;
use hooks_types::dialect::WireForm;
use hooks_types::event::{OtherEvent, PermissionRequest, PreCompact, PreToolUse, UserPromptSubmit};
use hooks_types::payload::Origin;
use hooks_types::text::retold;
use hooks_types::wire::{Expected, HookOutput, decode, form_of, speak};
use hooks_types::{DialectRef, EventName, HookEvent, Payload, Report, SessionMeta, ToolCall};
use serde_json::{Map, Value, json};

use crate::show::complain;

/// Builds an empty payload of the event that the agent calls `event`. Without a name, the event is the event before a
/// tool call, because an error must still block the call.
pub(crate) fn stand_in(dialect: &DialectRef, event: Option<&str>) -> Payload {
    let gate = form_of(dialect, &EventName::PreToolUse);
    let gate = gate.map_or_else(|| "PreToolUse".to_owned(), |form| form.event);
    let event = event.unwrap_or(&gate);
    // Try two forms of an empty payload: first with the event's name in it, then without, for agents that send no name.
    for object in [named(event), unnamed()] {
        let bytes = Value::Object(object).to_string();
        if let Ok(payload) = decode(bytes.as_bytes(), Expected::new(dialect).with_event(event)) {
            return payload;
        }
    }
    of_unknown_event(dialect, event)
}

/// Like [`stand_in`], but always for a gate (an event at which a block prevents the action). Used for a payload whose
/// event is unclear, because this event might be a gate.
pub(crate) fn stand_in_of_gate(dialect: &DialectRef, event: Option<&str>) -> Payload {
    let expected = stand_in(dialect, event);
    match gates(&expected) {
        true => expected,
        false => stand_in(dialect, None),
    }
}

/// Returns whether the event is a gate, at which the agent waits for permission.
pub(crate) fn gates(payload: &Payload) -> bool {
    let event = payload.event.name();
    event.traits().gates() && !matches!(event, EventName::Other(_))
}

/// Returns whether an entry for this event accepts the event of a payload.
///
/// An entry for a gate accepts its own event only. A block by the hooks of another event would be in that event's form,
/// which the agent does not obey at this gate. Entries for other events accept any event, because agents run them for
/// related events too: for example the entry of `Stop` when a subagent stops.
pub(crate) fn believes(dialect: &DialectRef, event: &str, payload: &Payload) -> bool {
    let entry = stand_in(dialect, Some(event));
    if !gates(&entry) {
        return true;
    }
    // Accept the payload only if a block has the same form for the entry's event and for the payload's event. Compare
    // the blocks of two empty payloads, because the block of the real payload can have remarks about its fields.
    let form = payload.origin.as_ref().map(|origin| &*origin.form.event);
    let same = stand_in(dialect, form.or(Some(event)));
    entry.event.name() == payload.event.name() && refusal(&entry, "") == refusal(&same, "")
}

/// Returns a block as the answer to `payload`, in the agent's format. The reason names this program, because the
/// agent's user did not see what failed.
fn refusal(payload: &Payload, why: &str) -> HookOutput {
    let mut report = Report::new(payload.event.name());
    report.outcome = OutcomeKind::Block;
    report.message = Some(format!("hooks cannot judge this: {why}"));
    speak(payload, &report)
}

/// Returns the answer for a payload whose hooks could not run. At a gate (an event at which a block prevents the
/// action) this is a block with the reason. At any other event the agent goes on, and the reason is given as a notice
/// and on stderr: a block would have no effect there, or would keep the agent from stopping.
pub(crate) fn unjudged(payload: &Payload, why: &str) -> HookOutput {
    if gates(payload) {
        return refusal(payload, why);
    }
    complain(why);
    // Add a notice too, because most agents show stderr neither to the user nor to the model.
    let line = format!("hooks did not run: {}", retold(why, REASON));
    with_notices(payload, &Report::new(payload.event.name()), &[line]).0
}

/// The maximum length, in characters, of a reason that a notice repeats.
const REASON: usize = 400;

/// Writes the answer for a report with additional notices, and returns whether the agent has a field for notices at
/// this event. If the agent has no such field, the answer contains only the report.
pub(super) fn with_notices(
    payload: &Payload,
    report: &Report,
    notices: &[String],
) -> (HookOutput, bool) {
    let plain = speak(payload, report);
    let mut told = report.clone();
    told.notices.extend(notices.iter().cloned());
    let spoken = speak(payload, &told);
    match spoken.exit_code == plain.exit_code && spoken.stdout != plain.stdout {
        true => (spoken, true),
        false => (plain, false),
    }
}

/// Builds the payload of an event that the dialect cannot decode. The payload has no call and no text: only its event
/// and its form matter, because they decide how a block is written.
fn of_unknown_event(dialect: &DialectRef, event: &str) -> Payload {
    let meta = Arc::new(SessionMeta::default());
    let origin = Origin::new(WireForm::new(dialect, event), named(event));
    let call = || ToolCall::function("", "", Map::new());
    let event: HookEvent = match EventName::named(event) {
        // A block is written with the fields of its event. Only gates (events at which a block prevents the action) are
        // blocked here, so the fields of other events do not matter.
        EventName::PreToolUse => PreToolUse::new(call()).into(),
        EventName::PermissionRequest => PermissionRequest::new(call()).into(),
        EventName::UserPromptSubmit => UserPromptSubmit::new("").into(),
        EventName::PreCompact => PreCompact::new("").into(),
        _ => OtherEvent::new(event, Map::new()).into(),
    };
    let payload = Payload::new(meta, event);
    payload.with_origin(origin)
}

/// Returns the fields of a payload that names its event, as agents with `hook_event_name` send it.
fn named(event: &str) -> Map<String, Value> {
    let mut fields = unnamed();
    fields.insert("hook_event_name".to_owned(), event.into());
    fields
}

/// The tool's name in a call whose tool is unknown.
const UNKNOWN: &str = "unknown";

/// Returns all fields that the payload of any agent must have at any event, without real values. Decoders ignore fields
/// that they do not know, so one object is enough for all agents and events.
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
