//! The keys of Claude Code's answers, and the notes about keys that have no effect where they are.

use hooks_types::answer::NoteCode;
use hooks_types::dialect::{Key, Object, Reading};
use hooks_types::text::short_name;

use super::events::{EventRow, Says};
use crate::claude_family::REQUEST;
use crate::unknown_keys::belongs;

/// Keys that have an effect only within `hookSpecificOutput`.
#[rustfmt::skip]
const INNER: &[&str] = &[
    "permissionDecision", "permissionDecisionReason", "updatedInput", "additionalContext", "updatedToolOutput",
    "updatedMCPToolOutput", "updatedPermissions",
];

/// Keys of `hookSpecificOutput` that Claude Code supports but that have no effect in this library.
#[rustfmt::skip]
const CARRIED_NOWHERE: &[&str] = &[
    "sessionTitle", "initialUserMessage", "watchPaths", "reloadSkills", "suppressOriginalPrompt",
    "classifierContext", "updatedPermissions",
];

/// The keys of `hookSpecificOutput` that only some events read, each with the kinds of answers that may contain it.
#[rustfmt::skip]
const READ_AT: &[(&str, &[Says])] = &[
    ("permissionDecision", &[Says::Permission, Says::Switch]),
    ("permissionDecisionReason", &[Says::Permission, Says::Switch]),
    ("updatedInput", &[Says::Permission]),
    ("updatedToolOutput", &[Says::Output]),
    ("updatedMCPToolOutput", &[Says::Output]),
    ("decision", &[Says::Request]),
    ("retry", &[Says::Retry]),
    ("displayContent", &[Says::Display]),
    ("worktreePath", &[Says::Worktree]),
    ("action", &[Says::Elicitation]),
    ("content", &[Says::Elicitation]),
];

/// The maximum number of unknown keys that one note names.
const NAMED: usize = 8;

/// The keys of an answer. If `continue` or `async` is given twice, `false` is used, because it is the stricter value.
pub(super) static KEYS: &[Key] = &[
    Key::flag("continue", false),
    Key::remark("stopReason"),
    Key::remark("suppressOutput"),
    Key::remark("systemMessage"),
    Key::remark("terminalSequence"),
    Key::words("decision", &["approve", "block"]),
    Key::remark("reason"),
    Key::object("hookSpecificOutput", SPECIFIC),
    Key::flag("async", false),
    Key::remark("asyncTimeout"),
];

/// The keys that `hookSpecificOutput` may have, on any event.
const SPECIFIC: &[Key] = &[
    Key::decision("hookEventName", |value, event| {
        usize::from(value.as_str() == Some(event))
    }),
    Key::words("permissionDecision", &["allow", "ask", "defer", "deny"]),
    Key::remark("permissionDecisionReason"),
    Key::content("updatedInput"),
    Key::content("updatedToolOutput"),
    Key::content("updatedMCPToolOutput"),
    // At a stop, context keeps the agent working. So context counts as a decision on this event.
    Key::decision("additionalContext", |value, _| {
        usize::from(value.as_str().is_some_and(|text| !text.trim().is_empty()))
    }),
    Key::object("decision", REQUEST),
    Key::content("retry"),
    Key::content("displayContent"),
    Key::content("worktreePath"),
    Key::words("action", &["accept", "cancel", "decline"]),
    Key::content("content"),
];

/// Adds notes about keys without effect.
pub(super) fn keys(fields: &Object, reading: &mut Reading) {
    // A known key at the wrong level (top level or `hookSpecificOutput`) gets a note of its own below. So leave it out
    // of the unknown keys.
    let unknown = fields.unknown().filter(|key| !INNER.contains(key));
    note_unknown(unknown, "", KEYS, reading);
    for key in INNER.iter().filter(|key| fields.has(key)) {
        let message = format!("`{key}` does nothing outside `hookSpecificOutput`");
        reading.note(NoteCode::MisplacedKey, message);
    }
}

/// Adds a note that names the unknown keys of an object. `place` says which object this is; it is the end of the note's
/// sentence and begins with a blank.
fn note_unknown<'k>(
    unknown: impl Iterator<Item = &'k str>,
    place: &str,
    known: &[Key],
    reading: &mut Reading,
) {
    let unknown: Vec<String> = unknown
        .map(|key| format!("`{}`{}", short_name(key), belongs(key, known)))
        .collect();
    if !unknown.is_empty() {
        let more = if unknown.len() > NAMED { ", ..." } else { "" };
        let named = unknown[..unknown.len().min(NAMED)].join(", ");
        let message = format!("Claude Code does not know {named}{more}{place}");
        reading.note(NoteCode::UnknownKey, message);
    }
}

/// Adds notes about the keys that Claude Code does not read in `hookSpecificOutput`.
pub(super) fn inner_keys(row: &EventRow, inner: &Object, reading: &mut Reading) {
    let misplaced = |(key, at): &&(&str, &[Says])| !at.contains(&row.says) && inner.has(key);
    for (key, _) in READ_AT.iter().filter(misplaced) {
        not_counted(reading, key, row);
    }
    let is_outer = |key: &&str| KEYS.iter().any(|known| known.name == *key);
    for key in inner.unknown().filter(is_outer).take(NAMED) {
        let message = format!(
            "`{key}` does nothing in `hookSpecificOutput`; write it beside `hookSpecificOutput`"
        );
        reading.note(NoteCode::MisplacedKey, message);
    }
    let is_new = |key: &&str| !is_outer(key) && !CARRIED_NOWHERE.contains(key);
    let unknown = || inner.unknown().filter(is_new);
    note_unknown(unknown(), " in `hookSpecificOutput`", SPECIFIC, reading);
    let is_prompt = |key: &str| key.to_ascii_lowercase().ends_with("prompt");
    if row.name == "UserPromptSubmit" && unknown().any(is_prompt) {
        let message = "Claude Code cannot replace a prompt; `additionalContext` adds to it";
        reading.note(NoteCode::Unsayable, message);
    }
    if let Some(decision) = inner.object("decision").ok() {
        let place = " in `hookSpecificOutput.decision`";
        note_unknown(decision.unknown(), place, REQUEST, reading);
    }
    for key in CARRIED_NOWHERE.iter().filter(|key| inner.has(key)) {
        not_carried(key, reading);
    }
}

/// Adds a note that `key` has no effect on this event.
pub(super) fn not_counted(reading: &mut Reading, key: &str, row: &EventRow) {
    // The row of an event that is not in the table has an empty name.
    if row.name.is_empty() {
        return reading.no_effect(key);
    }
    let message = format!("`{key}` does nothing on {}", row.name);
    reading.note(NoteCode::SaidButNotCounted, message);
}

/// Adds a note: the library knows this key, but the key has no effect.
pub(super) fn not_carried(key: &str, reading: &mut Reading) {
    let message = format!("`{key}` is a known key without effect here");
    reading.note(NoteCode::SaidButNotCounted, message);
}
