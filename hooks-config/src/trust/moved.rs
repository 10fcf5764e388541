//! A trusted project whose folder was moved, or that is reached by another name.
//!
//! Trust is for one place, so its hooks do not run at the new one before somebody says so. But they were
//! guards, and to move the folder must not switch them off: their gates are closed.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::deciding::Known;
use super::entry::TrustEntry;
use super::found::{FoundHook, HookFile};
use super::shown::command;
use super::store::TrustStore;
use crate::read::same_file;

/// Said to models too.
pub(super) const MOVED: &str =
    "the user trusted this hook under another path of its project, and trust is for one path";

/// The entries for the same file of the same project at another place: what was trusted there is gone,
/// or is this very folder under another name, and some hook of the file is exactly what was trusted.
pub(super) fn moved<'s>(
    store: &'s TrustStore,
    file: &HookFile,
    hooks: &[FoundHook<'_>],
) -> Option<Vec<&'s TrustEntry>> {
    let mut others = store.roots().filter(|(root, _)| *root != file.place);
    others.find_map(|(root, _)| {
        let entries = store.of_file(root, &file.name);
        // No hook is hashed, and none of its scripts read, unless it may be one of them.
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

fn is_same_or_gone(old: &Path, new: &Path) -> bool {
    match fs::metadata(old) {
        // Elsewhere nothing tells folders apart, and a canonical path is the only one.
        Ok(old) => cfg!(unix) && fs::metadata(new).is_ok_and(|new| same_file(&old, &new)),
        Err(error) => matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
    }
}

#[cfg(test)]
#[path = "moved_tests.rs"]
mod tests;
