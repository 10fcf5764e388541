//! Where hook files are looked for when none is named.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::format::Agents;
use crate::managed::{managed_candidates, managed_folder};
use crate::roots::Root;

/// The folders discovery starts from. Reads no environment: whoever calls knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Places {
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The user's folder of configuration (`XDG_CONFIG_HOME`); counts only if absolute, else
    /// `.config` in the home folder.
    pub config_home: Option<PathBuf>,
    /// The roots whose files are the project's, outermost first: what a
    /// [`RootSearch`](crate::RootSearch) found.
    pub roots: Vec<Root>,
    /// What other agents' hooks that lie in no root are told is the project's root; `None`: the
    /// outermost of the roots. Nothing is looked for there.
    pub project: Option<PathBuf>,
    /// Folders of their own that agents keep elsewhere than in the home folder; one counts only if
    /// absolute.
    pub agent_homes: BTreeMap<DialectRef, PathBuf>,
}

/// A file that discovery looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// Where it would be.
    pub path: PathBuf,
    /// Whose format it would have.
    pub dialect: DialectRef,
    /// The scope of its hooks: where the file was looked for, wherever that place lies.
    pub scope: Scope,
    /// The root it was looked for in, if it is a project's.
    pub root: Option<Root>,
    /// The root of the project, for other agents' hooks.
    pub project: Option<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// Why it cannot be read, where looking for it told.
    pub(crate) problem: Option<String>,
    /// Whether it is an agent's list of plugins, which holds no hooks itself.
    pub(crate) lists_plugins: bool,
}

/// Whether the hooks of a discovered project file may run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProjectTrust {
    /// They are listed but do not run.
    #[default]
    Untrusted,
    /// They run.
    Trusted,
}

impl Places {
    /// Nowhere.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the user's home folder.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// Sets the user's folder of configuration.
    #[must_use]
    pub fn with_config_home(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config_home = Some(folder.into());
        self
    }

    /// Sets the folder that an agent keeps instead of the one in the home folder.
    #[must_use]
    pub fn with_agent_home(mut self, agent: DialectRef, folder: impl Into<PathBuf>) -> Self {
        self.agent_homes.insert(agent, folder.into());
        self
    }

    /// Adds a root of the project that nobody trusts yet.
    #[must_use]
    pub fn with_project(self, root: impl Into<PathBuf>) -> Self {
        self.with_root(Root::new(root))
    }

    /// Adds a root of the project, inside those before it.
    #[must_use]
    pub fn with_root(mut self, root: Root) -> Self {
        self.roots.push(root);
        self
    }

    /// The project's root for hooks that lie in none.
    pub(crate) fn project(&self) -> Option<PathBuf> {
        let outermost = || self.roots.first().map(|root| root.path.clone());
        self.project.clone().or_else(outermost)
    }
}

impl Candidate {
    /// A file to look for.
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

    /// Whether our own hooks are looked for in it: it has our format, or it lists plugins, which may
    /// hold files of ours.
    #[must_use]
    pub fn is_for_our_hooks(&self) -> bool {
        self.lists_plugins || self.dialect.is_native()
    }

    /// The same, looked for in this root of the project, or in this plugin.
    #[must_use]
    pub fn in_root(mut self, root: Root) -> Self {
        if root.plugin.is_none() {
            self.project = Some(root.path.clone());
        }
        self.root = Some(root);
        self
    }
}

/// Our own file in a project.
pub(crate) const OWN_FILE: &str = ".agent-hooks/hooks.toml";

/// Where hook files lie in a project, ours and those of the agents.
pub(crate) fn project_files(agents: &Agents) -> impl Iterator<Item = &'static str> {
    std::iter::once(OWN_FILE).chain(agents.project_files())
}

/// The native files, in load order: the administrator's `/etc/agent-hooks/hooks.toml` and
/// `/etc/agent-hooks/hooks.d/*.toml`, if that folder is there, the user's `agent-hooks/hooks.toml` in
/// the folder of configuration, then `.agent-hooks/hooks.toml` in each of the project's roots.
#[must_use]
pub fn native_candidates(places: &Places) -> Vec<Candidate> {
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
            .in_root(root.clone())
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
