//! Finds the files of a root that the words of a command name.
//!
//! This is a search, not an emulation of a shell: every word is tried as a path from every folder in which the command
//! might run. The search can cover a file that the command never opens, but it must not miss a file that the command
//! runs.
//!
//! The search has two phases. The first collects folders: the root, the folder of the file that configures the hook, a
//! fixed working folder, and every folder of the root that a word names. The second tries every word from every one of
//! these folders, as a path and as a pattern. Limits on folders and directory entries keep the cost bounded; a command
//! that exceeds one of these limits cannot be trusted.

use hooks_types::text::visible_path;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::mark::{self, Marks};
use super::words::Words;
use crate::paths::{Kind, Paths, Place};
use crate::read::NOT_REGULAR;

/// The maximum number of folders in which the words of a command are tried as relative paths.
const FOLDERS: usize = 24;

/// Words that make a command change its folder. Later words can then be relative to the new folder.
const STEPS: &[&str] = &["cd", "pushd", "chdir", "-C", "-I", "--chdir"];

/// The folders against which the words of a command are resolved.
#[derive(Debug, Clone)]
pub(super) struct Bases {
    /// The canonical path of the root. Only files in it are collected.
    pub(super) root: PathBuf,
    /// The folders in which relative words are tried, besides the root.
    pub(super) folders: Vec<PathBuf>,
    /// The folder that `~` means.
    pub(super) home: Option<PathBuf>,
}

/// The files of a root that a command names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Covered {
    /// The mark (digest, link target or `data`) of each file, by name below the root.
    pub(super) files: BTreeMap<String, String>,
    /// The files that cannot be read completely, by name, each with the reason.
    pub(super) unread: BTreeMap<String, String>,
    /// Pipes and devices that the command can read from. Their content is not known in advance, so the user is told
    /// that no digest covers these files.
    pub(super) streams: BTreeSet<String>,
    /// Why the set of files could not be determined; the hook cannot be trusted then.
    pub(super) problem: Option<String>,
}

impl Covered {
    /// Finds the files that the words of a command name.
    pub(super) fn of(words: &Words, bases: &Bases, paths: &Paths, marks: &mut Marks) -> Self {
        let mut search = Search {
            covered: Self::default(),
            extended: words.extended,
            entries: 0,
            folders: Vec::new(),
            bases,
            paths,
            marks,
        };
        // Record the failure first. Search even then, because the files that are found are shown to the user.
        if words.too_many {
            search.fail("its command has more words than can be examined".to_owned());
        }
        search.all(words);
        search.covered
    }
}

/// The state of resolving the words of one command.
pub(super) struct Search<'a> {
    /// The result so far.
    pub(super) covered: Covered,
    /// Whether `**` matches folders at any depth; copied from [`Words::extended`].
    pub(super) extended: bool,
    /// The number of directory entries that patterns were tried on so far.
    pub(super) entries: usize,
    /// The canonical folders found so far, at most [`FOLDERS`].
    folders: Vec<PathBuf>,
    pub(super) bases: &'a Bases,
    pub(super) paths: &'a Paths,
    marks: &'a mut Marks,
}

