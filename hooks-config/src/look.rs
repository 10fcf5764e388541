//! What the search for project roots asks of a file system.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::discovery::{Places, ProjectTrust, native_candidates};
use crate::format::Agents;
use crate::load::load_candidates;

/// A read-only view of a file system. [`Disk`] is the real one; embedders with a file system of
/// their own bring theirs.
pub trait Look: fmt::Debug {
    /// A path with every link followed; `None` where nothing is there.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;

    /// The folder at a canonical path; `None` where there is no folder.
    fn folder(&self, path: &Path) -> Option<Folder>;

    /// Whether there is anything at a path, a link to nowhere included. What cannot be looked at
    /// counts as there, so that it is complained about later and not passed over.
    fn has(&self, path: &Path) -> bool;

    /// The owner's number of what is at a path, a link itself and not what it leads to; `None` where
    /// that is not known.
    fn owner(&self, path: &Path) -> Option<u32> {
        let _ = path;
        None
    }

    /// What the hook files at a root come to, ours and those of these agents, or those of one format
    /// alone. Asked of a root that holds such files, and only where it is named and lies below
    /// another one.
    fn held(&self, root: &Path, agents: &Agents, format: Option<&DialectRef>) -> Held {
        let _ = (root, agents, format);
        Held::Hooks
    }
}

/// What the hook files at a root come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Held {
    /// They configure no hook.
    Nothing,
    /// They cannot be used, or not all of them, and what can be configures no hook.
    Unusable,
    /// At least one hook.
    Hooks,
}

/// A folder, as far as a search asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Folder {
    /// Its owner's number, where the platform has one.
    pub owner: Option<u32>,
    /// Its file system's number, where the platform has one.
    pub device: Option<u64>,
    /// Whether every user may put files of his own into it, as into `/tmp`, with a sticky bit or
    /// without.
    pub shared: bool,
}

impl Folder {
    /// A folder about which nothing else is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// The file system of this machine.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Disk;

impl Disk {
    /// The file system of this machine.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

impl Look for Disk {
    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        fs::canonicalize(path).ok()
    }

    fn folder(&self, path: &Path) -> Option<Folder> {
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_dir)?;
        Some(described(&metadata))
    }

    fn has(&self, path: &Path) -> bool {
        match fs::symlink_metadata(path) {
            Ok(_) => true,
            Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
        }
    }

    fn owner(&self, path: &Path) -> Option<u32> {
        owner_of(&fs::symlink_metadata(path).ok()?)
    }

    fn held(&self, root: &Path, agents: &Agents, format: Option<&DialectRef>) -> Held {
        let places = Places::new().with_project(root);
        let mut files = native_candidates(&places);
        files.extend(agents.all_candidates(&places));
        files.retain(|file| {
            file.scope == Scope::Project && format.is_none_or(|format| file.dialect == *format)
        });
        let loaded = load_candidates(&files, ProjectTrust::Untrusted, agents);
        if !loaded.hooks_despite_errors().is_empty() {
            return Held::Hooks;
        }
        match loaded.roots.iter().any(|root| root.unusable_files > 0) {
            true => Held::Unusable,
            false => Held::Nothing,
        }
    }
}

/// The owner's number, where the platform has one.
#[cfg(unix)]
pub(crate) fn owner_of(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;

    Some(metadata.uid())
}

#[cfg(not(unix))]
pub(crate) fn owner_of(_metadata: &fs::Metadata) -> Option<u32> {
    None
}

/// Whether every user may write to it.
#[cfg(unix)]
pub(crate) fn is_open_to_all(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    metadata.mode() & 0o002 != 0
}

#[cfg(not(unix))]
pub(crate) fn is_open_to_all(_metadata: &fs::Metadata) -> bool {
    false
}

#[cfg(unix)]
fn described(metadata: &fs::Metadata) -> Folder {
    use std::os::unix::fs::MetadataExt;

    Folder {
        owner: owner_of(metadata),
        device: Some(metadata.dev()),
        shared: is_open_to_all(metadata),
    }
}

#[cfg(not(unix))]
fn described(_metadata: &fs::Metadata) -> Folder {
    Folder::new()
}
