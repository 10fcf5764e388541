//! Where paths lead, each part of one looked at once for a load.
//!
//! Every word of every hook is tried in several folders, and all of these lie in one project: what is
//! above them would be looked at thousands of times. Nothing here outlives a load, or the look right
//! before a start. Whoever opens what was found makes sure of it again, so that a link that is put there
//! in between leads nobody astray.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// More is not remembered: a folder can hold any number of names.
const MOST: usize = 1 << 16;

/// What lies at a path, links followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its canonical path.
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Folder,
    Socket,
    /// A pipe or a device.
    Other,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// The folder in which it would be, or one above, is there and has nothing of that name.
    Missing,
    /// A link to nothing, a file where a folder should be, or a folder that may not be read.
    Unclear,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    /// By the canonical folder and a name in it.
    known: RefCell<HashMap<PathBuf, Result<Place, Gap>>>,
    looks: Cell<usize>,
}

impl Paths {
    /// What lies at a path.
    ///
    /// # Errors
    ///
    /// Nothing does, as far as can be told.
    pub(crate) fn find(&self, path: &Path) -> Result<Place, Gap> {
        if path.is_absolute() {
            return self.below(Path::new(""), path);
        }
        let whole = std::path::absolute(path).map_err(|_| Gap::Unclear)?;
        self.below(Path::new(""), &whole)
    }

    /// The canonical path of what is there.
    pub(crate) fn canonical(&self, path: &Path) -> Option<PathBuf> {
        Some(self.find(path).ok()?.path)
    }

    /// What lies at a path from a folder, whose own path is canonical.
    ///
    /// # Errors
    ///
    /// Nothing does, as far as can be told.
    pub(crate) fn below(&self, folder: &Path, path: &Path) -> Result<Place, Gap> {
        let mut at = Place {
            path: folder.to_path_buf(),
            kind: Kind::Folder,
        };
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

    /// How often the file system was asked.
    #[cfg(test)]
    pub(crate) fn looks(&self) -> usize {
        self.looks.get()
    }

    fn step(&self, folder: &Path, name: &OsStr) -> Result<Place, Gap> {
        let path = folder.join(name);
        if let Some(known) = self.known.borrow().get(&path) {
            return known.clone();
        }
        self.looks.set(self.looks.get() + 1);
        let found = look(&path);
        let mut known = self.known.borrow_mut();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(path, found.clone());
        found
    }
}

fn look(path: &Path) -> Result<Place, Gap> {
    let meta = fs::symlink_metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Gap::Missing,
        _ => Gap::Unclear,
    })?;
    // Elsewhere a file may have several spellings, of which the system knows the one that it has.
    if cfg!(target_os = "linux") && !meta.is_symlink() {
        let path = path.to_path_buf();
        return Ok(place(path, &meta));
    }
    let canonical = fs::canonicalize(path).map_err(|_| Gap::Unclear)?;
    let meta = fs::symlink_metadata(&canonical).map_err(|_| Gap::Unclear)?;
    Ok(place(canonical, &meta))
}

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
