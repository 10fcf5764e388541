//! The trust store in memory: entries by canonical root.
//!
//! For a plugin the key is its [place](super::HookFile::place) instead, which all versions share. Reading checks the
//! version before anything else: a store of a newer program is an error, not an empty store, because a guard that is
//! treated as new does not run, and the calls that it guards then pass.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::deciding::StoreTrust;
use super::entry::TrustEntry;
use super::error::Problem;
use super::moved::FolderId;

/// The version of the store's format that this program writes. A store of an older version is converted when it is
/// read.
pub(super) const VERSION: u64 = 1;

/// The hooks that a user trusted or revoked, by canonical root.
///
/// This is a value in memory. [`StorePlace::read`](crate::StorePlace::read) reads it from disk;
/// [`StorePlace::change`](crate::StorePlace::change) changes it there.
///
/// This example trusts all hooks that a load finds, and loads again. A real agent asks its user first,
/// as the example `trust_dialog` does:
///
/// ```no_run
/// use hooks_config::{Agents, FoundHook, HookFile, Places, StorePlace};
/// use hooks_config::{load_with, native_candidates};
///
/// let candidates = native_candidates(&Places::new().with_project("/work/project"));
/// let agents = Agents::default();
/// let mut agreed = Vec::new();
/// let mut dialog = |file: &HookFile, hooks: &[FoundHook<'_>]| {
///     // `entry` is `None` for a hook that cannot be trusted.
///     let entries = hooks.iter().filter_map(|hook| hook.entry(&[]));
///     agreed.extend(entries.map(|entry| (file.place.clone(), entry)));
///     Vec::new() // no decisions: nothing of this load runs
/// };
/// let _ = load_with(&candidates, &agents, &mut dialog);
///
/// let place = StorePlace::new("/home/me/.local/state/agent-hooks");
/// let store = place.change(|store| {
///     for (root, entry) in agreed {
///         store.trust(&root, entry);
///     }
///     store.clone()
/// })?;
/// let loaded = load_with(&candidates, &agents, &mut store.deciding());
/// # let _ = loaded;
/// # Ok::<(), hooks_config::StoreError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustStore {
    roots: BTreeMap<String, Vec<TrustEntry>>,
}

/// The store's JSON document.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u64,
    #[serde(default)]
    roots: BTreeMap<String, Vec<TrustEntry>>,
}

/// The version of the document, which is read first because the form of the rest depends on it.
#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

impl TrustStore {
    /// Creates an empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Parses a store's text.
    ///
    /// # Errors
    ///
    /// The text is not a store, or its version is newer than [`VERSION`].
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let broken = |error: serde_json::Error| Problem::Broken(error.to_string());
        // First parse only the version: the rest of a newer store might not fit our types.
        let Versioned { version } = serde_json::from_str(text).map_err(broken)?;
        match version {
            // There is only one version of the format so far. Once there are more, convert texts of older versions
            // here.
            VERSION => {
                let Written { roots, .. } = serde_json::from_str(text).map_err(broken)?;
                Ok(Self { roots })
            }
            0 => Err(Problem::Broken("there is no version 0".to_owned())),
            newer => Err(Problem::Newer(newer)),
        }
    }

    /// Returns the store as text, in the current version.
    ///
    /// # Errors
    ///
    /// The store cannot be encoded as JSON.
    pub(super) fn written(&self) -> Result<String, Problem> {
        let written = Written {
            version: VERSION,
            roots: self.roots.clone(),
        };
        let text = serde_json::to_string_pretty(&written);
        text.map_err(|error| Problem::Broken(error.to_string()))
    }

    /// Yields every root with its entries, sorted by path. For a plugin the root is its
    /// [place](super::HookFile::place).
    pub fn roots(&self) -> impl Iterator<Item = (&Path, &[TrustEntry])> {
        let roots = self.roots.iter();
        roots.map(|(root, entries)| (Path::new(root), entries.as_slice()))
    }

    /// Returns the entries of a root, given its canonical path. A path that is not UTF-8 has no entries.
    #[must_use]
    pub fn entries(&self, root: &Path) -> &[TrustEntry] {
        let entries = root.to_str().and_then(|root| self.roots.get(root));
        entries.map_or(&[], Vec::as_slice)
    }

    /// Adds an entry to a root. Replaces an entry with the same fingerprint, and revoked versions of the same hook.
    /// Keeps the other trusted versions of the hook. Returns `false`, and adds nothing, if the root's path is not
    /// UTF-8.
    ///
    /// Looks the root's folder up on disk: by the folder's identity, the project is recognized after it was moved.
    pub fn trust(&mut self, root: &Path, mut entry: TrustEntry) -> bool {
        entry.folder = FolderId::of(root);
        let Some(root) = root.to_str() else {
            return false;
        };
        let entries = self.roots.entry(root.to_owned()).or_default();
        entries.retain(|old| {
            let again = old.fingerprint == entry.fingerprint;
            // A new decision to trust replaces the revocation; otherwise the hook would stay revoked.
            let taken_back = old.revoked && old.is_version_of(&entry);
            !(again || taken_back)
        });
        entries.push(entry);
        true
    }

    /// Revokes the hooks that `which` selects in a root. Revokes every version of these hooks. Returns the number of
    /// hooks for which a trusted version was selected.
    ///
    /// Revoked entries stay in the store. They keep later versions of the hook revoked, also in runs with
    /// permission for the whole project.
    pub fn revoke(&mut self, root: &Path, which: impl Fn(&TrustEntry) -> bool) -> usize {
        let entries = root.to_str().and_then(|root| self.roots.get_mut(root));
        let Some(entries) = entries else {
            return 0;
        };
        // `which` can select one version only. Revoke the hook's other versions too; otherwise a different branch of
        // the repository would bring the hook back.
        let meant: Vec<TrustEntry> = entries.iter().filter(|it| which(it)).cloned().collect();
        let mut hooks: Vec<&TrustEntry> = Vec::new();
        for entry in meant.iter().filter(|entry| !entry.revoked) {
            if !hooks.iter().any(|known| known.is_version_of(entry)) {
                hooks.push(entry);
            }
        }
        for entry in entries.iter_mut() {
            entry.revoked |= meant.iter().any(|meant| meant.is_version_of(entry));
        }
        hooks.len()
    }

    /// Removes everything about a root, revocations included. Its hooks are then new again. Returns whether the root
    /// was known.
    pub fn forget(&mut self, root: &Path) -> bool {
        root.to_str()
            .is_some_and(|root| self.roots.remove(root).is_some())
    }

    /// Returns a [`FileTrust`](crate::FileTrust) that decides by this store.
    #[must_use]
    pub fn deciding(&self) -> StoreTrust<'_> {
        StoreTrust::of(self)
    }

    /// Returns the entries of one file of a root, oldest first.
    pub(super) fn of_file(&self, root: &Path, file: &str) -> Vec<&TrustEntry> {
        let entries = self.entries(root).iter();
        entries.filter(|entry| entry.shown.file == file).collect()
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
