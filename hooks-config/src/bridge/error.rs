//! The errors of editing an agent's configuration.

use std::error::Error;
use std::fmt;

use crate::flaw::Flaw;
use crate::lines::position;

/// The error of an edit that could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditError {
    kind: EditErrorKind,
    message: String,
    source: Option<Flaw>,
}

/// The reason why an edit could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EditErrorKind {
    /// There is no bridge for this agent.
    NoBridge,
    /// The text is not JSON or exceeds a limit; the error's source says where.
    Unreadable,
    /// A value to which the bridge would be added has the wrong type.
    OtherType,
    /// A key to which the bridge would be added occurs twice.
    Ambiguous,
    /// There are too many entries to remove.
    TooMany,
}

impl EditError {
    /// Creates an error without a source.
    pub(super) fn new(kind: EditErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// Creates the error for a text that could not be parsed.
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

    /// Returns the reason why the edit could not be made.
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
