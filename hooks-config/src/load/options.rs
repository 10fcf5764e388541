//! Options for loading files that the user names.

use std::path::PathBuf;

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::discovery::Candidate;
use crate::format::Agents;
use crate::roots::Root;

/// Options for loading files that the user names. A user who names a file trusts it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedOptions {
    /// The agents whose files can be read, besides files in our own format.
    pub agents: Agents,
    /// The format of all named files; `None` means that each file's format is recognized by path and
    /// shape.
    pub dialect: Option<DialectRef>,
    /// The project's root; `None` means that the root is derived from each file's path, or else is the
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

    setters! {
        /// Sets the agents whose files can be read, besides files in our own format.
        fn with_agents(agents: Agents) = agents;
        /// Sets the format of all files.
        fn with_format(dialect: DialectRef) = Some(dialect);
        /// Sets the project's root.
        fn with_project(project: impl Into<PathBuf>) = Some(project.into());
        /// Sets the user's home folder.
        fn with_home(home: impl Into<PathBuf>) = Some(home.into());
    }

    /// Takes the administrator's files out of `found`, to load them before the named files. So a user who names only
    /// other files cannot avoid them. The administrator's hooks are [confined](crate::confine()): they may not run
    /// files of the untrusted roots among `roots`.
    #[must_use]
    pub fn with_managed(mut self, found: Vec<Candidate>, roots: Vec<Root>) -> Self {
        self.managed = found;
        self.managed.retain(|file| file.scope == Scope::Managed);
        self.roots = roots;
        self
    }
}
