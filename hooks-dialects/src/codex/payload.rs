//! Codex's payloads, both ways.

use std::sync::Arc;

use hooks_types::{DecodeError, EncodeError, HookEvent, Payload, WireForm};
use serde_json::{Map, Value};

use super::TOOLS;
use super::events;
use crate::{CODEX, envelope, result_text, snake};

/// Writes a payload: one compact object, no newline.
pub(super) fn encode(payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
    envelope::encoded(payload, form, fresh, read)
}

/// Reads a payload.
pub(super) fn decode(bytes: &[u8], expected: Option<&str>) -> Result<Payload, DecodeError> {
    envelope::decoded(CODEX, bytes, expected, read)
}

fn read(mut object: Map<String, Value>, name: &str) -> Result<Payload, DecodeError> {
    let mut meta = snake::read_meta(&mut object, name);
    meta.turn_id = snake::take_text(&mut object, "turn_id");
    meta.model = snake::take_text(&mut object, "model");
    let of_tool = matches!(name, "PreToolUse" | "PostToolUse" | "PermissionRequest");
    if of_tool && !object.get("tool_name").is_some_and(Value::is_string) {
        return Err(DecodeError::new(format!("a {name} without `tool_name`")));
    }
    let event = snake::read_event(&TOOLS, name, object);
    Ok(Payload::new(Arc::new(meta), event))
}

/// The object of a payload that came from elsewhere. What Codex always sends is always there.
fn fresh(payload: &Payload, form: &WireForm) -> Result<Map<String, Value>, EncodeError> {
    let name = payload.event.name();
    // Codex tells of a shell command that failed as of one that did not.
    let fits = name.as_str() == form.event
        || matches!(
            (&payload.event, form.event.as_str()),
            (HookEvent::PostToolUseFailure(_), "PostToolUse")
        );
    if !fits || matches!(payload.event, HookEvent::AfterAgent(_)) {
        return Err(EncodeError::new(format!(
            "Codex's {} does not tell of {name}",
            form.event
        )));
    }
    let mut object = snake::event_fields(&TOOLS, payload)
        .map_err(|problem| envelope::refused(payload, problem))?;
    of_event(&payload.event, &mut object);
    let meta = &payload.meta;
    snake::put_meta(&mut object, &form.event, meta);
    let row = events::row(&form.event);
    let always = [
        ("turn_id", meta.turn_id.as_deref().unwrap_or_default()),
        ("model", meta.model.as_deref().unwrap_or_default()),
        (
            "permission_mode",
            meta.permission_mode.as_deref().unwrap_or("default"),
        ),
    ];
    for (key, text) in always {
        if !row.without.contains(&key) {
            object.insert(key.to_owned(), text.into());
        }
    }
    object.insert(
        "transcript_path".to_owned(),
        meta.transcript_path.clone().into(),
    );
    for (key, value) in &payload.extra {
        object.entry(key.as_str()).or_insert_with(|| value.clone());
    }
    Ok(object)
}

/// Where Codex's fields of an event differ from Claude Code's.
fn of_event(event: &HookEvent, object: &mut Map<String, Value>) {
    let mut always = |key: &str| {
        object.entry(key).or_insert(Value::Null);
    };
    match event {
        HookEvent::Stop(_) => always("last_assistant_message"),
        HookEvent::SubagentStop(_) => {
            always("last_assistant_message");
            always("agent_transcript_path");
        }
        HookEvent::PostToolUse(_) => {
            object.remove("duration_ms");
        }
        HookEvent::PostToolUseFailure(event) => {
            object.remove("duration_ms");
            object.remove("error");
            let output = match &event.tool_output {
                Some(output) => result_text::of(output),
                None => event.error.clone(),
            };
            object.insert("tool_response".to_owned(), output.into());
        }
        HookEvent::PreCompact(event) if event.custom_instructions.is_none() => {
            object.remove("custom_instructions");
        }
        HookEvent::PermissionRequest(event) => {
            if let Some(reason) = &event.reason
                && let Some(Value::Object(input)) = object.get_mut("tool_input")
            {
                input
                    .entry("description")
                    .or_insert_with(|| reason.as_str().into());
            }
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
