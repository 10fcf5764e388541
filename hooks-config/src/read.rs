//! Reading config files, bounded, and where asked without leaving a folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::look::{is_open_to_all, owner_of};
use crate::paths::{Gap, Paths};
use crate::roots::Root;

/// A device or a flood is not read to its end.
const LIMIT: u64 = crate::bounds::MOST_BYTES as u64;

/// The text of a file, or why there is none, for a person.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    text_of(path, LIMIT, || open_regular(path))
}

/// What a file that discovery found, or that another file names, must be to be read.
#[derive(Debug)]
pub(crate) struct Demands<'a> {
    /// Folders that it lies in, links followed.
    pub(crate) inside: Vec<&'a Path>,
    /// So many bytes it has at most.
    pub(crate) most: u64,
    /// The trusted root that it belongs to, so that no other user may have written it.
    pub(crate) of: Option<&'a Root>,
}

impl Demands<'_> {
    /// A file of somebody who is trusted, wherever it lies.
    pub(crate) fn none() -> Self {
        Self {
            inside: Vec::new(),
            most: LIMIT,
            of: None,
        }
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        let file = open_inside(path, &self.inside)?;
        match self.of {
            Some(root) => refuse_strangers(path, &file.metadata()?, root).map(|()| file),
            None => Ok(file),
        }
    }
}

/// The text of a file that discovery found; none where nothing is there. Something that is there
/// but is no file (a pipe that would never end, a link to nowhere) is said, not passed over.
pub(crate) fn read_found(
    path: &Path,
    demands: &Demands<'_>,
    paths: &Paths,
) -> Option<Result<String, String>> {
    if paths.find(path) == Err(Gap::Missing) {
        return None;
    }
    Some(found(path)?.and_then(|()| {
        for folder in &demands.inside {
            stays_within(path, folder, paths)?;
        }
        text_of(path, demands.most, || demands.open(path))
    }))
}

/// Whether what lies at `path`, links followed, lies inside `root`, as far as was found; true where
/// nothing is there.
pub(crate) fn stays_within(path: &Path, root: &Path, paths: &Paths) -> Result<(), String> {
    let inside = match (paths.find(path), paths.find(root)) {
        (Ok(found), Ok(root)) if found.path.starts_with(&root.path) => return Ok(()),
        (Err(Gap::Missing), _) => return Ok(()),
        // Why not, in the system's words.
        _ => canonical_inside(path, root),
    };
    match inside {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if is_outside(&error) => Err(error.to_string()),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Whether a file is there that may be read; none where nothing is.
fn found(path: &Path) -> Option<Result<(), String>> {
    match fs::symlink_metadata(path).and_then(|_| fs::metadata(path)) {
        Ok(meta) if meta.is_file() => Some(Ok(())),
        Ok(_) => Some(Err(NOT_REGULAR.to_owned())),
        Err(_) if fs::symlink_metadata(path).is_ok() => {
            Some(Err("is a link to nothing that can be read".to_owned()))
        }
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            blocked(path).map(Err)
        }
        Err(error) => Some(Err(unreadable(&error))),
    }
}

/// Why nothing can be at a path though somebody put something on the way there: a file, or a link to
/// nothing, where a folder should be. A device there (`HOME=/dev/null`) says that there is none.
pub(crate) fn blocked(path: &Path) -> Option<String> {
    let there = |at: &&Path| fs::symlink_metadata(at).is_ok();
    let last = path.ancestors().skip(1).find(there)?;
    let is_wrong = match fs::metadata(last) {
        Ok(found) => found.is_file(),
        // A link to nothing, or through what is no folder.
        Err(_) => true,
    };
    is_wrong.then(|| format!("cannot be there: {} is not a folder", last.display()))
}

pub(crate) const NOT_REGULAR: &str = "is not a regular file";

fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        // A file of the kernel's that ends when more happens.
        ErrorKind::WouldBlock => "cannot be read: it has no end".to_owned(),
        _ if error.get_ref().is_some() => error.to_string(),
        _ => format!("cannot be read: {error}"),
    }
}

