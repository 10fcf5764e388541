//! What every dialect needs to say a report in an agent's words.

use hooks_types::{HookEvent, Note, NoteCode, Payload, Spoken};
use serde_json::{Map, Value};

/// The same payload with `content` as its call's input.
///
/// # Errors
///
/// The event has no call, or the content does not fit its kind.
pub(crate) fn with_input(payload: &Payload, content: &Value) -> Result<Payload, String> {
    let mut replaced = payload.clone();
    let call = match &mut replaced.event {
        HookEvent::PreToolUse(event) => &mut event.call,
        HookEvent::PermissionRequest(event) => &mut event.call,
        _ => return Err("the event has no input to replace".to_owned()),
    };
    call.input = call
        .input
        .replaced_by(content)
        .map_err(|error| error.to_string())?;
    Ok(replaced)
}

/// The reason of a block that stands for a replacement the agent cannot make.
pub(crate) fn instead(agent: &str, what: &str, message: Option<&str>, content: &Value) -> String {
    let shown = match content {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let why = message.map(|text| format!("{text}. ")).unwrap_or_default();
    format!("{why}A hook replaces {what}, which {agent} cannot do here. What it should be: {shown}")
}

/// The remark that something was left out.
pub(crate) fn unsayable(agent: &str, what: &str) -> Note {
    Note::new(
        NoteCode::Unsayable,
        format!("{agent} has no way to say {what} here"),
    )
}

/// Texts as one, none where there are none.
pub(crate) fn joined(texts: &[String], separator: &str) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join(separator))
}

/// One object on stdout, exit code 0.
pub(crate) fn printed(object: Map<String, Value>, notes: Vec<Note>) -> Spoken {
    let mut stdout = Value::Object(object).to_string().into_bytes();
    stdout.push(b'\n');
    Spoken::new(stdout, notes)
}
