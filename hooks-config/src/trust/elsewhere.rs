//! Recognizes a hook that the user has trusted in another folder, such as another worktree or clone of the repository.
//!
//! Trust is for one folder, so the hook does not run here until the user decides. But the reason names the folder in
//! which the same hook is trusted. Otherwise the user would wonder why the decision has no effect here.

use std::path::Path;

use hooks_types::text::visible_line;

use super::found::{FoundHook, HookFile};
use super::store::TrustStore;

/// Returns a different folder in which the user trusts exactly this hook with its files; `None` if no such folder is
/// known.
pub(super) fn trusted_elsewhere<'s>(
    store: &'s TrustStore,
    file: &HookFile,
    hook: &FoundHook<'_>,
) -> Option<&'s Path> {
    // Trust in a plugin's hook holds in every folder, so there is no different folder to name.
    if file.plugin.is_some() {
        return None;
    }
    let event = hook.spec.event.wire_name();
    let others = store.roots().map(|(root, _)| root);
    let mut others = others.filter(|root| *root != file.place);
    others.find(|root| {
        let mut entries = store.of_file(root, &file.name).into_iter();
        entries.any(|entry| {
            let is_trusted = !entry.revoked && entry.shown.event == event;
            is_trusted && hook.is_same_in(root, entry)
        })
    })
}

/// The beginning of the reason why a hook does not run if it is trusted only in a different folder. The path of that
/// folder follows.
const SAME: &str = "a hook that was not trusted here yet; the same hook is trusted in ";

/// The end of the reason that begins with [`SAME`], after the folder.
const ONE_FOLDER: &str = ", but trust is for one folder";

/// Returns the reason why the hook does not run here although it is trusted in `folder`. Models read this too: the path
/// comes from the user's own store and has its invisible characters escaped.
pub(super) fn why(folder: &Path) -> String {
    let folder = visible_line(&folder.display().to_string());
    format!("{SAME}{folder}{ONE_FOLDER}")
}

/// Returns the folder in which the same hook is trusted, from the reason why the hook does not run here; `None` if
/// there is no such folder.
#[must_use]
pub fn place_of_same_hook(reason: &str) -> Option<&str> {
    let rest = reason.strip_prefix(SAME)?;
    // Cut at the last occurrence of these words, because the path before them can contain them too. Another part of the
    // reason can follow.
    rest.rsplit_once(ONE_FOLDER).map(|(place, _)| place)
}

#[cfg(test)]
#[path = "elsewhere_tests.rs"]
mod tests;
