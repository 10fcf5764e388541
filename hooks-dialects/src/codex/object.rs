//! Reads one answer object of Codex, which forbids unknown keys at every level.
//!
//! In Codex one unknown key, wrong type or unsupported word makes the whole answer invalid, and the action proceeds.
//! Here each of these is recorded in `refused`, but a block or an ask in the same answer still takes effect.

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::dialect::{Decision, Field, Key, Object, Reading, Replacement};
use hooks_types::text::short_name;
use serde_json::Value;

use super::events::{self, EventRow, Says, StopMeans};
use crate::claude_family::REQUEST;
use crate::reading::{flag, is_said, object_or_null, stop_reason, text_or_null};

/// The keys that an answer may have at the top level.
pub(super) static KEYS: &[Key] = &[
    Key::flag("continue", false),
    Key::remark("stopReason"),
    Key::remark("suppressOutput"),
    Key::remark("systemMessage"),
    Key::words("decision", &["approve", "block"]),
    Key::remark("reason"),
    Key::object("hookSpecificOutput", SPECIFIC),
];

/// The keys that `hookSpecificOutput` may have, on any event.
const SPECIFIC: &[Key] = &[
    Key::remark("hookEventName"),
    Key::remark("additionalContext"),
    Key::words("permissionDecision", &["allow", "ask", "deny"]),
    Key::remark("permissionDecisionReason"),
    Key::content("updatedInput"),
    Key::object("decision", REQUEST),
];

/// The keys that an answer may have on almost every event.
const UNIVERSAL: &[&str] = &["continue", "stopReason", "suppressOutput", "systemMessage"];

/// The keys that `hookSpecificOutput` may have for a permission decision.
const PERMISSION: &[&str] = &[
    "permissionDecision",
    "permissionDecisionReason",
    "updatedInput",
];

/// Reads the answer object for an event. Everything that Codex refuses is recorded in `refused`; a block or an ask in
/// the same object still takes effect.
pub(super) fn read(event: &str, fields: &Object) -> Reading {
    let row = events::TABLE.row(event);
    let mut reading = Reading::default();
    if row.says == Says::Unread {
        let says_something = |key: &&Key| match key.name {
            "continue" => fields.flag("continue").ok() == Some(false),
            "suppressOutput" => false,
            name => fields.has(name),
        };
        let unread = KEYS.iter().filter(says_something);
        unread.for_each(|key| reading.no_effect(key.name));
        return reading;
    }
    reading.note_doubled(fields);
    let decides = matches!(row.says, Says::Block | Says::Permission);
    let mut known: Vec<&str> = match row.says {
        Says::Notice => vec!["systemMessage"],
        _ => UNIVERSAL.to_vec(),
    };
    if decides {
        known.extend(["decision", "reason"]);
    }
    if row.context || matches!(row.says, Says::Permission | Says::Request) {
        known.push("hookSpecificOutput");
    }
    // A single unknown key makes the whole answer invalid in Codex, even an answer that denies.
    refuse_unknown(fields, &known, &mut reading);
    // Codex accepts `null` in place of a text, but `continue: null` makes the hook fail in Codex (measured).
    let notice = text_or_null(fields, "systemMessage", &mut reading);
    reading.notices.extend(notice);
    if row.says != Says::Notice {
        universal(row, fields, &mut reading);
    }
    if decides {
        decision(row, fields, &mut reading);
    }
    if let Some(inner) = object_or_null(fields, "hookSpecificOutput", &mut reading) {
        inside(row, inner, &mut reading);
    }
    reading
}

/// Refuses the object if it has a key that is not in `known`.
fn refuse_unknown(fields: &Object, known: &[&str], reading: &mut Reading) {
    for key in fields.keys().filter(|key| !known.contains(key)) {
        reading.refuse(format!(
            "`{}` is not a key it accepts here",
            short_name(key)
        ));
    }
}

/// Refuses the object if the hook printed a key that Codex does not support here.
fn not_taken(said: bool, what: &str, reading: &mut Reading) {
    if said {
        reading.refuse(format!("`{what}` is not accepted here"));
    }
}

/// Reads the keys that an answer may have on almost every event.
fn universal(row: &EventRow, fields: &Object, reading: &mut Reading) {
    let stops = flag(fields, "continue", reading) == Some(false);
    let reason = text_or_null(fields, "stopReason", reading);
    let suppresses = flag(fields, "suppressOutput", reading) == Some(true);
    not_taken(suppresses && row.shows_output, "suppressOutput", reading);
    if row.stop == StopMeans::Refused {
        not_taken(stops, "continue: false", reading);
        not_taken(reason.is_some(), "stopReason", reading);
    }
    match row.stop {
        StopMeans::Ends if stops => reading.stop = Some(stop_reason(reason)),
        // Codex shows the reason in place of the tool's result, and the turn goes on (Codex's source).
        StopMeans::Feedback if stops => {
            reading.decision = Some(Decision::Block);
            reading.reason = Some(stop_reason(reason));
        }
        _ => {}
    }
}

