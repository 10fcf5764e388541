//! Holds the result of loading, before it is decided whether the hooks may be used.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hooks_config::{Candidate, Diagnostic, Loaded, Places, Severity, native_candidates};
use hooks_dialects::agents;
use hooks_types::text::visible_line;

use super::told::{Reader, errors};
use super::{Configured, usable};
use crate::advice::sentence;
use crate::cli::Files;
use crate::failure::Failure;
use crate::misplaced::Misplaced;
use crate::show::held_back;
use crate::trust::Told;

/// The result of loading, before it is decided whether the hooks may be used.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) loaded: Loaded,
    /// The outermost root; `None` if no root was found.
    pub(crate) first_root: Option<PathBuf>,
    /// The places in which native hook files were searched.
    pub(crate) looked_for: Vec<PathBuf>,
    /// Native hook files near a place that is read, which are not read themselves.
    pub(crate) misplaced: Vec<Misplaced>,
    /// All places that were searched, including the working folder.
    pub(super) searched: Option<Places>,
    /// The user's own native file.
    pub(super) own: Option<PathBuf>,
    /// Messages to the user about hooks with a trust decision.
    pub(super) remarks: Vec<String>,
    /// Messages that the user reads once per session, and the record of their delivery.
    pub(super) gone: (Vec<String>, Option<Told>),
    /// An error if no hook may run at all.
    pub(super) may_run: Result<(), Failure>,
    /// Whether hooks of any project were trusted, or the trust store could not be read.
    pub(super) trusts_projects: bool,
    /// How long loading took.
    pub(super) took: Duration,
}

impl Survey {
    /// Returns the hooks that may run, and prints the problems of the others for a person.
    ///
    /// # Errors
    ///
    /// Those of [`usable`](Self::usable).
    pub(crate) fn into_usable(self, files: &Files) -> Result<Configured, Failure> {
        self.usable(files, Reader::Person)
    }

    /// Like [`into_usable`](Self::into_usable), for either reader.
    ///
    /// # Errors
    ///
    /// An error in a file that is read as trusted, or a trust store that cannot be used: then no hook runs.
    pub(super) fn usable(self, files: &Files, reader: Reader) -> Result<Configured, Failure> {
        let mut configured = usable(&self.loaded, reader)?;
        self.may_run?;
        let first = self.first_root;
        let trust_given = files.trust_project;
        let statuses = &self.loaded.trust;
        configured.held_back =
            held_back(&self.loaded.roots, statuses, first.as_deref(), trust_given);
        configured.held_back.extend(self.remarks);
        let (gone, told) = self.gone;
        configured.held_back.extend(gone);
        configured.told = told;
        configured.misplaced = self.misplaced;
        configured.trusts_projects = self.trusts_projects;
        configured.root = first;
        configured.loaded = self.loaded;
        // Loading counts against the time of the dispatch.
        configured.limits.spend(self.took);
        Ok(configured)
    }

    /// Returns every place that is searched for hook files, native ones and those of every agent.
    pub(crate) fn places(&self) -> Vec<Candidate> {
        let Some(searched) = &self.searched else {
            return Vec::new();
        };
        let mut all = native_candidates(searched);
        all.extend(agents().all_places(searched));
        let mut seen = HashSet::new();
        all.retain(|place| seen.insert((place.path.clone(), place.dialect.clone())));
        all
    }

    /// Removes and returns the files that would be the user's own if their names had no typing mistake.
    pub(super) fn take_misnamed_by_user(&mut self) -> Vec<Misplaced> {
        let own = self.own.as_deref();
        let is_own = |found: &Misplaced| own.is_some_and(|own| found.is_the_users_own(own));
        let all = std::mem::take(&mut self.misplaced);
        let (own, others) = all.into_iter().partition(is_own);
        self.misplaced = others;
        own
    }

    /// Counts the errors.
    pub(crate) fn errors(&self) -> usize {
        errors(&self.loaded).count()
    }

    /// Describes the first error that prevents every hook from running: its place, its message and its cure.
    pub(crate) fn first_that_stops(&self) -> Option<String> {
        let first = self.loaded.first_that_forbids_use()?;
        let file = visible_line(&first.file.display().to_string());
        Some(format!("{file}:{}: {}", first.line, sentence(first)))
    }

    /// Counts the warnings, except those about untrusted files: there an error is reported as a warning.
    pub(crate) fn warnings(&self) -> usize {
        self.warned(false)
    }

    /// Counts the problems in untrusted files of projects and plugins.
    pub(crate) fn problems_of_strangers(&self) -> usize {
        self.warned(true)
    }

    /// Counts the warnings about untrusted files, or about all others.
    fn warned(&self, of_strangers: bool) -> usize {
        let all = self.loaded.diagnostics.iter();
        let files = &self.loaded.files;
        // Files of strangers are not quoted, so their text is not kept.
        let is_strangers = |found: &&Diagnostic| {
            let mut own = files.iter().filter(|file| file.path == found.file);
            own.any(|file| file.text.is_empty())
        };
        all.filter(|found| found.severity == Severity::Warning)
            .filter(|found| is_strangers(found) == of_strangers)
            .count()
    }

    /// Counts the errors in one file.
    pub(crate) fn errors_in(&self, file: &Path) -> usize {
        let of_file = |found: &&Diagnostic| found.file.as_path() == file;
        errors(&self.loaded).filter(of_file).count()
    }
}
