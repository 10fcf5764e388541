//! Finds the agent that runs an entry of the bridge (the hook that `hooks bridge install` adds to an agent's files).
//! That agent can differ from the agent for which the entry was written.
//!
//! Copilot CLI obeys the hooks in a project's `.claude/settings.json`. An entry that was written for Claude
//! Code then gets Copilot's payloads and must answer Copilot.

use std::path::Path;

use hooks_config::{AgentFiles, BridgeHome, bridge_file};
use hooks_dialects::agents;
use hooks_types::DialectRef;

/// Returns the agent that runs this entry. An entry is written for one agent (`dialect`), but a second agent can obey
/// the entry's file too. Returns the second agent if the variable that this agent sets in its processes is set, else
/// the agent for which the entry was written. `None` for a dialect that has no files.
pub(super) fn asked_by(dialect: &DialectRef) -> Option<&'static AgentFiles> {
    let own = agents().get(dialect)?;
    let file = bridge_file(own, BridgeHome::Project(Path::new("")));
    let runs_it = |agent: &&'static AgentFiles| {
        let bridge = agent.bridge;
        let reads = bridge.map_or(&[][..], |bridge| bridge.obeys);
        let marked = bridge.and_then(|bridge| bridge.marked_by);
        let file = file.as_deref();
        reads.iter().any(|read| file == Some(Path::new(read)))
            && marked.is_some_and(|marked| std::env::var_os(marked).is_some())
    };
    agents().iter().find(runs_it).or(Some(own))
}
