//! Table-driven reading and writing of other agents' payloads.
//!
//! Each agent has a [`PayloadTable`]. Each field has one row, which is used for reading and for writing. Functions do
//! the work that rows cannot express: how the bytes name their event, and how a tool call is spelled. Fields without a
//! row are kept in the event's `extra` map. If a payload is written in the form in which it was read, every field that
//! did not change is written exactly as it was read.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::dialect::{Replaced, read_leniently};
use hooks_types::near::misspelling_of;
use hooks_types::payload::Origin;
use hooks_types::text::short_name;
use hooks_types::wire::said_event;
use hooks_types::wire::{DecodeError, DecodeErrorKind, EncodeError, EventRef};
use hooks_types::{DialectRef, EventName, HookEvent, Payload, ToolCall, ToolInput};
use serde_json::{Map, Value};

use crate::spellings::folded;
use crate::tools::{Kind, Tools};

mod fields;
mod reading;
mod writing;

pub(crate) use fields::{EVENT_KEY, EVENT_NAME, Field, field, filled, put, text, value};
pub(crate) use reading::PayloadReader;
pub(crate) use writing::PayloadWriter;

use reading::blank;
use writing::with_changes;

/// Determines the form of an object (the agent's event, and the spelling of the keys) from the event that the object
/// names and the event that the caller expects.
type FormOf = fn(
    &PayloadTable,
    &Map<String, Value>,
    Option<&str>,
    Option<&str>,
) -> Result<WireForm, DecodeError>;

/// Returns the first event name in a table for which the given function returns `true`.
type OwnEvent = fn(&dyn Fn(&str) -> bool) -> Option<&'static str>;

