//! The project roots that an agent names to its hooks.

use std::ffi::OsString;
use std::path::PathBuf;

use hooks_types::{DialectRef, Payload};

use crate::format::Agents;

/// The roots that the agent names: in a field of its payload, else in its own variable. Never its
/// working folder, which moves with every `cd`. A [`RootSearch`](crate::RootSearch) takes them.
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
        .find(|value| !value.is_empty())
        .map(PathBuf::from)
        .into_iter()
        .collect()
}

/// Every root of a workspace where the agent has such, else the one that the payload names.
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

/// The variables in which an agent tells its hooks where the project is, its own first.
fn variables(agents: &Agents, agent: &DialectRef) -> &'static [&'static str] {
    if agent.is_native() {
        return &["HOOKS_PROJECT_DIR"];
    }
    agents
        .get(agent)
        .map_or(&[], |agent| agent.root_variables())
}
