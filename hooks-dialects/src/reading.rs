//! Reads the fields of answer objects.

use hooks_types::Payload;
use hooks_types::dialect::{Decision, Field, Object, Reading, Replacement};
use hooks_types::text::plain;
use hooks_types::wire::EventRef;
use serde_json::Value;

use super::project;
use crate::tools::Tools;

/// The methods of `AnswerFormat` that every agent has from its folder: the keys of its answers and
/// how an object of them is read, from the module `$answer`, and its tools.
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

/// The longest text of a replacement that a message shows.
const SHOWN: usize = 2_000;

/// A value as text for a message, cut.
pub(crate) fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() <= SHOWN {
        return plain(&text);
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{} ...", plain(&head))
}

/// The first text under these keys that is fit to show and not empty.
pub(crate) fn first_text(fields: &Object, keys: &[&str]) -> Option<String> {
    let mut texts = keys.iter().filter_map(|key| fields.text(key).ok());
    texts.find_map(|text| Some(plain(&text)).filter(|text| !text.is_empty()))
}

/// Whether a text says something.
pub(crate) fn is_said(text: &str) -> bool {
    !text.trim().is_empty()
}

/// A value of the wanted type; any other refuses the object.
fn wanted<T>(field: Field<T>, key: &str, wanted: &str, reading: &mut Reading) -> Option<T> {
    match field {
        Field::Is(value) => return Some(value),
        Field::Absent => {}
        Field::Null | Field::Wrong(_) => reading.refuse(format!("`{key}` is not {wanted}")),
    }
    None
}

/// A value for which `null` is as good as none.
fn nullable<T>(field: Field<T>) -> Field<T> {
    match field {
        Field::Null => Field::Absent,
        field => field,
    }
}

/// A string; any other value refuses the object.
pub(crate) fn text(fields: &Object, key: &str, reading: &mut Reading) -> Option<String> {
    wanted(fields.text(key), key, "a string", reading)
}

/// A string or `null`; any other value refuses the object.
pub(crate) fn text_or_null(fields: &Object, key: &str, reading: &mut Reading) -> Option<String> {
    wanted(nullable(fields.text(key)), key, "a string", reading)
}

/// `true` or `false`; any other value refuses the object.
pub(crate) fn flag(fields: &Object, key: &str, reading: &mut Reading) -> Option<bool> {
    wanted(fields.flag(key), key, "a boolean", reading)
}

/// A number; any other value refuses the object.
pub(crate) fn number(fields: &Object, key: &str, reading: &mut Reading) -> Option<f64> {
    wanted(fields.number(key), key, "a number", reading)
}

/// An object, built; any other value refuses the object.
pub(crate) fn map(fields: &Object, key: &str, reading: &mut Reading) -> Option<Value> {
    wanted(fields.map(key), key, "an object", reading).map(Value::Object)
}

/// An object of known keys; any other value refuses the object around it.
pub(crate) fn object<'a>(
    fields: &'a Object,
    key: &str,
    reading: &mut Reading,
) -> Option<&'a Object> {
    wanted(fields.object(key), key, "an object", reading)
}

/// An object of known keys, or `null`; any other value refuses the object around it.
pub(crate) fn object_or_null<'a>(
    fields: &'a Object,
    key: &str,
    reading: &mut Reading,
) -> Option<&'a Object> {
    wanted(nullable(fields.object(key)), key, "an object", reading)
}

/// A replacement of the input of the payload's call, in the call's own fields.
///
/// # Errors
///
/// Why it cannot be used, and what was wanted.
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
        format!("a hook's replacement of the input cannot be used: {problem}; it wanted {wanted}")
    })
}

/// Leaves nothing of what is printed beside exit code 2 but the reason of a block.
pub(crate) fn only_its_block(reading: &mut Reading) {
    let blocks = reading.decision == Some(Decision::Block);
    let reason = reading.reason.take().filter(|_| blocks);
    *reading = Reading::block(reason.unwrap_or_default());
}

/// Blocks where a word that is no decision stands beside an input that cannot be used: the word alone
/// is a failure, and a failure may be open.
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
