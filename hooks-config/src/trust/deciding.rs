//! Decides about hooks by the entries of a trust store.
//!
//! The entries of a file are looked up by the file's place and name. Several entries can describe
//! versions of one hook, because branches of a repository can hold different versions. A hook that
//! matches an entry exactly has the state of that entry: trusted or revoked. A hook that was trusted
//! under another path of a moved project is treated as changed, not as new.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use hooks_types::fingerprint::Fingerprint;

use super::decision::{Decision, FileTrust, GoneHook};
use super::elsewhere::{self, trusted_elsewhere};
use super::entry::TrustEntry;
use super::found::{FoundHook, HookFile};
use super::judge::{Judged, Present, judge};
use super::moved::{Moved, moved};
use super::shown::command;
use super::state::TrustState;
use super::store::TrustStore;

/// A [`FileTrust`] that decides by a [`TrustStore`], without asking the user.
///
/// A hook that matches an entry exactly has the state of that entry. A hook that matches no entry exactly, but has the
/// name, command or position of an entry, is [changed](TrustState::Changed), or [revoked](TrustState::Revoked) if every
/// version of that hook was revoked. Any other hook is [new](TrustState::New).
///
/// A dialog can use this type as a base: decide by the store first, show [the earlier version](Self::earlier) of each
/// changed hook, and ask about the rest. The example `trust_dialog` does this.
#[derive(Debug, Clone, Copy)]
pub struct StoreTrust<'a> {
    store: &'a TrustStore,
}

impl<'a> StoreTrust<'a> {
    /// Creates a decider that uses this store. The public function for this is [`TrustStore::deciding`].
    pub(super) fn of(store: &'a TrustStore) -> Self {
        Self { store }
    }

    /// Returns the stored decisions (entries) about the hooks of a file, oldest first.
    fn entries(self, file: &HookFile) -> Vec<&'a TrustEntry> {
        self.store.of_file(&file.place, &file.name)
    }

    /// Returns the entries from an earlier path of the same project, if the file has no entries at the project's
    /// present path. A plugin's place does not change with its folder, so nothing is looked up for a plugin.
    fn moved(self, file: &HookFile) -> Option<Moved<'a>> {
        // If there are entries at the present path, use only these entries, because the user has already decided about
        // this path.
        let is_known = file.plugin.is_some() || !self.entries(file).is_empty();
        match is_known {
            true => None,
            false => moved(self.store, file),
        }
    }

    /// Compares the hooks of a file with the stored entries of the file.
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

    /// Returns one entry for each hook: the entry that trusts the hook as it is now, or else the
    /// entry of the hook's latest known version, trusted or revoked. `None` for a new hook. A
    /// dialog can show what changed since that version.
    #[must_use]
    pub fn earlier(&self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Option<TrustEntry>> {
        let moved = self.moved(file).map(|moved| moved.entries);
        let entries = moved.unwrap_or_else(|| self.entries(file));
        let judged = Self::judged(&entries, hooks).hooks.into_iter();
        let latest = |state: TrustState, found: usize| {
            if state == TrustState::Trusted {
                return Some(entries[found].clone());
            }
            // Look at the newest entry first: entries are stored in the order of their decisions.
            let versions = entries.iter().rev();
            let mut versions = versions.filter(|entry| entry.is_version_of(entries[found]));
            versions.next().map(|entry| (*entry).clone())
        };
        judged
            .map(|(state, found)| found.and_then(|found| latest(state, found)))
            .collect()
    }
}

/// The entries of one file, by the names of their data files (files whose content may change without ending trust) and
/// then by fingerprint. A hook's fingerprint depends on which of its files are data, so it is computed once for each
/// such set, not for each entry.
struct Known<'e>(BTreeMap<Vec<&'e str>, HashMap<Fingerprint, Vec<usize>>>);

