//! Reading one answer object of Claude Code.

use hooks_types::dialect::{Field, Key, Object, among};
use hooks_types::{Note, NoteCode, plain};
use serde_json::Value;

use super::decision::decided_inside;
use super::events::{Row, Says, Universal};
use crate::reading::{Decision, Reading};

/// Keys that only count inside `hookSpecificOutput`.
const INNER: &[&str] = &[
    "permissionDecision",
    "permissionDecisionReason",
    "updatedInput",
    "additionalContext",
    "updatedToolOutput",
    "updatedMCPToolOutput",
    "updatedPermissions",
];

/// Keys inside `hookSpecificOutput` that are understood but have no place in an answer.
const CARRIED_NOWHERE: &[&str] = &[
    "sessionTitle",
    "initialUserMessage",
    "watchPaths",
    "reloadSkills",
    "suppressOriginalPrompt",
    "classifierContext",
    "updatedPermissions",
];

/// How many unknown keys a remark names.
const NAMED: usize = 8;

/// The keys of an answer. That it goes on alone is taken back by the stricter word.
pub(super) static KEYS: &[Key] = &[
    Key::decision("continue", |value, _| {
        usize::from(value.as_bool() == Some(false))
    }),
    Key::remark("stopReason"),
    Key::remark("suppressOutput"),
    Key::remark("systemMessage"),
    Key::remark("terminalSequence"),
    Key::decision("decision", |value, _| among(value, &["approve", "block"])),
    Key::remark("reason"),
    Key::object("hookSpecificOutput", SPECIFIC),
    Key::decision("async", |value, _| {
        usize::from(value.as_bool() == Some(false))
    }),
    Key::remark("asyncTimeout"),
];

/// The keys of `hookSpecificOutput`, of all events.
const SPECIFIC: &[Key] = &[
    Key::decision("hookEventName", |value, event| {
        usize::from(value.as_str() == Some(event))
    }),
    Key::decision("permissionDecision", |value, _| {
        among(value, &["allow", "ask", "defer", "deny"])
    }),
    Key::remark("permissionDecisionReason"),
    Key::content("updatedInput"),
    Key::content("updatedToolOutput"),
    Key::content("updatedMCPToolOutput"),
    // At a stop it decides.
    Key::decision("additionalContext", |value, _| {
        usize::from(value.as_str().is_some_and(|text| !text.trim().is_empty()))
    }),
    Key::object("decision", REQUEST),
    Key::content("retry"),
    Key::content("displayContent"),
    Key::content("worktreePath"),
    Key::decision("action", |value, _| {
        among(value, &["accept", "cancel", "decline"])
    }),
    Key::content("content"),
];

/// The keys of the decision of a permission request.
const REQUEST: &[Key] = &[
    Key::decision("behavior", |value, _| among(value, &["allow", "deny"])),
    Key::remark("message"),
    Key::decision("interrupt", |value, _| {
        usize::from(value.as_bool() == Some(true))
    }),
    Key::content("updatedInput"),
    Key::content("updatedPermissions"),
];

/// What the object says on an event.
pub(super) fn read(row: &Row, fields: &Object) -> Reading {
    let mut reading = Reading::default();
    reading.note_duplicates(fields);
    keys(fields, &mut reading);
    universal(row, fields, &mut reading);
    decision(row, fields, &mut reading);
    match fields.object("hookSpecificOutput") {
        Field::Is(inner) => inside(row, inner, &mut reading),
        Field::Absent => {}
        Field::Null | Field::Wrong(_) => refuse(&mut reading, "hookSpecificOutput", "an object"),
    }
    // What a hook that goes on alone decides is void, but a block is a block.
    if reading.decision != Some(Decision::Block) && reading.decision != Some(Decision::Ask) {
        background(fields, &mut reading);
    }
    reading
}

pub(super) fn refuse(reading: &mut Reading, key: &str, wanted: &str) {
    reading.refused.push(format!("`{key}` is not {wanted}"));
}

/// The string under a key; one of another type is refused.
pub(super) fn text(fields: &Object, key: &str, reading: &mut Reading) -> Option<String> {
    match fields.text(key) {
        Field::Is(text) => Some(text),
        Field::Absent => None,
        Field::Null | Field::Wrong(_) => {
            refuse(reading, key, "a string");
            None
        }
    }
}

pub(super) fn flag(fields: &Object, key: &str, reading: &mut Reading) -> Option<bool> {
    match fields.flag(key) {
        Field::Is(flag) => Some(flag),
        Field::Absent => None,
        Field::Null | Field::Wrong(_) => {
            refuse(reading, key, "a boolean");
            None
        }
    }
}

