//! A plugin that an agent installed.

use std::path::{Path, PathBuf};

use crate::paths::Paths;

/// An installed plugin. Each version may lie in a folder of its own; what was agreed to is kept under
/// the plugin's name, so that a new version is the old one changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plugin {
    /// The name that its agent knows it by: `name@marketplace`.
    pub name: String,
    /// The folder in which its agent keeps plugins.
    pub home: PathBuf,
    /// The folder for files that it writes itself.
    pub data: Option<PathBuf>,
}

impl Plugin {
    /// A plugin of this name, kept by its agent in `home`.
    #[must_use]
    pub fn new(name: impl Into<String>, home: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            home: home.into(),
            data: None,
        }
    }

    /// Sets the folder for files that it writes itself.
    #[must_use]
    pub fn with_data(mut self, folder: impl Into<PathBuf>) -> Self {
        self.data = Some(folder.into());
        self
    }

    /// What trust in it is kept under, whichever version is installed.
    #[must_use]
    pub fn place(&self) -> PathBuf {
        self.place_in(&Paths::default())
    }

    pub(crate) fn place_in(&self, paths: &Paths) -> PathBuf {
        let home = paths.canonical(&self.home);
        home.as_ref().unwrap_or(&self.home).join(&self.name)
    }

    /// Whether a name is one name below a folder, so that no plugin takes the place of another.
    #[must_use]
    pub fn is_name(name: &str) -> bool {
        !name.is_empty()
            && !name.contains('\0')
            && Path::new(name).file_name() == Some(name.as_ref())
    }
}
