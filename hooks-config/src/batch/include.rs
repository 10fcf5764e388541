//! Checks that a hook file lies inside the plugin whose manifest names the file.

use std::path::{Component, Path, PathBuf};

use crate::paths::Paths;
use crate::read::stays_within;

/// A hooks file that a plugin's manifest names.
#[derive(Debug)]
pub(crate) struct Include {
    /// The file's path.
    pub(crate) path: PathBuf,
    /// The plugin's folder, which the file must not leave.
    pub(crate) inside: PathBuf,
}

impl Include {
    /// Resolves the name against the plugin's folder; `None` if the file would lie outside of it.
    pub(super) fn of(name: &str, plugin: Option<&Path>, paths: &Paths) -> Option<Self> {
        let plugin = plugin?;
        // Refuse `..` and absolute paths here, by the text of the name. The call of `stays_within` below follows links,
        // but it accepts any path at which no file exists, even one outside of the plugin.
        let stays = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(name).components().all(stays) {
            return None;
        }
        // Collecting the components drops each `./`, so diagnostics show a plain path.
        let path: PathBuf = plugin.join(name).components().collect();
        stays_within(&path, plugin, paths).ok()?;
        Some(Self {
            path,
            inside: plugin.to_path_buf(),
        })
    }
}
