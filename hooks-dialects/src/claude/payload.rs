//! Claude Code's payloads, both ways.

use std::sync::Arc;

use hooks_types::{DecodeError, EncodeError, HookEvent, Payload, WireForm};
use serde_json::{Map, Value};

use super::TOOLS;
use super::events;
use crate::{CLAUDE, envelope, snake};

/// Facts around any event that are not modelled; they stay beside the event.
const BESIDE: &[&str] = &["prompt_id", "effort", "scratchpad_dir", "mcp_server"];

/// Writes a payload: one compact object, no newline.
pub(super) fn encode(payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
    envelope::encoded(payload, form, fresh, read)
}

/// Reads a payload.
pub(super) fn decode(bytes: &[u8], expected: Option<&str>) -> Result<Payload, DecodeError> {
    envelope::decoded(CLAUDE, bytes, expected, read)
}

fn read(mut object: Map<String, Value>, name: &str) -> Result<Payload, DecodeError> {
    let mut meta = snake::read_meta(&mut object, name);
    if name == "SessionStart" {
        meta.model = snake::take_text(&mut object, "model");
    }
    if events::row(name).target == events::Target::Tool
        && !object.get("tool_name").is_some_and(Value::is_string)
    {
        return Err(DecodeError::new(format!("a {name} without `tool_name`")));
    }
    let beside = BESIDE
        .iter()
        .filter_map(|key| object.remove_entry(*key))
        .collect();
    let event = snake::read_event(&TOOLS, name, object);
    let mut payload = Payload::new(Arc::new(meta), event);
    payload.extra = beside;
    Ok(payload)
}

/// The object of a payload that came from elsewhere.
fn fresh(payload: &Payload, form: &WireForm) -> Result<Map<String, Value>, EncodeError> {
    let name = payload.event.name();
    if matches!(payload.event, HookEvent::AfterAgent(_)) || name.as_str() != form.event {
        return Err(EncodeError::new(format!(
            "Claude Code's {} does not tell of {name}",
            form.event
        )));
    }
    let mut object = snake::event_fields(&TOOLS, payload)
        .map_err(|problem| envelope::refused(payload, problem))?;
    let meta = &payload.meta;
    snake::put_meta(&mut object, &form.event, meta);
    let transcript = meta.transcript_path.as_deref().unwrap_or_default();
    object.insert("transcript_path".to_owned(), transcript.into());
    let mut put = |key: &str, value: &str| {
        object.insert(key.to_owned(), value.into());
    };
    if let Some(mode) = &meta.permission_mode
        && events::row(&form.event).mode
    {
        put("permission_mode", mode);
    }
    if form.event == "SessionStart"
        && let Some(model) = &meta.model
    {
        put("model", model);
    }
    for (key, value) in &payload.extra {
        object.entry(key.as_str()).or_insert_with(|| value.clone());
    }
    Ok(object)
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
