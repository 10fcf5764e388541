//! What an agent calls the canonical tools, from the one table of tools.

use crate::Agent;
use crate::tool_table::TABLE;

/// A canonical tool and Claude Code's name of it, which is a row's first in the table.
const CANONICAL: &[(&str, &str)] = &[
    ("shell", "Bash"),
    ("read_file", "Read"),
    ("write_file", "Write"),
    ("edit_file", "Edit"),
    ("list_files", "Glob"),
    ("search", "Grep"),
    ("web_fetch", "WebFetch"),
    ("web_search", "WebSearch"),
    ("subagent", "Agent"),
];

/// The agent's names of a canonical tool, its usual one first.
pub(crate) fn of(agent: Agent, canonical: &str) -> Vec<&'static str> {
    if canonical == PATCH {
        let own = TABLE.iter().flat_map(|row| row.names(agent));
        return own
            .copied()
            .find(|name| *name == PATCH)
            .into_iter()
            .collect();
    }
    let claude = CANONICAL.iter().find(|(ours, _)| *ours == canonical);
    let row =
        claude.and_then(|(_, name)| TABLE.iter().find(|row| row.claude.first() == Some(name)));
    let names = row.map_or(&[][..], |row| row.names(agent));
    names
        .iter()
        .copied()
        .filter(|name| *name != PATCH)
        .collect()
}

/// Codex and Copilot call it as we do; it writes and edits.
const PATCH: &str = "apply_patch";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_canonical_tool_is_one_of_the_table() {
        for tool in hooks_config::CANONICAL_TOOLS {
            let claude = of(Agent::Claude, tool);
            let codex = of(Agent::Codex, tool);
            assert!(!claude.is_empty() || codex == [PATCH], "{tool}");
        }
        assert_eq!(of(Agent::Gemini, "edit_file"), ["replace"]);
        assert_eq!(of(Agent::Copilot, "shell"), ["bash", "powershell"]);
        assert_eq!(of(Agent::Claude, "nonsense"), [""; 0]);
    }
}
