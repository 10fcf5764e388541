//! Reads one answer object of Claude Code.
//!
//! The top level is read first: the common keys, then the older form of the decision. Then `hookSpecificOutput` is
//! read, which can override the older decision. The key `async` is applied last.

use hooks_types::answer::NoteCode;
use hooks_types::dialect::{Decision, Field, Key, Object, Reading};
use hooks_types::near::misspelling_of;
use hooks_types::text::short_name;

use super::decision::decided_inside;
use super::events::{self, EventRow, Says, Universal};
use crate::claude_family::REQUEST;
use crate::reading::{flag, is_said, number, object, text};
use crate::unknown_keys::belongs;

/// Keys that have an effect only within `hookSpecificOutput`.
const INNER: &[&str] = &[
    "permissionDecision",
    "permissionDecisionReason",
    "updatedInput",
    "additionalContext",
    "updatedToolOutput",
    "updatedMCPToolOutput",
    "updatedPermissions",
];

/// Keys of `hookSpecificOutput` that Claude Code supports but that have no effect in this library.
const CARRIED_NOWHERE: &[&str] = &[
    "sessionTitle",
    "initialUserMessage",
    "watchPaths",
    "reloadSkills",
    "suppressOriginalPrompt",
    "classifierContext",
    "updatedPermissions",
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

/// Reads the answer object for an event.
pub(super) fn read(event: &str, fields: &Object) -> Reading {
    let row = events::TABLE.row(event);
    let mut reading = Reading::default();
    reading.note_doubled(fields);
    // Keep this order: `decision` reads `hookSpecificOutput`, which can override the decision of the top level.
    keys(fields, &mut reading);
    universal(row, fields, &mut reading);
    decision(row, fields, &mut reading);
    if let Some(inner) = object(fields, "hookSpecificOutput", &mut reading) {
        inside(row, inner, &mut reading);
    }
    // At `continue: false`, Claude Code runs the call and then ends the run; here the call is blocked. So add a note.
    let blocks = reading.decision == Some(Decision::Block);
    if row.says == Says::Permission && reading.stop.is_some() && !blocks {
        let message = "`continue: false` blocks the call; Claude Code runs it before it stops";
        reading.note(NoteCode::Stricter, message);
    }
    // Apply `async` last, because it drops the decisions of both the top level and `hookSpecificOutput`.
    background(fields, &mut reading);
    if reading.decision.is_none() && reading.replacement.is_none() {
        reading.reason = None;
    }
    reading
}

/// Adds notes about keys without effect.
fn keys(fields: &Object, reading: &mut Reading) {
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
fn inner_keys(row: &EventRow, inner: &Object, reading: &mut Reading) {
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
}

/// Reads the keys that every event's answer may contain.
fn universal(row: &EventRow, fields: &Object, reading: &mut Reading) {
    let goes_on = flag(fields, "continue", reading);
    flag(fields, "suppressOutput", reading);
    if text(fields, "terminalSequence", reading).is_some() {
        not_carried("terminalSequence", reading);
    }
    let stop_reason = text(fields, "stopReason", reading);
    let notice = text(fields, "systemMessage", reading);
    match row.universal {
        Universal::None if notice.is_some() => not_counted(reading, "systemMessage", row),
        Universal::None => {}
        _ => reading.notices.extend(notice),
    }
    match (goes_on, row.universal) {
        // A request to end the run (`continue: false`) overrides every decision of the event (hook reference).
        (Some(false), Universal::All | Universal::Unheeded) => {
            let reason = stop_reason.filter(|reason| is_said(reason));
            let none = || "a hook ended the run without giving a reason".to_owned();
            reading.stop = Some(reason.unwrap_or_else(none));
            if row.universal == Universal::Unheeded {
                let message = format!(
                    "`continue: false` ends the run; Claude Code goes on after {}",
                    row.name
                );
                reading.note(NoteCode::Stricter, message);
            }
        }
        (Some(false), _) => not_counted(reading, "continue", row),
        _ => {}
    }
}

/// Adds a note that `key` has no effect on this event.
fn not_counted(reading: &mut Reading, key: &str, row: &EventRow) {
    // The row of an event that is not in the table has an empty name.
    if row.name.is_empty() {
        return reading.no_effect(key);
    }
    let message = format!("`{key}` does nothing on {}", row.name);
    reading.note(NoteCode::SaidButNotCounted, message);
}

/// Reads the top-level decision: `approve` or `block`.
fn decision(row: &EventRow, fields: &Object, reading: &mut Reading) {
    let word = text(fields, "decision", reading);
    let reason = text(fields, "reason", reading);
    let blocks = matches!(
        row.says,
        Says::Block | Says::Output | Says::GoOn | Says::Switch
    );
    let decides = blocks || row.says == Says::Permission;
    let decided = match word.as_deref() {
        None => {
            let ends = reading.stop.is_some() || fields.has("hookSpecificOutput");
            match reason {
                Some(_) if !decides => not_counted(reading, "reason", row),
                // The reason of a run's end is in `stopReason`, that of a permission in `permissionDecisionReason`.
                Some(_) if !ends => {
                    let message = "`reason` does nothing without `decision`: write `\"decision\": \"block\"` beside it";
                    reading.note(NoteCode::SaidButNotCounted, message);
                }
                _ => {}
            }
            return;
        }
        Some("block") => Decision::Block,
        // In this deprecated form of a decision, at the top level, `approve` means allow.
        Some("approve") => Decision::Allow { grants: true },
        Some(_) => return reading.refuse("`decision` is not `approve` or `block`"),
    };
    let counts = row.says == Says::Permission || (blocks && decided == Decision::Block);
    if counts {
        (reading.decision, reading.reason) = (Some(decided), reason);
    } else if decided == Decision::Block {
        not_counted(reading, "decision", row);
    }
}

/// Applies `async: true`: the hook goes on in the background, and the hook's decision is dropped unless the decision is
/// a block or an ask.
fn background(fields: &Object, reading: &mut Reading) {
    if matches!(reading.decision, Some(Decision::Block | Decision::Ask)) {
        if fields.flag("async").ok() == Some(true) {
            let message = "its decision counts although Claude Code drops it beside `async: true`";
            reading.note(NoteCode::Stricter, message);
        }
        return;
    }
    number(fields, "asyncTimeout", reading);
    if flag(fields, "async", reading) == Some(true) {
        (reading.decision, reading.replacement, reading.stop) = (None, None, None);
    }
}

/// Reads `hookSpecificOutput`.
fn inside(row: &EventRow, inner: &Object, reading: &mut Reading) {
    reading.note_doubled(inner);
    match inner.text("hookEventName") {
        // The row of an event that is not in the table has an empty name. The event's right name is then unknown, so
        // any name is accepted.
        Field::Is(name) if name == row.name || row.name.is_empty() => {}
        // The output ends in the middle of this object, so the event's name might have been cut off. So a missing name
        // is accepted.
        Field::Absent if inner.open => {}
        name => {
            // Claude Code ignores an object that names a different event than the current event. So the decision in it
            // has no effect, and is recorded only for the report.
            let mut unheard = Reading::default();
            decided_inside(row, inner, &mut unheard);
            reading.unheard = unheard.said();
            return reading.refuse(match name.ok() {
                Some(name) => format!(
                    "`hookEventName` is `{}`, not `{}`; Claude Code ignores all of the answer until it says `{}`",
                    short_name(&name),
                    row.name,
                    row.name
                ),
                None => {
                    let keys = inner.keys();
                    let near = misspelling_of("hookEventName", keys);
                    let is = near.map_or_else(
                        || "`hookEventName` is missing".to_owned(),
                        |key| format!("`{}` is not `hookEventName`", short_name(key)),
                    );
                    format!("{is}; write `\"hookEventName\":\"{}\"`", row.name)
                }
            });
        }
    }
    let context = text(inner, "additionalContext", reading);
    match context.filter(|text| is_said(text)) {
        Some(_) if !row.context => not_counted(reading, "additionalContext", row),
        context => reading.context.extend(context),
    }
    decided_inside(row, inner, reading);
    for (key, _) in READ_AT
        .iter()
        .filter(|(key, at)| !at.contains(&row.says) && inner.has(key))
    {
        not_counted(reading, key, row);
    }
    inner_keys(row, inner, reading);
    for key in CARRIED_NOWHERE.iter().filter(|key| inner.has(key)) {
        not_carried(key, reading);
    }
}

/// Adds a note: the library knows this key, but the key has no effect.
pub(super) fn not_carried(key: &str, reading: &mut Reading) {
    let message = format!("`{key}` is a known key without effect here");
    reading.note(NoteCode::SaidButNotCounted, message);
}
