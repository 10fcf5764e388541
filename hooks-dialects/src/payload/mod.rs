//! Table-driven reading and writing of other agents' payloads.
//!
//! An agent contributes a [`PayloadTable`]. One row per field serves both directions; functions cover
//! the two things that rows cannot express: how the bytes name their event, and how a tool call is
//! spelled. Fields without a row are kept in the event's `extra` map. A payload that is written in the
//! form it was read in keeps every field unchanged, except those that changed in the meantime.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::dialect::{Replaced, read_leniently};
use hooks_types::payload::Origin;
use hooks_types::text::short_name;
use hooks_types::wire::said_event;
use hooks_types::wire::{DecodeError, DecodeErrorKind, EncodeError, EventRef};
use hooks_types::{DialectRef, EventName, HookEvent, Payload, ToolCall, ToolInput};
use serde_json::{Map, Value};

use crate::field_names::folded;
use crate::tools::{Kind, Tools};

mod fields;
mod reading;
mod writing;

pub(crate) use fields::{EVENT_KEY, EVENT_NAME, Field, field, filled, put, text, value};
pub(crate) use reading::PayloadReader;
pub(crate) use writing::PayloadWriter;

use reading::blank;
use writing::with_changes;

/// Determines the form, given the object, the event that it names, and the event that the caller
/// expects.
type FormOf = fn(
    &PayloadTable,
    &Map<String, Value>,
    Option<&str>,
    Option<&str>,
) -> Result<WireForm, DecodeError>;

/// Returns the first name in a table for which the function holds.
type OwnEvent = fn(&dyn Fn(&str) -> bool) -> Option<&'static str>;

