//! Reading config files, bounded, and where asked without leaving a folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// A device or a flood is not read to its end.
const LIMIT: u64 = crate::bounds::MOST_BYTES as u64;

/// The text of a file, or why there is none, for a person.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    text_of(path, LIMIT, || open_regular(path))
}

/// The text of a file that discovery found; none where nothing is there. Something that is there
/// but is no file (a pipe that would never end, a link to nowhere) is said, not passed over.
pub(crate) fn read_found(path: &Path) -> Option<Result<String, String>> {
    found(path).map(|found| found.and_then(|()| read_text(path)))
}

/// The same for a file of a root that nobody trusts: it is read only if it lies inside the root,
/// links followed, and at most `left` bytes of all such files are, which this counts down.
pub(crate) fn read_inside(
    path: &Path,
    root: &Path,
    left: &mut u64,
) -> Option<Result<String, String>> {
    let inside = match found(path)? {
        Ok(()) => stays_within(path, root),
        Err(problem) => Err(problem),
    };
    Some(inside.and_then(|()| {
        let text = text_of(path, *left, || open_inside(path, root))?;
        *left = left.saturating_sub(text.len() as u64);
        Ok(text)
    }))
}

/// Whether what lies at `path`, links followed, lies inside `root`; true where nothing is there.
pub(crate) fn stays_within(path: &Path, root: &Path) -> Result<(), String> {
    match canonical_inside(path, root) {
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
            None
        }
        Err(error) => Some(Err(unreadable(&error))),
    }
}

const NOT_REGULAR: &str = "is not a regular file";

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
fn open_regular(path: &Path) -> io::Result<File> {
    let file = options().open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other(NOT_REGULAR));
    }
    Ok(file)
}

/// Opens a file that lies inside `root`, and makes sure that what was opened does.
pub(crate) fn open_inside(path: &Path, root: &Path) -> io::Result<File> {
    let canonical = canonical_inside(path, root)?;
    let file = open_regular(&canonical)?;
    // A folder on the way may have become a link in between. Then the file that now lies there is
    // another one.
    let again = canonical_inside(path, root)?;
    if !same_file(&file.metadata()?, &fs::symlink_metadata(&again)?) {
        return Err(io::Error::other("was changed while it was read"));
    }
    Ok(file)
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
fn same_file(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Nothing tells files apart here; the path was checked twice.
#[cfg(not(unix))]
fn same_file(_a: &fs::Metadata, _b: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
