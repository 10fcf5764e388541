//! No key of an answer is lost silently: on each event of each agent a key has an effect, or a note says that it has
//! none.

use hooks_types::HookAnswer;
use hooks_types::dialect::{Holds, Key};
use hooks_types::output::Ending;
use serde_json::{Map, Value, json};

use crate::property_samples::samples;
use crate::trial::{hook, judge};

/// Keys that have no effect alone: they explain or complete another key, or ask for the default behaviour.
#[rustfmt::skip]
const ONLY_BESIDE: &[&str] = &[
    "async", "hookEventName", "message", "ok", "permissionDecisionReason", "reason", "stopReason", "suppressOutput",
    "temporary", "type",
];

/// Returns an answer for each key, with the key at the level at which the agent reads it.
fn answers(keys: &[Key], event: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for key in keys {
        let inner = match &key.holds {
            Holds::Object(inner) => answers(inner, event),
            Holds::Words(words) => vec![(String::new(), json!(words.last()))],
            Holds::Flag(_) => vec![(String::new(), json!(key.name != "continue"))],
            Holds::Content => vec![(String::new(), json!({"a": "b"}))],
            _ => vec![(String::new(), json!("some text"))],
        };
        for (name, value) in inner {
            let mut object = Map::new();
            if key.name == "hookSpecificOutput" {
                let mut value = value.clone();
                value["hookEventName"] = json!(event);
                object.insert(key.name.to_owned(), value);
            } else {
                object.insert(key.name.to_owned(), value);
            }
            let name = if name.is_empty() {
                key.name.to_owned()
            } else {
                name
            };
            found.push((name, Value::Object(object)));
        }
    }
    found
}

#[test]
fn a_key_of_an_answer_has_an_effect_or_a_note_on_every_event() {
    let mut lost = Vec::new();
    for sample in samples() {
        let payload = sample.read();
        let form = hook(&payload).form.clone();
        let Some(dialect) = form.dialect.get().filter(|_| !form.dialect.is_native()) else {
            continue;
        };
        for (name, answer) in answers(dialect.keys(), &form.event) {
            let run = judge(&payload, Ending::Exited(0), &answer.to_string(), "");
            let is_silent = run.result == Ok(HookAnswer::proceed()) && run.notes.is_empty();
            if is_silent && !ONLY_BESIDE.contains(&name.as_str()) {
                lost.push(format!("{} {} {answer}", form.dialect, form.event));
            }
        }
    }
    lost.dedup();
    assert_eq!(lost, Vec::<String>::new(), "{}", lost.join("\n"));
}
