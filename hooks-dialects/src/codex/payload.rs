//! Codex's payloads, for reading and writing. Keys that Codex always sends are always written.

use hooks_types::{EventName, HookEvent};
use serde_json::{Value, json};

use super::TOOLS;
use super::events::TABLE;
use crate::claude_family::{self, of_shell};
use crate::payload::{Field, PayloadTable, PayloadWriter, field};
use crate::result_text;

/// The payload fields that Claude Code does not have or writes in a different way, one row each.
#[rustfmt::skip]
const FIELDS: &[Field] = &[
    // Codex always sends these keys on the events that have them (its schemas). So if the value is unknown, `null`, an
    // empty text or `default` is written.
    field!("transcript_path" => meta.transcript_path).or(|| Value::Null),
    field!("turn_id" => meta.turn_id).or(|| json!("")).when(|writing| has(writing, "turn_id")),
    field!("model" => meta.model).or(|| json!("")).when(|writing| has(writing, "model")),
    field!("permission_mode" => meta.permission_mode).or(|| json!("default")).when(|writing| has(writing, "permission_mode")),
    field!("tool_response" => PostToolUse.tool_output).or(|| Value::Null).show(output),
    // Codex uses the same key for the output of failed tools and of successful tools.
    field!("error" => PostToolUseFailure.error).written_as("tool_response"),
    field!(=> PostToolUseFailure.tool_output).written_as("tool_response").show(|output, _| Some(result_text::of(&output?).into())),
    // This key is read but never written, because Codex does not send how long a tool took.
    field!("duration_ms" => (PostToolUse, PostToolUseFailure).duration_ms).unwritten(),
    field!("last_assistant_message" => (Stop, SubagentStop).last_assistant_message).or_filler(|| Value::Null),
    field!("agent_transcript_path" => SubagentStop.agent_transcript_path).or_filler(|| Value::Null),
    field!("custom_instructions" => PreCompact.custom_instructions),
];

/// The table for reading and writing Codex's payloads.
pub(super) static PAYLOADS: PayloadTable = PayloadTable {
    fields: &[claude_family::FIELDS, FIELDS],
    own_event: |is| TABLE.own(is),
    call_keys: |form| {
        let of_call = ["PreToolUse", "PostToolUse", "PermissionRequest"];
        claude_family::call_keys(of_call.contains(&&*form.event))
    },
    // Codex has no event for failed tools; it fires PostToolUse for them.
    carries: |form, event| match (event, form.event.as_str()) {
        (EventName::PostToolUseFailure, "PostToolUse") => true,
        _ => claude_family::carries(form, event),
    },
    finish,
    ..claude_family::payloads("Codex", &TOOLS)
};

/// Returns whether payloads of the event have this session field.
fn has(writing: &PayloadWriter<'_>, key: &str) -> bool {
    !TABLE.row(&writing.form.event).without.contains(&key)
}

/// Returns the output as Codex sends it: a shell's output as a single text, and any other tool's output unchanged.
fn output(output: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    let output = output?;
    // In Codex the response of a shell tool is a single string without an exit code (Codex's source).
    let stream = |key| output.get(key).and_then(Value::as_str);
    Some(match stream("stdout") {
        Some(stdout) if of_shell(writing) => {
            format!("{stdout}{}", stream("stderr").unwrap_or_default()).into()
        }
        _ => output,
    })
}

/// Puts the reason of a permission request into the tool input as `description`, because Codex sends the reason there.
fn finish(writing: &mut PayloadWriter<'_>) {
    if let HookEvent::PermissionRequest(event) = &writing.payload.event
        && let Some(reason) = &event.reason
        && let Some(Value::Object(input)) = writing.object.get_mut("tool_input")
    {
        let description = || reason.as_str().into();
        // If the call already has a `description`, keep the call's own text.
        input.entry("description").or_insert_with(description);
    }
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
