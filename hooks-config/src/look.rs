//! The file system queries of the search for project roots: the [`Look`] trait and [`Disk`].

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::discovery::{Places, ProjectTrust, native_candidates};
use crate::format::Agents;
use crate::load::load_candidates;

/// A read-only view of a file system. [`Disk`] is the real file system; embedders with a file system of their own
/// implement this trait.
pub trait Look: fmt::Debug {
    /// Returns the path with every link followed; `None` if nothing exists there.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;

    /// Returns the folder at a canonical path; `None` if it is not a folder.
    fn folder(&self, path: &Path) -> Option<Folder>;

    /// Returns whether anything exists at a path. A dangling link exists too. A path that cannot be examined is treated
    /// as existing: loading then reports it and does not skip it.
    fn has(&self, path: &Path) -> bool;

    /// Returns the numeric owner of the entry at a path (of a link itself, not of its target); `None`
    /// if unknown.
    fn owner(&self, path: &Path) -> Option<u32> {
        let _ = path;
        None
    }

    /// Says whether a root has files that configure hooks. Looks at our files and the files of `agents`, or only at the
    /// files of one `format`. The search calls this function only if a named root lies below other roots. It then asks about the
    /// named root and about each root above it.
    fn held(&self, root: &Path, agents: &Agents, format: Option<&DialectRef>) -> Held {
        // This default applies if an embedder does not implement the method. The default treats every root as a root
        // with hooks, so a named root is loaded alone.
        let _ = (root, agents, format);
        Held::Hooks
    }
}

/// Whether the hook files at a root configure hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Held {
    /// The files configure no hook.
    Nothing,
    /// Some or all files are unusable, and the other files configure no hook.
    Unusable,
    /// The files configure at least one hook.
    Hooks,
}

/// The properties of a folder that a search needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Folder {
    /// The numeric owner, if the platform has one.
    pub owner: Option<u32>,
    /// The number of the folder's file system, if the platform has one.
    pub device: Option<u64>,
    /// Whether every user may create files in the folder, as in `/tmp`, with or without a sticky
    /// bit.
    pub shared: bool,
}

impl Folder {
    /// Creates the description of a folder of which no property is known.
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
    /// Creates the view of this machine's file system.
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
        // Load the files as if this root had been chosen. The answer then agrees with the load that follows.
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

/// Returns the numeric owner, if the platform has one.
#[cfg(unix)]
pub(crate) fn owner_of(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;

    Some(metadata.uid())
}

#[cfg(not(unix))]
pub(crate) fn owner_of(_metadata: &fs::Metadata) -> Option<u32> {
    None
}

/// Returns whether every user may write to the file or folder.
#[cfg(unix)]
pub(crate) fn is_open_to_all(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    metadata.mode() & 0o002 != 0
}

#[cfg(not(unix))]
pub(crate) fn is_open_to_all(_metadata: &fs::Metadata) -> bool {
    false
}

/// Returns the properties of a folder.
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
