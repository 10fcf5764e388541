//! Helpers that read the fields of a hook's answer object, shared by all agents.
//!
//! Claude Code and Codex refuse a whole object if one key has the wrong type; the readers here do the same. Gemini CLI,
//! Cursor, Copilot and goose are more tolerant: the code for these agents reads most keys with `ok()`, which treats a
//! value of the wrong type as absent.

use hooks_types::Payload;
use hooks_types::dialect::{Decision, Field, Object, Reading, Replacement};
use hooks_types::text::plain;
use hooks_types::wire::EventRef;
use serde_json::Value;

use super::project;
use crate::tools::Tools;

/// Implements the methods of `AnswerFormat` that are the same for every agent. The module `$answer` has the agent's
/// keys and reads its answers; `$tools` is the table of its tools.
macro_rules! from_folder {
    ($answer:ident, $tools:path) => {
        fn keys(&self) -> &'static [hooks_types::dialect::Key] {
            $answer::KEYS
        }

        fn read(&self, object: &Object, form: &hooks_types::dialect::WireForm) -> Reading {
            $answer::read(&form.event, object)
        }

        fn input_back(&self, payload: &Payload, input: Value) -> Result<Value, String> {
            $crate::reading::input_back(&$tools, payload, input)
        }
    };
}
pub(crate) use from_folder;

/// The end of the sentence "KEY is not ...", for a text that contains an object where the object itself is wanted.
const PACKED_OBJECT: &str = "an object but a text that contains an object: print the object itself (in jq: `--argjson` in place of `--arg`)";

/// The longest excerpt of a replacement that an error message quotes, in characters.
const SHOWN: usize = 2_000;

/// Returns a value as printable text for a message, cut to [`SHOWN`] characters.
pub(crate) fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() <= SHOWN {
        // `plain` removes control characters: a hook must not be able to write to the terminal through a
        // message.
        return plain(&text);
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{} ...", plain(&head))
}

/// Returns the first text under these keys that is not empty. Control characters are removed first, and a value that is
/// not a text is skipped.
pub(crate) fn first_text(fields: &Object, keys: &[&str]) -> Option<String> {
    let mut texts = keys.iter().filter_map(|key| fields.text(key).ok());
    texts.find_map(|text| Some(plain(&text)).filter(|text| !text.is_empty()))
}

/// Returns whether a text holds more than whitespace.
pub(crate) fn is_said(text: &str) -> bool {
    !text.trim().is_empty()
}

/// Returns the reason with which a hook ends the run, or a default reason.
pub(crate) fn stop_reason(said: Option<String>) -> String {
    let none = || "a hook ended the run without giving a reason".to_owned();
    said.filter(|reason| is_said(reason)).unwrap_or_else(none)
}

/// Returns the field's value if it has the wanted type. If it has a different type, the whole object is refused.
fn wanted<T>(field: Field<T>, key: &str, wanted: &str, reading: &mut Reading) -> Option<T> {
    match field {
        Field::Is(value) => return Some(value),
        Field::Absent => {}
        Field::Null | Field::Wrong(_) => reading.refuse(format!("`{key}` is not {wanted}")),
    }
    None
}

/// Treats `null` as an absent field.
fn nullable<T>(field: Field<T>) -> Field<T> {
    match field {
        Field::Null => Field::Absent,
        field => field,
    }
}

/// Reads a string. If the value is anything else, the object is refused.
pub(crate) fn text(fields: &Object, key: &str, reading: &mut Reading) -> Option<String> {
    wanted(fields.text(key), key, "a string", reading)
}

/// Reads a string or `null`. If the value is anything else, the object is refused.
pub(crate) fn text_or_null(fields: &Object, key: &str, reading: &mut Reading) -> Option<String> {
    wanted(nullable(fields.text(key)), key, "a string", reading)
}

/// Reads a boolean. If the value is anything else, the object is refused.
pub(crate) fn flag(fields: &Object, key: &str, reading: &mut Reading) -> Option<bool> {
    wanted(fields.flag(key), key, "a boolean", reading)
}

/// Reads a number. If the value is anything else, the object is refused.
pub(crate) fn number(fields: &Object, key: &str, reading: &mut Reading) -> Option<f64> {
    wanted(fields.number(key), key, "a number", reading)
}

/// Describes the wanted type of a key that must be an object. If its value is a text that holds an object, also says
/// so.
fn an_object(fields: &Object, key: &str) -> &'static str {
    match fields.is_packed(key) {
        true => PACKED_OBJECT,
        false => "an object",
    }
}

/// Reads an object and returns it as a JSON value. If the value is anything else, the object that contains it is
/// refused.
pub(crate) fn map(fields: &Object, key: &str, reading: &mut Reading) -> Option<Value> {
    wanted(fields.map(key), key, an_object(fields, key), reading).map(Value::Object)
}

/// Reads an object whose keys are known in advance. If the value is anything else, the object that contains it is
/// refused.
pub(crate) fn object<'a>(
    fields: &'a Object,
    key: &str,
    reading: &mut Reading,
) -> Option<&'a Object> {
    wanted(fields.object(key), key, an_object(fields, key), reading)
}

/// Reads an object whose keys are known in advance, or `null`. If the value is anything else, the object that contains
/// it is refused.
pub(crate) fn object_or_null<'a>(
    fields: &'a Object,
    key: &str,
    reading: &mut Reading,
) -> Option<&'a Object> {
    let field = nullable(fields.object(key));
    wanted(field, key, an_object(fields, key), reading)
}

/// Maps a hook's replacement of the tool input back to the fields of the payload's call.
///
/// # Errors
///
/// The replacement cannot be used. The error gives the reason and the replacement, which is cut to a bounded length.
pub(crate) fn input_back(
    tools: &'static Tools,
    payload: &Payload,
    input: Value,
) -> Result<Value, String> {
    let Some(call) = EventRef::Payload(payload).call() else {
        return Ok(input);
    };
    let wanted = shown(&input);
    project::content_back(tools, call, &payload.meta, input).map_err(|problem| {
        format!("a hook's replacement of the input cannot be used: {problem}; the replacement was {wanted}")
    })
}

/// Makes the answer of a hook that ended with exit code 2 a plain block. Of the printed object, only the reason of a
/// block is kept. This is for agents that do not read stdout at exit code 2 (Codex, goose).
pub(crate) fn only_its_block(reading: &mut Reading) {
    // Take the reason out even if the decision is not a block. Otherwise the reason of an allow would become the reason
    // of the block.
    let blocks = reading.decision == Some(Decision::Block);
    let reason = reading.reason.take().filter(|_| blocks);
    *reading = Reading::block(reason.unwrap_or_default());
}

/// Makes an answer a block if it has an unknown decision and an unusable new input. Otherwise the unknown decision
/// would only make the hook fail, and a failed hook can let the call proceed (`on_failure`).
pub(crate) fn block_unusable_input(
    tools: &'static Tools,
    payload: &Payload,
    reading: &mut Reading,
) {
    if !reading.refused.is_empty()
        && let Some(Replacement::Input(input)) = reading.replacement.take()
        && let Err(problem) = input_back(tools, payload, input)
    {
        reading.refused.clear();
        (reading.decision, reading.reason) = (Some(Decision::Block), Some(problem));
    }
}
