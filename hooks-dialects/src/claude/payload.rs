//! Claude Code's payloads, both ways.

use hooks_types::HookEvent;
use serde_json::{Value, json};

use super::{TOOLS, events};
use crate::claude_family::{self, of_shell};
use crate::payload::{EVENT_KEY, Field, PayloadTable, field};
use crate::{CLAUDE, project};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field!("transcript_path" => meta.transcript_path).or(|| json!("")),
    field!("permission_mode" => meta.permission_mode).when(|writing| events::row(&writing.form.event).mode),
    field!("model" => meta.model).of(|payload| matches!(payload.event, HookEvent::SessionStart(_))),
    field!("tool_response" => PostToolUse.tool_output).or(|| Value::Null).show(|output, writing| {
        output.map(|output| if of_shell(writing) { project::shell_output(&output) } else { output })
    }),
    field!("error" => PostToolUseFailure.error),
    field!("duration_ms" => (PostToolUse, PostToolUseFailure).duration_ms),
    field!("last_assistant_message" => (Stop, SubagentStop).last_assistant_message),
    field!("agent_transcript_path" => SubagentStop.agent_transcript_path),
    field!("custom_instructions" => PreCompact.custom_instructions).or(|| Value::Null),
    field!("prompt_id" => extra),
    field!("effort" => extra),
    field!("scratchpad_dir" => extra),
    field!("mcp_server" => extra),
];

/// Claude Code's payloads.
pub(super) static PAYLOADS: PayloadTable = PayloadTable {
    agent: "Claude Code",
    event_key: EVENT_KEY,
    fields: &[claude_family::FIELDS, FIELDS],
    own_event: |is| {
        events::TABLE
            .iter()
            .map(|row| row.name)
            .find(|name| is(name))
    },
    name_of: |event| Some(event.as_str()),
    form: |_, said, expected| claude_family::form(CLAUDE, said, expected),
    call_keys: |form| {
        let of_call = events::row(&form.event).target == events::Target::Tool;
        claude_family::call_keys(of_call)
    },
    ours: |_, form| claude_family::ours(&form.event),
    carries: claude_family::carries,
    read_call: |reading| claude_family::read_call(&TOOLS, reading),
    write_call: |writing, call| claude_family::write_call(&TOOLS, writing, call),
    finish: |_| {},
};

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
