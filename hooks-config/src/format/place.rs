//! The place of a config file, and what the file's hooks inherit from the place.

use std::path::{Path, PathBuf};

use hooks_types::spec::Scope;

use super::agents::Agents;

/// The place of a config file: its path, and the facts that follow from the path. The file's hooks inherit scope, trust
/// and folders from the place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file's path as diagnostics and reports show it.
    pub path: PathBuf,
    /// The scope of the file's hooks.
    pub scope: Scope,
    /// The folder that holds the file.
    pub folder: Option<PathBuf>,
    /// The project's root, if known.
    pub project_root: Option<PathBuf>,
    /// The root of the plugin or extension that the file belongs to.
    pub plugin_root: Option<PathBuf>,
    /// The plugin's data folder.
    pub plugin_data: Option<PathBuf>,
    /// The plugin's name, if the agent's list of plugins contains it.
    pub plugin_name: Option<String>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// How the file was found.
    pub found: Found,
    /// Whether the file's hooks may run.
    pub trust: Trust,
    /// Whether the project's root was given or follows from the path. If false, it is a guess.
    pub(crate) root_is_known: bool,
}

/// How a file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Found {
    /// The user named the file and thereby trusts it.
    #[default]
    Named,
    /// Discovery found the file where its agent looks.
    Discovered,
}

/// Whether a file's hooks may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Trust {
    /// The hooks may run.
    #[default]
    Trusted,
    /// The hooks are listed but do not run. The file's settings turn off no hooks of other files.
    Untrusted,
}

impl Place {
    /// Creates the place of a file that the user named, in user scope. Only the path is known.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            folder: path.parent().and_then(rooted),
            project_root: None,
            plugin_root: None,
            root_is_known: true,
            scope: Scope::User,
            path,
            plugin_data: None,
            plugin_name: None,
            home: None,
            found: Found::default(),
            trust: Trust::default(),
        }
    }

    setters! {
        /// Sets the scope of the file's hooks.
        fn with_scope(scope: Scope) = scope;
        /// Sets the project's root.
        fn with_project(project_root: impl Into<PathBuf>) = Some(project_root.into());
        /// Sets the plugin's root.
        fn with_plugin(plugin_root: impl Into<PathBuf>) = Some(plugin_root.into());
        /// Sets the user's home folder.
        fn with_home(home: impl Into<PathBuf>) = Some(home.into());
    }

    /// Marks the file as discovered, not named by the user.
    #[must_use]
    pub fn discovered(mut self) -> Self {
        self.found = Found::Discovered;
        self
    }

    /// Marks the file's hooks as untrusted.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.trust = Trust::Untrusted;
        self
    }

    /// Returns the last `N` names of the path; the last name is the file's name.
    #[must_use]
    pub fn tail<const N: usize>(&self) -> [&str; N] {
        tail(&self.path)
    }

    /// Returns the file's name.
    #[must_use]
    pub fn file_name(&self) -> &str {
        let [name] = self.tail();
        name
    }

    /// Returns whether this file's general settings apply to the hooks of `other`. The settings apply to files of the
    /// same scope and of lower scopes. A project's file applies only to its own root and to roots inside it, because a
    /// nested project adds hooks to the outer project and takes no hooks away. A plugin's file applies only to that
    /// plugin.
    #[must_use]
    pub fn binds(&self, other: &Self) -> bool {
        let inside = |own: &Option<PathBuf>, other: &Option<PathBuf>| match (own, other) {
            (Some(own), Some(other)) => other.starts_with(own),
            (own, other) => own == other,
        };
        // For files of different scopes, only the rank of the scopes decides whether the settings apply. Several
        // projects or plugins can have files of the same scope; for these files, the folders decide.
        match self.scope {
            scope if scope != other.scope => scope.binds(other.scope),
            Scope::Project => inside(&self.project_root, &other.project_root),
            Scope::Plugin => self.plugin_root == other.plugin_root,
            _ => true,
        }
    }

    /// Returns the length of the longest path in the place, in bytes. Each hook can get copies of these paths.
    pub(crate) fn longest(&self) -> usize {
        [
            &self.folder,
            &self.project_root,
            &self.plugin_root,
            &self.plugin_data,
            &self.home,
        ]
        .into_iter()
        .flatten()
        .map(|path| path.as_os_str().len())
        .max()
        .unwrap_or_default()
    }

    /// Returns whether this file's settings may affect other files' hooks.
    #[must_use]
    pub fn counts_elsewhere(&self) -> bool {
        self.trust == Trust::Trusted
    }
}

/// Returns the last `N` names of a path. Missing names, and names that are not UTF-8, are empty.
#[must_use]
pub fn tail<const N: usize>(path: &Path) -> [&str; N] {
    let mut names = path
        .components()
        .rev()
        .map(|part| part.as_os_str().to_str().unwrap_or_default());
    let mut found = [""; N];
    for slot in found.iter_mut().rev() {
        *slot = names.next().unwrap_or_default();
    }
    found
}

impl Agents {
    /// Returns the place of a file that the user named. The scope is the user's, unless the path is an administrator's.
    /// Project and plugin are derived from agents' folders in the path, if there are any.
    #[must_use]
    pub fn place(&self, path: impl Into<PathBuf>) -> Place {
        let mut place = Place::new(path);
        let path = &place.path;
        place.project_root = self.project_of(path);
        // If several agents claim the path, the first agent in the list wins.
        let mut plugins = self.iter().filter_map(|agent| (agent.plugin_root)(path));
        place.plugin_root = plugins.next().and_then(|root| rooted(&root));
        if self.iter().any(|agent| (agent.is_managed)(path)) {
            place.scope = Scope::Managed;
        }
        place
    }

    /// Returns the project's root if the path goes through an agent's project folder.
    fn project_of(&self, path: &Path) -> Option<PathBuf> {
        let is_mark = |folder: &&Path| {
            let [name] = tail(folder);
            self.iter().any(|agent| agent.project_folder == Some(name))
        };
        let mark = path.ancestors().skip(1).find(is_mark)?;
        rooted(mark.parent()?)
    }
}

/// Replaces the empty relative path with `.`, the current folder.
fn rooted(folder: &Path) -> Option<PathBuf> {
    Some(if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_path_buf()
    })
}
