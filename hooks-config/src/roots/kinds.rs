//! The types for a root, for the result of a load in a root, and for the errors of a root that was named.

use hooks_types::text::visible_path;
use std::fmt;
use std::path::PathBuf;

use super::plugin::Plugin;
use crate::discovery::ProjectTrust;
use crate::paths::Paths;

/// A folder whose hook files are loaded as files of a project or plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Root {
    /// The folder's path; canonical if the folder exists.
    pub path: PathBuf,
    /// Whether the root's hooks may run.
    pub trust: ProjectTrust,
    /// The uid of the user who runs this process. In a trusted root, hook files of this user, of
    /// the user `root` and of the folder's owner may run. A file of any other user is refused.
    pub user: Option<u32>,
    /// The plugin in this folder; `None` for a project.
    pub plugin: Option<Plugin>,
}

impl Root {
    /// Creates an untrusted root of a project.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            trust: ProjectTrust::Untrusted,
            user: None,
            plugin: None,
        }
    }

    setters! {
        /// Makes the folder the root of a plugin.
        fn with_plugin(plugin: Plugin) = Some(plugin);
        /// Sets the uid of the user who runs this process.
        fn with_user(user: Option<u32>) = user;
        /// Sets whether the root's hooks may run.
        fn with_trust(trust: ProjectTrust) = trust;
    }

    /// Returns the path under which a store keeps trust in the root's hooks: the root's canonical path, or a plugin's
    /// [place](Plugin::place).
    #[must_use]
    pub(crate) fn trust_place(&self, paths: &Paths) -> PathBuf {
        match &self.plugin {
            Some(plugin) => plugin.place_in(paths),
            None => paths
                .canonical(&self.path)
                .unwrap_or_else(|| self.path.clone()),
        }
    }

    pub(crate) fn is_trusted(&self) -> bool {
        self.trust == ProjectTrust::Trusted
    }
}

/// The result of a load for one root.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadedRoot {
    /// The root that the load searched.
    pub root: Root,
    /// The number of hooks that do not run because the root is untrusted.
    pub held_back: usize,
    /// The number of files of an untrusted root that cannot be used.
    pub unusable_files: usize,
}

impl LoadedRoot {
    /// Creates an empty result.
    #[must_use]
    pub fn new(root: Root) -> Self {
        Self {
            root,
            held_back: 0,
            unusable_files: 0,
        }
    }
}

/// Why a named root cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RootError {
    /// The path is not a folder.
    NoFolder {
        /// The path as given.
        path: PathBuf,
    },
    /// The root holds no hooks to load, but lies below a root that holds hooks. The guards of that root would not be
    /// loaded.
    BelowRoot {
        /// The path as given.
        path: PathBuf,
        /// The outermost root above the named root.
        root: PathBuf,
    },
}

impl fmt::Display for RootError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder { path } => {
                write!(f, "the project {} is not a folder", visible_path(path))
            }
            Self::BelowRoot { path, root } => write!(
                f,
                "the project {} contains no hooks to load, but {root} above it does; name {root}",
                visible_path(path),
                root = visible_path(root),
            ),
        }
    }
}

impl std::error::Error for RootError {}
