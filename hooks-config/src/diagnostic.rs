//! The type of every message about configuration, with stable codes.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::EventName;
use hooks_types::spec::Source;
use hooks_types::text::{one_line, visible_path};
use serde::{Deserialize, Serialize};

use crate::bounds::MOST_REMARKS;
use crate::lines::position;
use crate::words::{Unquoted, Words};

mod code;

pub use code::DiagnosticCode;

/// A message about a config file, pointing at its text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The stable code of the problem.
    pub code: DiagnosticCode,
    /// How severe the problem is.
    pub severity: Severity,
    /// The problem, for a person; lowercase, without a final period.
    pub message: String,
    /// The cure for the problem, if known (`did you mean ...`).
    pub help: Option<String>,
    /// The texts to show in place of `message` and `help` if nothing of the file may be quoted.
    pub(crate) own: Own,
    /// The file's path as given.
    pub file: Arc<PathBuf>,
    /// The affected bytes of the file; empty if the whole file is meant.
    pub span: Range<usize>,
    /// The line of the span's start, from 1.
    pub line: u32,
    /// The column of the span's start, in characters, from 1.
    pub column: u32,
    /// The id of the hook that the message is about, or the name of the event as the file writes it. `None` if the
    /// message is about neither, or if the place in the file already shows the hook or the event.
    pub about: Option<String>,
    /// The hooks whose entries the diagnostic is about, by event and id; `None` if the diagnostic is about the file as
    /// a whole.
    pub(crate) hooks: Option<Arc<[HookKey]>>,
    /// Whether the problem makes it unknown which hooks the file was meant to define.
    pub(crate) of_file: bool,
    /// Whether this was an error that was lowered to a warning, because the hooks of its file do not run.
    pub lowered: bool,
}

/// The texts that are shown in place of message and help if the file is untrusted. They quote nothing of the file; see
/// [`Words`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Own {
    /// The text to show in place of the message.
    pub(crate) message: Unquoted,
    /// The text to show in place of the help.
    pub(crate) help: Unquoted,
}

/// The event, the id and the line of a hook. Together they identify the hook's entry within its file, because several
/// entries can have one id.
pub(crate) type HookKey = (EventName, String, u32);

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// Information; nothing is wrong.
    Note,
    /// Something does not have the effect it seems to have.
    Warning,
    /// An entry or the file cannot be used.
    Error,
}

impl Diagnostic {
    /// Creates a diagnostic about the bytes `span` of `text`, the content of `file`.
    #[must_use]
    pub fn new(
        code: DiagnosticCode,
        severity: Severity,
        message: impl Into<Words>,
        file: &Arc<PathBuf>,
        text: &str,
        span: Range<usize>,
    ) -> Self {
        // This scans the text from its start. Readers that report many problems of one file use `at` and `Lines`
        // instead.
        let at = position(text, span.start);
        let message = message.into();
        let mut found = Self::at(code, severity, &message.text, file, span, at);
        found.own.message = message.unquoted;
        found
    }

    /// Like [`new`](Self::new), with line and column given.
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
            // Keep the message on one line. It can quote the file, and a line break in the quotation would let a cloned
            // repository forge further diagnostics.
            message: one_line(message),
            help: None,
            own: Own::default(),
            file: Arc::clone(file),
            span,
            line,
            column,
            about: None,
            hooks: None,
            of_file: code.is_of_file(),
            lowered: false,
        }
    }

    /// Lowers an error to a warning, because the hooks of its file do not run.
    pub(crate) fn lower(&mut self) {
        self.lowered |= self.severity == Severity::Error;
        self.severity = self.severity.min(Severity::Warning);
    }

    /// Returns whether the message is only the summary of its code, for example because a full message would quote an
    /// untrusted file.
    #[must_use]
    pub fn is_summary(&self) -> bool {
        self.message == self.code.summary()
    }

    /// Returns whether the problem is in an entry of a hook and was found when the file was read.
    #[must_use]
    pub fn is_of_a_hook(&self) -> bool {
        !self.keys().is_empty()
    }

    /// Returns the events of the hooks in whose entries the problem was found when the file was read. Empty if it was
    /// not found in an entry of a hook.
    pub fn events(&self) -> impl Iterator<Item = &EventName> {
        self.keys().iter().map(|(event, ..)| event)
    }

    /// Returns whether the problem was found in the entry of this hook when the file was read.
    #[must_use]
    pub fn is_of_hook(&self, event: &EventName, id: &str) -> bool {
        self.keys()
            .iter()
            .any(|(of, named, _)| of == event && named == id)
    }

    /// Returns whether the problem was found in the entry of this hook at this place (`FILE:LINE`). Several hooks of a
    /// file can have the same name.
    #[must_use]
    pub fn is_of_hook_at(&self, event: &EventName, id: &str, source: &str) -> bool {
        let is_at = |line| Source::line_of(Arc::clone(&self.file), line).to_string() == source;
        let mut keys = self.keys().iter();
        keys.any(|(of, named, line)| of == event && named == id && is_at(*line))
    }

    /// Returns the keys of the hooks that the diagnostic is about.
    pub(crate) fn keys(&self) -> &[HookKey] {
        self.hooks.as_deref().unwrap_or_default()
    }

    /// Sets the help: how to fix the problem.
    #[must_use = "the value with the field set is returned"]
    pub fn with_help(mut self, help: impl Into<Words>) -> Self {
        let help = help.into();
        self.own.help = help.unquoted;
        self.help = Some(help.text);
        self
    }

    setters! {
        /// Sets the hook or the event that the message is about.
        fn with_about(about: impl Into<String>) = Some(about.into());
    }
}

/// The number and the worst severity of the remarks about a file that are not kept, because there are too many.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Unshown {
    /// The number of remarks that were not kept.
    count: usize,
    /// The worst severity among the remarks that were not kept; `None` if all were kept.
    pub(crate) worst: Option<Severity>,
}

impl Unshown {
    /// Counts a remark in place of keeping it, if the number of kept remarks (`shown`) has reached the limit. Returns
    /// whether the remark was counted.
    pub(crate) fn takes(&mut self, shown: usize, severity: Severity) -> bool {
        let full = shown >= MOST_REMARKS;
        if full {
            self.count += 1;
            self.worst = self.worst.max(Some(severity));
        }
        full
    }

    /// Returns whether all remarks were kept.
    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns one remark that stands for all remarks that were not kept. It has the worst severity of these remarks:
    /// an error must not get lost.
    pub(crate) fn line(&self, file: &Arc<PathBuf>) -> Option<Diagnostic> {
        let message = format!("{} more remarks are not shown", self.count);
        let code = DiagnosticCode::BadValue;
        self.worst
            .map(|worst| Diagnostic::at(code, worst, &message, file, 0..0, (1, 1)))
    }
}

impl fmt::Display for Diagnostic {
    /// Writes one line: `path:line:column: error[code]: message`.
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
            visible_path(file)
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
