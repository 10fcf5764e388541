//! Matches a file's current hooks with its stored entries. This module is pure: it reads no files.
//!
//! Hooks and entries are paired by fingerprint first, then by event and name, then by event and command. A hook without
//! a name has its position in the file as its name.

use std::collections::BTreeSet;

use super::entry::TrustEntry;
use super::state::TrustState;

/// A hook that the file holds now.
#[derive(Debug)]
pub(super) struct Present {
    /// The event's wire name.
    pub(super) event: String,
    /// The hook's name, or its position in the file.
    pub(super) id: String,
    /// The command or endpoint in one line, as [`Shown`](super::shown::Shown) has it.
    pub(super) command: String,
    /// The indices of the stored entries that match the hook exactly.
    pub(super) exact: Vec<usize>,
}

/// The result of matching the hooks of one file with the entries of that file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// For each hook, its state and the index of the entry that it was paired with.
    pub(super) hooks: Vec<(TrustState, Option<usize>)>,
    /// The indices of entries whose trusted hooks no longer exist, one per hook.
    pub(super) gone: Vec<usize>,
}

/// Pairs the hooks of one file with the entries of that file. Exact matches are taken first. So an unchanged hook never
/// loses its entry to a changed hook that merely resembles the entry.
pub(super) fn judge(entries: &[&TrustEntry], hooks: &[Present]) -> Judged {
    let mut found: Vec<Option<(TrustState, usize)>> =
        hooks.iter().map(|hook| exact(entries, hook)).collect();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let matched: Vec<usize> = found.iter().flatten().map(|(_, entry)| *entry).collect();
    for entry in matched {
        take(entries, entry, &mut used);
    }
    // The passes go from the strictest comparison to the loosest. Each pass pairs only hooks and entries that are not
    // paired yet.
    type Same = fn(&TrustEntry, &Present) -> bool;
    let by_name: Same = |entry, hook| entry.shown.id == hook.id;
    let by_command: Same = |entry, hook| entry.shown.command == hook.command;
    // The last pass is for unnamed hooks whose command and position both changed. It pairs any such hook with any entry
    // of an unnamed hook.
    let by_place: Same = |entry, hook| {
        is_place(&entry.shown.id, &entry.shown.event) && is_place(&hook.id, &hook.event)
    };
    for same in [by_name, by_command, by_place] {
        for (hook, found) in hooks.iter().zip(&mut found) {
            if found.is_some() {
                continue;
            }
            let mut free = entries.iter().enumerate();
            let pair = free.find(|(place, entry)| {
                !used.contains(place) && entry.shown.event == hook.event && same(entry, hook)
            });
            if let Some((place, _)) = pair {
                *found = Some((changed(entries, place), place));
                take(entries, place, &mut used);
            }
        }
    }
    let mut gone: Vec<usize> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let known = |other: &usize| entries[*other].is_version_of(entry);
        if !entry.revoked && !used.contains(&place) && !gone.iter().any(known) {
            gone.push(place);
        }
    }
    let state = |found: Option<(TrustState, usize)>| match found {
        Some((state, entry)) => (state, Some(entry)),
        None => (TrustState::New, None),
    };
    Judged {
        hooks: found.into_iter().map(state).collect(),
        gone,
    }
}

/// Returns the entry that matches the hook exactly. If several entries match and one of them is revoked, the hook stays
/// revoked.
fn exact(entries: &[&TrustEntry], hook: &Present) -> Option<(TrustState, usize)> {
    let mut exact = hook.exact.iter().copied();
    let revoked = exact.clone().find(|entry| entries[*entry].revoked);
    match revoked {
        Some(entry) => Some((TrustState::Revoked, entry)),
        None => exact.next().map(|entry| (TrustState::Trusted, entry)),
    }
}

/// Returns the state of a hook that differs from its entry. If all known versions were revoked, a new version is
/// revoked too, and the user is not asked about it.
fn changed(entries: &[&TrustEntry], pair: usize) -> TrustState {
    // If one version is still trusted, the user relies on the hook. So treat it as changed: if its event can block, the
    // calls of the event are blocked.
    let versions = entries
        .iter()
        .filter(|entry| entry.is_version_of(entries[pair]));
    match versions.into_iter().all(|entry| entry.revoked) {
        true => TrustState::Revoked,
        false => TrustState::Changed,
    }
}

/// Marks an entry and every other version of the same hook as used: none of them is paired with a further hook.
fn take(entries: &[&TrustEntry], entry: usize, used: &mut BTreeSet<usize>) {
    let versions = entries.iter().enumerate();
    let versions = versions.filter(|(_, other)| other.is_version_of(entries[entry]));
    used.extend(versions.map(|(place, _)| place));
}

/// Returns whether an id is only a position in the file, such as `PreToolUse[0]`.
pub(crate) fn is_place(id: &str, event: &str) -> bool {
    let Some((name, place)) = id.strip_suffix(']').and_then(|id| id.rsplit_once('[')) else {
        return false;
    };
    // The id spells the event as `PreToolUse[0]`, and a store spells it as `pre_tool_use`. So ignore `_` and letter
    // case.
    let letters = |text: &str| text.replace('_', "").to_ascii_lowercase();
    letters(name) == letters(event) && place.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
