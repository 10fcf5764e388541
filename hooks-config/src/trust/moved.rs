//! Detects a trusted project whose folder was moved or is reached by another path.
//!
//! Trust is for one path, so the hooks do not run at the new path until the user trusts them there. But moving the
//! folder must not switch off guards. So the hooks of events that can block are replaced by hooks that always block.
//!
//! A folder is recognized by its number in the file system, never by the content of its hooks. A clone, a
//! copy and another worktree have the same content and are different projects.

use std::path::Path;

use hooks_types::text::visible_line;
use serde::{Deserialize, Serialize};

use super::entry::TrustEntry;
use super::found::HookFile;
use super::store::TrustStore;

/// The identity of a folder in its file system. It stays the same when the folder is renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FolderId {
    /// The number of the file system.
    device: u64,
    /// The number of the folder in its file system.
    inode: u64,
    /// The time of creation in nanoseconds since 1970, if the system knows it. A file system can give the number of a
    /// removed folder to a new folder, so the number alone is not enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    born: Option<u64>,
}

impl FolderId {
    /// Returns the identity of a folder; `None` if it does not exist, is not a folder, or the system has
    /// no such identity.
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

    /// Returns `None`: std offers a stable identity of a folder on Unix only.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> Option<Self> {
        None
    }
}

/// The entries that were stored for a file while its project had another path.
#[derive(Debug)]
pub(super) struct Moved<'s> {
    /// The entries of the file, including revoked entries.
    pub(super) entries: Vec<&'s TrustEntry>,
    /// The path of the project when the user decided about these entries.
    from: &'s Path,
}

impl Moved<'_> {
    /// Returns why the hooks do not run. Models read this too: the path comes from the user's own store
    /// and has its invisible characters escaped.
    pub(super) fn why(&self) -> String {
        let from = visible_line(&self.from.display().to_string());
        format!("{TRUSTED_AS}{from}{ONE_PATH}")
    }
}

/// The beginning of the reason why a moved project's hook does not run. The project's earlier path
/// follows.
const TRUSTED_AS: &str = "the user trusted its project as ";

/// The end of the reason that begins with [`TRUSTED_AS`], after the path.
const ONE_PATH: &str = ", and trust is for one path";

/// Returns the path of a project at the time when the user trusted it. The path comes from `reason`, which says why a
/// hook of the project does not run. `None` if the reason is not that the project was moved.
#[must_use]
pub fn place_when_trusted(reason: &str) -> Option<&str> {
    let rest = reason.strip_prefix(TRUSTED_AS)?;
    rest.rsplit_once(ONE_PATH).map(|(place, _)| place)
}

/// Returns the entries that the store has for this file under an earlier path of the project's
/// folder; `None` if there are no such entries, or if all of them were revoked.
pub(super) fn moved<'s>(store: &'s TrustStore, file: &HookFile) -> Option<Moved<'s>> {
    let others = store.roots().filter(|(root, _)| *root != file.place);
    let mut others = others
        .map(|(from, _)| Moved {
            entries: store.of_file(from, &file.name),
            from,
        })
        .filter(|other| other.entries.iter().any(|entry| !entry.revoked))
        .peekable();
    // Look at the disk only if the store has a file of this name in another root.
    others.peek()?;
    let folder = FolderId::of(&file.root)?;
    others.find(|other| {
        let mut entries = other.entries.iter();
        // An entry that an earlier version wrote has no identity of the folder, so it never
        // matches.
        entries.any(|entry| !entry.revoked && entry.folder.as_ref() == Some(&folder))
    })
}

#[cfg(test)]
#[path = "moved_tests.rs"]
mod tests;
