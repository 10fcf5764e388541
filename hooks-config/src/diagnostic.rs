//! Everything that is said about configuration, in one type with stable codes.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::one_line;
use serde::{Deserialize, Serialize};

use crate::bounds::MOST_REMARKS;

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

/// Stable codes of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DiagnosticCode {
    /// The file cannot be read.
    Unreadable,
    /// The text is not TOML or JSON.
    Syntax,
    /// A key nobody reads.
    UnknownKey,
    /// An event nobody fires.
    UnknownEvent,
    /// A value of another type.
    WrongType,
    /// A value outside what is allowed.
    BadValue,
    /// A required key is missing.
    MissingKey,
    /// Two hooks of one event with one name.
    DuplicateName,
    /// A key given twice.
    DuplicateKey,
    /// A matcher that cannot work.
    BadMatcher,
    /// Two keys that contradict each other.
    Conflict,
    /// A key that has no effect where it stands.
    NoEffect,
    /// A handler kind that needs an executor of the embedder's own.
    UnsupportedHandler,
    /// A number that smells of the wrong unit.
    SuspiciousUnit,
    /// A program or script that is not there.
    MissingFile,
    /// The kind of file cannot be told.
    UnknownFormat,
    /// Read otherwise than the hook's own agent reads it.
    Deviation,
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
        Self::at(code, severity, message.into(), file, span, at)
    }

    /// The same with line and column known.
    pub(crate) fn at(
        code: DiagnosticCode,
        severity: Severity,
        message: String,
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
        }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(one_line(help.into()));
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

    #[cfg(feature = "foreign")]
    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The line that stands for them: an error that is not shown is an error still.
    pub(crate) fn line(&self, file: &Arc<PathBuf>) -> Option<Diagnostic> {
        let message = format!("{} more remarks are not shown", self.count);
        let code = DiagnosticCode::BadValue;
        self.worst
            .map(|worst| Diagnostic::at(code, worst, message, file, 0..0, (1, 1)))
    }
}

/// Line and column, both from 1, of a byte of `text`; columns count characters.
fn position(text: &str, byte: usize) -> (u32, u32) {
    moved((1, 1), &text[..floor(text, byte)])
}

/// Line and column at every step of a text, so that a long file is counted through once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lines {
    marks: Vec<(u32, u32)>,
}

/// Bytes between two marks.
const STEP: usize = 1024;

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let mut marks = vec![(1, 1)];
        let mut last = 0;
        let mut at = (1, 1);
        for step in (STEP..text.len()).step_by(STEP) {
            let here = floor(text, step);
            at = moved(at, &text[last..here]);
            last = here;
            marks.push(at);
        }
        Self { marks }
    }

    /// Line and column, both from 1, of a byte of the text that these are of.
    pub(crate) fn position(&self, text: &str, byte: usize) -> (u32, u32) {
        let byte = floor(text, byte);
        let mark = (byte / STEP).min(self.marks.len().saturating_sub(1));
        let start = floor(text, mark * STEP);
        let known = self.marks.get(mark).copied().unwrap_or((1, 1));
        moved(known, &text[start..byte.max(start)])
    }
}

/// Where a text that begins at `from` ends.
fn moved((line, column): (u32, u32), text: &str) -> (u32, u32) {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let newlines = count(text.matches('\n').count());
    let last = text.rsplit('\n').next().unwrap_or_default();
    let letters = count(last.chars().count());
    match newlines {
        0 => (line, column.saturating_add(letters)),
        more => (line.saturating_add(more), letters.saturating_add(1)),
    }
}

/// The byte, or the beginning of the character that it lies in.
fn floor(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
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

impl fmt::Display for DiagnosticCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // serde's unit-variant name is the stable code; Formatter is such a serializer.
        self.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_from_one() {
        assert_eq!(position("añb\ncd", 0), (1, 1));
        assert_eq!(position("añb\ncd", 3), (1, 3));
        assert_eq!(position("añb\ncd", 5), (2, 1));
        assert_eq!(position("ab", 99), (1, 3));
    }

    #[test]
    fn marks_on_the_way_change_no_position() {
        let text = "añ\n🦀 b\n\n".repeat(700) + &"é".repeat(5000);
        let lines = Lines::of(&text);
        for byte in (0..text.len() + 3).step_by(7).chain([0, 1023, 1024, 1025]) {
            assert_eq!(lines.position(&text, byte), position(&text, byte), "{byte}");
        }
        assert_eq!(Lines::of("").position("", 5), (1, 1));
    }
}
