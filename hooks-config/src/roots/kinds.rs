//! A root, what a load found in it, and why a named one cannot be used.

use std::fmt;
use std::path::PathBuf;

use super::plugin::Plugin;
use crate::discovery::ProjectTrust;
use crate::paths::Paths;

/// A folder whose hook files are loaded as a project's, or as a plugin's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Root {
    /// Its path, canonical where the folder is there.
    pub path: PathBuf,
    /// Whether its hooks may run.
    pub trust: ProjectTrust,
    /// The number of the user whose hook files may run beside root's and those of the folder's
    /// owner, if trust is given: another user's file is refused.
    pub user: Option<u32>,
    /// The plugin that it holds; none: a project.
    pub plugin: Option<Plugin>,
}

impl Root {
    /// A root that nobody trusts yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            trust: ProjectTrust::Untrusted,
            user: None,
            plugin: None,
        }
    }

    /// Says that it holds a plugin.
    #[must_use]
    pub fn of_plugin(mut self, plugin: Plugin) -> Self {
        self.plugin = Some(plugin);
        self
    }

    /// What trust in its hooks is kept under: its canonical path, and for a plugin its name.
    #[must_use]
    pub(crate) fn trust_place(&self, paths: &Paths) -> PathBuf {
        match &self.plugin {
            Some(plugin) => plugin.place_in(paths),
            None => paths
                .canonical(&self.path)
                .unwrap_or_else(|| self.path.clone()),
        }
    }

    /// Sets whose hook files may run beside root's and those of the folder's owner.
    #[must_use]
    pub fn of_user(mut self, user: Option<u32>) -> Self {
        self.user = user;
        self
    }

    /// Sets whether its hooks may run.
    #[must_use]
    pub fn trusting(mut self, trust: ProjectTrust) -> Self {
        self.trust = trust;
        self
    }

    pub(crate) fn is_trusted(&self) -> bool {
        self.trust == ProjectTrust::Trusted
    }
}

/// What a load found in one root.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadedRoot {
    /// The root.
    pub root: Root,
    /// How many hooks do not run because nobody trusts the root.
    pub held_back: usize,
    /// How many of its files, not trusted either, cannot be used as they stand.
    pub unusable_files: usize,
}

impl LoadedRoot {
    /// A root in which nothing was found yet.
    #[must_use]
    pub fn new(root: Root) -> Self {
        Self {
            root,
            held_back: 0,
            unusable_files: 0,
        }
    }
}

/// A named root cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RootError {
    /// It is no folder.
    NoFolder {
        /// As it was named.
        path: PathBuf,
    },
    /// It holds no hooks to load and lies below a root that does, whose guards would not be loaded.
    BelowRoot {
        /// As it was named.
        path: PathBuf,
        /// The outermost root above it.
        root: PathBuf,
    },
}

impl fmt::Display for RootError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder { path } => write!(f, "the project {} is not a folder", path.display()),
            Self::BelowRoot { path, root } => write!(
                f,
                "the project {} holds no hooks to load and lies below {root}, which does; name {root}",
                path.display(),
                root = root.display(),
            ),
        }
    }
}

impl std::error::Error for RootError {}
