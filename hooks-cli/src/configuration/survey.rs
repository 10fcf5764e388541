//! What loading came to, before anybody asks whether it may be used.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hooks_config::{Diagnostic, Loaded};

use super::told::{Reader, errors};
use super::{Configured, usable};
use crate::cli::Files;
use crate::failure::Failure;
use crate::misplaced::Misplaced;
use crate::show::held_back;
use crate::trust::Told;

/// What loading came to, before anybody asks whether it may be used.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) loaded: Loaded,
    /// The outermost root, if there is any.
    pub(crate) first_root: Option<PathBuf>,
    /// Where hook files of ours were looked for.
    pub(crate) looked_for: Vec<PathBuf>,
    /// Files of ours that lie beside the places that are read.
    pub(crate) misplaced: Vec<Misplaced>,
    /// The user's own file of ours.
    pub(super) own: Option<PathBuf>,
    /// What the user is told about hooks that were decided about.
    pub(super) remarks: Vec<String>,
    /// What the user is told once a session, and what remembers it.
    pub(super) gone: (Vec<String>, Option<Told>),
    /// Why no hook of the project may run at all.
    pub(super) may_run: Result<(), Failure>,
    /// Whether hooks of some project were trusted, or nobody can tell.
    pub(super) trusts_projects: bool,
    /// How long loading took.
    pub(super) took: Duration,
}

impl Survey {
    /// The hooks that may run, what is wrong with the others told to a person.
    pub(crate) fn into_usable(self, files: &Files) -> Result<Configured, Failure> {
        self.usable(files, Reader::Person)
    }

    pub(super) fn usable(self, files: &Files, reader: Reader) -> Result<Configured, Failure> {
        let mut configured = usable(&self.loaded, reader)?;
        self.may_run?;
        let first = self.first_root;
        configured.held_back = held_back(&self.loaded.roots, first.as_deref(), files.trust_project);
        configured.held_back.extend(self.remarks);
        let (gone, told) = self.gone;
        configured.held_back.extend(gone);
        configured.told = told;
        configured.trusts_projects = self.trusts_projects;
        configured.root = first;
        // Loading is part of what a dispatch may take.
        configured.limits.spend(self.took);
        Ok(configured)
    }

    /// Files that are the user's own but for a slip in their names.
    pub(super) fn misnamed_by_user(&self) -> impl Iterator<Item = &Misplaced> {
        let own = self.own.as_deref();
        let is_own = move |found: &&Misplaced| own.is_some_and(|own| found.is_the_users_own(own));
        self.misplaced.iter().filter(is_own)
    }

    /// How many errors there are.
    pub(crate) fn errors(&self) -> usize {
        errors(&self.loaded).count()
    }

    /// How many errors there are in one file.
    pub(crate) fn errors_in(&self, file: &Path) -> usize {
        let of_file = |found: &&Diagnostic| found.file.as_path() == file;
        errors(&self.loaded).filter(of_file).count()
    }
}
