//! Reads an answer from JSON without a hook's exit status.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

use crate::answer::HookAnswer;
use crate::dialect::{WireForm, native};
use crate::event::EventName;
use crate::interpret::whole_answer;
use crate::reader::{Answers, object_in, trimmed};
use crate::text::one_line;
use crate::underlying::Underlying;

/// The error for a text that is not an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnswerError {
    kind: AnswerErrorKind,
    message: String,
    source: Option<Underlying>,
}

/// Why a text is not an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnswerErrorKind {
    /// The text is not a single JSON object.
    Malformed,
    /// The object has a key or a value that an answer cannot have, or two keys contradict each
    /// other.
    Unusable,
}

impl AnswerError {
    /// Creates the error for a text that is not one JSON object.
    fn malformed(text: &str) -> Self {
        let error = serde_json::from_str::<de::IgnoredAny>(text).err();
        let message = match &error {
            Some(error) => format!("the answer is not one JSON object: {error}"),
            None => "the answer is JSON, but not an object".to_owned(),
        };
        Self {
            kind: AnswerErrorKind::Malformed,
            message,
            source: error.map(Underlying::new),
        }
    }
}

message_and_source!(AnswerError of AnswerErrorKind);

impl FromStr for HookAnswer {
    type Err = AnswerError;

    /// Reads the native answer object as if a hook had printed only this text and had ended well. An allow or a
    /// modification must be flawless. A block or an ask takes effect in spite of flaws. An empty text, which a hook may
    /// print for a proceed, is an error here.
    fn from_str(text: &str) -> Result<Self, AnswerError> {
        let text = std::str::from_utf8(trimmed(text.as_bytes())).unwrap_or(text);
        // The keys of a native answer do not depend on the event, so any event can be used here.
        let form = WireForm::native(&EventName::PreToolUse);
        let answers = Answers {
            dialect: native(),
            form: &form,
        };
        let object = object_in(text, answers).ok_or_else(|| AnswerError::malformed(text))?;
        whole_answer(&object).map_err(|flaw| AnswerError {
            kind: AnswerErrorKind::Unusable,
            message: one_line(&format!("the answer cannot be used: {flaw}")),
            source: None,
        })
    }
}

impl<'de> Deserialize<'de> for HookAnswer {
    /// Reads the native answer object as [`FromStr`] does. Only JSON is supported, because the reader must see
    /// duplicate keys.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        text.get().parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
#[path = "answer_read_tests.rs"]
mod tests;
