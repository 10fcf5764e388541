//! One finding of `hooks check` about a hook, before its place in the file is known.

use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};

/// A problem of one hook, before its place in the file is known.
///
/// The checks know the hook but not the file's text. So a finding carries the words to point at, and
/// [`Entry`](super::place::Entry) looks for them in the entry when the [`Diagnostic`] is made.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    /// The stable code of the problem.
    pub(super) code: DiagnosticCode,
    /// A warning, or a note if the check only guesses.
    pub(super) severity: Severity,
    /// The problem, for a person; it can quote the config, so every part of it is escaped and bounded.
    pub(super) message: String,
    /// The cure for the problem.
    pub(super) help: Option<String>,
    /// The part of the entry's text to point at; empty for the entry's first line.
    pub(super) about: String,
    /// The key whose value contains the text of `about`, if known.
    pub(super) key: Option<&'static str>,
    /// How many occurrences of `about` in this value come before the occurrence to point at.
    pub(super) before: usize,
}

impl Finding {
    /// Creates a finding about something that does not have the effect it seems to have.
    pub(super) fn warning(
        code: DiagnosticCode,
        about: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::note(code, about, message)
        }
    }

    /// Creates a finding that might be wrong, or that is harmless by itself.
    pub(super) fn note(
        code: DiagnosticCode,
        about: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: Severity::Note,
            message: message.into(),
            help: None,
            about: about.into(),
            key: None,
            before: 0,
        }
    }

    /// Makes the finding point at the text inside the value of this key.
    pub(super) fn in_value_of(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    /// Converts the finding to a diagnostic at a line of a file. The text of the file is not needed.
    pub(super) fn at_line(self, line: u32, file: &Arc<PathBuf>) -> Diagnostic {
        let (code, severity) = (self.code, self.severity);
        let mut found = Diagnostic::at(code, severity, &self.message, file, 0..0, (line, 1));
        if let Some(help) = self.help {
            found = found.with_help(help);
        }
        found
    }

    /// Sets the help: how to fix the problem.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