/// Reads the top-level decision.
fn decision(row: &EventRow, fields: &Object, reading: &mut Reading) {
    let reason = text_or_null(fields, "reason", reading);
    match text_or_null(fields, "decision", reading).as_deref() {
        Some("block") => {
            reading.decision = Some(Decision::Block);
            // Prefer the reason of the block. If it has none, use the reason of `continue: false`.
            reading.reason = reason.or(reading.reason.take());
            // Codex ignores a block without a reason (measured). Here the block takes effect, and the report says that
            // Codex refuses it.
            if !reading.reason.as_deref().is_some_and(is_said) {
                reading.refuse("a block without a reason");
            }
        }
        Some("approve") if row.says == Says::Permission => {
            reading.refuse("`decision: approve` is not accepted");
            reading.unheard = Some(OutcomeKind::Allow);
        }
        Some(_) => reading.refuse("`decision` is not `block`"),
        None if reason.is_some() => reading.refuse("a reason without a decision"),
        None => {}
    }
}

/// Reads `hookSpecificOutput`.
fn inside(row: &EventRow, inner: &Object, reading: &mut Reading) {
    reading.note_doubled(inner);
    let mut known = vec!["hookEventName"];
    if row.context {
        known.push("additionalContext");
    }
    known.extend(match row.says {
        Says::Permission => PERMISSION,
        Says::Request => &["decision"],
        _ => &[],
    });
    refuse_unknown(inner, &known, reading);
    match inner.text("hookEventName") {
        Field::Is(name) if name == row.name || row.name.is_empty() => {}
        // Codex accepts an object whose `hookEventName` is not this event (measured). So accept it here too, and add a
        // note.
        Field::Is(name) => {
            let message = format!(
                "`hookEventName` is `{}`, not `{}`",
                short_name(&name),
                row.name
            );
            reading.note(NoteCode::MisplacedKey, message);
        }
        _ => reading.refuse("`hookEventName` is missing"),
    }
    if row.context {
        let context = text_or_null(inner, "additionalContext", reading);
        reading.context.extend(context.filter(|text| is_said(text)));
    }
    match row.says {
        Says::Permission => permission(inner, reading),
        Says::Request => request(inner, reading),
        _ => {}
    }
}

/// Reads `permissionDecision` and `updatedInput`.
fn permission(inner: &Object, reading: &mut Reading) {
    let reason = text_or_null(inner, "permissionDecisionReason", reading);
    let input = match inner.map("updatedInput") {
        Field::Is(input) => Some(Replacement::Input(Value::Object(input))),
        // In Codex the call fails if the new input cannot be read. So mark the new input as unreadable.
        Field::Wrong(_) => Some(Replacement::Unreadable),
        Field::Absent | Field::Null => None,
    };
    let has_reason = reason.as_deref().is_some_and(is_said);
    let word = text_or_null(inner, "permissionDecision", reading);
    match (word.as_deref(), input) {
        (Some("deny"), input) => {
            reading.decision = Some(Decision::Block);
            reading.reason = reason.or(reading.reason.take());
            if !has_reason {
                reading.refuse("a deny without a reason");
            }
            if input.is_some() {
                reading.refuse("`updatedInput` beside a deny");
            }
        }
        (Some("ask"), input) => {
            if reading.decision.is_none() {
                reading.decision = Some(Decision::Ask);
                reading.reason = reason;
                reading.replacement = input;
            }
            // In Codex, `ask` makes the hook fail, and the tool runs (measured). Here the user is asked.
            reading.refuse(
                "`ask` is not supported: Codex runs the call without asking, this engine asks; `deny` \
                 holds in both",
            );
        }
        // After an allow with a new input, Codex still asks the user for approval. So this is a rewrite and not a
        // grant.
        (Some("allow"), Some(input)) => reading.replacement = Some(input),
        // A hook cannot grant a call in Codex: an allow without a rewrite makes the hook fail.
        (Some("allow"), None) => {
            reading.refuse("`allow` without `updatedInput`");
            reading.unheard = Some(OutcomeKind::Allow);
        }
        (Some(_), _) => reading.refuse("`permissionDecision` is not `allow`, `deny` or `ask`"),
        (None, Some(_)) => {
            reading.refuse("`updatedInput` without `allow`");
            reading.unheard = Some(OutcomeKind::Modify);
        }
        (None, None) if has_reason => reading.refuse("a reason without a decision"),
        (None, None) => {}
    }
}

/// Reads the decision of a permission request.
fn request(inner: &Object, reading: &mut Reading) {
    let Some(decision) = object_or_null(inner, "decision", reading) else {
        return;
    };
    reading.note_doubled(decision);
    let known: Vec<&str> = REQUEST.iter().map(|key| key.name).collect();
    refuse_unknown(decision, &known, reading);
    for key in ["updatedInput", "updatedPermissions"] {
        let said = !matches!(decision.value(key), Field::Absent | Field::Null);
        not_taken(said, key, reading);
    }
    // Codex refuses a deny with `interrupt`, and then asks the user as if there were no hook. Here `interrupt` is
    // dropped and the deny takes effect.
    let interrupts = flag(decision, "interrupt", reading) == Some(true);
    not_taken(interrupts, "interrupt", reading);
    let message = text_or_null(decision, "message", reading);
    match text_or_null(decision, "behavior", reading).as_deref() {
        Some("allow") => reading.decision = Some(Decision::Allow { grants: true }),
        Some("deny") => {
            reading.decision = Some(Decision::Block);
            reading.reason = message;
        }
        _ => reading.refuse("`decision.behavior` is not `allow` or `deny`"),
    }
}
