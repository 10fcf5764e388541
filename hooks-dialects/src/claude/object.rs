//! Reads one answer object of Claude Code.
//!
//! The top level is read first: the common keys, then the older form of the decision. Then `hookSpecificOutput` is
//! read, which can override the older decision. The key `async` is applied last.

use hooks_types::answer::NoteCode;
use hooks_types::dialect::{Decision, Field, Object, Reading};
use hooks_types::near::misspelling_of;
use hooks_types::text::short_name;

use super::answer_keys::{inner_keys, keys, not_carried, not_counted};
use super::decision::decided_inside;
use super::events::{self, EventRow, Says, Universal};
use crate::reading::{flag, is_said, number, object, stop_reason, text};

pub(super) use super::answer_keys::KEYS;

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

/// Reads the keys that every event's answer may contain.
fn universal(row: &EventRow, fields: &Object, reading: &mut Reading) {
    let goes_on = flag(fields, "continue", reading);
    flag(fields, "suppressOutput", reading);
    if text(fields, "terminalSequence", reading).is_some() {
        not_carried("terminalSequence", reading);
    }
    let reason = text(fields, "stopReason", reading);
    let notice = text(fields, "systemMessage", reading);
    match row.universal {
        Universal::None if notice.is_some() => not_counted(reading, "systemMessage", row),
        Universal::None => {}
        _ => reading.notices.extend(notice),
    }
    match (goes_on, row.universal) {
        // A request to end the run (`continue: false`) overrides every decision of the event (hook reference).
        (Some(false), Universal::All | Universal::Unheeded) => {
            reading.stop = Some(stop_reason(reason));
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
    inner_keys(row, inner, reading);
}
