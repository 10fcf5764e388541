//! The texts of messages, each with the text that is shown in its place for an untrusted file.

use hooks_types::text::one_line;

/// A text of a message. A message about an untrusted file has only texts of our own words: literals, and texts built
/// from literals and names of our tables alone. Such a text quotes nothing of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The text, in one line: a quoted line break must not begin a new line of the message.
    pub(crate) text: String,
    /// The text to show instead for an untrusted file.
    pub(crate) unquoted: Unquoted,
}

/// The text that is shown for an untrusted file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Unquoted {
    /// No text, because the original text may quote the file.
    #[default]
    Nothing,
    /// The text itself, because it consists of our own words.
    Same,
    /// A different text of our own words, which says the same without the quotation.
    Other(Box<str>),
}

impl Unquoted {
    /// Returns the text to show for an untrusted file, in place of `text`.
    pub(crate) fn of(&self, text: String) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Same => Some(text),
            Self::Other(other) => Some(other.to_string()),
        }
    }
}

impl Words {
    /// Creates a text that is built from literals and names of our tables alone.
    #[must_use]
    pub fn ours(text: impl AsRef<str>) -> Self {
        Self {
            text: one_line(text.as_ref()),
            unquoted: Unquoted::Same,
        }
    }

    /// Creates a text that may quote a file, with a different text of our own words for an untrusted file.
    #[must_use]
    pub fn quoting(text: impl AsRef<str>, unquoted: impl AsRef<str>) -> Self {
        Self {
            text: one_line(text.as_ref()),
            unquoted: Unquoted::Other(one_line(unquoted.as_ref()).into()),
        }
    }

    /// Returns this text with our own words before and after it, in both of its forms.
    pub(crate) fn framed(self, before: &str, after: &str) -> Self {
        let framed = |text: &str| format!("{before}{text}{after}");
        Self {
            text: framed(&self.text),
            unquoted: match self.unquoted {
                Unquoted::Other(other) => Unquoted::Other(framed(&other).into()),
                unquoted => unquoted,
            },
        }
    }
}

impl From<&'static str> for Words {
    fn from(literal: &'static str) -> Self {
        Self::ours(literal)
    }
}

impl From<String> for Words {
    /// Converts a text that might quote a file, and that is therefore not shown for an untrusted file.
    fn from(text: String) -> Self {
        Self {
            text: one_line(&text),
            unquoted: Unquoted::Nothing,
        }
    }
}
