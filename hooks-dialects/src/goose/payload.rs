//! goose's payloads, both ways.

use hooks_types::dialect::WireForm;
use hooks_types::wire::{DecodeError, EncodeError, EventRef};
use hooks_types::{HookEvent, ToolCall};
use serde_json::{Map, Value};

use super::TOOLS;
use super::events::{self, About, row_of};
use crate::GOOSE;
use crate::claude_family;
use crate::payload::{Field, PayloadTable, Writing, event_name, field, filled};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field!("event" => nothing).show(|_, writing| Some(writing.form.event.as_str().into())),
    field!("session_id" => meta.session_id),
    field!("matcher_context" => nothing).show(context).or(|| Value::Null),
    field!("tool_call_id" => call.call_id),
    // Of a tool that failed goose has no text of its own.
    field!(=> PostToolUseFailure.error).written_as("tool_output"),
    field!("tool_output" => (PostToolUse, PostToolUseFailure).tool_output),
    field!("message" => UserPromptSubmit.user_message),
    field!("last_assistant_message" => Stop.last_assistant_message).read(filled),
    field!("working_dir" => meta.cwd),
];

/// goose's payloads.
pub(super) static PAYLOADS: PayloadTable = PayloadTable {
    agent: "goose",
    event_key: "event",
    fields: &[FIELDS],
    form,
    ours: |_, form| events::ours(&form.event),
    carries: |form, event| events::ours(&form.event) == *event,
    read_call: |reading| claude_family::read_call(&TOOLS, reading),
    write_call,
    finish: |writing| writing.data(),
};

fn form(
    object: &Map<String, Value>,
    said: Option<&str>,
    expected: Option<&str>,
) -> Result<WireForm, DecodeError> {
    let name = event_name(said, expected, events::ours, events::named)?;
    let row = row_of(&name);
    let of_call = row.ours.is_some() && !matches!(row.about, About::Prompt | About::Nothing);
    if of_call && !object.get("tool_name").is_some_and(Value::is_string) {
        return Err(DecodeError::new(format!("a {name} without `tool_name`")));
    }
    Ok(WireForm::new(GOOSE, name))
}

fn write_call(writing: &mut Writing<'_>, call: &ToolCall) -> Result<(), EncodeError> {
    let (payload, form) = (writing.payload, &writing.form.event);
    let about = row_of(form).about;
    if !about.tells(EventRef::Payload(payload), &payload.meta) {
        let problem = format!("`{form}` is not told of this call");
        return Err(EncodeError::new(problem));
    }
    claude_family::write_call(&TOOLS, writing, call)
}

/// What matchers are tested against.
fn context(_: Option<Value>, writing: &Writing<'_>) -> Option<Value> {
    let payload = writing.payload;
    let about = row_of(&writing.form.event).about;
    if let (HookEvent::Other(event), About::Tool) = (&payload.event, about) {
        return event.data.get("tool_name").cloned();
    }
    let text = about.text(EventRef::Payload(payload), &payload.meta);
    text.map(Value::from)
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
