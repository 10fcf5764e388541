//! Reading one answer object of Codex, which forbids unknown keys at every level.

use hooks_types::dialect::{Field, Key, Object, among};
use hooks_types::plain;
use serde_json::Value;

use super::events::{Row, Says, StopMeans};
use crate::reading::{Decision, Reading, Replacement};

/// The keys of an answer.
pub(super) static KEYS: &[Key] = &[
    Key::decision("continue", |value, _| {
        usize::from(value.as_bool() == Some(false))
    }),
    Key::remark("stopReason"),
    Key::remark("suppressOutput"),
    Key::remark("systemMessage"),
    Key::decision("decision", |value, _| among(value, &["approve", "block"])),
    Key::remark("reason"),
    Key::object("hookSpecificOutput", SPECIFIC),
];

/// The keys of `hookSpecificOutput`, of all events.
const SPECIFIC: &[Key] = &[
    Key::remark("hookEventName"),
    Key::remark("additionalContext"),
    Key::decision("permissionDecision", |value, _| {
        among(value, &["allow", "ask", "deny"])
    }),
    Key::remark("permissionDecisionReason"),
    Key::content("updatedInput"),
    Key::object("decision", REQUEST),
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

const UNIVERSAL: &[&str] = &["continue", "stopReason", "suppressOutput", "systemMessage"];

/// What the object says on an event. What Codex refuses stands in `refused`, and a block or an ask
/// beside it counts all the same.
pub(super) fn read(row: &Row, fields: &Object) -> Reading {
    let mut reading = Reading::default();
    if row.says == Says::Unread {
        return reading;
    }
    reading.note_duplicates(fields);
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
    refuse_unknown(fields, &known, &mut reading);
    universal(row, fields, &mut reading);
    if decides {
        decision(row, fields, &mut reading);
    }
    match fields.object("hookSpecificOutput") {
        Field::Is(inner) => inside(row, inner, &mut reading),
        Field::Wrong(wanted) => refuse(&mut reading, "hookSpecificOutput", wanted),
        Field::Absent | Field::Null => {}
    }
    reading
}

fn refuse(reading: &mut Reading, key: &str, wanted: &str) {
    reading.refused.push(format!("`{key}` is not {wanted}"));
}

fn refuse_unknown(fields: &Object, known: &[&str], reading: &mut Reading) {
    for key in fields.keys().filter(|key| !known.contains(key)) {
        let problem = format!("`{}` is not a key it takes here", plain(key));
        reading.refused.push(problem);
    }
}

/// A string; `null` is as good as absent.
fn text(fields: &Object, key: &str, reading: &mut Reading) -> Option<String> {
    match fields.text(key) {
        Field::Is(text) => Some(text),
        Field::Absent | Field::Null => None,
        Field::Wrong(wanted) => {
            refuse(reading, key, wanted);
            None
        }
    }
}

/// `true` or `false`; `null` is refused.
fn flag(fields: &Object, key: &str, reading: &mut Reading) -> Option<bool> {
    match fields.flag(key) {
        Field::Is(flag) => Some(flag),
        Field::Absent => None,
        Field::Null | Field::Wrong(_) => {
            refuse(reading, key, "a boolean");
            None
        }
    }
}

fn universal(row: &Row, fields: &Object, reading: &mut Reading) {
    let notice = text(fields, "systemMessage", reading);
    reading.notices.extend(notice);
    if row.says == Says::Notice {
        return;
    }
    let goes_on = flag(fields, "continue", reading);
    let reason = text(fields, "stopReason", reading);
    if flag(fields, "suppressOutput", reading) == Some(true) && row.shows_output {
        reading
            .refused
            .push("`suppressOutput` is not taken here".to_owned());
    }
    if row.stop == StopMeans::Refused {
        if goes_on == Some(false) {
            reading
                .refused
                .push("`continue: false` is not taken here".to_owned());
        }
        if reason.is_some() {
            reading
                .refused
                .push("`stopReason` is not taken here".to_owned());
        }
        return;
    }
    if goes_on != Some(false) {
        return;
    }
    let reason = reason
        .map(|reason| plain(&reason))
        .filter(|reason| !reason.is_empty())
        .unwrap_or_else(|| "a hook ended the run without giving a reason".to_owned());
    match row.stop {
        StopMeans::Ends => reading.stop = Some(reason),
        StopMeans::Feedback => {
            reading.decision = Some(Decision::Block);
            reading.reason = Some(reason);
        }
        StopMeans::Nothing | StopMeans::Refused => {}
    }
}

/// The decision at top level.
fn decision(row: &Row, fields: &Object, reading: &mut Reading) {
    let reason = text(fields, "reason", reading);
    match text(fields, "decision", reading).as_deref() {
        Some("block") => {
            reading.decision = Some(Decision::Block);
            // The stop's own reason stands where this has none.
            reading.reason = reason.or(reading.reason.take());
            if reading
                .reason
                .as_deref()
                .is_none_or(|text| text.trim().is_empty())
            {
                reading.refused.push("a block without a reason".to_owned());
            }
        }
        Some("approve") if row.says == Says::Permission => {
            reading
                .refused
                .push("`decision: approve` is not taken".to_owned());
            reading.unheard = Some(hooks_types::OutcomeKind::Allow);
        }
        Some(_) => refuse(reading, "decision", "`block`"),
        None if reason.is_some() => {
            reading
                .refused
                .push("a reason without a decision".to_owned());
        }
        None => {}
    }
}

fn inside(row: &Row, inner: &Object, reading: &mut Reading) {
    reading.note_duplicates(inner);
    let mut known = vec!["hookEventName"];
    if row.context {
        known.push("additionalContext");
    }
    match row.says {
        Says::Permission => known.extend([
            "permissionDecision",
            "permissionDecisionReason",
            "updatedInput",
        ]),
        Says::Request => known.push("decision"),
        _ => {}
    }
    refuse_unknown(inner, &known, reading);
    match inner.text("hookEventName") {
        Field::Is(name) if name == row.name || row.name.is_empty() => {}
        Field::Is(name) => reading.notes.push(hooks_types::Note::new(
            hooks_types::NoteCode::MisplacedKey,
            format!("`hookEventName` is `{}`, not `{}`", plain(&name), row.name),
        )),
        _ => reading
            .refused
            .push("`hookEventName` is missing".to_owned()),
    }
    if row.context {
        let context = text(inner, "additionalContext", reading);
        reading
            .context
            .extend(context.filter(|text| !text.trim().is_empty()));
    }
    match row.says {
        Says::Permission => permission(inner, reading),
        Says::Request => request(inner, reading),
        _ => {}
    }
}

fn permission(inner: &Object, reading: &mut Reading) {
    let reason = text(inner, "permissionDecisionReason", reading);
    let input = match inner.map("updatedInput") {
        Field::Is(map) => Some(Value::Object(map)),
        Field::Absent | Field::Null => None,
        Field::Wrong(wanted) => {
            refuse(reading, "updatedInput", wanted);
            None
        }
    };
    let has_reason = reason
        .as_deref()
        .is_some_and(|text| !text.trim().is_empty());
    match text(inner, "permissionDecision", reading).as_deref() {
        Some("deny") => {
            reading.decision = Some(Decision::Block);
            reading.reason = reason.or(reading.reason.take());
            if !has_reason {
                reading.refused.push("a deny without a reason".to_owned());
            }
        }
        Some("ask") => {
            if reading.decision.is_none() {
                reading.decision = Some(Decision::Ask);
                reading.reason = reason;
                reading.replacement = match inner.map("updatedInput") {
                    Field::Wrong(_) => Some(Replacement::Unreadable),
                    _ => input.map(Replacement::Input),
                };
            }
            reading.refused.push("`ask` is not supported".to_owned());
        }
        Some("allow") => match input {
            // The approval comes after it all the same, so it is a rewrite and no grant.
            Some(input) => reading.replacement = Some(Replacement::Input(input)),
            None => {
                reading
                    .refused
                    .push("`allow` without `updatedInput`".to_owned());
                reading.unheard = Some(hooks_types::OutcomeKind::Allow);
            }
        },
        Some(_) => refuse(reading, "permissionDecision", "`allow`, `deny` or `ask`"),
        None if input.is_some() => {
            reading
                .refused
                .push("`updatedInput` without `allow`".to_owned());
            reading.unheard = Some(hooks_types::OutcomeKind::Modify);
        }
        None if has_reason => reading
            .refused
            .push("a reason without a decision".to_owned()),
        None => {}
    }
}

fn request(inner: &Object, reading: &mut Reading) {
    let decision = match inner.object("decision") {
        Field::Is(decision) => decision,
        Field::Absent | Field::Null => return,
        Field::Wrong(wanted) => return refuse(reading, "decision", wanted),
    };
    reading.note_duplicates(decision);
    let refused_when_said = ["updatedInput", "updatedPermissions"];
    let known = [
        "behavior",
        "message",
        "interrupt",
        "updatedInput",
        "updatedPermissions",
    ];
    refuse_unknown(decision, &known, reading);
    for key in refused_when_said {
        if !matches!(decision.value(key), Field::Absent | Field::Null) {
            reading.refused.push(format!("`{key}` is not taken here"));
        }
    }
    if flag(decision, "interrupt", reading) == Some(true) {
        reading
            .refused
            .push("`interrupt` is not taken here".to_owned());
    }
    let message = text(decision, "message", reading);
    match text(decision, "behavior", reading).as_deref() {
        Some("allow") => reading.decision = Some(Decision::Allow { grants: true }),
        Some("deny") => {
            reading.decision = Some(Decision::Block);
            reading.reason = message;
        }
        _ => refuse(reading, "decision.behavior", "`allow` or `deny`"),
    }
}
