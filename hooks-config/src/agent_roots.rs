//! Reads the project roots that an agent passes to its hooks.

use std::ffi::OsString;
use std::path::PathBuf;

use hooks_types::{DialectRef, Payload};

use crate::format::Agents;

/// Returns the project roots that the agent names in its payload or, if the payload names no root, in its
/// environment variable. Use them for a [`RootSearch`](crate::RootSearch). The agent's working folder is never one of
/// them, because it changes with every `cd`.
#[must_use]
pub fn roots_of_agent(
    agents: &Agents,
    agent: &DialectRef,
    payload: Option<&Payload>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Vec<PathBuf> {
    let named = payload.map(in_payload).unwrap_or_default();
    if !named.is_empty() {
        return named;
    }
    variables(agents, agent)
        .iter()
        .filter_map(|name| variable(name))
        // Ignore an empty variable: it names no folder.
        .find(|value| !value.is_empty())
        .map(PathBuf::from)
        .into_iter()
        .collect()
}

/// Returns the roots that a payload names: all of `workspace_roots` (Cursor sends this list), else the project folder
/// that the payload has.
fn in_payload(payload: &Payload) -> Vec<PathBuf> {
    let workspace = payload
        .origin
        .as_ref()
        .and_then(|origin| origin.object.get("workspace_roots")?.as_array());
    let roots: Vec<&str> = match workspace {
        Some(roots) => roots.iter().filter_map(|root| root.as_str()).collect(),
        None => payload.meta.project_dir.as_deref().into_iter().collect(),
    };
    let filled = roots.into_iter().filter(|root| !root.is_empty());
    filled.map(PathBuf::from).collect()
}

/// Returns the variables in which an agent passes the project's root to its hooks, the agent's own variable first.
pub(crate) fn variables(agents: &Agents, agent: &DialectRef) -> &'static [&'static str] {
    if agent.is_native() {
        return &["HOOKS_PROJECT_DIR"];
    }
    agents.get(agent).map_or(&[], |agent| agent.root_variables)
}
