//! Reads one answer object of goose (the JSON object that a hook prints).

use hooks_types::EventName;
use hooks_types::dialect::{Decision, Field, Key, Object, Reading};
use hooks_types::text::short_name;

use super::events::TABLE;
use crate::reading::first_text;

/// The keys that an answer may have.
pub(super) static KEYS: &[Key] = &[
    Key::words("decision", &["allow", "block"]),
    Key::remark("reason"),
    Key::remark("banner"),
];

/// Reads the answer object for an event.
pub(super) fn read(event: &str, object: &Object) -> Reading {
    let mut reading = Reading::default();
    if TABLE.row(event).decides {
        decision(object, &TABLE.ours(event), &mut reading);
    } else {
        let unread = ["decision", "reason"].into_iter();
        unread
            .filter(|key| object.has(key))
            .for_each(|key| reading.no_effect(key));
    }
    match first_text(object, &["banner"]) {
        Some(banner) if event == "SessionStart" => reading.notices.push(banner),
        Some(_) => reading.no_effect("banner"),
        None => {}
    }
    reading
}

/// Reads `decision` and `reason`. An object without a decision is a failure: the hook could not decide.
fn decision(object: &Object, event: &EventName, reading: &mut Reading) {
    reading.reason = first_text(object, &["reason"]);
    match object.text("decision") {
        Field::Is(word) if word == "block" => reading.decision = Some(Decision::Block),
        Field::Is(word) if word == "allow" => {
            let allow = Decision::Allow { grants: false };
            // At a stop, an allow has the same effect as no answer. So an allow counts only on an event that asks for a
            // permission.
            reading.decision = event.traits().permission.then_some(allow);
        }
        Field::Is(word) => reading.refuse(format!("unknown decision `{}`", short_name(&word))),
        Field::Absent | Field::Null => reading.refuse("there is no `decision`"),
        Field::Wrong(_) => reading.refuse("`decision` is not a text"),
    }
}
