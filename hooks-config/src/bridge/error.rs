//! Why an agent's file cannot be edited.

use std::error::Error;
use std::fmt;

use crate::flaw::Flaw;
use crate::lines::position;

/// A file cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditError {
    kind: EditErrorKind,
    message: String,
    source: Option<Flaw>,
}

/// What stands in the way of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EditErrorKind {
    /// The agent has no bridge.
    NoBridge,
    /// The text is not JSON, or holds more than a file may; the error's source says where.
    Unreadable,
    /// What the bridge must go into is something else there.
    OtherType,
    /// A key that the bridge must go into stands twice.
    Ambiguous,
    /// There are too many entries to take out.
    TooMany,
}

impl EditError {
    pub(super) fn new(kind: EditErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// A text of which there is no tree.
    pub(super) fn unreadable(flaw: Flaw, text: &str) -> Self {
        let (line, column) = position(text, flaw.span.start);
        let message = match flaw.is_syntax() {
            true => format!(
                "it is not JSON: {} on line {line} column {column}",
                flaw.message
            ),
            false => flaw.message.clone(),
        };
        Self {
            source: Some(flaw),
            ..Self::new(EditErrorKind::Unreadable, message)
        }
    }

    /// What stands in the way.
    #[must_use]
    pub fn kind(&self) -> EditErrorKind {
        self.kind
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for EditError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|flaw| flaw as _)
    }
}
