//! Checks programs that a shell looks up by name, and files that a shell finds by pattern.
//!
//! A name without a slash is looked up in `PATH`. Two kinds of `PATH` matter: the `PATH` with which the hook starts,
//! and each `PATH` that the command itself sets. In the `PATH` of the start, only words in the position of a program,
//! and arguments of programs such as `timeout`, are looked up. In a `PATH` that the command sets, every word is looked
//! up, because `env`, `command` and similar programs start their arguments.

use std::borrow::Cow;
use std::path::Path;

use hooks_types::Failure;
use hooks_types::report::Cause;
use hooks_types::text::quoted;
use rustix::fs::{Access, access};

use super::super::program::shown;
use super::letters::Letter;
use super::pattern::matches;
use super::word::{Folder, Word};
use super::{FOLDERS, LONGEST_PATH, Look};

impl Look<'_> {
    /// Adds the folders that a word puts into `PATH`.
    pub(super) fn search_also(&mut self, word: &Word) {
        if let Some(folders) = word.search_path()
            && self.search_paths.len() < FOLDERS
            && !self.search_paths.contains(&folders)
        {
            self.search_paths.push(folders);
            // In the new folders a name that was already checked can lead to a different program. So forget which names
            // were checked.
            self.seen.clear();
        }
    }

    /// Checks a program by its name, in the `PATH` with which the hook is started.
    pub(super) fn named(&mut self, name: &str) -> Result<(), Failure> {
        if name.is_empty()
            || name.len() > LONGEST_PATH
            || !self.seen.insert((name.to_owned(), false))
        {
            return Ok(());
        }
        let folders = std::env::split_paths(self.start.path);
        for folder in folders {
            // A shell runs the first executable that it finds, so later folders do not matter.
            if self.is_found(name, &folder, !folder.is_absolute())? {
                break;
            }
        }
        Ok(())
    }

    /// Checks a word that can be a program's name, in the folders that the command itself puts into `PATH`. Every word
    /// is checked, because `env`, `command` and many other programs start their arguments.
    pub(super) fn named_in_search_paths(&mut self, name: &str) -> Result<(), Failure> {
        let is_name = !name.is_empty() && name.len() <= LONGEST_PATH && name != "." && name != "..";
        if self.search_paths.is_empty()
            || !is_name
            || !self.seen.insert((format!("{name}\0name"), true))
        {
            return Ok(());
        }
        // Take the list out while it is searched, because searching borrows `self`.
        let paths = std::mem::take(&mut self.search_paths);
        let looked = paths.iter().try_for_each(|path| self.on_path(name, path));
        self.search_paths = paths;
        looked
    }

    /// Looks for a program in the folders of a search path, in order, and refuses a program of an untrusted project. As
    /// in a shell, the first folder with an executable of this name ends the search.
    fn on_path(&self, name: &str, folders: &[Folder]) -> Result<(), Failure> {
        for folder in folders {
            let path = &*folder.path;
            if folder.open {
                self.behind_unknown(name, path)?;
                continue;
            }
            if path.starts_with("~/") {
                // Some shells do not expand `~` in `PATH`: they search a folder with the name `~`. So check this folder
                // too.
                self.is_found(name, &Path::new(".").join(path), true)?;
            }
            let path = self.at_home(path);
            if self.is_found(name, Path::new(&*path), folder.relative)? {
                break;
            }
        }
        Ok(())
    }

    /// Checks a name in a folder of `PATH`. Only the end of the folder's path, `path`, is known.
    fn behind_unknown(&self, name: &str, path: &str) -> Result<(), Failure> {
        let path = path.trim_start_matches('/');
        // If not even the end of the folder's path is known, there is no path to try.
        if path.is_empty() {
            return Ok(());
        }
        let file = Path::new(path).join(name);
        for folder in self.roots().iter().chain(&self.folders) {
            self.file(name, folder, &file, true)?;
        }
        Ok(())
    }

    /// Checks a name in one folder of `PATH`. Returns whether a shell would end its search in this folder.
    fn is_found(&self, name: &str, folder: &Path, relative: bool) -> Result<bool, Failure> {
        let file = folder.join(name);
        if folder.is_absolute() {
            self.file(name, Path::new("/"), &file, relative)?;
            return Ok(file.is_file() && access(&file, Access::EXEC_OK).is_ok());
        }
        // A relative folder of `PATH` is tried from every folder in which the command might run. A shell uses only one
        // of these, and it is not known which. So a program that was found must not end the search.
        for around in &self.folders {
            self.file(name, around, &file, relative)?;
        }
        Ok(false)
    }

    /// Checks the files that match a word that is a pattern, such as `hooks/*.sh`.
    pub(super) fn pattern(&mut self, word: &Word) -> Result<(), Failure> {
        self.fitting(word, &word.letters(), !word.open)
    }

    /// Checks the files that match a word. If `begins` is false, an unknown part precedes the word. That part is
    /// then tried as the root of each project and of the repository, and as each folder in which relative words are
    /// tried.
    pub(super) fn fitting(
        &mut self,
        word: &Word,
        letters: &[Letter],
        begins: bool,
    ) -> Result<(), Failure> {
        let text = || letters.iter().map(|(letter, _)| letter);
        let (letters, folders) = if !begins {
            let slashes = letters.iter().take_while(|(letter, _)| *letter == '/');
            let text = letters.get(slashes.count()..).unwrap_or_default();
            let folders = self.roots().into_iter().chain(self.folders.clone());
            (Cow::Borrowed(text), folders.collect())
        } else if text().take(2).eq(&['~', '/']) {
            let home = self.at_home("~/").into_owned();
            let home = home.chars().map(|letter| (letter, false));
            let whole: Vec<Letter> = home.chain(letters.iter().skip(2).copied()).collect();
            (Cow::Owned(whole), self.folders.clone())
        } else {
            (Cow::Borrowed(letters), self.folders.clone())
        };
        let relative = match begins {
            true => word.begins_relative(),
            false => word.relative,
        };
        for folder in folders {
            self.fitting_in(word, &folder, &letters, relative)?;
        }
        Ok(())
    }

    /// Checks the files of one folder that match a word. The check also fails if a folder of an untrusted project has
    /// too many files to try all of them.
    fn fitting_in(
        &mut self,
        word: &Word,
        folder: &Path,
        letters: &[Letter],
        relative: bool,
    ) -> Result<(), Failure> {
        let found = matches(folder, letters, &mut self.names_left);
        let said: String = letters.iter().map(|(letter, _)| letter).collect();
        for path in &found.paths {
            self.file(&said, folder, path, relative)?;
        }
        if let Some(unread) = found.unread
            && let Some(owner) = self.whose(folder, &unread.join("*"), relative)
        {
            return Err(Failure::new(
                Cause::UntrustedProgram,
                format!(
                    "its command names `{}`, and {} in {owner}, which is not trusted, contains \
                     too many files to examine; name the intended file",
                    quoted(said.as_bytes(), 200),
                    shown(&folder.join(&unread)),
                ),
            ));
        }
        for path in found.paths.iter().filter(|_| word.goes) {
            let inside = folder.join(path);
            if inside.is_dir() {
                self.also_in(&inside);
            }
        }
        Ok(())
    }
}
