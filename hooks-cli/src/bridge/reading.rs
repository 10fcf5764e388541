//! Reads the payload that the agent sends to an entry of the bridge.
//!
//! An entry for a gate (an event at which a block prevents the action) accepts payloads of its own event only. It also
//! accepts payloads of another agent that [runs this entry](asked_by).

use hooks_types::wire::{DecodeError, DecodeErrorKind, Expected, decode};
use hooks_types::{DialectRef, HookEvent, Payload};
use serde_json::Value;

use super::asked_by::asked_by;
use super::stand_in::believes;

/// Reads the payload of the event that the entry is for, or of another event that the entry accepts ([`believes`]).
///
/// # Errors
///
/// The payload cannot be read as a payload of this agent or of the agent that [runs this entry](asked_by), or its event
/// is unclear or not accepted by the entry.
pub(super) fn read(
    bytes: &[u8],
    dialect: &DialectRef,
    event: Option<&str>,
) -> Result<Payload, DecodeError> {
    let Some(event) = event else {
        return decode(bytes, Expected::new(dialect));
    };
    let payload = read_for(bytes, dialect, event)?;
    Ok(with_output(payload, dialect, event))
}

/// Tries three ways to read the payload, and returns the first result without an error: as a payload of the entry's
/// event, as a payload of the event that the payload itself names, and as a payload of the agent that runs the entry.
fn read_for(bytes: &[u8], dialect: &DialectRef, event: &str) -> Result<Payload, DecodeError> {
    let expected = || Expected::new(dialect);
    let believes = |payload: &Payload| believes(dialect, event, payload);
    match decode(bytes, expected().with_event(event)) {
        Ok(payload) if believes(&payload) => Ok(payload),
        Ok(payload) => {
            let form = payload.origin.as_ref().map(|origin| &*origin.form.event);
            let said = form.unwrap_or_default();
            let problem =
                format!("the payload is of {said}, where a block of {event} has no effect");
            Err(DecodeError::new(problem).with_kind(DecodeErrorKind::OtherEvent))
        }
        // The payload names two events, or its event is unclear. A second attempt to read it could pick the wrong
        // event, so return the error.
        Err(error) if error.kind() == DecodeErrorKind::UnclearEvent => Err(error),
        Err(error) => {
            let other = decode(bytes, expected()).ok();
            let other = other.filter(believes);
            other
                .or_else(|| read_as_told(bytes, dialect, event))
                .ok_or(error)
        }
    }
}

/// Reads the payload in the form of a second agent that runs this entry, although the entry was written for a different
/// agent ([`asked_by`]). Only a payload without `hook_event_name` is read in this way, because the entry's own agent
/// names the event in every payload. The answer is then in the second agent's form too.
fn read_as_told(bytes: &[u8], dialect: &DialectRef, event: &str) -> Option<Payload> {
    let agent = asked_by(dialect)?.dialect;
    let payload = decode(bytes, Expected::new(agent).with_event(event)).ok()?;
    let object = &payload.origin.as_ref()?.object;
    let is_other = agent != dialect && !object.contains_key("hook_event_name");
    is_other.then_some(payload)
}

/// Looks for the tool output in the fields of the agent that runs this entry, if the fields of the entry's own agent
/// contain no tool output. The answer stays in the form of the entry's own agent.
fn with_output(mut payload: Payload, dialect: &DialectRef, event: &str) -> Payload {
    let as_told = || -> Option<HookEvent> {
        let agent = asked_by(dialect)?.dialect;
        let object = payload.origin.as_ref()?.object.clone();
        let bytes = Value::Object(object).to_string();
        let expected = Expected::new(agent).with_event(event);
        let told = decode(bytes.as_bytes(), expected).ok()?.event;
        (agent != dialect && output(&told).is_some()).then_some(told)
    };
    if output(&payload.event) == Some(&Value::Null)
        && let Some(told) = as_told()
    {
        payload.event = told;
    }
    payload
}

/// Returns the output of a tool that has run.
fn output(event: &HookEvent) -> Option<&Value> {
    match event {
        HookEvent::PostToolUse(told) => Some(&told.tool_output),
        _ => None,
    }
}
