//! Everything that is said about configuration, in one type with stable codes.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::text::one_line;
use serde::{Deserialize, Serialize};

use crate::bounds::MOST_REMARKS;
use crate::lines::position;

mod code;

pub use code::DiagnosticCode;

/// One remark about a config file, pointing at its text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The stable code.
    pub code: DiagnosticCode,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, for a person; lowercase, no final stop.
    pub message: String,
    /// What to do about it, where that is known (`did you mean ...`).
    pub help: Option<String>,
    /// The file, as its path was given.
    pub file: Arc<PathBuf>,
    /// The text meant, as bytes of the file; empty where it is the file as a whole.
    pub span: Range<usize>,
    /// Line of the span's start, from 1.
    pub line: u32,
    /// Column of the span's start in characters, from 1.
    pub column: u32,
    /// Whether it leaves open which hooks the file was meant to hold.
    pub(crate) of_file: bool,
}

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// Good to know.
    Note,
    /// Something will not have the effect it seems to have.
    Warning,
    /// An entry, or the file, cannot be used as it stands.
    Error,
}

impl Diagnostic {
    /// A remark about the bytes `span` of `text`, the contents of `file`.
    #[must_use]
    pub fn new(
        code: DiagnosticCode,
        severity: Severity,
        message: impl Into<String>,
        file: &Arc<PathBuf>,
        text: &str,
        span: Range<usize>,
    ) -> Self {
        let at = position(text, span.start);
        Self::at(code, severity, &message.into(), file, span, at)
    }

    /// The same with line and column known.
    pub(crate) fn at(
        code: DiagnosticCode,
        severity: Severity,
        message: &str,
        file: &Arc<PathBuf>,
        span: Range<usize>,
        (line, column): (u32, u32),
    ) -> Self {
        Self {
            code,
            severity,
            message: one_line(message),
            help: None,
            file: Arc::clone(file),
            span,
            line,
            column,
            of_file: code.is_of_file(),
        }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(one_line(&help.into()));
        self
    }
}

/// Remarks beyond those that are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Unshown {
    count: usize,
    pub(crate) worst: Option<Severity>,
}

impl Unshown {
    /// Counts a remark where `shown` are enough already. Whether it was.
    pub(crate) fn takes(&mut self, shown: usize, severity: Severity) -> bool {
        let full = shown >= MOST_REMARKS;
        if full {
            self.count += 1;
            self.worst = self.worst.max(Some(severity));
        }
        full
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The line that stands for them: an error that is not shown is an error still.
    pub(crate) fn line(&self, file: &Arc<PathBuf>) -> Option<Diagnostic> {
        let message = format!("{} more remarks are not shown", self.count);
        let code = DiagnosticCode::BadValue;
        self.worst
            .map(|worst| Diagnostic::at(code, worst, &message, file, 0..0, (1, 1)))
    }
}

impl fmt::Display for Diagnostic {
    /// One line: `path:line:column: error[code]: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            severity,
            code,
            message,
            ..
        } = self;
        write!(
            f,
            "{}:{line}:{column}: {severity}[{code}]: {message}",
            file.display()
        )?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}
