//! The choices in a hook's config: its role, its start order and the meaning of its failure.

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

/// How a hook starts within a segment of strategy [`Strategy::All`]. The strictest pace among the
/// selected hooks applies to the whole segment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Pace {
    /// All hooks start together.
    #[default]
    Together,
    /// Hooks run one after another, each on the content that the previous one left (Copilot).
    InTurn,
    /// Hooks run one after another. A rewrite is merged shallowly into the input of the next one
    /// (Gemini CLI's `sequential`).
    InTurnMerged,
}

/// Whether a run of the hook changes something outside of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SideEffects {
    /// It may have side effects; the safe assumption.
    #[default]
    Possible,
    /// The hook declares that it has none.
    None,
}

impl OnFailure {
    /// Returns the stable code: `proceed`, `ask` or `block`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proceed => "proceed",
            Self::Ask => "ask",
            Self::Block => "block",
        }
    }
}
