//! Lists the places where discovery looks for hook files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::format::Agents;
use crate::managed::{managed_candidates, managed_folder};
use crate::roots::Root;

/// The folders that discovery starts from. This type reads no environment variables: the caller sets the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Places {
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The user's configuration folder (`XDG_CONFIG_HOME`). A relative path is ignored; the default is
    /// `.config` in the home folder.
    pub config_home: Option<PathBuf>,
    /// The roots of the project, outermost first, as a [`RootSearch`](crate::RootSearch) returns them. Files below
    /// these roots belong to the project.
    pub roots: Vec<Root>,
    /// The project root that is passed to a hook of another agent if the hook's file lies outside of all roots. `None`
    /// means the outermost of `roots`. Discovery looks for no files in this folder.
    pub project: Option<PathBuf>,
    /// Folders that replace an agent's own folder in the home folder, by agent. A relative path is
    /// ignored.
    pub agent_homes: BTreeMap<DialectRef, PathBuf>,
}

/// A file that discovery looks for. It need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// The path of the file.
    pub path: PathBuf,
    /// The format of the file.
    pub dialect: DialectRef,
    /// The scope of the file's hooks. The scope depends on the place at which discovery looks. If `path` is a link, the
    /// target of the link does not change the scope.
    pub scope: Scope,
    /// The root of the project or plugin that the file belongs to; `None` for files of the user or
    /// administrator.
    pub root: Option<Root>,
    /// The project root that is passed to other agents' hooks.
    pub project: Option<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// Why the file cannot be read, if the search has already noticed that.
    pub(crate) problem: Option<String>,
    /// Whether the path is an agent's list of plugins. Such a list holds no hooks itself.
    pub(crate) lists_plugins: bool,
}

/// Whether the hooks of a discovered project file may run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProjectTrust {
    /// The hooks are listed but do not run.
    #[default]
    Untrusted,
    /// The hooks run.
    Trusted,
}

impl Places {
    /// Creates an empty set of places.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the user's home folder.
        fn with_home(home: impl Into<PathBuf>) = Some(home.into());
        /// Sets the user's configuration folder.
        fn with_config_home(config_home: impl Into<PathBuf>) = Some(config_home.into());
    }

    /// Sets the folder that replaces this agent's own folder in the home folder.
    #[must_use]
    pub fn with_agent_home(mut self, agent: DialectRef, folder: impl Into<PathBuf>) -> Self {
        self.agent_homes.insert(agent, folder.into());
        self
    }

    /// Adds an untrusted root of the project.
    #[must_use]
    pub fn with_project(self, root: impl Into<PathBuf>) -> Self {
        self.with_root(Root::new(root))
    }

    /// Adds a root of the project. Add outer roots before inner roots.
    #[must_use]
    pub fn with_root(mut self, root: Root) -> Self {
        self.roots.push(root);
        self
    }

    /// Returns the project root for hooks whose file lies outside of all roots.
    pub(crate) fn project(&self) -> Option<PathBuf> {
        let outermost = || self.roots.first().map(|root| root.path.clone());
        self.project.clone().or_else(outermost)
    }
}

impl Candidate {
    /// Creates a candidate (a file that discovery looks for) that lies outside of all roots.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, dialect: impl Into<DialectRef>, scope: Scope) -> Self {
        Self {
            path: path.into(),
            dialect: dialect.into(),
            scope,
            root: None,
            project: None,
            home: None,
            problem: None,
            lists_plugins: false,
        }
    }

    /// Returns whether this candidate can lead to hooks in our own format. Either the file has our format, or it lists
    /// plugins, whose folders can hold files in our format.
    #[must_use]
    pub fn is_for_our_hooks(&self) -> bool {
        self.lists_plugins || self.dialect.is_native()
    }

    /// Sets the root (of the project or of a plugin) that the candidate lies in.
    #[must_use]
    pub fn with_root(mut self, root: Root) -> Self {
        // The hooks of a plugin run in a project, and the plugin's folder is not that project. So set no project for a
        // plugin.
        if root.plugin.is_none() {
            self.project = Some(root.path.clone());
        }
        self.root = Some(root);
        self
    }
}

/// The path of our own file in a project.
pub(crate) const OWN_FILE: &str = ".agent-hooks/hooks.toml";

/// Yields the paths of hook files in a project, relative to its root: ours first, then the agents'.
pub(crate) fn project_files(agents: &Agents) -> impl Iterator<Item = &'static str> {
    std::iter::once(OWN_FILE).chain(agents.project_files())
}

/// Lists the native files in load order:
///
/// 1. the administrator's `/etc/agent-hooks/hooks.toml` and `/etc/agent-hooks/hooks.d/*.toml`, if that
///    folder exists (on Windows `C:\ProgramData\agent-hooks`),
/// 2. the user's `agent-hooks/hooks.toml` in the configuration folder,
/// 3. `.agent-hooks/hooks.toml` in each root of the project.
#[must_use]
pub fn native_candidates(places: &Places) -> Vec<Candidate> {
    // Ignore a relative path, as the XDG specification says. A relative path would depend on the working folder, which
    // can be a cloned repository.
    let absolute = |folder: &PathBuf| folder.is_absolute();
    let config_home = places.config_home.clone().filter(absolute).or_else(|| {
        let home = places.home.as_ref()?;
        Some(home.join(".config"))
    });
    let user = config_home.map(|folder| {
        let path = folder.join("agent-hooks/hooks.toml");
        Candidate::new(path, DialectRef::NATIVE, Scope::User)
    });
    let project = places.roots.iter().map(|root| {
        Candidate::new(root.path.join(OWN_FILE), DialectRef::NATIVE, Scope::Project)
            .with_root(root.clone())
    });
    managed_candidates(managed_folder())
        .into_iter()
        .chain(user)
        .chain(project)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(places: &Places) -> Vec<(String, Scope)> {
        native_candidates(places)
            .into_iter()
            .map(|candidate| (candidate.path.display().to_string(), candidate.scope))
            .collect()
    }

    #[test]
    fn the_users_file_comes_before_the_projects() {
        let places = Places::new().with_home("/home/u").with_project("/src/p");
        assert_eq!(
            found(&places),
            [
                (
                    "/home/u/.config/agent-hooks/hooks.toml".to_owned(),
                    Scope::User
                ),
                ("/src/p/.agent-hooks/hooks.toml".to_owned(), Scope::Project),
            ]
        );
    }

    #[test]
    fn a_relative_config_home_does_not_count() {
        let places = Places::new().with_home("/home/u").with_config_home("etc");
        assert_eq!(
            found(&places),
            [(
                "/home/u/.config/agent-hooks/hooks.toml".to_owned(),
                Scope::User
            )]
        );
        let absolute = Places::new()
            .with_home("/home/u")
            .with_config_home("/etc/u");
        assert_eq!(
            found(&absolute),
            [("/etc/u/agent-hooks/hooks.toml".to_owned(), Scope::User)]
        );
        assert_eq!(found(&Places::new()), []);
    }
}
