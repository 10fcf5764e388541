//! A hooks file that another one names as its own.

use std::path::{Component, Path, PathBuf};

use crate::paths::Paths;
use crate::read::stays_within;

/// A hooks file that a plugin's manifest names.
#[derive(Debug)]
pub(crate) struct Include {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// The plugin's folder, which it must not leave.
    pub(crate) inside: PathBuf,
    /// As it was named.
    pub(crate) shown: String,
}

impl Include {
    /// The file of this name; none where it would lie outside its plugin.
    pub(super) fn of(name: &str, plugin: Option<&Path>, paths: &Paths) -> Option<Self> {
        let plugin = plugin?;
        let stays = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(name).components().all(stays) {
            return None;
        }
        let path: PathBuf = plugin.join(name).components().collect();
        stays_within(&path, plugin, paths).ok()?;
        Some(Self {
            path,
            inside: plugin.to_path_buf(),
            shown: name.to_owned(),
        })
    }
}
