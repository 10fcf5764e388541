//! The list of agents that a caller provides.

use std::collections::HashSet;
use std::fmt;
use std::path::{Component, Path};
use std::sync::Arc;

use hooks_types::DialectRef;
use hooks_types::text::quoted;

use super::agent::AgentFiles;

/// The agents whose files are found, recognized and read, in order of precedence. The default is empty:
/// only native files are read then.
#[derive(Clone, Default)]
pub struct Agents {
    /// The agents, in order of precedence.
    list: Arc<[&'static AgentFiles]>,
    /// The project folders of agents that are not in `list`.
    strangers: &'static [&'static str],
}

/// Why a list of agents cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AgentsError {
    /// Two agents have the same name, or an agent has the name of the native format.
    Twice {
        /// The name that both agents have.
        name: String,
    },
    /// The table of an agent ([`AgentFiles`]) contradicts itself.
    BrokenTable {
        /// The agent's name.
        name: String,
        /// The problem, and the entry of the table that has it.
        problem: String,
    },
}

impl Agents {
    /// Creates a list of agents.
    ///
    /// # Errors
    ///
    /// [`AgentsError`] names the agent that is listed twice or whose table is inconsistent.
    pub fn new(agents: impl IntoIterator<Item = &'static AgentFiles>) -> Result<Self, AgentsError> {
        let list: Arc<[_]> = agents.into_iter().collect();
        // No agent may take the name of our own format.
        let mut names = HashSet::from(["native"]);
        for agent in list.iter() {
            let name = agent.dialect.name();
            if !names.insert(name) {
                return Err(AgentsError::Twice {
                    name: name.to_owned(),
                });
            }
            check(agent).map_err(|problem| AgentsError::BrokenTable {
                name: name.to_owned(),
                problem,
            })?;
        }
        Ok(Self {
            list,
            strangers: &[],
        })
    }

    /// Creates a list of one agent, for a caller that is concerned with that agent only.
    pub(crate) fn only(agent: &'static AgentFiles) -> Self {
        Self {
            list: Arc::from([agent]),
            strangers: &[],
        }
    }

    setters! {
        /// Sets the project folders of agents that are not in this list. A file in such a folder is never recognized by
        /// its content as a file of a listed agent.
        fn with_strangers(strangers: &'static [&'static str]) = strangers;
    }

    /// Yields the agents in order.
    pub fn iter(&self) -> impl Iterator<Item = &'static AgentFiles> + use<'_> {
        self.list.iter().copied()
    }

    /// Returns whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the agent of a dialect.
    #[must_use]
    pub fn get(&self, dialect: &DialectRef) -> Option<&'static AgentFiles> {
        self.iter().find(|agent| agent.dialect == dialect)
    }

    /// Returns the agent with this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&'static AgentFiles> {
        self.iter().find(|agent| agent.dialect.name() == name)
    }

    /// Says why a name that is not in the list cannot be used.
    pub(crate) fn lacks(&self, name: &str) -> String {
        let name = quoted(name.as_bytes(), 60);
        let names: Vec<&str> = self.iter().map(|agent| agent.dialect.name()).collect();
        if names.is_empty() {
            return format!("unknown dialect `{name}`: only `native` is registered");
        }
        let names = names.join(", ");
        format!("unknown dialect `{name}`; known dialects: native, {names}")
    }

    /// Returns whether this folder belongs to an agent that is not in the list.
    pub(super) fn is_strangers(&self, folder: &str) -> bool {
        self.strangers.contains(&folder)
    }

    /// Yields the paths of the agents' hook files in a project, relative to its root.
    pub(crate) fn project_files(&self) -> impl Iterator<Item = &'static str> {
        self.iter()
            .flat_map(|agent| agent.project_files.iter().copied())
    }
}

/// Checks an agent's table for wrong and repeated entries. With such an entry, a file or the bridge would be skipped,
/// or would be read or written twice.
fn check(agent: &AgentFiles) -> Result<(), String> {
    // Refuse an absolute path, and a path with `..`: a file outside of the project must not be one of its hook files.
    let inside = |path: &str| {
        let mut parts = Path::new(path).components();
        !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
    };
    // Refuse a path that occurs twice: the hooks of its file would be loaded twice.
    let mut seen = HashSet::new();
    for file in agent.project_files {
        if !inside(file) {
            return Err(format!("the project file `{file}` leads out of its root"));
        }
        if !seen.insert(file) {
            return Err(format!("the project file `{file}` appears twice"));
        }
    }
    for folder in [agent.project_folder, agent.home_folder] {
        if let Some(folder) = folder.filter(|folder| !inside(folder)) {
            return Err(format!("the folder `{folder}` leads out of its root"));
        }
    }
    let mut seen = HashSet::new();
    let events = agent.bridge.map(|bridge| bridge.events);
    for event in events.unwrap_or_default() {
        if event.name().is_empty() {
            return Err("an event of its bridge has no name".to_owned());
        }
        if !seen.insert(event.name()) {
            return Err(format!(
                "the event `{}` of its bridge appears twice",
                event.name()
            ));
        }
    }
    Ok(())
}

impl fmt::Debug for Agents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Write only the agents' names: their tables are long and hold functions, and a name
        // identifies its table.
        let names = self.iter().map(|agent| agent.dialect);
        f.debug_list().entries(names).finish()
    }
}

impl PartialEq for Agents {
    /// Compares the agents by name and order, and the project folders of other agents. Names are unique in a list.
    fn eq(&self, other: &Self) -> bool {
        let names = |agents: &Self| -> Vec<DialectRef> {
            agents.iter().map(|agent| agent.dialect.clone()).collect()
        };
        names(self) == names(other) && self.strangers == other.strangers
    }
}

impl Eq for Agents {}

impl fmt::Display for AgentsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twice { name } => write!(f, "the agent `{name}` is registered twice"),
            Self::BrokenTable { name, problem } => {
                write!(f, "the agent `{name}` cannot be used: {problem}")
            }
        }
    }
}

impl std::error::Error for AgentsError {}

#[cfg(test)]
#[path = "agents_tests.rs"]
mod tests;
