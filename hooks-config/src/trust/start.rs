//! The look at a trusted hook's files right before it starts.

use std::collections::BTreeMap;
use std::path::Path;

use hooks_types::Failure;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, StartCheck};

use super::files::{Bases, Covered, file_of};
use super::mark::{DATA, Marks};
use super::words::Words;
use crate::paths::Paths;

/// The files of one trusted hook.
#[derive(Debug)]
pub(super) struct TrustedFiles {
    bases: Bases,
    files: BTreeMap<String, String>,
}

impl TrustedFiles {
    pub(super) fn new(bases: Bases, files: BTreeMap<String, String>) -> Self {
        Self { bases, files }
    }

    /// Whether a file that the command names there was agreed to: under this name, or as a copy of
    /// one that was.
    fn trusts(&self, name: &str, mark: &str) -> bool {
        match self.files.get(name) {
            Some(trusted) => trusted == mark || trusted == DATA,
            None => mark.starts_with("sha256:") && self.files.values().any(|known| known == mark),
        }
    }
}

fn changed(what: &str) -> Failure {
    Failure::new(Cause::Changed, what)
}

impl StartCheck for TrustedFiles {
    fn check(&self, command: &Command, folder: &Path, session: &Path) -> Result<(), Failure> {
        let root = &self.bases.root;
        // Fresh: what a load found is what has to be looked at again.
        let (paths, mut marks) = (Paths::default(), Marks::default());
        for (name, mark) in self.files.iter().filter(|(_, mark)| *mark != DATA) {
            let now = file_of(name, root, &paths, &mut marks);
            if now != Some((Ok(name.clone()), Ok(mark.clone()))) {
                return Err(changed("a file that it runs changed since it was trusted"));
            }
        }
        let mut bases = self.bases.clone();
        bases
            .folders
            .extend([folder.to_owned(), session.to_owned()]);
        let covered = Covered::of(&Words::of(command), &bases, &paths, &mut marks);
        let is_data = |name: &String| self.files.get(name).is_some_and(|mark| mark == DATA);
        if covered.problem.is_some() || !covered.unread.keys().all(is_data) {
            return Err(changed("a file that it names cannot be read whole"));
        }
        let mut all = covered.files.iter();
        match all.all(|(name, mark)| self.trusts(name, mark)) {
            true => Ok(()),
            false => Err(changed(
                "it names a file of its project that was not trusted",
            )),
        }
    }
}

#[cfg(test)]
#[path = "start_tests.rs"]
mod tests;
