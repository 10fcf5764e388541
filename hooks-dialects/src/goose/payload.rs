//! goose's payloads, for reading and writing.

use hooks_types::text::short_name;
use hooks_types::wire::{EncodeError, EventRef};
use hooks_types::{HookEvent, ToolCall};
use serde_json::Value;

use super::TOOLS;
use super::events::{About, TABLE};
use crate::claude_family;
use crate::payload::{Field, PayloadTable, PayloadWriter, field, filled};

/// The fields of goose's payloads, one row each.
#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field!("event" => nothing).show(|_, writing| Some(writing.form.event.as_str().into())),
    field!("session_id" => meta.session_id),
    field!("matcher_context" => nothing).show(context).or(|| Value::Null),
    field!("tool_call_id" => call.call_id),
    // goose has no key for the error of a failed tool, so the error is written as its output.
    field!(=> PostToolUseFailure.error).written_as("tool_output"),
    field!("tool_output" => (PostToolUse, PostToolUseFailure).tool_output),
    field!("message" => UserPromptSubmit.user_message),
    field!("last_assistant_message" => Stop.last_assistant_message).read(filled),
    field!("working_dir" => meta.cwd),
];

/// The table for reading and writing goose's payloads.
pub(super) static PAYLOADS: PayloadTable = PayloadTable {
    agent: "goose",
    tools: &TOOLS,
    event_key: "event",
    fields: &[FIELDS],
    own_event: |is| TABLE.own(is),
    name_of: |event| TABLE.name_of(event),
    form: |table, _, said, expected| table.form_of(said, expected, |name| TABLE.ours(name)),
    call_keys: |form| {
        let row = TABLE.row(&form.event);
        let of_call = row.ours.is_some() && !matches!(row.about, About::Prompt | About::Nothing);
        claude_family::call_keys(of_call)
    },
    ours: |_, form| TABLE.ours(&form.event),
    carries: |form, event| TABLE.ours(&form.event) == *event,
    read_call: claude_family::read_call,
    write_call,
    finish: |writing| writing.data(),
};

/// Writes the tool call. Returns an error if goose does not fire the form's event for this call.
fn write_call(writing: &mut PayloadWriter<'_>, call: &ToolCall) -> Result<(), EncodeError> {
    let (payload, form) = (writing.payload, &writing.form.event);
    let about = TABLE.row(form).about;
    let event = EventRef::Payload(payload);
    if !about.calls().tell(&TOOLS, event, &payload.meta) {
        let problem = format!("`{}` does not receive this call", short_name(form));
        return Err(EncodeError::new(problem));
    }
    claude_family::write_call(writing, call)
}

/// Returns the text that matchers are tested against, which goose sends as `matcher_context`.
fn context(_: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    let payload = writing.payload;
    let about = TABLE.row(&writing.form.event).about;
    // `HookEvent` has no variant for PreToolUseResult, so the tool's name is in the event's data.
    if let (HookEvent::Other(event), About::Tool) = (&payload.event, about) {
        return event.data.get("tool_name").cloned();
    }
    let text = about.text(EventRef::Payload(payload), &payload.meta);
    text.map(Value::from)
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
