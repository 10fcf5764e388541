//! Where a file lies, and what that says about its hooks.

use std::path::{Path, PathBuf};

use hooks_types::spec::Scope;

use super::agents::Agents;

/// A config file's place: what its hooks inherit from where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file, as it should be named in diagnostics and rows.
    pub path: PathBuf,
    /// Whose file it is.
    pub scope: Scope,
    /// The folder the file lies in.
    pub folder: Option<PathBuf>,
    /// The project's root, where it is known.
    pub project_root: Option<PathBuf>,
    /// The root of the plugin or extension the file belongs to.
    pub plugin_root: Option<PathBuf>,
    /// That plugin's folder for data.
    pub plugin_data: Option<PathBuf>,
    /// That plugin's name, where its agent's list says it.
    pub plugin_name: Option<String>,
    /// The user's home.
    pub home: Option<PathBuf>,
    /// How the file was found.
    pub found: Found,
    /// Whether its hooks may run.
    pub trust: Trust,
    /// Whether the project's root was said or stands in the path, and is no guess.
    pub(crate) root_is_known: bool,
}

/// How a file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Found {
    /// Somebody named it, which counts as trust.
    #[default]
    Named,
    /// It lies where its agent looks.
    Discovered,
}

/// Whether a file's hooks may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Trust {
    /// They may.
    #[default]
    Trusted,
    /// They are listed and skipped, and its switches turn off nothing else.
    Untrusted,
}

impl Place {
    /// A file that somebody named, in user scope, of which nothing but its path is known.
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

    /// Sets whose file it is.
    #[must_use]
    pub fn in_scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Sets the project's root.
    #[must_use]
    pub fn in_project(mut self, root: impl Into<PathBuf>) -> Self {
        self.project_root = Some(root.into());
        self
    }

    /// Sets the plugin's root.
    #[must_use]
    pub fn of_plugin(mut self, root: impl Into<PathBuf>) -> Self {
        self.plugin_root = Some(root.into());
        self
    }

    /// Sets the user's home.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// Says that nobody named it.
    #[must_use]
    pub fn discovered(mut self) -> Self {
        self.found = Found::Discovered;
        self
    }

    /// Says that its hooks must not run yet.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.trust = Trust::Untrusted;
        self
    }

    /// The last names of the path, the file's own last.
    #[must_use]
    pub fn tail<const N: usize>(&self) -> [&str; N] {
        tail(&self.path)
    }

    /// The file's name.
    #[must_use]
    pub fn file_name(&self) -> &str {
        let [name] = self.tail();
        name
    }

    /// Whether what the file says about hooks in general holds for those of another file: one of its
    /// own scope or of a lower one. A project's file reaches its own root and roots inside it,
    /// because a nested project adds to the outer one and takes nothing from it; a plugin's reaches
    /// that plugin.
    #[must_use]
    pub fn binds(&self, other: &Self) -> bool {
        let inside = |own: &Option<PathBuf>, other: &Option<PathBuf>| match (own, other) {
            (Some(own), Some(other)) => other.starts_with(own),
            (own, other) => own == other,
        };
        match self.scope {
            scope if scope != other.scope => scope.binds(other.scope),
            Scope::Project => inside(&self.project_root, &other.project_root),
            Scope::Plugin => self.plugin_root == other.plugin_root,
            _ => true,
        }
    }

    /// Bytes of the longest path that a hook may get a copy of.
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

    /// Whether what the file says about other files' hooks counts.
    #[must_use]
    pub fn counts_elsewhere(&self) -> bool {
        self.trust == Trust::Trusted
    }
}

/// The last `N` names of a path, empty where it has fewer.
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
    /// A file that somebody named, in user scope unless its path is an administrator's. Its project
    /// and plugin are told from its path where an agent's folder in it says them.
    #[must_use]
    pub fn place(&self, path: impl Into<PathBuf>) -> Place {
        let mut place = Place::new(path);
        let path = &place.path;
        place.project_root = self.project_of(path);
        let mut plugins = self.iter().filter_map(|agent| agent.plugin_root(path));
        place.plugin_root = plugins.next().and_then(|root| rooted(&root));
        if self.iter().any(|agent| agent.is_managed(path)) {
            place.scope = Scope::Managed;
        }
        place
    }

    /// The folder of a project, if the path goes through an agent's folder in it.
    fn project_of(&self, path: &Path) -> Option<PathBuf> {
        let is_mark = |folder: &&Path| {
            let [name] = tail(folder);
            self.iter()
                .any(|agent| agent.project_folder() == Some(name))
        };
        let mark = path.ancestors().skip(1).find(is_mark)?;
        rooted(mark.parent()?)
    }
}

/// An empty relative folder is the current one.
fn rooted(folder: &Path) -> Option<PathBuf> {
    Some(if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_path_buf()
    })
}
