//! How files that somebody names are read.

use std::path::PathBuf;

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::discovery::Candidate;
use crate::format::Agents;
use crate::roots::Root;

/// How files that somebody names are read. Naming a file counts as trusting it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedOptions {
    /// The agents whose files are read beside our own.
    pub agents: Agents,
    /// Whose format all of them have; none: each is recognised by its path and shape.
    pub dialect: Option<DialectRef>,
    /// The project's root; none: told from each file's path, else the current folder.
    pub project: Option<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The administrator's files, which are loaded first whatever is named.
    pub managed: Vec<Candidate>,
    /// The project's roots, whose files the administrator's hooks do not run.
    pub roots: Vec<Root>,
}

impl NamedOptions {
    /// Everything is told from the files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the agents whose files are read beside our own.
    #[must_use]
    pub fn with_agents(mut self, agents: Agents) -> Self {
        self.agents = agents;
        self
    }

    /// Sets whose format the files have.
    #[must_use]
    pub fn in_format(mut self, dialect: DialectRef) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Sets the project's root.
    #[must_use]
    pub fn in_project(mut self, root: impl Into<PathBuf>) -> Self {
        self.project = Some(root.into());
        self
    }

    /// Sets the user's home folder.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// Loads the administrator's files among these first: naming other files does not switch them
    /// off. Their hooks are [confined](crate::confine()) to files outside the roots that nobody trusts.
    #[must_use]
    pub fn under(mut self, found: Vec<Candidate>, roots: Vec<Root>) -> Self {
        self.managed = found;
        self.managed.retain(|file| file.scope == Scope::Managed);
        self.roots = roots;
        self
    }
}
