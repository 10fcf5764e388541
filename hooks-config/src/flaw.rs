//! A problem at a place of a text, before its file is known.

use std::error::Error;
use std::fmt;
use std::num::NonZeroU32;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, DiagnosticCode, Own, Severity};
use crate::lines::Lines;
use crate::words::{Unquoted, Words};

/// A problem at a place of a text. It becomes a [`Diagnostic`] of the text's file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flaw {
    /// The stable code of the problem.
    pub code: DiagnosticCode,
    /// How severe the problem is.
    pub severity: Severity,
    /// The problem, for a person.
    pub message: String,
    /// The cure for the problem, if known.
    pub help: Option<String>,
    /// The parts that are rarely read. They are boxed, because a `Result` with a flaw must stay small.
    pub(crate) rest: Box<Rest>,
    /// The affected bytes of the text.
    pub span: Range<usize>,
    /// Set if a key is below a TOML header but belongs above it. The value is the header's byte offset plus 1. The cure
    /// names the line of that header.
    pub(crate) above: Option<NonZeroU32>,
}

/// The parts of a flaw that most readers of a flaw do not need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rest {
    /// The texts to show in place of `message` and `help` for an untrusted file.
    own: Own,
    /// The hook or the event that the problem is about, as in [`Diagnostic::about`].
    about: Option<Box<str>>,
}

impl Flaw {
    /// Creates an error at a part of the text.
    #[must_use]
    pub fn new(code: DiagnosticCode, span: &Range<usize>, message: impl Into<Words>) -> Self {
        let message = message.into();
        Self {
            code,
            severity: Severity::Error,
            message: message.text,
            help: None,
            rest: Box::new(Rest {
                own: Own {
                    message: message.unquoted,
                    help: Unquoted::Nothing,
                },
                about: None,
            }),
            span: span.clone(),
            above: None,
        }
    }

    /// Puts a text of our own in front of the message.
    pub(crate) fn behind_words(mut self, before: &str) -> Self {
        let message = Words {
            text: self.message,
            unquoted: std::mem::take(&mut self.rest.own.message),
        };
        let framed = message.framed(before, "");
        self.rest.own.message = framed.unquoted;
        self.message = framed.text;
        self
    }

    /// Sets the help: how to fix the problem.
    #[must_use = "the value with the field set is returned"]
    pub fn with_help(mut self, help: impl Into<Words>) -> Self {
        let help = help.into();
        self.rest.own.help = help.unquoted;
        self.help = Some(help.text);
        self
    }

    /// Sets the hook or the event that the problem is about.
    #[must_use = "the value with the field set is returned"]
    pub fn with_about(mut self, about: impl Into<Box<str>>) -> Self {
        self.rest.about = Some(about.into());
        self
    }

    /// Replaces the message, in both of its forms. A `String` may quote the file, so it is not shown for an untrusted
    /// file.
    pub(crate) fn reword(&mut self, message: impl Into<Words>) {
        let message = message.into();
        self.rest.own.message = message.unquoted;
        self.message = message.text;
    }

    /// States that the message quotes nothing of the file, so it can be shown for an untrusted file.
    pub(crate) fn without_quotation(mut self) -> Self {
        self.rest.own.message = Unquoted::Same;
        self
    }

    /// Turns the flaw into a warning.
    pub(crate) fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Turns the flaw into a warning that its key has no effect.
    pub(crate) fn without_effect(self) -> Self {
        Self {
            code: DiagnosticCode::NoEffect,
            ..self.into_warning()
        }
    }

    /// Returns whether the text could not be parsed.
    pub(crate) fn is_syntax(&self) -> bool {
        self.code == DiagnosticCode::Syntax
    }

    /// Returns whether the flaw is an error.
    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Moves the flaw's span by `shift` bytes, for a text that begins at that offset in the file.
    pub(crate) fn behind(mut self, shift: usize) -> Self {
        self.span = self.span.start + shift..self.span.end + shift;
        self
    }

    /// Converts the flaw to a diagnostic about a file.
    pub(crate) fn into_diagnostic(
        self,
        file: &Arc<PathBuf>,
        text: &str,
        lines: &Lines,
    ) -> Diagnostic {
        let at = lines.position(text, self.span.start);
        let mut found =
            Diagnostic::at(self.code, self.severity, &self.message, file, self.span, at);
        let Rest { own, about } = *self.rest;
        found.about = about.map(String::from);
        found.own.message = own.message;
        let above = self.above.map(|header| {
            let line = lines.position(text, header.get() as usize - 1).0;
            format!("move it above line {line}")
        });
        let help = match (above, self.help) {
            (Some(above), _) => Words::ours(above),
            (None, Some(text)) => Words {
                text,
                unquoted: own.help,
            },
            (None, None) => return found,
        };
        found.with_help(help)
    }
}

impl fmt::Display for Flaw {
    /// Writes `message (help)`, without the place: the place is of use only together with the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl Error for Flaw {}
