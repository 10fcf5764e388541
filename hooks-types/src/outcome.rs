//! The decision of a hook's answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The decision of one hook. The type cannot hold contradictory values, such as a block with a replacement.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "dropping the outcome loses a block"]
pub enum Outcome {
    /// The hook has no objection and no opinion.
    #[default]
    Proceed,
    /// The hook refuses the action.
    #[non_exhaustive]
    Block {
        /// The reason; never empty.
        message: String,
    },
    /// The action proceeds with a replacement.
    #[non_exhaustive]
    Modify {
        /// The complete replacement.
        content: Value,
    },
    /// The action proceeds without asking the user.
    #[non_exhaustive]
    Allow {
        /// The replacement, if the hook also gave one.
        content: Option<Value>,
        /// Whether the hook's agent honours the allow. If not, the allow has the effect of a proceed, but reports still
        /// show it as an allow.
        grants: bool,
    },
    /// The agent asks the user first.
    #[non_exhaustive]
    Ask {
        /// The question for the user; `None` if the hook gave no question.
        message: Option<String>,
        /// The replacement, if the hook gave one. It is used if the user agrees.
        content: Option<Value>,
    },
}

words! {
    /// The kind of an [`Outcome`]. If several hooks answer, the highest rank wins: block > ask > modify > allow >
    /// proceed.
    #[derive(Default, PartialOrd, Ord, Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "snake_case")]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new outcome must be looked at in every dialect"
    )]
    OutcomeKind {
        /// The hook has no objection.
        #[default]
        Proceed = "proceed",
        /// The agent need not ask its user.
        Allow = "allow",
        /// The hook replaces the content.
        Modify = "modify",
        /// The agent asks its user first.
        Ask = "ask",
        /// The hook refuses the action.
        Block = "block",
    }
}

/// The message of a block without a reason.
const NO_REASON: &str = "blocked by a hook that gave no reason";

impl Outcome {
    /// Creates a block. An empty reason is replaced by a default reason.
    pub fn block(message: impl Into<String>) -> Self {
        let message = message.into();
        // Codex refuses a block without a reason, so use a default reason.
        if message.trim().is_empty() {
            return Self::Block {
                message: NO_REASON.to_owned(),
            };
        }
        Self::Block { message }
    }

    /// Creates a modification.
    pub fn modify(content: impl Into<Value>) -> Self {
        Self::Modify {
            content: content.into(),
        }
    }

    /// Creates an allow, optionally with a replacement.
    pub fn allow(content: Option<Value>) -> Self {
        Self::Allow {
            content,
            grants: true,
        }
    }

    /// Creates an allow that the hook's own agent ignores: the allow is reported but grants nothing.
    pub fn inert_allow(content: Option<Value>) -> Self {
        Self::Allow {
            content,
            grants: false,
        }
    }

    /// Creates a question to the user.
    pub fn ask(message: Option<String>, content: Option<Value>) -> Self {
        Self::Ask { message, content }
    }

    /// Returns the kind of this outcome.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Proceed => OutcomeKind::Proceed,
            Self::Block { .. } => OutcomeKind::Block,
            Self::Modify { .. } => OutcomeKind::Modify,
            Self::Allow { .. } => OutcomeKind::Allow,
            Self::Ask { .. } => OutcomeKind::Ask,
        }
    }

    /// Returns the replacement, if the outcome has one.
    pub fn content(&self) -> Option<&Value> {
        match self {
            Self::Modify { content } => Some(content),
            Self::Allow { content, .. } | Self::Ask { content, .. } => content.as_ref(),
            Self::Proceed | Self::Block { .. } => None,
        }
    }

    /// Returns the reason, if the outcome has one.
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Block { message } => Some(message),
            Self::Ask { message, .. } => message.as_deref(),
            Self::Proceed | Self::Modify { .. } | Self::Allow { .. } => None,
        }
    }
}
