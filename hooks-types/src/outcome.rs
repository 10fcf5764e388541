//! The decision in an answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What one hook decided. No contradictory combination can be built.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "a block is lost with it"]
pub enum Outcome {
    /// No objection, no opinion.
    #[default]
    Proceed,
    /// Do not do it.
    #[non_exhaustive]
    Block {
        /// Why; never empty.
        message: String,
    },
    /// Do it with this in place of what it was about.
    #[non_exhaustive]
    Modify {
        /// The replacement, whole.
        content: Value,
    },
    /// Do it without asking the user.
    #[non_exhaustive]
    Allow {
        /// What to do instead, where the hook replaced it as well.
        content: Option<Value>,
        /// Whether the hook's agent honours the grant; reported as an allow either way, but an
        /// inert one counts as a proceed.
        grants: bool,
    },
    /// Ask the user first.
    #[non_exhaustive]
    Ask {
        /// What to tell the user.
        message: Option<String>,
        /// What to do after a yes, where the hook replaced it as well.
        content: Option<Value>,
    },
}

/// The kind of an [`Outcome`], ordered by rank in the fold: block > ask > modify > allow > proceed.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new outcome must be looked at in every dialect"
)]
pub enum OutcomeKind {
    /// [`Outcome::Proceed`].
    #[default]
    Proceed,
    /// [`Outcome::Allow`].
    Allow,
    /// [`Outcome::Modify`].
    Modify,
    /// [`Outcome::Ask`].
    Ask,
    /// [`Outcome::Block`].
    Block,
}

/// Stands in where a block came without a reason.
const NO_REASON: &str = "blocked by a hook that gave no reason";

impl Outcome {
    /// A block; an empty reason becomes a default one.
    pub fn block(message: impl Into<String>) -> Self {
        let message = message.into();
        if message.trim().is_empty() {
            return Self::Block {
                message: NO_REASON.to_owned(),
            };
        }
        Self::Block { message }
    }

    /// A modification.
    pub fn modify(content: impl Into<Value>) -> Self {
        Self::Modify {
            content: content.into(),
        }
    }

    /// A grant, of `content` where it is given.
    pub fn allow(content: Option<Value>) -> Self {
        Self::Allow {
            content,
            grants: true,
        }
    }

    /// An allow that the hook's own agent does not honour: reported, but it grants nothing.
    pub fn inert_allow(content: Option<Value>) -> Self {
        Self::Allow {
            content,
            grants: false,
        }
    }

    /// A question to the user.
    pub fn ask(message: Option<String>, content: Option<Value>) -> Self {
        Self::Ask { message, content }
    }

    /// Which kind of outcome this is.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Proceed => OutcomeKind::Proceed,
            Self::Block { .. } => OutcomeKind::Block,
            Self::Modify { .. } => OutcomeKind::Modify,
            Self::Allow { .. } => OutcomeKind::Allow,
            Self::Ask { .. } => OutcomeKind::Ask,
        }
    }

    /// The replacement this outcome carries.
    pub fn content(&self) -> Option<&Value> {
        match self {
            Self::Modify { content } => Some(content),
            Self::Allow { content, .. } | Self::Ask { content, .. } => content.as_ref(),
            Self::Proceed | Self::Block { .. } => None,
        }
    }

    /// The reason this outcome carries.
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Block { message } => Some(message),
            Self::Ask { message, .. } => message.as_deref(),
            Self::Proceed | Self::Modify { .. } | Self::Allow { .. } => None,
        }
    }
}

impl OutcomeKind {
    /// The stable code: `block`, `ask`, `modify`, `allow`, `proceed`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proceed => "proceed",
            Self::Allow => "allow",
            Self::Modify => "modify",
            Self::Ask => "ask",
            Self::Block => "block",
        }
    }
}

impl std::fmt::Display for OutcomeKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}
