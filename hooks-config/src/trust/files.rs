//! Which files of a root a command's words name, from the folders they are tried in.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::mark::{self, Marks};
use super::pattern::fits;
use super::words::Words;
use crate::paths::{Kind, Paths, Place};
use crate::read::NOT_REGULAR;

/// Folders that words are tried in.
const FOLDERS: usize = 24;

/// Words by which a command goes to another folder, so that the next may be named from there.
const STEPS: &[&str] = &["cd", "pushd", "chdir", "-C", "-I", "--chdir"];

/// Files that the patterns of a command are tried on.
const ENTRIES: usize = 4096;

/// Where the words of a command are resolved.
#[derive(Debug, Clone)]
pub(super) struct Bases {
    /// The root that covered files lie in, canonical.
    pub(super) root: PathBuf,
    /// Folders that relative words are tried in.
    pub(super) folders: Vec<PathBuf>,
    /// What `~` stands for.
    pub(super) home: Option<PathBuf>,
}

/// The files of a root that a command names: their names below it, and what each was found to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Covered {
    pub(super) files: BTreeMap<String, String>,
    /// Files that cannot be read whole, and why.
    pub(super) unread: BTreeMap<String, String>,
    /// Pipes and devices that it may read from: nobody can agree to what comes out of them.
    pub(super) streams: BTreeSet<String>,
    /// Why it cannot be said what the command runs.
    pub(super) problem: Option<String>,
}

impl Covered {
    /// Resolves words.
    pub(super) fn of(words: &Words, bases: &Bases, paths: &Paths, marks: &mut Marks) -> Self {
        let mut search = Search {
            covered: Self::default(),
            entries: 0,
            folders: Vec::new(),
            bases,
            paths,
            marks,
        };
        if words.too_many {
            search.fail("its command has more words than can be looked at".to_owned());
        }
        search.all(words);
        search.covered
    }
}

struct Search<'a> {
    covered: Covered,
    /// How many files patterns were tried on.
    entries: usize,
    folders: Vec<PathBuf>,
    bases: &'a Bases,
    paths: &'a Paths,
    marks: &'a mut Marks,
}

impl Search<'_> {
    fn fail(&mut self, problem: String) {
        self.covered.problem.get_or_insert(problem);
    }

    fn all(&mut self, words: &Words) {
        for folder in std::iter::once(&self.bases.root).chain(&self.bases.folders) {
            if let Some(folder) = self.paths.canonical(folder)
                && !self.folders.contains(&folder)
            {
                self.folders.push(folder);
            }
        }
        // A command may go to a folder that it names, and from there to another.
        let steps = words.has(STEPS);
        let mut from = 0;
        loop {
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

    /// Where a word leads: each canonical folder that it is tried in, and its path from there. One that
    /// begins with `/` may stand behind a variable.
    fn places<'w>(&self, word: &'w str, folders: &'w [PathBuf]) -> Vec<(Cow<'w, Path>, &'w Path)> {
        let mut places = Vec::new();
        if let Some(rest) = word.strip_prefix("~/")
            && let Some(home) = self.bases.home.as_deref()
            && let Some(home) = self.paths.canonical(home)
        {
            places.push((Cow::Owned(home), Path::new(rest.trim_start_matches('/'))));
        }
        if Path::new(word).is_absolute() {
            places.push((Cow::Borrowed(Path::new("")), Path::new(word)));
        }
        let relative = Path::new(word.trim_start_matches('/'));
        if !relative.as_os_str().is_empty() {
            let folders = folders.iter().map(|folder| folder.as_path().into());
            places.extend(folders.map(|folder| (folder, relative)));
        }
        places
    }

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

    /// `is_run`: whether it would be a program or a script, and not only something to read from.
    fn file(&mut self, folder: &Path, path: &Path, is_run: &dyn Fn() -> bool) {
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

    /// The files that a path from a folder fits, with patterns in its names. What the folder itself is
    /// called is no pattern.
    fn pattern(&mut self, folder: &Path, path: &Path, is_run: &dyn Fn() -> bool) {
        let (folder, path) = match path.strip_prefix(&self.bases.root) {
            Ok(inside) => (self.bases.root.as_path(), inside),
            Err(_) => (folder, path),
        };
        let mut at = folder.to_path_buf();
        let mut parts = path.components();
        while let Some(part) = parts.next() {
            match part.as_os_str().to_str() {
                Some(name) if name.contains(['*', '?', '[']) => {
                    return self.fitting(&at, name, parts.as_path(), is_run);
                }
                _ => at.push(part),
            }
        }
        self.file(Path::new(""), &at, is_run);
    }

    /// What lies at `rest` from each entry of a folder of the root that a pattern fits.
    fn fitting(&mut self, folder: &Path, pattern: &str, rest: &Path, is_run: &dyn Fn() -> bool) {
        let canonical = self.paths.canonical(folder);
        if !canonical.is_some_and(|folder| folder.starts_with(&self.bases.root)) {
            return;
        }
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            self.entries += 1;
            if self.entries > ENTRIES {
                return self.fail("a pattern of its command fits too many files".to_owned());
            }
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| fits(pattern, name)) {
                self.pattern(&folder.join(&name), rest, is_run);
            }
        }
    }
}

type Named = (Result<String, String>, Result<String, String>);

/// The name below `root` of a file, and what it holds; none where neither its path as `given` nor what
/// lies there is inside the root. A pipe or a device has no bytes that anybody could agree to.
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
            // Nobody runs a socket, nor can open it as a file.
            Kind::Folder | Kind::Socket => None,
            Kind::Other => Some((name(inside), Err(NOT_REGULAR.to_owned()))),
        };
    }
    if place.kind != Kind::File {
        return None;
    }
    let plain = plain(&given());
    let inside = plain.strip_prefix(root).ok()?;
    Some((name(inside), Ok(mark::link(canonical))))
}

/// The same for what has this name below `root`.
pub(super) fn file_of(name: &str, root: &Path, paths: &Paths, marks: &mut Marks) -> Option<Named> {
    let given = root.join(name);
    // From the very top: a folder above the root may lead elsewhere by now.
    let place = paths.find(&given).ok()?;
    named(|| given.clone(), &place, root, marks)
}

fn name(path: &Path) -> Result<String, String> {
    let shown = || format!("{} has a name that is not UTF-8", path.display());
    let names = path.components().map(|part| part.as_os_str().to_str());
    let names: Option<Vec<&str>> = names.collect();
    names.map(|names| names.join("/")).ok_or_else(shown)
}

/// A path without `.` and `..`, its links not followed.
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
