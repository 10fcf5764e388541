//! The list of agents whose hook files are read.

use hooks_config::Agents;

use crate::agent::FILES;

/// The folders of agents whose hook files this library cannot read.
const STRANGERS: &[&str] = &[
    ".windsurf",
    ".augment",
    ".agents",
    ".factory",
    ".qwen",
    ".kiro",
];

/// Returns the agents whose files are read: the agents of the dialects in [`all`](crate::all).
///
/// To add an agent of your own, append it to these agents:
///
/// ```
/// use hooks_config::Agents;
/// use hooks_config::format::AgentFiles;
///
/// fn with(more: &'static AgentFiles) -> Result<Agents, hooks_config::AgentsError> {
///     Agents::new(hooks_dialects::agents().iter().chain([more]))
/// }
/// ```
#[must_use]
pub fn agents() -> Agents {
    // `expect` cannot fail: the tables are constants, and a test checks them. An empty list instead of the error would
    // silently drop guards.
    let agents =
        Agents::new(FILES.iter().copied()).expect("agents with distinct names and sound tables");
    // Files in the folders of `STRANGERS` look like Claude Code's files but are not. Without this list they would be
    // read as Claude Code's files.
    agents.with_strangers(STRANGERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound_and_has_every_agent_once() {
        let names: Vec<_> = Agents::new(FILES.iter().copied()).map_or_else(
            |error| vec![error.to_string()],
            |agents| {
                agents
                    .iter()
                    .map(|agent| agent.dialect.to_string())
                    .collect()
            },
        );
        assert_eq!(
            names,
            ["claude", "codex", "gemini", "cursor", "copilot", "goose"]
        );
        assert_eq!(agents().iter().count(), FILES.len());
    }

    #[test]
    fn an_agent_that_is_brought_beside_ours_under_one_of_their_names_is_named() {
        let twice = agents().iter().chain([FILES[3]]).collect::<Vec<_>>();
        let error = Agents::new(twice).expect_err("twice");
        assert_eq!(error.to_string(), "the agent `cursor` is registered twice");
    }
}