impl<'e> Known<'e> {
    /// Sorts the entries into groups, by the names of their data files and by fingerprint. Each entry is kept as its
    /// index in `entries`.
    fn of(entries: &[&'e TrustEntry]) -> Self {
        let mut known = Self(BTreeMap::new());
        for (place, entry) in entries.iter().enumerate() {
            let alike = known.0.entry(entry.data().collect()).or_default();
            alike.entry(entry.fingerprint).or_default().push(place);
        }
        known
    }

    /// Returns the indices of the entries that match a hook and its files exactly.
    fn exact(&self, hook: &FoundHook<'_>) -> Vec<usize> {
        // Call `identity` only inside the loop, because it reads files. Without entries the loop does not run, so no
        // file of an unknown project is read.
        let mut exact = Vec::new();
        for (data, entries) in &self.0 {
            let identity = hook.identity();
            let names: Vec<String> = data.iter().map(|&name| name.to_owned()).collect();
            // A hook with an unreadable file has no complete identity, so it can match no entry
            // exactly.
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
        // Only an entry for the whole text of the file covers the settings that are outside of the hooks.
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
            // At the new path even an unchanged hook is treated as changed. A revocation belongs to the old path, so a
            // hook that was revoked there is new here.
            let decision = |(state, entry): (TrustState, Option<usize>)| match state {
                TrustState::Revoked => Decision::of(TrustState::New),
                _ => Decision {
                    known_as: entry.map(|at| moved.entries[at].shown.id.clone()),
                    ..Decision::of(TrustState::Changed).with_why(moved.why())
                },
            };
            return judged.map(decision).collect();
        }
        let entries = self.entries(file);
        let judged = Self::judged(&entries, hooks);
        let decision = |((state, entry), hook): ((TrustState, Option<usize>), &FoundHook<'_>)| {
            let mut decision = Decision::of(state);
            if let (TrustState::Changed, Some(entry)) = (state, entry) {
                let mut versions = entries.iter().rev();
                let latest = versions.find(|known| known.is_version_of(entries[entry]));
                decision.changed_file = latest.and_then(|known| {
                    hook.changed_file(known)
                        .or_else(|| hook.changed_entry(known))
                });
            }
            decision.known_as = entry.map(|at| entries[at].shown.id.clone());
            // Give the right to allow calls only to exactly the version that the user agreed to, and not to a changed
            // version.
            if let (TrustState::Trusted, Some(entry)) = (state, entry.map(|at| entries[at])) {
                decision.may_grant = entry.may_grant;
                decision.data = entry.data().map(str::to_owned).collect();
            }
            if state == TrustState::New
                && let Some(folder) = trusted_elsewhere(self.store, file, hook)
            {
                decision.why = Some(elsewhere::why(folder));
            }
            decision
        };
        let judged = judged.hooks.into_iter();
        judged.zip(hooks).map(decision).collect()
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

/// The decider for a store that cannot be read: no hook of a project runs. Any of these hooks might have been a trusted
/// guard. So every call is blocked at the events for which they are configured, if the event can block.
///
/// ```no_run
/// use hooks_config::{Agents, Places, StorePlace, UnreadableStore, load_with, native_candidates};
///
/// let candidates = native_candidates(&Places::new().with_project("/work/project"));
/// let agents = Agents::default();
/// let loaded = match StorePlace::new("/home/me/.local/state/agent-hooks").read() {
///     Ok(store) => load_with(&candidates, &agents, &mut store.deciding()),
///     Err(error) => {
///         eprintln!("{error}");
///         load_with(&candidates, &agents, &mut UnreadableStore::default())
///     }
/// };
/// # let _ = loaded;
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct UnreadableStore;

impl FileTrust for UnreadableStore {
    fn decide(&mut self, _: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Decision> {
        // Use `Changed` and not `New`: a changed guard blocks every call of its event, but a new hook lets the calls
        // pass.
        let why = "the trust store cannot be read, so it is unknown whether this hook was trusted";
        let closed = Decision::of(TrustState::Changed).with_why(why);
        vec![closed; hooks.len()]
    }
}

/// Converts an entry to the description of a hook that is no longer in its file.
fn gone_hook(entry: &TrustEntry) -> GoneHook {
    let shown = &entry.shown;
    GoneHook::new(&shown.file, &shown.event, &shown.id).with_dialect(shown.dialect.clone())
}