impl Search<'_> {
    /// Records why the set of files cannot be determined; the first reason is kept.
    pub(super) fn fail(&mut self, problem: String) {
        self.covered.problem.get_or_insert(problem);
    }

    /// Resolves all words: first to folders, then to files. Each folder is one more place in which
    /// relative words are tried. One round of folders is enough unless the command contains a word
    /// that changes the folder; then rounds continue until no new folder is found.
    fn all(&mut self, words: &Words) {
        for folder in std::iter::once(&self.bases.root).chain(&self.bases.folders) {
            if let Some(folder) = self.paths.canonical(folder)
                && !self.folders.contains(&folder)
            {
                self.folders.push(folder);
            }
        }
        // A command can change to a folder that it names, and from there to another folder. Each round tries the words
        // in the folders that the previous round found.
        let steps = words.has(STEPS);
        let mut from = 0;
        loop {
            // Try only the folders of the previous round: older folders were tried already.
            let own = self.folders[from..].to_vec();
            from = self.folders.len();
            for word in words.iter() {
                for (folder, path) in self.places(word, &own) {
                    self.folder(&folder, path);
                }
            }
            if !steps || self.folders.len() == from {
                break;
            }
        }
        let folders = self.folders.clone();
        for word in words.iter() {
            for (folder, path) in self.places(word, &folders) {
                let is_run = || words.runs(word);
                self.file(&folder, path, &is_run);
                if word.contains(['*', '?', '[']) {
                    self.pattern(&folder, path, &is_run);
                }
            }
        }
    }

    /// Returns the places that a word can name, each as a canonical folder and a path from there. A
    /// word that begins with `/` is tried as a relative path too, because it can follow a variable in
    /// the command.
    fn places<'w>(&self, word: &'w str, folders: &'w [PathBuf]) -> Vec<(Cow<'w, Path>, &'w Path)> {
        let mut places = Vec::new();
        // A shell can expand `~`, but a folder can have that name too. So try the home folder in
        // addition to the other places.
        if let Some(rest) = word.strip_prefix("~/")
            && let Some(home) = self.bases.home.as_deref()
            && let Some(home) = self.paths.canonical(home)
        {
            places.push((Cow::Owned(home), Path::new(rest.trim_start_matches('/'))));
        }
        if Path::new(word).is_absolute() {
            places.push((Cow::Borrowed(Path::new("")), Path::new(word)));
        }
        // In `$CLAUDE_PROJECT_DIR/hooks/x.sh` the word after the variable is `/hooks/x.sh`. So try the word as a
        // relative path too.
        let relative = Path::new(word.trim_start_matches('/'));
        if !relative.as_os_str().is_empty() {
            let folders = folders.iter().map(|folder| folder.as_path().into());
            places.extend(folders.map(|folder| (folder, relative)));
        }
        places
    }

    /// Adds the folder at this place, if it lies inside the root.
    fn folder(&mut self, folder: &Path, path: &Path) {
        let Ok(place) = self.paths.below(folder, path) else {
            return;
        };
        let folder = place.path;
        if place.kind != Kind::Folder
            || !folder.starts_with(&self.bases.root)
            || self.folders.contains(&folder)
        {
            return;
        }
        match self.folders.len() < FOLDERS {
            true => self.folders.push(folder),
            false => self.fail("its command names too many folders".to_owned()),
        }
    }

    /// Adds the file at this place, if it belongs to the root. `is_run` says whether the command would run it. A pipe
    /// or a device that is only read from is listed as not covered. If the command would run it, the hook cannot be
    /// trusted.
    pub(super) fn file(&mut self, folder: &Path, path: &Path, is_run: &dyn Fn() -> bool) {
        let Ok(place) = self.paths.below(folder, path) else {
            return;
        };
        if place.kind == Kind::Other && !is_run() {
            let inside = place.path.strip_prefix(&self.bases.root).ok();
            self.covered
                .streams
                .extend(inside.and_then(|inside| name(inside).ok()));
            return;
        }
        let given = || folder.join(path);
        let Some((name, mark)) = named(given, &place, &self.bases.root, self.marks) else {
            return;
        };
        match (name, mark) {
            (Ok(name), Ok(mark)) => {
                self.covered.files.insert(name, mark);
            }
            (Ok(name), Err(problem)) => {
                self.covered.unread.insert(name, problem);
            }
            (Err(problem), _) => self.fail(problem),
        }
    }
}

/// A file's name below the root, and its mark (a digest or a link's target). In place of each there can be an error
/// message for a person.
type Named = (Result<String, String>, Result<String, String>);

/// Returns a file's name below `root` and its mark (a digest or a link's target). Returns `None` if neither the path as
/// `given` nor the file that it leads to is inside the root. Pipes and devices are errors, because they have no fixed
/// content that the user could agree to.
fn named(
    given: impl Fn() -> PathBuf,
    place: &Place,
    root: &Path,
    marks: &mut Marks,
) -> Option<Named> {
    let canonical = &place.path;
    if let Ok(inside) = canonical.strip_prefix(root) {
        return match place.kind {
            Kind::File => Some((name(inside), marks.of(canonical, root))),
            // Skip a socket: it can neither run nor be opened as a file.
            Kind::Folder | Kind::Socket => None,
            Kind::Other => Some((name(inside), Err(NOT_REGULAR.to_owned()))),
        };
    }
    if place.kind != Kind::File {
        return None;
    }
    // This is a link in the root that leads out of the root. Cover the link's target path: a change of the link then
    // ends the trust. The project's authors cannot change the content of the target, so the content is not covered.
    let plain = plain(&given());
    let inside = plain.strip_prefix(root).ok()?;
    Some((name(inside), Ok(mark::link(canonical))))
}

/// Like [`named`], for a name below `root`.
pub(super) fn file_of(name: &str, root: &Path, paths: &Paths, marks: &mut Marks) -> Option<Named> {
    let given = root.join(name);
    // Resolve the whole path, and not only the part below the root: a folder above the root might have become a link.
    let place = paths.find(&given).ok()?;
    named(|| given.clone(), &place, root, marks)
}

/// Returns a relative path with `/` separators on every platform: the names in a store must be the same everywhere.
fn name(path: &Path) -> Result<String, String> {
    let shown = || format!("{} has a name that is not UTF-8", visible_path(path));
    let names = path.components().map(|part| part.as_os_str().to_str());
    let names: Option<Vec<&str>> = names.collect();
    names.map(|names| names.join("/")).ok_or_else(shown)
}

/// Returns a path without `.` and `..`. Does not follow links.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
