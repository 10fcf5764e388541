//! Detects a trusted project whose folder was moved or is reached by another path.
//!
//! Trust holds for one path, so the hooks do not run at the new path until the user agrees again. But
//! they were guards, and moving the folder must not switch them off silently: their gates stay closed.
//! A copy of a project is not a move: the old path still exists, and the copy's hooks are simply new.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::deciding::Known;
use super::entry::TrustEntry;
use super::found::{FoundHook, HookFile};
use super::shown::command;
use super::store::TrustStore;
use crate::read::same_file;

/// The reason shown for a moved hook. Models may read it.
pub(super) const MOVED: &str =
    "the user trusted this hook under another path of its project, and trust is for one path";

/// Returns the entries of the same file at another path of the same project. Two conditions identify
/// the project: the other path no longer exists or is this very folder, and some hook of the file
/// matches an entry there exactly.
pub(super) fn moved<'s>(
    store: &'s TrustStore,
    file: &HookFile,
    hooks: &[FoundHook<'_>],
) -> Option<Vec<&'s TrustEntry>> {
    let mut others = store.roots().filter(|(root, _)| *root != file.place);
    others.find_map(|(root, _)| {
        let entries = store.of_file(root, &file.name);
        // Compare cheap fields first, so that hooks are hashed and scripts read only if they may match.
        let is_alike = |hook: &&FoundHook<'_>| {
            let mut entries = entries.iter();
            entries.any(|entry| {
                entry.shown.id == hook.spec.id
                    && entry.shown.event == hook.spec.event.wire_name()
                    && entry.shown.command == command(&hook.everywhere())
            })
        };
        let mut alike = hooks.iter().filter(is_alike).peekable();
        if alike.peek().is_none() || !is_same_or_gone(root, &file.root) {
            return None;
        }
        let known = Known::of(&entries);
        let is_found = alike.any(|hook| !known.exact(hook).is_empty());
        is_found.then_some(entries)
    })
}

/// Whether the old path no longer exists, or is the same folder as the new one.
fn is_same_or_gone(old: &Path, new: &Path) -> bool {
    match fs::metadata(old) {
        // On other platforms folders cannot be compared by inode; there a canonical path is taken as
        // unique.
        Ok(old) => cfg!(unix) && fs::metadata(new).is_ok_and(|new| same_file(&old, &new)),
        Err(error) => matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
    }
}

#[cfg(test)]
#[path = "moved_tests.rs"]
mod tests;
