//! Payloads of other agents, read and written by tables.
//!
//! An agent brings a [`PayloadTable`]: one row for each field, which serves both directions, and the
//! few things that no row can express: how the bytes name their event, and how a tool call is
//! spelled. Fields without a row stay beside the event. A payload written in the form it was read in
//! keeps every field as it came; only fields that changed since are written anew.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::dialect::{Replaced, read_leniently};
use hooks_types::payload::Origin;
use hooks_types::wire::said_event;
use hooks_types::wire::{DecodeError, DecodeErrorKind, EncodeError};
use hooks_types::{EventName, Payload, ToolCall};
use serde_json::{Map, Value};

mod fields;
mod reading;
mod writing;

pub(crate) use fields::{EVENT_KEY, EVENT_NAME, Field, field, filled, put, text, value};
pub(crate) use reading::Reading;
pub(crate) use writing::Writing;

use reading::blank;
use writing::with_changes;

/// Of an object, of the event that it names, and of the event that the caller expects.
type FormOf = fn(&Map<String, Value>, Option<&str>, Option<&str>) -> Result<WireForm, DecodeError>;

/// How one agent spells payloads.
#[derive(Debug)]
pub(crate) struct PayloadTable {
    /// The agent, in messages.
    pub(crate) agent: &'static str,
    /// The key in which payloads name their event.
    pub(crate) event_key: &'static str,
    /// The fields of the session and of every event, in one table or more.
    pub(crate) fields: &'static [&'static [Field]],
    /// The form of an object.
    pub(crate) form: FormOf,
    /// Our name of the event in an object of this form.
    pub(crate) ours: fn(&Map<String, Value>, &WireForm) -> EventName,
    /// Whether the form can carry this event.
    pub(crate) carries: fn(&WireForm, &EventName) -> bool,
    /// Takes the event's tool call out of the object.
    pub(crate) read_call: fn(&mut Reading<'_>) -> ToolCall,
    /// Writes the event's tool call.
    pub(crate) write_call: fn(&mut Writing<'_>, &ToolCall) -> Result<(), EncodeError>,
    /// Runs after the rows and the call are written.
    pub(crate) finish: fn(&mut Writing<'_>),
}

impl PayloadTable {
    /// The payload that bytes hold.
    pub(crate) fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        let (object, replaced) = object(bytes)?;
        let said = said_event(&[self.event_key], object.get(self.event_key), &replaced)?;
        let form = (self.form)(&object, said, event)?;
        let payload = self.read(&object, &form).with_replaced(&replaced);
        Ok(payload.with_origin(Origin::new(form, object)))
    }

    /// A payload as one compact object without a newline.
    pub(crate) fn encode(
        &self,
        payload: &Payload,
        form: &WireForm,
    ) -> Result<Vec<u8>, EncodeError> {
        let object = self.object(payload, form)?;
        Ok(Value::Object(object).to_string().into_bytes())
    }

    /// The object of a payload in a form. Where it was read in that form, every field as it came
    /// except what changed since.
    pub(crate) fn object(
        &self,
        payload: &Payload,
        form: &WireForm,
    ) -> Result<Map<String, Value>, EncodeError> {
        let event = payload.event.name();
        if !(self.carries)(form, &event) {
            let problem = format!("{} cannot tell of {event} as `{}`", self.agent, form.event);
            return Err(EncodeError::new(problem));
        }
        let origin = payload.origin.as_deref();
        let Some(origin) = origin.filter(|origin| origin.form == *form) else {
            return self.fresh(payload, form);
        };
        let mut before = self.read(&origin.object, form);
        // Facts that no bytes carry.
        let meta = Arc::make_mut(&mut before.meta);
        meta.tools = Arc::clone(&payload.meta.tools);
        meta.home.clone_from(&payload.meta.home);
        meta.project_dir.clone_from(&payload.meta.project_dir);
        if before.event == payload.event && before.meta == payload.meta {
            return Ok(origin.object.clone());
        }
        let (before, now) = (self.fresh(&before, form)?, self.fresh(payload, form)?);
        Ok(with_changes(&origin.object, &before, &now))
    }

    fn read(&self, object: &Map<String, Value>, form: &WireForm) -> Payload {
        let mut reading = Reading::of(object, form);
        let event = (self.ours)(object, form);
        reading.payload.event = blank(event, || (self.read_call)(&mut reading));
        self.fields.iter().for_each(|fields| reading.fields(fields));
        reading.end()
    }

    /// The object of a payload that came from elsewhere.
    fn fresh(&self, payload: &Payload, form: &WireForm) -> Result<Map<String, Value>, EncodeError> {
        let mut writing = Writing::of(payload, form);
        writing.data();
        self.fields.iter().for_each(|fields| writing.fields(fields));
        if let Some(call) = hooks_types::wire::EventRef::Payload(payload).call() {
            (self.write_call)(&mut writing, call)?;
        }
        (self.finish)(&mut writing);
        Ok(writing.object)
    }
}

/// The one object that bytes of a payload hold, and what of them was read as something else.
fn object(bytes: &[u8]) -> Result<(Map<String, Value>, Replaced), DecodeError> {
    let refused =
        |problem: &str| DecodeError::new(format!("the payload is not one JSON object: {problem}"));
    match read_leniently(bytes) {
        Ok((Value::Object(object), replaced)) => Ok((object, replaced)),
        Ok(_) => Err(refused("it is another kind of value")),
        Err(problem) => Err(refused(&problem.to_string()).with_source(problem)),
    }
}

/// The error of bytes that name another event than the expected one.
pub(crate) fn other_event(problem: String) -> DecodeError {
    DecodeError::new(problem).with_kind(DecodeErrorKind::OtherEvent)
}

/// Which event the bytes are about, in the agent's name: what they say, else what was expected.
/// `ours` finds our event of an agent's name, `theirs` the agent's name of an expected one.
pub(crate) fn event_name(
    said: Option<&str>,
    expected: Option<&str>,
    ours: impl Fn(&str) -> EventName,
    theirs: impl Fn(&str) -> Option<String>,
) -> Result<String, DecodeError> {
    match (said, expected) {
        (Some(said), Some(expected)) if said != expected && ours(said) != ours(expected) => Err(
            other_event(format!("the payload is of {said}, not of {expected}")),
        ),
        (Some(said), _) => Ok(said.to_owned()),
        (None, Some(expected)) => theirs(expected)
            .ok_or_else(|| DecodeError::new(format!("this agent has no event {expected}"))),
        (None, None) => Err(DecodeError::new("the payload does not name its event")),
    }
}

#[cfg(test)]
pub(crate) mod tests;
