//! How an answer is read from JSON, where nothing is known of the hook that gave it.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

use crate::answer::HookAnswer;
use crate::dialect::WireForm;
use crate::event::EventName;
use crate::interpret::whole_answer;
use crate::reader::{Answers, object_in, trimmed};
use crate::text::one_line;
use crate::underlying::Underlying;

/// A text is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnswerError {
    kind: AnswerErrorKind,
    message: String,
    source: Option<Underlying>,
}

/// What keeps a text from being an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnswerErrorKind {
    /// It is not one JSON object.
    Malformed,
    /// A key or a value of the object is none of an answer's, or two of them contradict each other.
    Unusable,
}

impl AnswerError {
    /// What keeps the text from being an answer.
    pub fn kind(&self) -> AnswerErrorKind {
        self.kind
    }

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

message_and_source!(AnswerError);

impl FromStr for HookAnswer {
    type Err = AnswerError;

    /// Reads the native answer object as it is read of a hook that ended well and printed nothing
    /// else: what loosens must be said exactly, while a block or an ask counts in spite of what is
    /// wrong beside it. Nothing at all, which a hook may print for a proceed, is not JSON.
    fn from_str(text: &str) -> Result<Self, AnswerError> {
        let text = std::str::from_utf8(trimmed(text.as_bytes())).unwrap_or(text);
        // Which event it is does not matter to the keys of a native answer.
        let form = WireForm::native(&EventName::PreToolUse);
        let answers = Answers {
            dialect: &super::native::Native,
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
    /// Reads the native answer object as [`FromStr`] does. Only from JSON: a key that is said twice
    /// must be seen, and another format's data model has lost it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        text.get().parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
#[path = "answer_read_tests.rs"]
mod tests;
