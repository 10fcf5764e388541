//! The agents that a caller brings.

use std::collections::HashSet;
use std::fmt;
use std::path::{Component, Path};
use std::sync::Arc;

use hooks_types::DialectRef;

use super::agent::AgentFiles;

/// The agents whose files are found, recognised and read, in the order they are asked. The default
/// is none: then native files are all there is.
#[derive(Clone, Default)]
pub struct Agents {
    list: Arc<[&'static dyn AgentFiles]>,
    strangers: &'static [&'static str],
}

/// Agents cannot be used together, or one of them cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AgentsError {
    /// Two agents have one name, or one has the name of the native format.
    Twice {
        /// The name.
        name: String,
    },
    /// A table of the agent contradicts itself.
    BrokenTable {
        /// The agent.
        name: String,
        /// What is wrong with which entry.
        problem: String,
    },
}

impl Agents {
    /// These agents.
    ///
    /// # Errors
    ///
    /// [`AgentsError`] names the agent that was brought twice or whose table is broken.
    pub fn new(
        agents: impl IntoIterator<Item = &'static dyn AgentFiles>,
    ) -> Result<Self, AgentsError> {
        let list: Arc<[_]> = agents.into_iter().collect();
        let mut names = HashSet::from(["native"]);
        for agent in list.iter() {
            let name = agent.dialect().name();
            if !names.insert(name) {
                return Err(AgentsError::Twice {
                    name: name.to_owned(),
                });
            }
            check(*agent).map_err(|problem| AgentsError::BrokenTable {
                name: name.to_owned(),
                problem,
            })?;
        }
        Ok(Self {
            list,
            strangers: &[],
        })
    }

    /// One agent alone, for what concerns nobody else.
    pub(crate) fn only(agent: &'static dyn AgentFiles) -> Self {
        Self {
            list: Arc::from([agent]),
            strangers: &[],
        }
    }

    /// Sets the folders of agents that nobody brings: a file there is never taken for another
    /// agent's by its shape.
    #[must_use]
    pub fn with_strangers(mut self, folders: &'static [&'static str]) -> Self {
        self.strangers = folders;
        self
    }

    /// The agents, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'static dyn AgentFiles> + use<'_> {
        self.list.iter().copied()
    }

    /// Whether there is no agent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The agent of a dialect.
    #[must_use]
    pub fn get(&self, dialect: &DialectRef) -> Option<&'static dyn AgentFiles> {
        self.iter().find(|agent| agent.dialect() == dialect)
    }

    /// The agent of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&'static dyn AgentFiles> {
        self.iter().find(|agent| agent.dialect().name() == name)
    }

    /// Why a name that is none of them cannot be used.
    pub(crate) fn lacks(&self, name: &str) -> String {
        let names: Vec<&str> = self.iter().map(|agent| agent.dialect().name()).collect();
        if names.is_empty() {
            return format!("nobody brought the dialect `{name}`: only `native` is known here");
        }
        let names = names.join(", ");
        format!("nobody brought the dialect `{name}`: known are native, {names}")
    }

    pub(super) fn is_strangers(&self, folder: &str) -> bool {
        self.strangers.contains(&folder)
    }

    /// Where hook files lie in a project.
    pub(crate) fn project_files(&self) -> impl Iterator<Item = &'static str> {
        self.iter()
            .flat_map(|agent| agent.project_files().iter().copied())
    }
}

/// Looks for what would make an agent's files, or its bridge, be passed over or written twice.
fn check(agent: &dyn AgentFiles) -> Result<(), String> {
    let inside = |path: &str| {
        let mut parts = Path::new(path).components();
        !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
    };
    let mut seen = HashSet::new();
    for file in agent.project_files() {
        if !inside(file) {
            return Err(format!("the project file `{file}` leads out of its root"));
        }
        if !seen.insert(file) {
            return Err(format!("the project file `{file}` stands twice"));
        }
    }
    for folder in [agent.project_folder(), agent.home_folder()] {
        if let Some(folder) = folder.filter(|folder| !inside(folder)) {
            return Err(format!("the folder `{folder}` leads out of its root"));
        }
    }
    let mut seen = HashSet::new();
    let events = agent.bridge().map(|bridge| bridge.events());
    for event in events.unwrap_or_default() {
        if event.name().is_empty() {
            return Err("an event of its bridge has no name".to_owned());
        }
        if !seen.insert(event.name()) {
            return Err(format!(
                "the event `{}` of its bridge stands twice",
                event.name()
            ));
        }
    }
    Ok(())
}

impl fmt::Debug for Agents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(|agent| agent.dialect());
        f.debug_list().entries(names).finish()
    }
}

impl PartialEq for Agents {
    /// By name and order: two agents of one name cannot stand in one list.
    fn eq(&self, other: &Self) -> bool {
        let names = |agents: &Self| -> Vec<DialectRef> {
            agents.iter().map(|agent| agent.dialect().clone()).collect()
        };
        names(self) == names(other) && self.strangers == other.strangers
    }
}

impl Eq for Agents {}

impl fmt::Display for AgentsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twice { name } => write!(f, "the agent `{name}` was brought twice"),
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
