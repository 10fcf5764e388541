//! Reads files with limits: bounded size, regular files only, and if required only inside a folder.

use hooks_types::text::visible_path;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::look::{is_open_to_all, owner_of};
use crate::paths::{Gap, Paths};
use crate::roots::Root;

mod unread;

pub(crate) use unread::Unread;

/// The maximum size in bytes of a file that is read.
const LIMIT: u64 = crate::bounds::MOST_BYTES as u64;

/// Reads a file that the user named. The error is a message for a person.
pub(crate) fn read_text(path: &Path) -> Result<String, Unread> {
    text_of(path, LIMIT, || open_regular(path))
}

/// The conditions for reading a file that discovery found or that another file names.
#[derive(Debug)]
pub(crate) struct Demands<'a> {
    /// The folders that the file must lie in, with links followed.
    pub(crate) inside: Vec<&'a Path>,
    /// The maximum size of the file in bytes.
    pub(crate) most: u64,
    /// The trusted root that the file belongs to. If it is set, a file that another user could have written is refused.
    pub(crate) of: Option<&'a Root>,
}

impl Demands<'_> {
    /// Sets no conditions, for a file whose author is trusted.
    pub(crate) fn none() -> Self {
        Self {
            inside: Vec::new(),
            most: LIMIT,
            of: None,
        }
    }

    /// Opens a file if it meets these conditions.
    fn open(&self, path: &Path) -> io::Result<File> {
        // Check the owner of the opened file, because the path might lead to a different file by
        // now.
        let file = open_inside(path, &self.inside)?;
        match self.of {
            Some(root) => refuse_strangers(path, &file.metadata()?, root).map(|()| file),
            None => Ok(file),
        }
    }
}

/// Reads a file that discovery found. Returns `None` if nothing exists at the path. If a pipe, a
/// dangling link or anything else that is not a file exists there, that is an error, not `None`.
pub(crate) fn read_found(
    path: &Path,
    demands: &Demands<'_>,
    paths: &Paths,
) -> Option<Result<String, Unread>> {
    // Most candidates do not exist. Ask the cache first: it usually knows the folders of the candidates already, so
    // this saves system calls.
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

/// Checks that the file at `path`, with links followed, lies inside `root`. A path at which no file exists passes.
pub(crate) fn stays_within(path: &Path, root: &Path, paths: &Paths) -> Result<(), String> {
    let inside = match (paths.find(path), paths.find(root)) {
        (Ok(found), Ok(root)) if found.path.starts_with(&root.path) => return Ok(()),
        (Err(Gap::Missing), _) => return Ok(()),
        // Ask the system again, to get an error with the system's message.
        _ => canonical_inside(path, root),
    };
    match inside {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if is_outside(&error) => Err(error.to_string()),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Checks that a regular file exists at the path; `None` if nothing exists there.
fn found(path: &Path) -> Option<Result<(), Unread>> {
    match fs::symlink_metadata(path).and_then(|_| fs::metadata(path)) {
        Ok(meta) if meta.is_file() => Some(Ok(())),
        Ok(_) => Some(Err(NOT_REGULAR.into())),
        Err(_) if fs::symlink_metadata(path).is_ok() => Some(Err(Unread::link(path))),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            // If a file is in the place of a folder, the user's hooks below that folder would be missing without a
            // message. So report the file.
            let last = in_place_of_folder(path)?;
            Some(Err(Unread::in_place_of_folder(last, not_a_folder(last))))
        }
        Err(error) => Some(Err(unreadable(&error).into())),
    }
}

/// Says why nothing can exist at a path: a file or a dangling link is in the place of a folder above
/// it. A device there (`HOME=/dev/null`) is not reported: it means that no folder is wanted.
pub(crate) fn blocked(path: &Path) -> Option<String> {
    in_place_of_folder(path).map(not_a_folder)
}

/// Describes the file or the dangling link that is in the place of a folder.
fn not_a_folder(found: &Path) -> String {
    let what = match fs::symlink_metadata(found) {
        Ok(link) if link.is_symlink() => "is a link, and there is no folder at its target",
        _ => "is not a folder",
    };
    format!("cannot exist: {} {what}", visible_path(found))
}

/// Returns the part of a path that should be a folder but is a file or a dangling link.
fn in_place_of_folder(path: &Path) -> Option<&Path> {
    let there = |at: &&Path| fs::symlink_metadata(at).is_ok();
    let last = path.ancestors().skip(1).find(there)?;
    let is_wrong = match fs::metadata(last) {
        Ok(found) => found.is_file(),
        // This is a dangling link, or a link that leads through something that is not a folder. Nothing can exist below
        // it.
        Err(_) => true,
    };
    is_wrong.then_some(last)
}

/// The message about a folder, pipe or device in place of a file.
pub(crate) const NOT_REGULAR: &str = "is not a regular file";

/// Returns the message about an error, for a person.
fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        // Some kernel files have no end: a read of such a file waits until an event happens.
        ErrorKind::WouldBlock => "cannot be read: it has no end".to_owned(),
        _ if error.get_ref().is_some() => error.to_string(),
        _ => format!("cannot be read: {error}"),
    }
}

