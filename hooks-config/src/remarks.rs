//! Collects the remarks about one file while it is read.

use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, HookKey, Severity, Unshown};
use crate::flaw::Flaw;
use crate::lines::Lines;
use crate::words::Words;

/// The maximum number of hooks that one remark names, because a group can have thousands of
/// handlers.
const MOST_CONCERNED: usize = 64;

/// The remarks about one file: up to the limit in full, and a count of the rest.
#[derive(Debug)]
pub(crate) struct Remarks {
    /// The file's path as given.
    pub(crate) file: Arc<PathBuf>,
    /// The remarks that are kept.
    pub(crate) shown: Vec<Diagnostic>,
    /// The count of the remarks that are not kept.
    pub(crate) unshown: Unshown,
    /// Line and column at regular offsets of the text, from which the positions of remarks are computed.
    lines: Lines,
}

impl Remarks {
    /// Creates an empty collection for a file with this text.
    pub(crate) fn of(file: Arc<PathBuf>, text: &str) -> Self {
        Self {
            file,
            shown: Vec::new(),
            unshown: Unshown::default(),
            lines: Lines::of(text),
        }
    }

    /// Returns the line of a byte of the text.
    pub(crate) fn line(&self, text: &str, byte: usize) -> u32 {
        self.lines.position(text, byte).0
    }

    /// Adds a flaw as a remark, or only counts it if there are enough remarks already.
    pub(crate) fn say(&mut self, text: &str, flaw: Flaw) {
        if !self.unshown.takes(self.shown.len(), flaw.severity) {
            let found = flaw.into_diagnostic(&self.file, text, &self.lines);
            self.shown.push(found);
        }
    }

    /// Adds a flaw that makes it unknown which hooks the file was meant to define. The flaw is kept even if there are
    /// too many remarks.
    pub(crate) fn lose(&mut self, text: &str, flaw: Flaw) {
        let mut found = flaw.into_diagnostic(&self.file, text, &self.lines);
        found.of_file = true;
        self.shown.push(found);
    }

    /// Adds a fix to the most recent remark, unless that remark was only counted.
    pub(crate) fn help(&mut self, help: impl Into<Words>) {
        if let Some(last) = self.shown.last_mut().filter(|_| self.unshown.is_empty()) {
            *last = last.clone().with_help(help);
        }
    }

    /// Sets the hook or the event that the most recent remark is about, unless that remark was only counted.
    pub(crate) fn about(&mut self, about: &str) {
        if let Some(last) = self.shown.last_mut().filter(|_| self.unshown.is_empty()) {
            last.about = Some(about.to_owned());
        }
    }

    /// Sets the hooks that the remarks from index `from` on are about. A remark that already names
    /// its hooks is not changed.
    pub(crate) fn concern(&mut self, from: usize, hooks: impl IntoIterator<Item = HookKey>) {
        let new = self.shown.get_mut(from..).unwrap_or_default();
        let open = new.iter_mut().filter(|found| found.hooks.is_none());
        let mut open = open.peekable();
        if open.peek().is_some() {
            let hooks: Arc<[HookKey]> = hooks.into_iter().take(MOST_CONCERNED).collect();
            open.for_each(|found| found.hooks = Some(Arc::clone(&hooks)));
        }
    }

    /// Turns every error into a warning: the file is untrusted, so its hooks do not run.
    pub(crate) fn soften(&mut self) {
        self.shown.iter_mut().for_each(Diagnostic::lower);
        self.unshown.worst = self.unshown.worst.min(Some(Severity::Warning));
    }

    /// Returns the remarks in the order of the text.
    pub(crate) fn in_order(mut self) -> Vec<Diagnostic> {
        // Readers make their remarks topic by topic, so sort the remarks by place. The sort is stable: remarks on one
        // place keep their order.
        self.shown
            .sort_by_key(|found| (found.span.start, found.span.end));
        self.shown.extend(self.unshown.line(&self.file));
        self.shown
    }
}