/// How one agent spells payloads.
#[derive(Debug)]
pub(crate) struct PayloadTable {
    /// The agent's name in messages.
    pub(crate) agent: &'static str,
    /// The agent's tools.
    pub(crate) tools: &'static Tools,
    /// The key in which payloads name their event.
    pub(crate) event_key: &'static str,
    /// The fields of the session and of every event, in one table or more.
    pub(crate) fields: &'static [&'static [Field]],
    /// Returns the first of the agent's own event names for which the function holds.
    pub(crate) own_event: OwnEvent,
    /// The agent's general name of one of our events.
    pub(crate) name_of: fn(&EventName) -> Option<&str>,
    /// Determines the form of an object. Both event names are already in the agent's own spelling if
    /// the agent has the event.
    pub(crate) form: FormOf,
    /// The keys that name the subject of a call: its tool, or the command or file if the form is for
    /// one tool. A payload must have one of them. Empty if the form carries no call, or a finished one
    /// that may lack the name.
    pub(crate) call_keys: fn(&WireForm) -> &'static [&'static str],
    /// Returns our event for an object of this form.
    pub(crate) ours: fn(&Map<String, Value>, &WireForm) -> EventName,
    /// Returns whether the form can carry this event.
    pub(crate) carries: fn(&WireForm, &EventName) -> bool,
    /// Takes the event's tool call out of the object.
    pub(crate) read_call: fn(&mut PayloadReader<'_>) -> ToolCall,
    /// Writes the event's tool call.
    pub(crate) write_call: fn(&mut PayloadWriter<'_>, &ToolCall) -> Result<(), EncodeError>,
    /// Runs after the rows and the call are written.
    pub(crate) finish: fn(&mut PayloadWriter<'_>),
}

impl PayloadTable {
    /// Reads a payload from bytes.
    pub(crate) fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        // The order matters: the form decides which keys the call needs and which rows apply.
        let (object, replaced) = object(bytes)?;
        let said = said_event(&[self.event_key], object.get(self.event_key), &replaced)?;
        let said = said.map(|name| self.spelled(name));
        let expected = event.map(|name| self.spelled(name));
        let form = (self.form)(self, &object, said.as_deref(), expected.as_deref())?;
        names_its_call(&object, &form, (self.call_keys)(&form))?;
        // The object itself is kept as the payload's origin, so that it can be sent on unchanged.
        let payload = self.read(&object, &form).with_replaced(&replaced);
        self.has_input(&object, &payload)?;
        Ok(payload.with_origin(Origin::new(form, object)))
    }

    /// Checks that a call of one of the agent's own tools has an input, on the events that can stop the call. Without an
    /// input, no guard sees what would run, and a guard for known tools would not even start: a name without fields is
    /// only that of an undeclared tool. The agent itself always sends the input as an object. Commands and patches may
    /// also be one text or a list of words.
    fn has_input(&self, object: &Map<String, Value>, payload: &Payload) -> Result<(), DecodeError> {
        let waits = matches!(
            payload.event,
            HookEvent::PreToolUse(_) | HookEvent::PermissionRequest(_)
        );
        let Some(call) = EventRef::Payload(payload).call().filter(|_| waits) else {
            return Ok(());
        };
        // Forms for one kind of call have no input: the call's fields are their own.
        let is_named = ["tool_name", "toolName"]
            .iter()
            .any(|key| object.contains_key(*key));
        if !is_named || !self.tools.is_own(&call.tool_name) {
            return Ok(());
        }
        let said = INPUTS.iter().filter_map(|key| object.get(*key));
        let understood = match said.into_iter().find(|said| !said.is_null()) {
            Some(Value::Object(_)) => true,
            // Older versions of some agents send the object as text, which the agent's own reader parses.
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
            "a call of `{tool}` without an object in `{}`: hooks cannot see what it would do",
            key.unwrap_or(INPUTS[0])
        )))
    }

    /// Returns the agent's own spelling of an event name, given in the agent's spelling or in ours, in
    /// any casing. Without this, a fork of the agent or a typo could turn a gate into an unknown event.
    /// Other names are returned unchanged.
    fn spelled(&self, name: &str) -> String {
        let wanted = folded(name);
        let own = (self.own_event)(&|own| own == name);
        // Exact spelling first, in case two events differ only in casing or separators.
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

    /// Returns the object of a payload in a form. If the payload was read in that form, every field is
    /// kept as it was, except those that changed since.
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
        // Another form: unknown fields of the origin mean nothing to its hooks.
        let Some(origin) = origin.filter(|origin| origin.form == *form) else {
            return self.fresh(payload, form);
        };
        let mut before = self.read(&origin.object, form);
        // These facts come from the embedder and are not in the bytes, so they are not changes.
        let meta = Arc::make_mut(&mut before.meta);
        meta.tools = Arc::clone(&payload.meta.tools);
        meta.home.clone_from(&payload.meta.home);
        meta.project_dir.clone_from(&payload.meta.project_dir);
        // Unchanged: send exactly what was read, including the order and unknown fields.
        if before.event == payload.event && before.meta == payload.meta {
            return Ok(origin.object.clone());
        }
        // Changed: write both states in the same way and apply the difference to the original object, so
        // that fields that are not modelled survive.
        let (before, now) = (self.fresh(&before, form)?, self.fresh(payload, form)?);
        Ok(with_changes(&origin.object, &before, &now))
    }

    /// Returns the form for the event that the bytes name, else for the expected one. `ours` returns
    /// our event of a name.
    pub(crate) fn form_of(
        &self,
        said: Option<&str>,
        expected: Option<&str>,
        ours: impl Fn(&str) -> EventName,
    ) -> Result<WireForm, DecodeError> {
        let name = match (said, expected) {
            // Two names of one event of ours are no contradiction, so `ours` is compared as well.
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

    /// Returns whether the agent has an event of this name, spelled as by [`Self::spelled`].
    fn has(&self, name: &str) -> bool {
        (self.own_event)(&|own| own == name).is_some()
            || (self.name_of)(&EventName::named(name)).is_some()
    }

    /// Reads the object, in the form's event, with the rows of the tables.
    fn read(&self, object: &Map<String, Value>, form: &WireForm) -> Payload {
        let mut reading = PayloadReader::of(self.tools, object, form);
        let event = (self.ours)(object, form);
        reading.payload.event = blank(event, || (self.read_call)(&mut reading));
        self.fields.iter().for_each(|fields| reading.fields(fields));
        reading.end()
    }

    /// Builds the object of a payload from its event alone, ignoring the bytes it was read from.
    fn fresh(&self, payload: &Payload, form: &WireForm) -> Result<Map<String, Value>, EncodeError> {
        let mut writing = PayloadWriter::of(self.tools, payload, form);
        // The data comes first, so that the rows overwrite a field of the same name.
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

/// Parses the one object in a payload's bytes; also returns what the parser had to replace.
fn object(bytes: &[u8]) -> Result<(Map<String, Value>, Replaced), DecodeError> {
    let refused =
        |problem: &str| DecodeError::new(format!("the payload is not one JSON object: {problem}"));
    match read_leniently(bytes) {
        Ok((Value::Object(object), replaced)) => Ok((object, replaced)),
        Ok(_) => Err(refused("it is another kind of value")),
        Err(problem) => Err(refused(&problem.to_string()).with_source(problem)),
    }
}

/// Checks that a payload of a call names its tool. Without the name no guard could judge the call, and
/// a guard with a matcher would not even run.
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
    let (event, keys) = (&form.event, keys.join("` or `"));
    Err(DecodeError::new(format!("a {event} without `{keys}`")))
}

/// Returns the error for bytes that name another event than the expected one.
pub(crate) fn other_event(problem: String) -> DecodeError {
    DecodeError::new(problem).with_kind(DecodeErrorKind::OtherEvent)
}

#[cfg(test)]
mod input_tests;
#[cfg(test)]
pub(crate) mod tests;
