//! What paths and texts say about the place of a file, where agents share it.

use std::path::{Path, PathBuf};

use hooks_config::format::{Place, tail};

/// Whether a path ends in `.json`.
pub(crate) fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case("json"))
}

/// The folder above that of a file.
pub(crate) fn two_above(path: &Path) -> Option<PathBuf> {
    Some(path.parent()?.parent()?.to_path_buf())
}

/// Tells the place of a plugin's hooks file under any name, which only its text can tell: it uses
/// the plugin's root, and it is no settings file.
pub(crate) fn locate_plugin(place: &mut Place, text: &str) {
    if place.plugin_root.is_some()
        || !text.contains("${CLAUDE_PLUGIN_ROOT}")
        || place.file_name().starts_with("settings")
        || place.file_name().starts_with("managed-settings")
    {
        return;
    }
    let Some(folder) = &place.folder else { return };
    place.plugin_root = match tail(folder) {
        ["hooks"] => folder.parent().map(rooted),
        _ => Some(folder.clone()),
    };
}

/// An empty relative folder is the current one.
fn rooted(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_path_buf()
    }
}
