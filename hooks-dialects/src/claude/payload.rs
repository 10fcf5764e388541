//! Claude Code's payloads, for reading and writing.

use hooks_types::wire::EventRef;
use hooks_types::{HookEvent, ToolInput};
use serde_json::{Value, json};

use super::TOOLS;
use super::events::{Subject, TABLE};
use crate::claude_family::{self, of_shell};
use crate::payload::{Field, PayloadTable, PayloadWriter, field};
use crate::project;

/// The payload fields that Codex does not have or writes in a different way, one row each.
#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field!("transcript_path" => meta.transcript_path).or(|| json!("")),
    field!("permission_mode" => meta.permission_mode).when(|writing| TABLE.row(&writing.form.event).mode),
    // Only the payload of SessionStart contains the model.
    field!("model" => meta.model).of(|payload| matches!(payload.event, HookEvent::SessionStart(_))),
    field!("tool_response" => PostToolUse.tool_output).or(|| Value::Null).show(|output, writing| {
        output.map(|output| if of_shell(writing) { project::shell_output(&output) } else { output })
    }),
    field!("error" => PostToolUseFailure.error),
    field!("duration_ms" => (PostToolUse, PostToolUseFailure).duration_ms),
    field!("last_assistant_message" => (Stop, SubagentStop).last_assistant_message),
    field!("agent_transcript_path" => SubagentStop.agent_transcript_path),
    field!("custom_instructions" => PreCompact.custom_instructions).or(|| Value::Null),
    field!("prompt_id" => meta.turn_id),
    // Only Claude Code knows the values of these fields. If the payload that was read has no such key, a default is
    // written.
    field!("is_interrupt" => PostToolUseFailure, || json!(false)),
    field!("background_tasks" => Stop, || json!([])),
    field!("session_crons" => Stop, || json!([])),
    field!("effort" => extra),
    field!("scratchpad_dir" => extra),
    field!("mcp_server" => extra),
    field!(=> nothing).written_as("mcp_server").when(|writing| !writing.object.contains_key("mcp_server")).show(|_, writing| server(writing)),
];

/// Returns an object that describes the MCP server of a call. Only the server's name is known.
fn server(writing: &PayloadWriter<'_>) -> Option<Value> {
    match &EventRef::Payload(writing.payload).call()?.input {
        ToolInput::Mcp { server, .. } => Some(json!({ "name": server })),
        _ => None,
    }
}

/// The table for reading and writing Claude Code's payloads.
pub(super) static PAYLOADS: PayloadTable = PayloadTable {
    fields: &[claude_family::FIELDS, FIELDS],
    own_event: |is| TABLE.own(is),
    call_keys: |form| {
        let of_call = TABLE.row(&form.event).subject == Subject::Tool;
        claude_family::call_keys(of_call)
    },
    ..claude_family::payloads("Claude Code", &TOOLS)
};

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
