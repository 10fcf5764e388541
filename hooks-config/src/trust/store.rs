//! What a user agreed to, root by root.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::deciding::StoreTrust;
use super::entry::TrustEntry;
use super::error::Problem;
use super::moved::FolderId;

/// The version of the store that is written. An older one is brought up to it when it is read.
pub(super) const VERSION: u64 = 1;

/// Trusted hooks, for each canonical root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustStore {
    roots: BTreeMap<String, Vec<TrustEntry>>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u64,
    #[serde(default)]
    roots: BTreeMap<String, Vec<TrustEntry>>,
}

#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

impl TrustStore {
    /// Nobody is trusted.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let broken = |error: serde_json::Error| Problem::Broken(error.to_string());
        let Versioned { version } = serde_json::from_str(text).map_err(broken)?;
        match version {
            // The first version: a later one turns the text of an older one into its own here.
            VERSION => {
                let Written { roots, .. } = serde_json::from_str(text).map_err(broken)?;
                Ok(Self { roots })
            }
            0 => Err(Problem::Broken("there is no version 0".to_owned())),
            newer => Err(Problem::Newer(newer)),
        }
    }

    pub(super) fn written(&self) -> Result<String, Problem> {
        let written = Written {
            version: VERSION,
            roots: self.roots.clone(),
        };
        let text = serde_json::to_string_pretty(&written);
        text.map_err(|error| Problem::Broken(error.to_string()))
    }

    /// Every root with its entries.
    pub fn roots(&self) -> impl Iterator<Item = (&Path, &[TrustEntry])> {
        let roots = self.roots.iter();
        roots.map(|(root, entries)| (Path::new(root), entries.as_slice()))
    }

    /// The entries of a root, its canonical path given. A path that is not UTF-8 has none.
    #[must_use]
    pub fn entries(&self, root: &Path) -> &[TrustEntry] {
        let entries = root.to_str().and_then(|root| self.roots.get(root));
        entries.map_or(&[], Vec::as_slice)
    }

    /// Adds an entry to a root, beside other versions of the same hook; one that was taken back is
    /// replaced. The root's folder is remembered as it is now, so that it is known when it was moved. False where the root's path is not UTF-8, so that it cannot be kept.
    pub fn trust(&mut self, root: &Path, mut entry: TrustEntry) -> bool {
        entry.folder = FolderId::of(root);
        let Some(root) = root.to_str() else {
            return false;
        };
        let entries = self.roots.entry(root.to_owned()).or_default();
        entries.retain(|old| {
            let again = old.fingerprint == entry.fingerprint;
            let taken_back = old.revoked && old.is_version_of(&entry);
            !(again || taken_back)
        });
        entries.push(entry);
        true
    }

    /// Takes back the trust in those hooks of a root that `which` names, every version of them.
    /// Returns how many hooks that were.
    pub fn revoke(&mut self, root: &Path, which: impl Fn(&TrustEntry) -> bool) -> usize {
        let entries = root.to_str().and_then(|root| self.roots.get_mut(root));
        let Some(entries) = entries else {
            return 0;
        };
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

    /// Forgets everything about a root, revocations included.
    pub fn forget(&mut self, root: &Path) -> bool {
        root.to_str()
            .is_some_and(|root| self.roots.remove(root).is_some())
    }

    /// Decides by this store.
    #[must_use]
    pub fn deciding(&self) -> StoreTrust<'_> {
        StoreTrust::of(self)
    }

    pub(super) fn of_file(&self, root: &Path, file: &str) -> Vec<&TrustEntry> {
        let entries = self.entries(root).iter();
        entries.filter(|entry| entry.shown.file == file).collect()
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
