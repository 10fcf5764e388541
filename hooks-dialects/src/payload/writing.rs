//! Writes a payload as an agent's hooks expect it.

use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::spec::OnFailure;
use hooks_types::wire::EncodeError;
use hooks_types::{HookEvent, Payload, ToolCall};
use serde_json::{Map, Value};

use super::fields::{Field, Unknown};
use crate::project::{self, Projected};
use crate::tools::Tools;

/// Builds the JSON object of a payload.
#[derive(Debug)]
pub(crate) struct PayloadWriter<'a> {
    /// The agent's tool names and field spellings.
    pub(crate) tools: &'static Tools,
    /// The payload being written.
    pub(crate) payload: &'a Payload,
    /// The form in which the payload is written.
    pub(crate) form: &'a WireForm,
    /// The object as far as it has been written.
    pub(crate) object: Map<String, Value>,
}

impl<'a> PayloadWriter<'a> {
    /// Starts with the fields in the `extra` of the payload and of its event.
    pub(crate) fn of(tools: &'static Tools, payload: &'a Payload, form: &'a WireForm) -> Self {
        let mut object = payload.extra.clone();
        object.extend(payload.event.extra().clone());
        Self {
            tools,
            payload,
            form,
            object,
        }
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.object.insert(key.to_owned(), value.into());
    }

    /// Returns whether the keys of this form are in PascalCase spelling.
    pub(crate) fn is_pascal(&self) -> bool {
        self.form.spelling == Spelling::PascalCase
    }

    /// Writes the fields of a table.
    pub(crate) fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            // If a row has two keys, the second is the PascalCase spelling (Copilot).
            let key = match (field.key, field.keys) {
                (Some(key), _) => key,
                (None, [_, key, ..]) if self.is_pascal() => key,
                (None, [key, ..]) => key,
                (None, []) => continue,
            };
            if !(field.of)(self.payload) || !(field.when)(self) {
                continue;
            }
            let ours = (field.get)(self.payload);
            match ((field.show)(ours, self), field.unknown) {
                (Some(value), _) => self.set(key, value),
                (None, Unknown::Omitted) => {}
                (None, Unknown::Value(value)) => self.set(key, value()),
                (None, Unknown::Filler(value)) => {
                    self.object.entry(key).or_insert_with(value);
                }
            }
        }
    }

    /// Writes the data of an event that [`HookEvent`] does not model ([`HookEvent::Other`]).
    pub(crate) fn data(&mut self) {
        if let HookEvent::Other(event) = &self.payload.event {
            self.object.extend(event.data.clone());
        }
    }

    /// Returns the event's tool call with the tool name and the fields of the agent.
    pub(crate) fn projected(
        &self,
        tools: &'static Tools,
        call: &ToolCall,
    ) -> Result<Projected, EncodeError> {
        project::project(tools, call, &self.payload.meta).map_err(|problem| {
            let error = EncodeError::new(problem);
            // The call cannot be shown to hooks. On a gate (an event before an action) this error must block, because a
            // guard that does not see the call cannot stop it.
            match self.payload.event.name().traits().gates() {
                true => error.with_means(OnFailure::Block),
                false => error,
            }
        })
    }
}

/// Returns `origin` with new values for the keys that differ between `before` and `now`. `before` is the object that
/// this dialect would write for the payload as it was read, and `now` the object for the current payload. All other
/// keys keep their values and their order in `origin`.
pub(crate) fn with_changes(
    origin: &Map<String, Value>,
    before: &Map<String, Value>,
    now: &Map<String, Value>,
) -> Map<String, Value> {
    let mut written = origin.clone();
    // If a key has the same value in `before` and `now`, it has not changed. So keep its value in `origin`.
    for key in before.keys().chain(now.keys()) {
        match now.get(key) {
            value if value == before.get(key) => {}
            Some(value) => drop(written.insert(key.clone(), value.clone())),
            None => drop(written.remove(key)),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn only_what_changed_is_written_anew() {
        let origin = map(&json!({"tool_input": {"a": 1}, "odd": null, "gone": 1, "same": 1.0}));
        let before = map(&json!({"tool_input": {"a": 1}, "gone": 1, "same": 1}));
        let now = map(&json!({"tool_input": {"a": 2}, "same": 1, "new": true}));
        let expected = map(&json!({"tool_input": {"a": 2}, "odd": null, "same": 1.0, "new": true}));
        assert_eq!(with_changes(&origin, &before, &now), expected);
    }
}
