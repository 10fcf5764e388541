//! Payloads as Cursor writes them, in its newer wording.

use hooks_types::{EncodeError, HookEvent, Payload, ToolCall, ToolInput, WireForm};
use serde_json::{Map, Value, json};

use super::TOOLS;
use super::events::{EventRow, row_of, tells};
use super::payload_in;
use crate::{envelope, project, result_text, targets};

/// The generation of the wire that is written, where no payload of Cursor's own says one.
pub(super) const WIRE_VERSION: &str = "3.0.0";

/// The payload of an event in one of Cursor's forms; a payload of Cursor keeps every field it had.
pub(super) fn encode(
    payload: &Payload,
    form: &WireForm,
) -> Result<Map<String, Value>, EncodeError> {
    let name = payload.event.name();
    if !tells(&form.event, &name) {
        return Err(EncodeError::new(format!(
            "Cursor cannot tell of {name} as `{}`",
            form.event
        )));
    }
    envelope::written(
        payload,
        form,
        |payload| fresh(payload, &form.event),
        |object| Ok(payload_in::read(object, &form.event)),
    )
}

fn fresh(payload: &Payload, name: &str) -> Result<Map<String, Value>, EncodeError> {
    let meta = &payload.meta;
    let mut object = payload.extra.clone();
    object.extend(payload.event.extra().clone());
    let root = meta.project_dir.as_deref().unwrap_or(&meta.cwd);
    for (key, value) in [
        ("cursor_version", json!(WIRE_VERSION)),
        ("user_email", Value::Null),
        ("workspace_roots", json!([root])),
    ] {
        object.entry(key).or_insert(value);
    }
    let mut set = |key: &str, value: Value| {
        object.insert(key.to_owned(), value);
    };
    set("conversation_id", meta.session_id.as_str().into());
    let turn = meta.turn_id.as_deref().unwrap_or_default();
    set("generation_id", turn.into());
    set("model", meta.model.as_deref().unwrap_or_default().into());
    set("hook_event_name", name.into());
    set("transcript_path", meta.transcript_path.clone().into());
    match &payload.event {
        HookEvent::PreToolUse(event) => {
            set_call(&mut object, &event.call, payload, row_of(name))?;
        }
        HookEvent::PostToolUse(event) => {
            set("duration", event.duration_ms.into());
            let (key, output) = match name {
                "afterShellExecution" => ("output", result_text::of(&event.tool_output)),
                "afterMCPExecution" => ("result_json", event.tool_output.to_string()),
                _ => ("tool_output", event.tool_output.to_string()),
            };
            if name != "afterFileEdit" {
                set(key, output.into());
            }
            set_call(&mut object, &event.call, payload, row_of(name))?;
        }
        HookEvent::PostToolUseFailure(event) => {
            set("error_message", event.error.as_str().into());
            set("duration", event.duration_ms.into());
            object
                .entry("failure_type")
                .or_insert_with(|| json!("error"));
            object.entry("is_interrupt").or_insert_with(|| json!(false));
            set_call(&mut object, &event.call, payload, row_of(name))?;
        }
        HookEvent::UserPromptSubmit(event) => {
            set("prompt", event.user_message.as_str().into());
            object.entry("attachments").or_insert_with(|| json!([]));
        }
        HookEvent::Stop(event) => {
            let status = event.reason.as_deref().unwrap_or("completed");
            set("status", status.into());
            set_rounds(&mut object, event.stop_hook_active);
        }
        HookEvent::SubagentStart(event) => {
            set("subagent_id", event.agent_id.as_str().into());
            set("subagent_type", event.agent_type.clone().into());
        }
        HookEvent::SubagentStop(event) => {
            set("subagent_id", event.agent_id.as_str().into());
            set("subagent_type", event.agent_type.clone().into());
            set("summary", event.last_assistant_message.clone().into());
            let transcript = event.agent_transcript_path.clone();
            set("agent_transcript_path", transcript.into());
            object.entry("status").or_insert_with(|| json!("completed"));
            set_rounds(&mut object, event.stop_hook_active);
        }
        HookEvent::SessionStart(_) => {
            set("session_id", meta.session_id.as_str().into());
            object
                .entry("is_background_agent")
                .or_insert_with(|| json!(false));
        }
        HookEvent::SessionEnd(event) => {
            set("session_id", meta.session_id.as_str().into());
            set("reason", event.reason.as_str().into());
        }
        HookEvent::PreCompact(event) => set("trigger", event.trigger.as_str().into()),
        HookEvent::AfterAgent(event) => {
            let text = event.last_assistant_message.as_deref();
            set("text", text.unwrap_or_default().into());
        }
        HookEvent::Other(event) => {
            for (key, value) in &event.data {
                set(key, value.clone());
            }
        }
        _ => {}
    }
    Ok(object)
}

/// Cursor counts rounds; without its count one round is all that is known.
fn set_rounds(object: &mut Map<String, Value>, active: bool) {
    let counted = object.get("loop_count").and_then(Value::as_u64);
    if active != (counted.unwrap_or(0) > 0) || counted.is_none() {
        object.insert("loop_count".to_owned(), u64::from(active).into());
    }
}

fn set_call(
    object: &mut Map<String, Value>,
    call: &ToolCall,
    payload: &Payload,
    row: &EventRow,
) -> Result<(), EncodeError> {
    let meta = &payload.meta;
    let shape = project::project(&TOOLS, call, meta)
        .map_err(|problem| envelope::refused(payload, problem))?;
    let field = |key: &str| shape.input.get(key).cloned().unwrap_or(Value::Null);
    let mut set = |key: &str, value: Value| {
        object.insert(key.to_owned(), value);
    };
    let unfit = || EncodeError::new(format!("`{}` is not told of this call", row.name));
    match row.name {
        "beforeShellExecution" | "afterShellExecution" => {
            let text = targets::command_text(&TOOLS, call, meta).ok_or_else(unfit)?;
            set("command", text.into());
            let folder = match &call.input {
                ToolInput::Shell(shell) => shell.workdir.as_ref(),
                _ => None,
            };
            set("cwd", folder.unwrap_or(&meta.cwd).as_str().into());
            object.entry("sandbox").or_insert_with(|| json!(false));
        }
        "beforeMCPExecution" | "afterMCPExecution" => {
            let ToolInput::Mcp { tool, .. } = &call.input else {
                return Err(unfit());
            };
            set("tool_name", tool.as_str().into());
            set("tool_input", shape.input.to_string().into());
        }
        // Reading the file is not done here: `content` is sent where the agent put it beside.
        "beforeReadFile" => {
            set("file_path", field("file_path"));
            object.entry("attachments").or_insert_with(|| json!([]));
        }
        "afterFileEdit" => {
            set("file_path", field("file_path"));
            set("edits", edits(&shape.input));
        }
        _ => {
            set("tool_name", shape.name.into());
            set("tool_input", shape.input);
            set("tool_use_id", call.call_id.as_str().into());
            set("cwd", meta.cwd.as_str().into());
            if row.name == "preToolUse" {
                object.entry("agent_message").or_insert_with(|| json!(""));
            }
        }
    }
    Ok(())
}

/// What changed in the file, as pairs of old and new text.
fn edits(input: &Value) -> Value {
    if let Some(edits) = input.get("edits") {
        return edits.clone();
    }
    let text = |key: &str| input.get(key).and_then(Value::as_str);
    let old = text("old_string").unwrap_or_default();
    let new = text("new_string").or_else(|| text("content"));
    json!([{"old_string": old, "new_string": new.unwrap_or_default()}])
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