fn text_of(
    path: &Path,
    limit: u64,
    open: impl FnOnce() -> io::Result<File>,
) -> Result<String, String> {
    // Opening a device may already do something, so it is looked at first.
    let meta = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !meta.is_file() {
        return Err(NOT_REGULAR.to_owned());
    }
    let limit = limit.min(LIMIT);
    let too_large = || match limit {
        LIMIT => format!("is larger than {} MiB", LIMIT / (1024 * 1024)),
        _ => "is larger than what is read of projects that are not trusted".to_owned(),
    };
    // A thousand large files are not even read.
    if meta.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    open()
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    String::from_utf8(bytes)
        .map_err(|error| format!("is not UTF-8 (byte {})", error.utf8_error().valid_up_to()))
}

/// Opens a file without waiting, and makes sure of what was opened: since it was looked at, a pipe
/// may have taken its place.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    let file = options().open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other(NOT_REGULAR));
    }
    Ok(file)
}

/// Opens a file that lies inside these folders, and makes sure that what was opened does.
pub(crate) fn open_inside(path: &Path, folders: &[&Path]) -> io::Result<File> {
    let Some(first) = folders.first() else {
        return open_regular(path);
    };
    let file = open_regular(&canonical_inside(path, first)?)?;
    let folders = folders.iter().map(fs::canonicalize);
    lies_inside(&file, path, &folders.collect::<io::Result<Vec<_>>>()?)?;
    Ok(file)
}

/// Opens a file that was found inside a folder, both paths canonical, and makes sure that it still lies
/// there.
pub(crate) fn open_found(path: &Path, folder: &Path) -> io::Result<File> {
    let file = open_regular(path)?;
    lies_inside(&file, path, &[folder])?;
    Ok(file)
}

/// Refuses an opened file unless its path leads to it and lies inside these canonical folders: one on
/// the way may have become a link since the look at the path.
fn lies_inside(file: &File, path: &Path, folders: &[impl AsRef<Path>]) -> io::Result<()> {
    let canonical = fs::canonicalize(path)?;
    if !folders.iter().all(|folder| canonical.starts_with(folder)) {
        return Err(io::Error::other(Outside));
    }
    match same_file(&file.metadata()?, &fs::symlink_metadata(&canonical)?) {
        true => Ok(()),
        false => Err(io::Error::other("was changed while it was read")),
    }
}

/// Refuses a file of a trusted root that another user put there or may change: trust in a project
/// is none in whoever may write to its folders.
fn refuse_strangers(path: &Path, opened: &fs::Metadata, root: &Root) -> io::Result<()> {
    let of_folder = fs::metadata(&root.path).ok().and_then(|at| owner_of(&at));
    let stranger = |metadata: &fs::Metadata| {
        let owner = owner_of(metadata)?;
        let known = owner == 0 || Some(owner) == root.user || Some(owner) == of_folder;
        (!known).then_some(owner)
    };
    // A folder or a link of somebody else's on the way chose the file.
    let below = if path.starts_with(&root.path) {
        usize::MAX
    } else {
        1
    };
    let on_the_way = path.ancestors().take_while(|at| *at != root.path);
    let on_the_way = on_the_way.take(below);
    let mut found = on_the_way.filter_map(|at| stranger(&fs::symlink_metadata(at).ok()?));
    if let Some(owner) = stranger(opened).or_else(|| found.next()) {
        return Err(io::Error::other(format!(
            "belongs to another user (number {owner}), so its hooks do not run; delete it, or \
             take it over with `chown`"
        )));
    }
    if is_open_to_all(opened) {
        return Err(io::Error::other(
            "can be written by every user, so its hooks do not run; take that away with \
             `chmod o-w`",
        ));
    }
    Ok(())
}

fn canonical_inside(path: &Path, root: &Path) -> io::Result<PathBuf> {
    let canonical = fs::canonicalize(path)?;
    if canonical.starts_with(fs::canonicalize(root)?) {
        return Ok(canonical);
    }
    Err(io::Error::other(Outside))
}

/// A file lies outside the folder that it must not leave.
#[derive(Debug)]
struct Outside;

impl std::fmt::Display for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("is a link that leads out of the project, so it is not followed")
    }
}

impl std::error::Error for Outside {}

fn is_outside(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Outside>())
}

#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = OpenOptions::new();
    options
        .read(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

#[cfg(unix)]
pub(crate) fn same_file(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Nothing tells files apart here; the path was checked twice.
#[cfg(not(unix))]
pub(crate) fn same_file(_a: &fs::Metadata, _b: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
