//! Finds an agent's names for the canonical tools. A canonical tool is a kind of tool that most agents have, under our
//! own name for it.

use crate::known_tools::KNOWN_TOOLS;
use crate::tools::Tools;

/// Returns the agent's names for a canonical tool (a kind of tool, under our own name). The most common name comes
/// first.
pub(crate) fn of(tools: &Tools, canonical: &str) -> Vec<&'static str> {
    let known = KNOWN_TOOLS.iter().find(|tool| tool.canonical == canonical);
    known.map_or_else(Vec::new, |tool| tools.names_of(tool.kind).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::AGENTS;
    use crate::{claude, copilot, gemini};

    #[test]
    fn every_canonical_tool_is_one_of_the_table() {
        for tool in hooks_config::CANONICAL_TOOLS {
            let named = |agent: &&&Tools| !of(agent, tool).is_empty();
            assert!(AGENTS.iter().any(|agent| named(&agent)), "{tool}");
        }
        assert_eq!(of(&gemini::TOOLS, "edit_file"), ["replace"]);
        assert_eq!(of(&copilot::TOOLS, "shell"), ["bash", "powershell"]);
        assert_eq!(of(&claude::TOOLS, "nonsense"), [""; 0]);
    }
}
