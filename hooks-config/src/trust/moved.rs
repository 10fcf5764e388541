//! Detects a trusted project whose folder was moved or is reached by another path.
//!
//! Trust is for one path, so its hooks do not run at the new one before somebody says so. But they were
//! guards, and to move the folder must not switch them off: their gates are closed.
//!
//! A folder is known by what the file system calls it, never by what its hooks say: a clone, a copy and
//! another worktree say the same and are other projects.

use std::path::Path;

use hooks_types::text::visible_line;
use serde::{Deserialize, Serialize};

use super::entry::TrustEntry;
use super::found::HookFile;
use super::store::TrustStore;

/// What a file system calls a folder, whatever its path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FolderId {
    device: u64,
    inode: u64,
    /// When it was made, in nanoseconds, where the system knows: the number of a folder that was removed
    /// is given to the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    born: Option<u64>,
}

impl FolderId {
    /// None where there is no folder, or nothing tells folders apart.
    #[cfg(unix)]
    pub(super) fn of(folder: &Path) -> Option<Self> {
        use std::fs;
        use std::os::unix::fs::MetadataExt;
        use std::time::UNIX_EPOCH;

        let meta = fs::metadata(folder).ok().filter(fs::Metadata::is_dir)?;
        let born = meta.created().ok();
        let born = born.and_then(|born| born.duration_since(UNIX_EPOCH).ok());
        Some(Self {
            device: meta.dev(),
            inode: meta.ino(),
            born: born.and_then(|born| u64::try_from(born.as_nanos()).ok()),
        })
    }

    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> Option<Self> {
        None
    }
}

/// What was trusted of a file while its project had another path.
#[derive(Debug)]
pub(super) struct Moved<'s> {
    pub(super) entries: Vec<&'s TrustEntry>,
    from: &'s Path,
}

impl Moved<'_> {
    /// Said to models too.
    pub(super) fn why(&self) -> String {
        let from = visible_line(&self.from.display().to_string());
        format!("the user trusted its project as {from}, and trust is for one path")
    }
}

/// The entries for the same file of the very same folder under another path, unless all of them were
/// taken back.
pub(super) fn moved<'s>(store: &'s TrustStore, file: &HookFile) -> Option<Moved<'s>> {
    let others = store.roots().filter(|(root, _)| *root != file.place);
    let mut others = others
        .map(|(from, _)| Moved {
            entries: store.of_file(from, &file.name),
            from,
        })
        .filter(|other| other.entries.iter().any(|entry| !entry.revoked))
        .peekable();
    others.peek()?;
    let folder = FolderId::of(&file.root)?;
    others.find(|other| {
        let mut entries = other.entries.iter();
        entries.any(|entry| !entry.revoked && entry.folder.as_ref() == Some(&folder))
    })
}

#[cfg(test)]
#[path = "moved_tests.rs"]
mod tests;