/// Reads a regular file of up to `limit` bytes, which must be UTF-8.
fn text_of(
    path: &Path,
    limit: u64,
    open: impl FnOnce() -> io::Result<File>,
) -> Result<String, Unread> {
    // Check the type first: opening a device can already have an effect.
    let meta = fs::metadata(path).map_err(|error| match fs::symlink_metadata(path) {
        Ok(link) if link.is_symlink() => Unread::link(path),
        _ => unreadable(&error).into(),
    })?;
    if !meta.is_file() {
        return Err(NOT_REGULAR.into());
    }
    // Either this one file is too large, or the project's files are too large together. The cures
    // differ, so give each case its own message.
    let limit = limit.min(LIMIT);
    let too_large = || match limit {
        LIMIT => format!("is larger than {} MiB", LIMIT / (1024 * 1024)),
        _ => "is larger than the limit for projects that are not trusted".to_owned(),
    };
    // Check the size first: a file that is too large is not even opened.
    if meta.len() > limit {
        return Err(too_large().into());
    }
    let mut bytes = Vec::new();
    open()
        // Read at most one byte beyond the limit: the file might have grown after its size was checked, and files of
        // `/proc` claim to be empty.
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large().into());
    }
    String::from_utf8(bytes)
        .map_err(|error| Unread::encoding(error.as_bytes(), error.utf8_error().valid_up_to()))
}

/// Opens a file without blocking, and checks the opened file: a pipe might have replaced it since an
/// earlier check.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    let file = options().open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other(NOT_REGULAR));
    }
    Ok(file)
}

/// Opens a file that lies inside these folders, and then checks that the opened file lies there.
pub(crate) fn open_inside(path: &Path, folders: &[&Path]) -> io::Result<File> {
    // Open the canonical path, in which no link is left. So a link inside the folder is followed only once, when the
    // path is checked.
    let Some(first) = folders.first() else {
        return open_regular(path);
    };
    let file = open_regular(&canonical_inside(path, first)?)?;
    let folders = folders.iter().map(fs::canonicalize);
    lies_inside(&file, path, &folders.collect::<io::Result<Vec<_>>>()?)?;
    Ok(file)
}

/// Opens a file that was found inside a folder, and checks that it still lies there. Both paths must be
/// canonical.
pub(crate) fn open_found(path: &Path, folder: &Path) -> io::Result<File> {
    let file = open_regular(path)?;
    lies_inside(&file, path, &[folder])?;
    Ok(file)
}

/// Refuses an opened file unless its path still leads to the same file, inside these canonical folders. A part of the
/// path might have become a link since the path was resolved.
fn lies_inside(file: &File, path: &Path, folders: &[impl AsRef<Path>]) -> io::Result<()> {
    // std has no `openat` with `RESOLVE_BENEATH`. So open first, then compare the opened file with the file at the
    // canonical path: a link that was exchanged in between leads to a different inode.
    let canonical = fs::canonicalize(path)?;
    if !folders.iter().all(|folder| canonical.starts_with(folder)) {
        return Err(io::Error::other(Outside));
    }
    match same_file(&file.metadata()?, &fs::symlink_metadata(&canonical)?) {
        true => Ok(()),
        false => Err(io::Error::other("was changed while it was read")),
    }
}

/// Refuses a file of a trusted root that another user created or may change: trust in a project does not extend to
/// other users with write access to the project's folders.
fn refuse_strangers(path: &Path, opened: &fs::Metadata, root: &Root) -> io::Result<()> {
    let of_folder = fs::metadata(&root.path).ok().and_then(|at| owner_of(&at));
    let stranger = |metadata: &fs::Metadata| {
        let owner = owner_of(metadata)?;
        // Accept files of the user `root` (uid 0), who can change every file, and of the owner of the project's folder,
        // because trust in the project is trust in that owner.
        let known = owner == 0 || Some(owner) == root.user || Some(owner) == of_folder;
        (!known).then_some(owner)
    };
    // If a folder or a link on the way to the file belongs to a user who is not accepted, that user
    // could have chosen which file the path leads to. So check each of them too. If the path, as it
    // was given, is not below the root, check only its last part, which can be a link.
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
            "can be written by every user, so its hooks do not run; remove that permission with \
             `chmod o-w`",
        ));
    }
    Ok(())
}

/// Returns the canonical path, if it lies inside `root`.
fn canonical_inside(path: &Path, root: &Path) -> io::Result<PathBuf> {
    let canonical = fs::canonicalize(path)?;
    if canonical.starts_with(fs::canonicalize(root)?) {
        return Ok(canonical);
    }
    Err(io::Error::other(Outside))
}

/// The error for a file outside the folder that it must not leave.
#[derive(Debug)]
struct Outside;

impl std::fmt::Display for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("is a link that leads out of the project. Only `--trust-project` follows it, for one run; `hooks trust` needs a copy in its place")
    }
}

impl std::error::Error for Outside {}

/// Returns whether the error says that the file lies outside of the folder that it must not leave.
fn is_outside(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Outside>())
}

/// Returns options for an open that does not wait for the writer of a pipe and does not make a terminal the controlling
/// terminal of the process.
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

/// Returns whether two metadata describe the same file.
#[cfg(unix)]
pub(crate) fn same_file(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Returns `true`: std has no file identity on this platform. The path itself was checked before and
/// after opening.
#[cfg(not(unix))]
pub(crate) fn same_file(_a: &fs::Metadata, _b: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