pub(super) fn object(fields: &Object, key: &str, reading: &mut Reading) -> Option<Value> {
    match fields.map(key) {
        Field::Is(map) => Some(Value::Object(map)),
        Field::Absent => None,
        Field::Null | Field::Wrong(_) => {
            refuse(reading, key, "an object");
            None
        }
    }
}

/// Remarks on keys that do nothing.
fn keys(fields: &Object, reading: &mut Reading) {
    let unknown: Vec<String> = fields
        .unknown()
        .filter(|key| !INNER.contains(key))
        .map(|key| format!("`{}`", plain(key)))
        .collect();
    if !unknown.is_empty() {
        let more = if unknown.len() > NAMED { ", ..." } else { "" };
        let named = unknown[..unknown.len().min(NAMED)].join(", ");
        reading.notes.push(Note::new(
            NoteCode::UnknownKey,
            format!("Claude Code knows no {named}{more}"),
        ));
    }
    for key in INNER.iter().filter(|key| fields.has(key)) {
        reading.notes.push(Note::new(
            NoteCode::MisplacedKey,
            format!("`{key}` does nothing outside `hookSpecificOutput`"),
        ));
    }
}

fn universal(row: &Row, fields: &Object, reading: &mut Reading) {
    let goes_on = flag(fields, "continue", reading);
    flag(fields, "suppressOutput", reading);
    text(fields, "terminalSequence", reading);
    let stop_reason = text(fields, "stopReason", reading);
    let notice = text(fields, "systemMessage", reading);
    if row.universal != Universal::None {
        reading.notices.extend(notice);
    }
    if goes_on != Some(false) {
        return;
    }
    if row.universal == Universal::All {
        let reason = stop_reason.unwrap_or_default();
        reading.stop = Some(if reason.trim().is_empty() {
            "a hook ended the run without giving a reason".to_owned()
        } else {
            plain(&reason)
        });
    } else {
        not_counted(reading, "continue", row);
    }
}

fn not_counted(reading: &mut Reading, key: &str, row: &Row) {
    reading.notes.push(Note::new(
        NoteCode::SaidButNotCounted,
        format!("`{key}` does nothing on {}", row.name),
    ));
}

/// The decision at top level: `approve` or `block`.
fn decision(row: &Row, fields: &Object, reading: &mut Reading) {
    let word = text(fields, "decision", reading);
    let reason = text(fields, "reason", reading);
    let decided = match word.as_deref() {
        None => return,
        Some("block") => Decision::Block,
        Some("approve") => Decision::Allow { grants: true },
        Some(_) => return refuse(reading, "decision", "`approve` or `block`"),
    };
    let counts = match row.says {
        Says::Permission => true,
        Says::Block | Says::Output | Says::GoOn | Says::Switch => decided == Decision::Block,
        _ => false,
    };
    if counts {
        reading.decision = Some(decided);
        reading.reason = reason;
    } else if decided == Decision::Block {
        not_counted(reading, "decision", row);
    }
}

/// `async: true`: the hook goes on alone, and what it decides beside that is void.
fn background(fields: &Object, reading: &mut Reading) {
    match fields.number("asyncTimeout") {
        Field::Is(_) | Field::Absent => {}
        Field::Null | Field::Wrong(_) => refuse(reading, "asyncTimeout", "a number"),
    }
    if flag(fields, "async", reading) == Some(true) {
        reading.decision = None;
        reading.replacement = None;
        reading.stop = None;
    }
}

fn inside(row: &Row, inner: &Object, reading: &mut Reading) {
    reading.note_duplicates(inner);
    match inner.text("hookEventName") {
        Field::Is(name) if name == row.name || row.name.is_empty() => {}
        // The output ended before the name came, behind what was decided.
        Field::Absent if inner.open => {}
        name => {
            // Not for this event: nothing in it is said in this agent's words, but the row shows
            // what it was.
            let mut unheard = Reading::default();
            decided_inside(row, inner, &mut unheard);
            reading.unheard = unheard.said();
            reading.refused.push(match name.ok() {
                Some(name) => format!("`hookEventName` is `{}`, not `{}`", plain(&name), row.name),
                None => "`hookEventName` is missing".to_owned(),
            });
            return;
        }
    }
    let context = text(inner, "additionalContext", reading);
    if row.context {
        reading
            .context
            .extend(context.filter(|text| !text.trim().is_empty()));
    }
    decided_inside(row, inner, reading);
    for key in CARRIED_NOWHERE.iter().filter(|key| inner.has(key)) {
        reading.notes.push(Note::new(
            NoteCode::SaidButNotCounted,
            format!("`{key}` is understood but not carried"),
        ));
    }
}
