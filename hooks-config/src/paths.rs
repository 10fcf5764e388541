//! Resolves paths. With the cache, each part of a path is looked up only once per load.
//!
//! Every word of every hook is tried in several folders of one project, so without the cache the
//! folders above would be looked up thousands of times. A cache lives no longer than one load, or one
//! check right before a start. Code that opens a file found here must verify the opened file again,
//! because a link might have replaced it since.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// The maximum number of entries of the cache. It bounds memory, because a folder can hold any number
/// of names.
const MOST: usize = 1 << 16;

/// The file or folder at a path, with links followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The canonical path.
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
}

/// The type of an entry of the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A Unix socket.
    Socket,
    /// A pipe or a device.
    Other,
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// An existing folder on the way has no entry of that name.
    Missing,
    /// A dangling link, a file in place of a folder, or an unreadable folder is on the way.
    Unclear,
}

/// A cache of resolved paths.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    /// The results by path: a canonical folder joined with a name in that folder.
    known: RefCell<HashMap<PathBuf, Result<Place, Gap>>>,
    /// How often the file system was queried, for tests.
    looks: Cell<usize>,
}

impl Paths {
    /// Resolves a path. A relative path starts at the process's current folder.
    ///
    /// # Errors
    ///
    /// Nothing exists at the path, or it cannot be resolved.
    pub(crate) fn find(&self, path: &Path) -> Result<Place, Gap> {
        if path.is_absolute() {
            return self.below(Path::new(""), path);
        }
        let whole = std::path::absolute(path).map_err(|_| Gap::Unclear)?;
        self.below(Path::new(""), &whole)
    }

    /// Returns the canonical path, if something exists there.
    pub(crate) fn canonical(&self, path: &Path) -> Option<PathBuf> {
        Some(self.find(path).ok()?.path)
    }

    /// Resolves a path that starts at a folder. The folder's path must be canonical.
    ///
    /// # Errors
    ///
    /// Nothing exists at the path, or it cannot be resolved.
    pub(crate) fn below(&self, folder: &Path, path: &Path) -> Result<Place, Gap> {
        let mut at = Place {
            path: folder.to_path_buf(),
            kind: Kind::Folder,
        };
        // Walk the parts as the kernel does: each link is followed before the next part is looked
        // at. So if `a` is a link, `a/..` is the folder that holds the link's target, and not the
        // folder that holds the link.
        for part in path.components() {
            if at.kind != Kind::Folder {
                return Err(Gap::Unclear);
            }
            match part {
                Component::Prefix(_) | Component::RootDir => at.path.push(part),
                Component::CurDir => {}
                Component::ParentDir => {
                    at.path.pop();
                }
                Component::Normal(name) => at = self.step(&at.path, name)?,
            }
        }
        Ok(at)
    }

    /// Returns how often the file system was queried.
    #[cfg(test)]
    pub(crate) fn looks(&self) -> usize {
        self.looks.get()
    }

    /// Resolves one name in a canonical folder, from the cache if possible.
    fn step(&self, folder: &Path, name: &OsStr) -> Result<Place, Gap> {
        // The folder is canonical, so this path is a unique key: different spellings of a path share
        // one result.
        let path = folder.join(name);
        if let Some(known) = self.known.borrow().get(&path) {
            return known.clone();
        }
        self.looks.set(self.looks.get() + 1);
        let found = look(&path);
        let mut known = self.known.borrow_mut();
        if known.len() >= MOST {
            // The cache is full. Clear it instead of failing: the only cost is that paths are
            // looked up again.
            known.clear();
        }
        known.insert(path, found.clone());
        found
    }
}

/// Asks the file system about a path whose folder is canonical.
fn look(path: &Path) -> Result<Place, Gap> {
    // Only `NotFound` proves that nothing is there. Permission errors and loops of links are `Unclear`: no caller may
    // take them for a file that does not exist.
    let meta = fs::symlink_metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Gap::Missing,
        _ => Gap::Unclear,
    })?;
    // On Linux, a name that is not a link has only one spelling. On other platforms a file can have several spellings
    // (letter case), so ask `canonicalize` for the real spelling.
    if cfg!(target_os = "linux") && !meta.is_symlink() {
        let path = path.to_path_buf();
        return Ok(place(path, &meta));
    }
    let canonical = fs::canonicalize(path).map_err(|_| Gap::Unclear)?;
    let meta = fs::symlink_metadata(&canonical).map_err(|_| Gap::Unclear)?;
    Ok(place(canonical, &meta))
}

/// Returns the place of an entry with this canonical path and metadata.
fn place(path: PathBuf, meta: &fs::Metadata) -> Place {
    let kind = match meta.file_type() {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Folder,
        kind if is_socket(kind) => Kind::Socket,
        _ => Kind::Other,
    };
    Place { path, kind }
}

#[cfg(unix)]
fn is_socket(kind: fs::FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_socket(&kind)
}

#[cfg(not(unix))]
fn is_socket(_: fs::FileType) -> bool {
    false
}

#[cfg(test)]
#[path = "paths_tests.rs"]
mod tests;
