//! The remarks about one file, gathered while it is read and settled.

use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity, Unshown};
use crate::flaw::Flaw;
use crate::lines::Lines;

/// What is said about one file: as many remarks as are shown, and how many there are beyond.
#[derive(Debug)]
pub(crate) struct Remarks {
    pub(crate) file: Arc<PathBuf>,
    pub(crate) shown: Vec<Diagnostic>,
    pub(crate) unshown: Unshown,
    lines: Lines,
}

impl Remarks {
    /// Nothing yet about a file with this text.
    pub(crate) fn of(file: Arc<PathBuf>, text: &str) -> Self {
        Self {
            file,
            shown: Vec::new(),
            unshown: Unshown::default(),
            lines: Lines::of(text),
        }
    }

    /// The line of a byte of the text.
    pub(crate) fn line(&self, text: &str, byte: usize) -> u32 {
        self.lines.position(text, byte).0
    }

    /// Says what is wrong at a place of the text, or counts it where enough was said.
    pub(crate) fn say(&mut self, text: &str, flaw: Flaw) {
        if !self.unshown.takes(self.shown.len(), flaw.severity) {
            let found = flaw.into_diagnostic(&self.file, text, &self.lines);
            self.shown.push(found);
        }
    }

    /// Says what leaves open which hooks the file was meant to hold, however much was said before.
    pub(crate) fn lose(&mut self, text: &str, flaw: Flaw) {
        let mut found = flaw.into_diagnostic(&self.file, text, &self.lines);
        found.of_file = true;
        self.shown.push(found);
    }

    /// Adds to the last remark what to do; where that is not shown, nothing.
    pub(crate) fn help(&mut self, help: impl Into<String>) {
        if let Some(last) = self.shown.last_mut().filter(|_| self.unshown.is_empty()) {
            *last = last.clone().with_help(help);
        }
    }

    /// Makes every error a warning: nobody trusts the file, so it keeps nobody from working.
    pub(crate) fn soften(&mut self) {
        for found in &mut self.shown {
            found.severity = found.severity.min(Severity::Warning);
        }
        self.unshown.worst = self.unshown.worst.min(Some(Severity::Warning));
    }

    /// All of them in the order of the text, whatever was read first.
    pub(crate) fn in_order(mut self) -> Vec<Diagnostic> {
        self.shown
            .sort_by_key(|found| (found.span.start, found.span.end));
        self.shown.extend(self.unshown.line(&self.file));
        self.shown
    }
}
