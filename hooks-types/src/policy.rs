//! The choices in a hook's config: its role, its start order and the effect of its failure.

use serde::{Deserialize, Serialize};

words! {
    /// What a hook judges.
    #[derive(Default, Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    Role {
        /// The event as it was fired or, with `strategy = "chain"`, as the hooks before this hook changed it.
        #[default]
        Standard = "standard",
        /// The final input, after every hook that may modify it. A hook with this role cannot
        /// modify.
        Validate = "validate",
    }
}

words! {
    /// The effect of a hook's failure.
    #[derive(PartialOrd, Ord, Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    OnFailure {
        /// The event proceeds, as if the hook had no objection.
        Proceed = "proceed",
        /// The user is asked.
        Ask = "ask",
        /// The event is blocked, as if the hook had blocked.
        Block = "block",
    }
}

words! {
    /// How the hooks of a segment (adjacent hooks of one scope and strategy) start, and what a
    /// block among them does.
    #[derive(Default, Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    Strategy {
        /// Hooks run one after another, and no hook runs after a block. Each hook sees the original
        /// content.
        #[default]
        Sequential = "sequential",
        /// Hooks run at the same time; a block cancels only the hooks after it. The outcome is the
        /// same as with `sequential`.
        Parallel = "parallel",
        /// Hooks run one after another. Each hook sees the content with the modifications of the hooks
        /// before it.
        Chain = "chain",
        /// Hooks run at the same time. No hook is cancelled, and every answer takes effect (Claude
        /// Code, Codex).
        All = "all",
    }
}

/// The order in which the hooks of a segment (adjacent hooks of one scope and strategy) start under [`Strategy::All`].
/// The strictest pace among the selected hooks applies to the whole segment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Pace {
    /// All hooks start together.
    #[default]
    Together,
    /// Hooks run one after another. Each hook sees the content with the modifications of the hooks before it (Copilot).
    InTurn,
    /// Hooks run one after another. The fields of a hook's replacement overwrite the top-level
    /// fields of the next hook's input (Gemini CLI's `sequential`).
    InTurnMerged,
}

words! {
    /// Whether a run of the hook has effects besides its answer.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    SideEffects {
        /// The hook may have side effects. This is the safe assumption.
        #[default]
        Possible = "possible",
        /// The hook declares that its runs have no side effects.
        None = "none",
    }
}
