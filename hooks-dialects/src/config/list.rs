//! The list of the agents whose files are read.

use hooks_config::{AgentFiles, Agents};

use crate::claude::config::Claude;
use crate::codex::config::Codex;
use crate::copilot::config::Copilot;
use crate::cursor::config::Cursor;
use crate::gemini::config::Gemini;
use crate::goose::config::Goose;

/// Every agent, in the order they are asked whose a file is.
const ALL: &[&dyn AgentFiles] = &[&Claude, &Codex, &Gemini, &Cursor, &Copilot, &Goose];

/// Folders of agents whose hooks have a format that nobody here reads.
const STRANGERS: &[&str] = &[
    ".windsurf",
    ".augment",
    ".agents",
    ".factory",
    ".qwen",
    ".kiro",
];

/// The agents whose files are read: Claude Code, Codex, Gemini CLI, Cursor, Copilot and
/// goose.
///
/// Further ones go into one list with them:
///
/// ```
/// use hooks_config::Agents;
/// use hooks_config::format::AgentFiles;
///
/// fn with(more: &'static dyn AgentFiles) -> Result<Agents, hooks_config::AgentsError> {
///     Agents::new(hooks_dialects::agents().iter().chain([more]))
/// }
/// ```
#[must_use]
pub fn agents() -> Agents {
    // A constant that a test holds sound; going on without it would leave guards out in silence.
    let agents =
        Agents::new(ALL.iter().copied()).expect("agents with distinct names and sound tables");
    agents.with_strangers(STRANGERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound_and_has_every_agent_once() {
        let names: Vec<_> = Agents::new(ALL.iter().copied()).map_or_else(
            |error| vec![error.to_string()],
            |agents| {
                agents
                    .iter()
                    .map(|agent| agent.dialect().to_string())
                    .collect()
            },
        );
        assert_eq!(
            names,
            ["claude", "codex", "gemini", "cursor", "copilot", "goose"]
        );
        assert_eq!(agents().iter().count(), ALL.len());
    }

    #[test]
    fn an_agent_that_is_brought_beside_ours_under_one_of_their_names_is_named() {
        let twice = agents().iter().chain([ALL[3]]).collect::<Vec<_>>();
        let error = Agents::new(twice).expect_err("twice");
        assert_eq!(error.to_string(), "the agent `cursor` was brought twice");
    }
}
