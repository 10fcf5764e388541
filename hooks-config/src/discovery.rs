//! Where hook files are looked for when none is named.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hooks_types::{Dialect, Scope};

/// The folders discovery starts from. Reads no environment: whoever calls knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Places {
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The user's folder of configuration (`XDG_CONFIG_HOME`); counts only if absolute, else
    /// `.config` in the home folder.
    pub config_home: Option<PathBuf>,
    /// The root of the project.
    pub project: Option<PathBuf>,
    /// Folders of their own that agents keep elsewhere than in the home folder (`CODEX_HOME` and
    /// its like).
    pub agent_homes: BTreeMap<Dialect, PathBuf>,
}

/// A file that discovery looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// Where it would be.
    pub path: PathBuf,
    /// Whose format it would have.
    pub dialect: Dialect,
    /// The scope of its hooks.
    pub scope: Scope,
    /// The root of the project, for other agents' hooks.
    pub project: Option<PathBuf>,
    /// The user's home folder, for other agents' hooks.
    pub home: Option<PathBuf>,
    /// Why nothing at this path can be read, where that is known already.
    pub(crate) problem: Option<String>,
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
    pub fn with_agent_home(mut self, agent: Dialect, folder: impl Into<PathBuf>) -> Self {
        self.agent_homes.insert(agent, folder.into());
        self
    }

    /// Sets the root of the project.
    #[must_use]
    pub fn with_project(mut self, root: impl Into<PathBuf>) -> Self {
        self.project = Some(root.into());
        self
    }
}

impl Candidate {
    /// A file to look for.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, dialect: Dialect, scope: Scope) -> Self {
        Self {
            path: path.into(),
            dialect,
            scope,
            project: None,
            home: None,
            problem: None,
        }
    }
}

/// The native files, in load order: the user's `agent-hooks/hooks.toml` in the folder of
/// configuration, then the project's `.agent-hooks/hooks.toml`.
#[must_use]
pub fn native_candidates(places: &Places) -> Vec<Candidate> {
    let config_home = places
        .config_home
        .clone()
        .filter(|folder| folder.is_absolute())
        .or_else(|| places.home.as_ref().map(|home| home.join(".config")));
    let user = config_home.map(|folder| (folder.join("agent-hooks/hooks.toml"), Scope::User));
    let project = places
        .project
        .as_ref()
        .map(|root| (root.join(".agent-hooks/hooks.toml"), Scope::Project));
    [user, project]
        .into_iter()
        .flatten()
        .map(|(path, scope)| Candidate::new(path, Dialect::Native, scope))
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
