//! Checks a trusted hook's files right before the hook starts.
//!
//! Between loading and starting, an agent might have edited a script, or changed its working folder, in which a
//! relative word can name another file. The check resolves all words again in the actual folder and compares every file
//! with the trusted files. A difference fails the hook with [`Cause::Changed`], which blocks the call if the hook's
//! event can block.

use std::collections::BTreeMap;
use std::path::Path;

use hooks_types::Failure;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, StartCheck};

use super::files::{Bases, Covered, file_of};
use super::mark::{DATA, Marks};
use super::words::Words;
use crate::paths::Paths;

/// The trusted files of one hook.
#[derive(Debug)]
pub(super) struct TrustedFiles {
    /// The folders in which words were resolved at loading.
    bases: Bases,
    /// The marks (digest, link target or `data`) of the files, by name below the root.
    files: BTreeMap<String, String>,
}

impl TrustedFiles {
    /// Creates the check. `bases` are the folders that were used at loading; `files` are the trusted files.
    pub(super) fn new(bases: Bases, files: BTreeMap<String, String>) -> Self {
        Self { bases, files }
    }

    /// Returns whether a file that the command names is trusted. A file with a trusted name must have that name's mark,
    /// unless it is a data file. A file with a new name must be a copy of a trusted file.
    fn trusts(&self, name: &str, mark: &str) -> bool {
        match self.files.get(name) {
            Some(trusted) => trusted == mark || trusted == DATA,
            None => mark.starts_with("sha256:") && self.files.values().any(|known| known == mark),
        }
    }
}

/// Makes the failure of a check. The failure blocks the call, as a changed hook does. `what` quotes nothing from the
/// project, because models can read it.
fn changed(what: &str) -> Failure {
    Failure::new(Cause::Changed, what)
}

impl StartCheck for TrustedFiles {
    /// Checks the files right before a start: `command` is about to start in the working folder
    /// `folder`, and `session` is the folder of the session.
    ///
    /// # Errors
    ///
    /// A trusted file differs, or the command names a file that was not trusted or that cannot be read completely. All
    /// three have the cause [`Cause::Changed`].
    fn check(&self, command: &Command, folder: &Path, session: &Path) -> Result<(), Failure> {
        let root = &self.bases.root;
        // Use empty caches: the point is to look again, not to repeat the load's findings.
        let (paths, mut marks) = (Paths::default(), Marks::default());
        // First check the files that were trusted, even files that the command does not name in its present working
        // folder.
        for (name, mark) in self.files.iter().filter(|(_, mark)| *mark != DATA) {
            let now = file_of(name, root, &paths, &mut marks);
            if now != Some((Ok(name.clone()), Ok(mark.clone()))) {
                return Err(changed("a file that it runs changed since it was trusted"));
            }
        }
        // The actual working folder is known only now, and a relative word can name a different
        // file there than it did at loading. So resolve all words again.
        let mut bases = self.bases.clone();
        bases
            .folders
            .extend([folder.to_owned(), session.to_owned()]);
        let covered = Covered::of(&Words::of(command), &bases, &paths, &mut marks);
        // The user trusts a data file with any content, so it need not be readable.
        let is_data = |name: &String| self.files.get(name).is_some_and(|mark| mark == DATA);
        if covered.problem.is_some() || !covered.unread.keys().all(is_data) {
            return Err(changed("a file that it names cannot be read whole"));
        }
        let mut all = covered.files.iter();
        // Then check the files that the command names now: each must be one of the trusted files.
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
