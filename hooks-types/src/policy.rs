//! The choices of a hook: what it judges, how it starts beside others, what its failure means.

use serde::{Deserialize, Serialize};

/// What a hook judges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The event as its strategy shows it.
    #[default]
    Standard,
    /// The final input, after every rewrite; it cannot modify.
    Validate,
}

/// What a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OnFailure {
    /// As if the hook had no objection.
    Proceed,
    /// The user is asked.
    Ask,
    /// As if the hook had blocked.
    Block,
}

/// How the hooks of a segment start and what a block among them does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strategy {
    /// One after another, none after a block; each sees the original.
    #[default]
    Sequential,
    /// All at once; a block cancels only hooks behind it. The outcome equals `sequential`.
    Parallel,
    /// One after another; each sees the content of the one before.
    Chain,
    /// All at once, nothing cancelled, every answer counted (Claude Code, Codex).
    All,
}

/// How a hook starts within a segment of strategy [`Strategy::All`]. The strictest of the selected
/// hooks holds for the whole segment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Pace {
    /// All together.
    #[default]
    Together,
    /// One after another, each on what the one before put in place (Copilot).
    InTurn,
    /// One after another, a rewrite shallowly merged into the next one's input (Gemini CLI's
    /// `sequential`).
    InTurnMerged,
}

/// Whether running a hook changes something outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SideEffects {
    /// It may; the safe assumption.
    #[default]
    Possible,
    /// It declares none.
    None,
}

impl OnFailure {
    /// The stable code: `proceed`, `ask`, `block`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proceed => "proceed",
            Self::Ask => "ask",
            Self::Block => "block",
        }
    }
}
