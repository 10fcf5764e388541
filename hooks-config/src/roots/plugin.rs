//! A plugin that an agent has installed.

use std::path::{Path, PathBuf};

use crate::paths::Paths;

/// An installed plugin. Each version can have its own folder, but trust is kept under the plugin's name. So a new
/// version is treated as a change of the old version, not as a new plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plugin {
    /// The plugin's name in its agent: `name@marketplace`.
    pub name: String,
    /// The folder in which the agent keeps plugins.
    pub home: PathBuf,
    /// The folder in which the plugin keeps its own data.
    pub data: Option<PathBuf>,
}

impl Plugin {
    /// Creates a plugin with this name, which its agent keeps in `home`.
    #[must_use]
    pub fn new(name: impl Into<String>, home: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            home: home.into(),
            data: None,
        }
    }

    setters! {
        /// Sets the folder in which the plugin keeps its own data.
        fn with_data(data: impl Into<PathBuf>) = Some(data.into());
    }

    /// Returns the path under which a store keeps trust in the plugin, the same for all versions.
    #[must_use]
    pub fn place(&self) -> PathBuf {
        self.place_in(&Paths::default())
    }

    /// Like [`place`](Self::place), with a cache of paths.
    pub(crate) fn place_in(&self, paths: &Paths) -> PathBuf {
        let home = paths.canonical(&self.home);
        home.as_ref().unwrap_or(&self.home).join(&self.name)
    }

    /// Returns whether `name` is a single path component. A plugin with any other name could take the place of a
    /// different plugin.
    #[must_use]
    pub fn is_name(name: &str) -> bool {
        !name.is_empty()
            && !name.contains('\0')
            && Path::new(name).file_name() == Some(name.as_ref())
    }
}
