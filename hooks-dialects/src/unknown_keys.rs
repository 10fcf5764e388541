//! Says about an unknown key in an answer of a Claude Code hook which other agent has the key.

use hooks_types::dialect::{Holds, Key};
use hooks_types::near::meant_key;

use crate::agent::AGENTS;
use crate::claude;

/// Returns whether a table has this key, at any level.
fn has(keys: &[Key], name: &str) -> bool {
    keys.iter().any(|key| match key.holds {
        Holds::Object(inner) => key.name == name || has(inner, name),
        _ => key.name == name,
    })
}

/// Returns the end of a sentence about an unknown key: which other agent has the key, or which key of `known` was
/// probably meant. The text is empty if neither is known.
pub(crate) fn belongs(name: &str, known: &[Key]) -> String {
    // A key that Claude Code has in another object is at the wrong place. It was not copied from another agent.
    if !has(claude::TOOLS.dialect.keys(), name)
        && let Some(agent) = AGENTS.iter().find(|agent| has(agent.dialect.keys(), name))
    {
        return format!(" (a key of {})", agent.title);
    }
    match meant_key(name, known.iter().map(|key| key.name)) {
        Some(meant) => format!("; did you mean `{meant}`?"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_claude_code_has_elsewhere_is_of_no_other_agent() {
        assert_eq!(belongs("behavior", &[]), "");
    }

    #[test]
    fn a_key_of_another_agent_and_a_slip_are_told_apart() {
        let known = [
            Key::remark("additionalContext"),
            Key::remark("hookEventName"),
        ];
        for (name, said) in [
            ("modifiedPrompt", " (a key of Copilot)"),
            ("tool_input", " (a key of Gemini CLI)"),
            ("additionalContxt", "; did you mean `additionalContext`?"),
            ("mood", ""),
        ] {
            assert_eq!(belongs(name, &known), said, "{name}");
        }
    }
}
