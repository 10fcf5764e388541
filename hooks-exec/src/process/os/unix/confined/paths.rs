//! Tries words as paths, and finds the project or repository that a path leads through.

use std::borrow::Cow;
use std::path::Path;

use hooks_types::Failure;

use super::modules::completed;
use super::refusal::{FileOwner, refused};
use super::walk::walk;
use super::word::values;
use super::{LONGEST_PATH, Look};

impl<'a> Look<'a> {
    /// Checks a word, and the values in it: after each `=`, after an option letter as in `-oVALUE`, and after `!`.
    /// `said` is the word in the form for the message. `relative` says whether the word leads to different files in
    /// different folders or projects.
    pub(super) fn paths(&mut self, text: &str, said: &str, relative: bool) -> Result<(), Failure> {
        // Record in `seen` also whether the word can be completed to a file name, because more files are then checked.
        // The mark begins with a NUL, which no word contains. So the mark cannot be taken for a part of the word.
        let completes = if self.completes { "\0module" } else { "" };
        if !self.seen.insert((format!("{text}{completes}"), relative)) {
            return Ok(());
        }
        // Git runs a value that begins with `!` as a command, as in `git config alias.x '!./guard.sh'`. So try the text
        // after the `!` too.
        let commands = std::iter::once(text).chain(values(text));
        let commands = commands.filter_map(|value| value.strip_prefix('!'));
        let values = values(text).chain(commands);
        let values = values.map(|path| (path, !path.starts_with('/')));
        for (path, relative) in std::iter::once((text, relative)).chain(values) {
            if path.is_empty() || path.len() > LONGEST_PATH {
                continue;
            }
            let (path, here) = match in_working_folder(path) {
                Some(rest) => (Cow::Borrowed(rest), true),
                None => (self.at_home(path), false),
            };
            // A path through the working folder (`~+/guard.sh`) depends on the session's folder, even if the path is
            // absolute. So treat the path as relative.
            let relative = relative || here;
            if path.starts_with('/') {
                // An absolute path leads to the same place from every folder, so one check is enough.
                self.file(said, Path::new("/"), Path::new(&*path), relative)?;
                continue;
            }
            for folder in self.folders.clone() {
                self.file(said, &folder, Path::new(&*path), relative)?;
            }
        }
        Ok(())
    }

    /// Replaces `~/` at the beginning of a path with the home folder.
    pub(super) fn at_home<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let home = path.strip_prefix("~/").zip((self.start.variable)("HOME"));
        home.map_or(Cow::Borrowed(path), |(rest, home)| {
            Cow::Owned(format!("{home}/{rest}"))
        })
    }

    /// Adds the folder to which a word leads, and the folders to which values in the word lead. The command can
    /// change to these folders, as in `cd hooks && ./guard.sh` and `env -C hooks ./guard.sh`.
    pub(super) fn folders_in(&mut self, word: &str) {
        if !self.seen.insert((format!("{word}\0folder"), true)) {
            return;
        }
        for text in std::iter::once(word).chain(values(word)) {
            if text.is_empty() || text.len() > LONGEST_PATH {
                continue;
            }
            for folder in self.folders.clone() {
                let inside = folder.join(text);
                if inside.is_dir() {
                    self.also_in(&inside);
                }
            }
        }
    }

    /// Fails if `path` leads from `folder` to a file, through a project that is not trusted.
    pub(super) fn file(
        &self,
        word: &str,
        folder: &Path,
        path: &Path,
        relative: bool,
    ) -> Result<(), Failure> {
        let mut paths = vec![Cow::Borrowed(path)];
        if self.completes {
            // `node ./guard` runs `./guard.js`. So also check the files to which an interpreter can complete the path.
            paths.extend(
                completed(&folder.join(path), path)
                    .into_iter()
                    .map(Cow::Owned),
            );
        }
        // Only files are checked. An argument that is a folder cannot be judged (`docs/processes.md`).
        for path in paths.iter().filter(|path| folder.join(path).is_file()) {
            if let Some(owner) = self.whose(folder, path, relative) {
                return Err(refused(word, &folder.join(path), &owner));
            }
        }
        Ok(())
    }

    /// Returns the first untrusted project or repository that the path leads through. The repository is considered only
    /// if the path depends on the working folder (`relative`). With an absolute path, the user has chosen a file in the
    /// repository on purpose.
    pub(super) fn whose(&self, folder: &Path, path: &Path, relative: bool) -> Option<FileOwner> {
        walk(folder, path, |place| {
            match self.confinement.root_of(place) {
                Some(root) => (!root.trusted).then(|| FileOwner::Project(root.path.clone())),
                // An absolute path into the repository is the user's own choice. But a relative path names a different
                // file in each repository. So only relative paths are compared with the repository.
                None if relative => {
                    let repository = self.repository()?;
                    // The trusted project of the hook lies in this repository, so the project's hooks may use the
                    // repository's files.
                    if self.confinement.lends(repository) {
                        return None;
                    }
                    // A word that names the root of the repository does not name a file inside the repository.
                    let inside = place != repository && place.starts_with(repository);
                    inside.then(|| FileOwner::Repository(repository.clone()))
                }
                None => None,
            }
        })
    }
}

/// Returns the rest of a path that begins with a working folder of the command, written as `~+` or `~-` (in bash) or as
/// the link `cwd` of a process in `/proc`. Returns `None` for any other path.
fn in_working_folder(path: &str) -> Option<&str> {
    let rest = match path.strip_prefix("/proc/") {
        Some(process) => {
            let (process, rest) = process.split_once('/')?;
            let is_number = process.bytes().all(|byte| byte.is_ascii_digit());
            let is_one = is_number || ["self", "thread-self"].contains(&process);
            rest.strip_prefix("cwd/").filter(|_| is_one)?
        }
        // `~-` is the folder before the last `cd`: the folder in which the command started, or a folder that the text
        // names. Relative words are tried in all of these folders, so treat `~-` like `~+`.
        None => (path.strip_prefix("~+/")).or_else(|| path.strip_prefix("~-/"))?,
    };
    Some(rest.trim_start_matches('/'))
}