/// How one agent spells its payloads.
#[derive(Debug)]
pub(crate) struct PayloadTable {
    /// The agent's name in messages.
    pub(crate) agent: &'static str,
    /// The agent's tool names and field spellings.
    pub(crate) tools: &'static Tools,
    /// The key in which payloads name their event.
    pub(crate) event_key: &'static str,
    /// The rows for the session's fields and for the fields of all events, in one or more lists.
    pub(crate) fields: &'static [&'static [Field]],
    /// Returns the first of the agent's own event names for which the given function returns `true`.
    pub(crate) own_event: OwnEvent,
    /// Returns the agent's name for one of our events. If the agent has several names for the event, returns the
    /// general name, which is for all calls.
    pub(crate) name_of: fn(&EventName) -> Option<&str>,
    /// Determines the form of an object from the event that the object names and the event that the caller expects.
    /// Names of events that the agent has are passed in the agent's own spelling.
    pub(crate) form: FormOf,
    /// Returns the keys that name the subject of a call: its tool or, for an event about one kind of tool, the command
    /// or the file. A payload must have one of these keys. The list is empty if the event carries no call, or if the
    /// call has finished and can lack the name.
    pub(crate) call_keys: fn(&WireForm) -> &'static [&'static str],
    /// Returns our event for an object in this form.
    pub(crate) ours: fn(&Map<String, Value>, &WireForm) -> EventName,
    /// Returns whether payloads of this form can carry this event of ours.
    pub(crate) carries: fn(&WireForm, &EventName) -> bool,
    /// Takes the event's tool call out of the object.
    pub(crate) read_call: fn(&mut PayloadReader<'_>) -> ToolCall,
    /// Writes the event's tool call.
    pub(crate) write_call: fn(&mut PayloadWriter<'_>, &ToolCall) -> Result<(), EncodeError>,
    /// Makes final changes to the object, after the rows and the call are written.
    pub(crate) finish: fn(&mut PayloadWriter<'_>),
}

impl PayloadTable {
    /// Reads a payload from bytes.
    pub(crate) fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        // The order matters: the form, which is found first, decides which keys name the call and which rows are used.
        let (object, replaced) = object(bytes)?;
        let said = said_event(&[self.event_key], object.get(self.event_key), &replaced)?;
        let said = said.map(|name| self.spelled(name));
        let expected = event.map(|name| self.spelled(name));
        let form = (self.form)(self, &object, said.as_deref(), expected.as_deref())?;
        names_its_call(&object, &form, (self.call_keys)(&form))?;
        // The object is kept as the payload's origin, so that it can be passed on unchanged.
        let payload = self.read(&object, &form).with_replaced(&replaced);
        self.has_input(&object, &payload)?;
        Ok(payload.with_origin(Origin::new(form, object)))
    }

    /// Checks that a call of one of the agent's own tools has an input, on the events that can stop the call. Without
    /// an input, no guard sees the action that the call would take. A guard for known tools would not even start,
    /// because a call without fields counts as a call of an undeclared tool. The agent itself always sends the input as
    /// an object. For commands and patches, one text or a list is accepted too.
    fn has_input(&self, object: &Map<String, Value>, payload: &Payload) -> Result<(), DecodeError> {
        let waits = matches!(
            payload.event,
            HookEvent::PreToolUse(_) | HookEvent::PermissionRequest(_)
        );
        let Some(call) = EventRef::Payload(payload).call().filter(|_| waits) else {
            return Ok(());
        };
        // Payloads of events for one kind of call have the arguments at the top level and no input. So check only a
        // payload that names a tool.
        let is_named = ["tool_name", "toolName"]
            .iter()
            .any(|key| object.contains_key(*key));
        if !is_named || !self.tools.is_own(&call.tool_name) {
            return Ok(());
        }
        let said = INPUTS.iter().filter_map(|key| object.get(*key));
        let understood = match said.into_iter().find(|said| !said.is_null()) {
            Some(Value::Object(_)) => true,
            // Older versions of some agents send the object as a text that contains JSON. If the agent's own reader
            // could parse the text, the call is not free-form, and the input is accepted.
            Some(Value::String(_)) if !matches!(call.input, ToolInput::Custom(_)) => true,
            Some(Value::String(_) | Value::Array(_)) => {
                let kind = self.tools.kind_of(&call.tool_name);
                kind.is_some_and(|kind| kind == Kind::Patch || kind.is_shell())
            }
            _ => false,
        };
        if understood {
            return Ok(());
        }
        let tool = short_name(&call.tool_name);
        let mut keys = INPUTS.iter().copied();
        let key = keys.find(|key| object.contains_key(*key));
        Err(DecodeError::new(format!(
            "a call of `{tool}` has no object in `{}`, so hooks cannot judge the call",
            key.unwrap_or(INPUTS[0])
        )))
    }

    /// Returns the agent's own spelling of an event name. The name can be in the agent's spelling or in ours, and in
    /// any casing. Without this lookup, a typo or an unusual spelling (as in a fork of the agent) could turn a gate
    /// into an unknown event. Names of unknown events are returned unchanged.
    fn spelled(&self, name: &str) -> String {
        let wanted = folded(name);
        let own = (self.own_event)(&|own| own == name);
        // The exact spelling is tried first, in case two events differ only in casing or separators.
        let own = own.or_else(|| (self.own_event)(&|own| folded(own) == wanted));
        if let Some(own) = own {
            return own.to_owned();
        }
        match EventName::named(name) {
            EventName::Other(_) => name.to_owned(),
            known => (self.name_of)(&known).unwrap_or(name).to_owned(),
        }
    }

    /// Encodes a payload as one compact JSON object without a newline.
    pub(crate) fn encode(
        &self,
        payload: &Payload,
        form: &WireForm,
    ) -> Result<Vec<u8>, EncodeError> {
        let object = self.object(payload, form)?;
        Ok(Value::Object(object).to_string().into_bytes())
    }

    /// Returns the JSON object of a payload in a form (an event of the agent, and the spelling of the keys). If the
    /// payload was read in that form, every field that did not change is written exactly as it was read.
    pub(crate) fn object(
        &self,
        payload: &Payload,
        form: &WireForm,
    ) -> Result<Map<String, Value>, EncodeError> {
        let event = payload.event.name();
        if !(self.carries)(form, &event) {
            let problem = format!(
                "{} cannot describe {event} as `{}`",
                self.agent,
                short_name(&form.event)
            );
            return Err(EncodeError::new(problem));
        }
        let origin = payload.origin.as_deref();
        // If the payload was not read in this form, fields that our tables do not know are left out, because they
        // belong to the form in which it was read.
        let Some(origin) = origin.filter(|origin| origin.form == *form) else {
            return self.fresh(payload, form);
        };
        let mut before = self.read(&origin.object, form);
        // The program that embeds this library can set these three facts after the payload was read. So a difference in
        // them is not a change of the payload.
        let meta = Arc::make_mut(&mut before.meta);
        meta.tools = Arc::clone(&payload.meta.tools);
        meta.home.clone_from(&payload.meta.home);
        meta.project_dir.clone_from(&payload.meta.project_dir);
        // If nothing has changed, return the object as it was read, with the order of its fields and with fields that
        // our tables do not know.
        if before.event == payload.event && before.meta == payload.meta {
            return Ok(origin.object.clone());
        }
        // Something has changed. Encode both states in the same way, and apply their differences to the object as it
        // was read. So fields that our tables do not know survive.
        let (before, now) = (self.fresh(&before, form)?, self.fresh(payload, form)?);
        Ok(with_changes(&origin.object, &before, &now))
    }

    /// Returns the form for the event that the bytes name or, if they name no event, for the expected event. `ours`
    /// returns our event for a name.
    pub(crate) fn form_of(
        &self,
        said: Option<&str>,
        expected: Option<&str>,
        ours: impl Fn(&str) -> EventName,
    ) -> Result<WireForm, DecodeError> {
        let name = match (said, expected) {
            // Different names are a contradiction, unless both are the agent's names for the same event of ours.
            (Some(said), Some(expected)) if said != expected && ours(said) != ours(expected) => {
                let problem = format!("the payload is of {said}, not of {expected}");
                return Err(other_event(problem));
            }
            (Some(said), _) => said,
            (None, Some(expected)) if self.has(expected) => expected,
            (None, Some(expected)) => {
                let problem = format!("this agent has no event {expected}");
                return Err(DecodeError::new(problem));
            }
            (None, None) => return Err(DecodeError::new("the payload does not name its event")),
        };
        Ok(WireForm::new(DialectRef::of(self.tools.dialect), name))
    }

    /// Returns whether the agent has an event of this name. The name must be in the agent's own spelling (see
    /// [`Self::spelled`]).
    fn has(&self, name: &str) -> bool {
        (self.own_event)(&|own| own == name).is_some()
            || (self.name_of)(&EventName::named(name)).is_some()
    }

    /// Reads the object as a payload of the form's event, with the rows of the tables.
    fn read(&self, object: &Map<String, Value>, form: &WireForm) -> Payload {
        let mut reading = PayloadReader::of(self.tools, object, form);
        let event = (self.ours)(object, form);
        reading.payload.event = blank(event, || (self.read_call)(&mut reading));
        self.fields.iter().for_each(|fields| reading.fields(fields));
        reading.end()
    }

    /// Builds the object of a payload from its event, without the bytes from which the payload was read.
    fn fresh(&self, payload: &Payload, form: &WireForm) -> Result<Map<String, Value>, EncodeError> {
        let mut writing = PayloadWriter::of(self.tools, payload, form);
        // The data of an event that `HookEvent` does not model is written first, so that the rows overwrite fields with
        // the same key.
        writing.data();
        self.fields.iter().for_each(|fields| writing.fields(fields));
        if let Some(call) = EventRef::Payload(payload).call() {
            (self.write_call)(&mut writing, call)?;
        }
        (self.finish)(&mut writing);
        Ok(writing.object)
    }
}

/// The keys under which agents send the input of a call.
const INPUTS: [&str; 3] = ["tool_input", "toolArgs", "toolInput"];

/// Parses the bytes of a payload, which must be one object. Also returns which invalid parts the parser replaced.
fn object(bytes: &[u8]) -> Result<(Map<String, Value>, Replaced), DecodeError> {
    let refused =
        |problem: &str| DecodeError::new(format!("the payload is not one JSON object: {problem}"));
    match read_leniently(bytes) {
        Ok((Value::Object(object), replaced)) => Ok((object, replaced)),
        Ok(_) => Err(refused("it is another kind of value")),
        Err(problem) => Err(refused(&problem.to_string()).with_source(problem)),
    }
}

/// Checks that the payload of a call names its tool. Without the name no guard could judge the call, and a guard with a
/// matcher would not even run.
fn names_its_call(
    object: &Map<String, Value>,
    form: &WireForm,
    keys: &[&str],
) -> Result<(), DecodeError> {
    let named = |key: &&str| {
        let name = object.get(*key).and_then(Value::as_str);
        name.is_some_and(|name| !name.trim().is_empty())
    };
    if keys.is_empty() || keys.iter().any(named) {
        return Ok(());
    }
    // A key that is present, but blank or of another type, is not misspelled.
    let present = || {
        let present = object.keys().map(String::as_str);
        present.filter(|key| !keys.contains(key))
    };
    let mut near = keys
        .iter()
        .filter_map(|key| Some((misspelling_of(key, present())?, key)));
    let cause = near.next().map_or_else(String::new, |(found, key)| {
        format!("; it has `{}`: did you mean `{key}`?", short_name(found))
    });
    let (event, keys) = (&form.event, keys.join("` or `"));
    Err(DecodeError::new(format!(
        "a {event} without `{keys}`{cause}"
    )))
}

/// Returns the error for bytes that name a different event than the caller expects.
pub(crate) fn other_event(problem: String) -> DecodeError {
    DecodeError::new(problem).with_kind(DecodeErrorKind::OtherEvent)
}

#[cfg(test)]
mod input_tests;
#[cfg(test)]
pub(crate) mod tests;
