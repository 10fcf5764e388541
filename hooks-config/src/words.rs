//! The texts of messages, each with the knowledge whether it consists of our own words.

use hooks_types::text::one_line;

/// A text of a message. A message about an untrusted file keeps exactly the texts that are our own words: literals,
/// and texts built from literals and names of our tables alone. Such a text quotes nothing of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The text, in one line: a quoted line break must not start a line of its own.
    pub(crate) text: String,
    /// Whether the text consists of our own words.
    pub(crate) is_ours: bool,
}

impl Words {
    /// Creates a text that is built from literals and names of our tables alone.
    #[must_use]
    pub fn ours(text: impl AsRef<str>) -> Self {
        Self {
            text: one_line(text.as_ref()),
            is_ours: true,
        }
    }

    /// Puts texts of our own before and after this text.
    pub(crate) fn framed(self, before: &str, after: &str) -> Self {
        Self {
            text: format!("{before}{}{after}", self.text),
            ..self
        }
    }
}

impl From<&'static str> for Words {
    fn from(literal: &'static str) -> Self {
        Self::ours(literal)
    }
}

impl From<String> for Words {
    /// Takes a text that may quote a file.
    fn from(text: String) -> Self {
        Self {
            text: one_line(&text),
            is_ours: false,
        }
    }
}
