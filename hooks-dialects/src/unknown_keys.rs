//! Names the unknown keys of an answer, including keys of nested objects, and says which agent knows such a key.

use hooks_types::dialect::{AnswerFormat, Holds, Key};
use hooks_types::near::meant_key;

use crate::copilot::Copilot;
use crate::cursor::Cursor;
use crate::gemini::Gemini;
use crate::goose::Goose;

/// Returns the agents whose keys a hook of Claude Code might have, each with its keys.
fn others() -> [(&'static str, &'static [Key]); 4] {
    [
        ("Copilot", Copilot.keys()),
        ("Gemini CLI", Gemini.keys()),
        ("Cursor", Cursor.keys()),
        ("goose", Goose.keys()),
    ]
}

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
    if let Some((agent, _)) = others().iter().find(|(_, keys)| has(keys, name)) {
        return format!(" (a key of {agent})");
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
