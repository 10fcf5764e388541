//! Options for loading files that the user names.

use std::path::PathBuf;

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::discovery::Candidate;
use crate::format::Agents;
use crate::roots::Root;

/// Options for loading files that the user names. Naming a file counts as trusting it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedOptions {
    /// The agents whose files can be read beside our own.
    pub agents: Agents,
    /// The format of all named files; `None` means that each is recognized by its path and shape.
    pub dialect: Option<DialectRef>,
    /// The project's root; `None` means that it is derived from each file's path, or else is the
    /// current folder.
    pub project: Option<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The administrator's files. They are always loaded, before the named files.
    pub managed: Vec<Candidate>,
    /// The project's roots. The administrator's hooks may not run files in them.
    pub roots: Vec<Root>,
}

impl NamedOptions {
    /// Creates options without agents. Format and project are derived from the files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the agents whose files can be read beside our own.
    #[must_use]
    pub fn with_agents(mut self, agents: Agents) -> Self {
        self.agents = agents;
        self
    }

    /// Sets the format of all files.
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

    /// Keeps the administrator's files among `found` and loads them first, so that naming other files
    /// does not switch them off. Their hooks are [confined](crate::confine()): they may not run files
    /// of the untrusted ones among `roots`.
    #[must_use]
    pub fn under(mut self, found: Vec<Candidate>, roots: Vec<Root>) -> Self {
        self.managed = found;
        self.managed.retain(|file| file.scope == Scope::Managed);
        self.roots = roots;
        self
    }
}
