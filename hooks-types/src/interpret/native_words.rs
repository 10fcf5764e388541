//! The words of native decisions, and the words and keys of other agents that hooks print by mistake instead.

use super::native_reading::QUOTE;
use crate::near::nearest;
use crate::outcome::OutcomeKind;
use crate::text::quoted;

/// Keys that answers of other agents or payloads have, with the native form to print instead.
#[rustfmt::skip]
pub(super) const FOREIGN_KEYS: &[(&[&str], &str)] = &[
    (
        &["hookSpecificOutput", "permissionDecision"],
        r#"{"decision":"block","message":"why"} or {"decision":"modify","content":{...}}"#,
    ),
    (
        &["permission", "behavior", "permissionDecisionReason", "agent_message", "agentMessage", "followup_message"],
        r#"{"decision":"block","message":"why"}"#,
    ),
    (&["continue"], r#"{"stop":"why"} to end the run"#),
    (&["stopReason"], r#"{"stop":"why"}"#),
    (&["systemMessage", "user_message", "userMessage", "banner"], r#"{"notice":"text for the user"}"#),
    (&["additionalContext", "additional_context"], r#"{"context":"text for the model"}"#),
    (
        &["updatedInput", "updated_input", "modifiedArgs", "tool_input", "toolInput"],
        r#"{"decision":"modify","content":{...}}"#,
    ),
    (&["question"], r#"{"decision":"ask","message":"question for the user"}"#),
];

/// Parses the exact spelling of a decision.
pub(super) fn decision(word: &str) -> Option<OutcomeKind> {
    let mut kinds = OutcomeKind::ALL.iter().copied();
    kinds.find(|kind| kind.code() == word)
}

/// Parses a decision. A block or an ask may differ in casing or have surrounding spaces; all other
/// words must match exactly.
pub(super) fn loosely(word: &str) -> Option<OutcomeKind> {
    decision(word).or_else(|| {
        // It is safe to read a misspelt word as a block or an ask. If it were read as an allow, a call could run that
        // the hook did not allow.
        let kind = decision(&word.trim().to_lowercase());
        kind.filter(|kind| matches!(kind, OutcomeKind::Block | OutcomeKind::Ask))
    })
}

/// Returns the decision that a plain text names, such as `block` or `deny`, which a hook can print by mistake instead
/// of an object. Returns `None` for any other text.
pub(super) fn bare_decision(text: &str) -> Option<&'static str> {
    let word = text.trim_matches(['"', '\'']).to_lowercase();
    let kind = decision(&word).map(|kind| kind.code());
    kind.or_else(|| elsewhere(&word))
}

/// Returns our decision for a word that other agents use, such as `block` for `deny`. The decision is only suggested in
/// a message and does not take effect.
fn elsewhere(word: &str) -> Option<&'static str> {
    Some(match word {
        "deny" | "denied" | "reject" | "refuse" | "stop" => "block",
        "approve" | "approved" | "grant" | "yes" => "allow",
        "continue" | "ok" | "pass" | "none" | "" => "proceed",
        "rewrite" | "replace" | "update" => "modify",
        "defer" | "confirm" | "prompt" => "ask",
        _ => return None,
    })
}

/// Describes an unknown decision, and suggests the known decision that the hook's author probably
/// meant.
pub(super) fn unknown_decision(word: &str) -> String {
    let other = word.to_lowercase();
    let near = || nearest(&other, ["proceed", "block", "modify", "allow", "ask"]);
    let meant = elsewhere(&other).or_else(near);
    let word = quoted(word.as_bytes(), QUOTE);
    match meant {
        Some(meant) => format!("unknown decision `{word}`; did you mean `{meant}`?"),
        None => format!(
            "unknown decision `{word}`; it is not one of proceed, block, modify, allow, ask"
        ),
    }
}
