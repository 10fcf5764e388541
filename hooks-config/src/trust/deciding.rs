//! Decides about hooks by the entries of a trust store.
//!
//! The entries of a file are looked up by the file's place and name. Several entries may describe
//! versions of one hook, because branches of a repository can hold different versions. A hook that
//! matches any of them exactly is trusted. A hook that was trusted under another path of a moved
//! project is treated as changed, not as new.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use hooks_types::fingerprint::Fingerprint;

use super::decision::{Decision, FileTrust, GoneHook};
use super::entry::TrustEntry;
use super::found::{FoundHook, HookFile};
use super::judge::{Judged, Present, judge};
use super::moved::{Moved, moved};
use super::shown::command;
use super::state::TrustState;
use super::store::TrustStore;

/// A [`FileTrust`] that decides by a [`TrustStore`], without asking the user.
#[derive(Debug, Clone, Copy)]
pub struct StoreTrust<'a> {
    store: &'a TrustStore,
}

impl<'a> StoreTrust<'a> {
    /// Decides by this store; [`TrustStore::deciding`] is its public form.
    pub(super) fn of(store: &'a TrustStore) -> Self {
        Self { store }
    }

    /// The entries that were made for a file.
    fn entries(self, file: &HookFile) -> Vec<&'a TrustEntry> {
        self.store.of_file(&file.place, &file.name)
    }

    /// Where none was made for it, what was trusted of it at another path of the same project.
    fn moved(self, file: &HookFile) -> Option<Moved<'a>> {
        let is_known = file.plugin.is_some() || !self.entries(file).is_empty();
        match is_known {
            true => None,
            false => moved(self.store, file),
        }
    }

    /// Matches the hooks of a file against its entries.
    fn judged(entries: &[&TrustEntry], hooks: &[FoundHook<'_>]) -> Judged {
        let known = Known::of(entries);
        let present = |hook: &FoundHook<'_>| Present {
            event: hook.spec.event.wire_name().to_owned(),
            id: hook.spec.id.clone(),
            command: command(&hook.everywhere()),
            exact: known.exact(hook),
        };
        let present: Vec<Present> = hooks.iter().map(present).collect();
        judge(entries, &present)
    }

    /// Returns, for each hook, the entry of its latest earlier version.
    #[must_use]
    pub fn earlier(&self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Option<TrustEntry>> {
        let moved = self.moved(file).map(|moved| moved.entries);
        let entries = moved.unwrap_or_else(|| self.entries(file));
        let judged = Self::judged(&entries, hooks).hooks.into_iter();
        let latest = |found: usize| {
            let versions = entries.iter().rev();
            let mut versions = versions.filter(|entry| entry.is_version_of(entries[found]));
            versions.next().map(|entry| (*entry).clone())
        };
        judged.map(|(_, found)| found.and_then(latest)).collect()
    }
}

/// The entries of one file: by the names of the files that were agreed to as data, then by fingerprint.
struct Known<'e>(BTreeMap<Vec<&'e str>, HashMap<Fingerprint, Vec<usize>>>);

impl<'e> Known<'e> {
    fn of(entries: &[&'e TrustEntry]) -> Self {
        let mut known = Self(BTreeMap::new());
        for (place, entry) in entries.iter().enumerate() {
            let alike = known.0.entry(entry.data().collect()).or_default();
            alike.entry(entry.fingerprint).or_default().push(place);
        }
        known
    }

    /// The entries that a hook is exactly, its files included.
    fn exact(&self, hook: &FoundHook<'_>) -> Vec<usize> {
        // A project that nobody trusted anything of is not even hashed.
        let mut exact = Vec::new();
        for (data, entries) in &self.0 {
            let identity = hook.identity();
            let names: Vec<String> = data.iter().map(|&name| name.to_owned()).collect();
            if identity.problem(&names).is_none() {
                let files = identity.files_with_data(data.iter().copied());
                let found = entries.get(&identity.fingerprint_with(&files));
                exact.extend(found.into_iter().flatten());
            }
        }
        exact.sort_unstable();
        exact
    }
}

impl FileTrust for StoreTrust<'_> {
    fn knows(&self, file: &HookFile) -> bool {
        let Some(digest) = file.digest else {
            return false;
        };
        // Only an entry that was made for the whole text vouches for the settings between the hooks.
        let digest = digest.to_string();
        let entries = self.entries(file);
        let mut live = entries.iter().filter(|entry| !entry.revoked);
        live.any(|entry| entry.shown.text.as_ref() == Some(&digest))
    }

    fn guards(&self, file: &HookFile) -> bool {
        let mut entries = self.entries(file).into_iter();
        entries.any(|entry| !entry.revoked) || self.moved(file).is_some()
    }

    fn decide(&mut self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Decision> {
        if let Some(moved) = self.moved(file) {
            let judged = Self::judged(&moved.entries, hooks).hooks.into_iter();
            // Whatever became of them on the way, and never what was taken back at another path.
            let decision = |(state, _)| match state {
                TrustState::Revoked => Decision::of(TrustState::New),
                _ => Decision::of(TrustState::Changed).because(moved.why()),
            };
            return judged.map(decision).collect();
        }
        let entries = self.entries(file);
        let judged = Self::judged(&entries, hooks);
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
        let entries = self.entries(file);
        let gone = Self::judged(&entries, hooks).gone;
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

/// Decides when the store cannot be read: no hook of a project runs. Any of them may have been a
/// trusted guard, so the gates that they are configured for stay closed.
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

/// Describes an entry's hook as gone.
fn gone_hook(entry: &TrustEntry) -> GoneHook {
    let shown = &entry.shown;
    GoneHook::new(&shown.file, &shown.event, &shown.id).in_dialect(shown.dialect.clone())
}
