//! Reads one answer object of Gemini CLI (the JSON object that a hook prints).

use hooks_types::EventName;
use hooks_types::answer::NoteCode;
use hooks_types::dialect::{Decision, Field, Key, Object, Reading, Replacement};
use hooks_types::text::plain;
use serde_json::{Map, Value};

use super::events::{EventRow, Say, TABLE};
use crate::reading::first_text;

/// The keys that an answer may have at the top level.
pub(super) static KEYS: &[Key] = &[
    Key::flag("continue", false),
    Key::remark("stopReason"),
    Key::remark("suppressOutput"),
    Key::remark("systemMessage"),
    Key::words("decision", &["approve", "allow", "ask", "block", "deny"]),
    Key::remark("reason"),
    Key::object("hookSpecificOutput", SPECIFIC),
];

/// The keys that `hookSpecificOutput` may have, on any event.
const SPECIFIC: &[Key] = &[
    Key::remark("hookEventName"),
    Key::remark("additionalContext"),
    Key::content("tool_input"),
    Key::content("llm_request"),
    Key::content("llm_response"),
    Key::content("toolConfig"),
    Key::remark("tailToolCallRequest"),
    Key::remark("clearContext"),
];

/// The keys with which an answer can replace something. Each event accepts only some of these keys.
const REWRITES: &[&str] = &["tool_input", "llm_request", "llm_response", "toolConfig"];

/// Reads the answer object for an event.
pub(super) fn read(event: &str, fields: &Object) -> Reading {
    let row = TABLE.row(event);
    let mut reading = Reading::default();
    let (reason, notice) = (
        first_text(fields, &["reason"]),
        first_text(fields, &["systemMessage"]),
    );
    // Like Gemini CLI, take the text for the model from the first of these keys that has a text.
    let why = first_text(fields, &["stopReason", "reason"]);
    let word = fields.text("decision").ok();
    (reading.decision, reading.reason) = match word.as_deref() {
        Some("deny" | "block") if row.hears(Say::Block) => (Some(Decision::Block), why.clone()),
        Some("ask") if row.hears(Say::Ask) => (Some(Decision::Ask), reason.or(notice.clone())),
        _ => (None, reason),
    };
    // As in Gemini CLI's source, the `hookEventName` in this object is not checked.
    let specific = fields.object("hookSpecificOutput").ok();
    if let Some(specific) = specific {
        reading.replacement = rewritten(row, specific, &mut reading);
    }
    match word.as_deref() {
        None => {}
        // Hooks run before Gemini CLI's policy engine and cannot override it, so an allow grants nothing.
        Some("allow" | "approve") if reading.replacement.is_none() && row.hears(Say::Ask) => {
            reading.decision = Some(Decision::Allow { grants: false });
        }
        // An allow with a replacement counts as the replacement alone. On an event whose answers cannot ask the user,
        // an allow has no effect.
        Some("allow" | "approve") => {}
        Some(word) if reading.decision.is_none() => {
            reading.no_effect(&format!("decision: {}", plain(word)));
        }
        Some(_) => {}
    }
    reading.notices.extend(notice);
    if fields.flag("continue").ok() == Some(false) {
        match row.hears(Say::Stop) {
            true => reading.stop = why.or_else(|| Some("stopped by a hook".to_owned())),
            false => reading.no_effect("continue: false"),
        }
    }
    let context = specific.and_then(|fields| first_text(fields, &["additionalContext"]));
    match context {
        // Gemini CLI puts a tag around the context, and escapes `<` and `>` because the context must not close this
        // tag. Do the same here.
        Some(text) if row.hears(Say::Context) => {
            let escaped = text.replace('<', "&lt;").replace('>', "&gt;");
            reading.context.push(escaped);
        }
        Some(_) => reading.no_effect("additionalContext"),
        None => {}
    }
    reading
}

/// Reads the replacement: the tool input or, on events that have no counterpart among ours, all accepted fields as one
/// object.
fn rewritten(row: &EventRow, specific: &Object, reading: &mut Reading) -> Option<Replacement> {
    for key in ["tailToolCallRequest", "clearContext"] {
        if specific.has(key) {
            reading.note(
                NoteCode::Unsayable,
                format!("`{key}` is not supported here"),
            );
        }
    }
    for key in REWRITES.iter().filter(|key| !row.rewrites.contains(key)) {
        if specific.has(key) {
            reading.no_effect(key);
        }
    }
    if row.ours == Some(EventName::PreToolUse) {
        return match specific.map("tool_input") {
            Field::Is(input) => Some(Replacement::Input(Value::Object(input))),
            Field::Wrong(_) if reading.decision == Some(Decision::Ask) => {
                Some(Replacement::Unreadable)
            }
            _ => None,
        };
    }
    let fields = row.rewrites.iter();
    let fields = fields.filter_map(|key| Some(((*key).to_owned(), specific.value(key).ok()?)));
    let fields: Map<String, Value> = fields.collect();
    (!fields.is_empty()).then_some(Replacement::Verbatim(Value::Object(fields)))
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
