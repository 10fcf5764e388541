//! What a user agreed to, root by root.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::entry::TrustEntry;
use super::error::Problem;
use super::found::{FoundHook, HookFile};
use super::judge::{Judged, Present, judge};
use super::permit::{Decision, FileTrust, GoneHook};
use super::shown::command;
use super::state::TrustState;

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
    /// replaced. False where the root's path is not UTF-8, so that it cannot be kept.
    pub fn trust(&mut self, root: &Path, entry: TrustEntry) -> bool {
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
        StoreTrust { store: self }
    }

    fn of_file(&self, root: &Path, file: &str) -> Vec<&TrustEntry> {
        let entries = self.entries(root).iter();
        entries.filter(|entry| entry.shown.file == file).collect()
    }
}

/// A [`FileTrust`] that knows what was agreed to before and asks nobody.
#[derive(Debug, Clone, Copy)]
pub struct StoreTrust<'a> {
    store: &'a TrustStore,
}

impl StoreTrust<'_> {
    fn judged(self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Judged {
        let entries = self.store.of_file(&file.place, &file.name);
        let present = |hook: &FoundHook<'_>| Present {
            event: hook.spec.event.wire_name().to_owned(),
            id: hook.spec.id.clone(),
            command: command(&hook.everywhere()),
            exact: exact(&entries, hook),
        };
        let present: Vec<Present> = hooks.iter().map(present).collect();
        judge(&entries, &present)
    }

    /// The entries of earlier versions of each hook, the latest last.
    #[must_use]
    pub fn earlier(&self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Option<TrustEntry>> {
        let entries = self.store.of_file(&file.place, &file.name);
        let judged = self.judged(file, hooks).hooks.into_iter();
        let latest = |found: usize| {
            let versions = entries.iter().rev();
            let mut versions = versions.filter(|entry| entry.is_version_of(entries[found]));
            versions.next().map(|entry| (*entry).clone())
        };
        judged.map(|(_, found)| found.and_then(latest)).collect()
    }
}

/// The entries that a hook is exactly, its files included.
fn exact(entries: &[&TrustEntry], hook: &FoundHook<'_>) -> Vec<usize> {
    // A project that nobody trusted anything of is not even hashed.
    if entries.is_empty() {
        return Vec::new();
    }
    let identity = hook.identity();
    let plain = identity.fingerprint();
    let is_exact = |entry: &TrustEntry| {
        let data: Vec<String> = entry.data().map(str::to_owned).collect();
        if identity.problem(&data).is_some() {
            return false;
        }
        if data.is_empty() {
            return entry.fingerprint == plain;
        }
        let files = identity.files_with_data(entry.data());
        identity.fingerprint_with(&files) == entry.fingerprint
    };
    let all = entries.iter().enumerate();
    all.filter(|(_, entry)| is_exact(entry))
        .map(|(place, _)| place)
        .collect()
}

impl FileTrust for StoreTrust<'_> {
    fn knows(&self, file: &HookFile) -> bool {
        let Some(digest) = file.digest else {
            return false;
        };
        let digest = digest.to_string();
        let entries = self.store.of_file(&file.place, &file.name);
        let mut live = entries.iter().filter(|entry| !entry.revoked);
        live.any(|entry| entry.shown.text.as_ref() == Some(&digest))
    }

    fn guards(&self, file: &HookFile) -> bool {
        let entries = self.store.of_file(&file.place, &file.name);
        entries.iter().any(|entry| !entry.revoked)
    }

    fn decide(&mut self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Decision> {
        let entries = self.store.of_file(&file.place, &file.name);
        let judged = self.judged(file, hooks);
        let decision = |(state, entry): (TrustState, Option<usize>)| {
            let mut decision = Decision::of(state);
            if let (TrustState::Trusted, Some(entry)) = (state, entry.map(|at| entries[at])) {
                decision.may_grant = entry.may_grant;
                decision.data = entry.data().map(str::to_owned).collect();
            }
            decision
        };
        judged.hooks.into_iter().map(decision).collect()
    }

    fn gone(&self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<GoneHook> {
        let entries = self.store.of_file(&file.place, &file.name);
        let gone = self.judged(file, hooks).gone;
        gone.into_iter().map(|at| gone_hook(entries[at])).collect()
    }

    fn trusted_below(&self, folder: &Path) -> Vec<PathBuf> {
        let below = self.store.roots();
        let below = below.filter(|(place, _)| place.parent() == Some(folder));
        below
            .filter(|(_, entries)| entries.iter().any(|entry| !entry.revoked))
            .map(|(place, _)| place.to_path_buf())
            .collect()
    }

    fn gone_files(&self, place: &Path, files: &[&str]) -> Vec<GoneHook> {
        let entries = self.store.entries(place).iter();
        let mut gone: Vec<&TrustEntry> = Vec::new();
        for entry in entries.filter(|entry| !entry.revoked) {
            let is_there = files.contains(&entry.shown.file.as_str());
            if !is_there && !gone.iter().any(|known| known.is_version_of(entry)) {
                gone.push(entry);
            }
        }
        gone.into_iter().map(gone_hook).collect()
    }
}

/// Decides where a store cannot be read: no hook of a project runs, and since nobody knows which of
/// them were trusted guards, gates that they are for stay closed.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct UnreadableStore;

impl FileTrust for UnreadableStore {
    fn decide(&mut self, _: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Decision> {
        let why = "the trust store cannot be read, so nobody knows whether this hook was trusted";
        let closed = Decision::of(TrustState::Changed).because(why);
        vec![closed; hooks.len()]
    }
}

fn gone_hook(entry: &TrustEntry) -> GoneHook {
    let shown = &entry.shown;
    GoneHook::new(&shown.file, &shown.event, &shown.id)
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
