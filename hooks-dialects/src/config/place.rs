//! Finds, from a file's path and text, the folders that the file belongs to. Several agents use this code.

use std::path::{Path, PathBuf};

use hooks_config::format::{Place, tail};

/// Returns whether a path ends in `.json`.
pub(crate) fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case("json"))
}

/// Returns the parent of the folder that contains a file.
pub(crate) fn two_above(path: &Path) -> Option<PathBuf> {
    Some(path.parent()?.parent()?.to_path_buf())
}

/// Finds the plugin root of a hooks file that a plugin's manifest lists. Such a file can have any name, so it is
/// recognised by its text: it uses `${CLAUDE_PLUGIN_ROOT}` and is not a settings file.
pub(crate) fn locate_plugin(place: &mut Place, text: &str) {
    if place.plugin_root.is_some()
        || !text.contains("${CLAUDE_PLUGIN_ROOT}")
        || place.file_name().starts_with("settings")
        || place.file_name().starts_with("managed-settings")
    {
        return;
    }
    let Some(folder) = &place.folder else { return };
    // A file in `hooks/` is one level below the plugin root; any other file is assumed to be in the root.
    place.plugin_root = match tail(folder) {
        ["hooks"] => folder.parent().map(rooted),
        _ => Some(folder.clone()),
    };
}

/// Returns the folder, or the current folder `.` if the folder's path is empty.
fn rooted(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_path_buf()
    }
}
