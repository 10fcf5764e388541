//! What an event can carry: the columns of the event table.

use crate::outcome::OutcomeKind;
use crate::policy::OnFailure;

/// One row of the event table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventTraits {
    /// The name in reports and code, `PreToolUse`.
    pub pascal: &'static str,
    /// The name on the native wire and in native config, `pre_tool_use`.
    pub snake: &'static str,
    /// What a matcher is tested against.
    pub target: Target,
    /// What a block does.
    pub block: BlockEffect,
    /// What a modification replaces.
    pub modify: ModifyEffect,
    /// Whether a hook may answer `allow` or `ask`.
    pub permission: bool,
    /// What a native hook's failure means unless it says otherwise.
    pub on_failure: OnFailure,
}

/// What a matcher is tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// The event has none: a matcher is a config error.
    None,
    /// The tool's name.
    ToolName,
    /// How the session or the compaction came about: `source`, `trigger`.
    Source,
    /// Why the session ended.
    Reason,
    /// The notification's level.
    Level,
    /// The kind of subagent.
    SubagentType,
    /// Whatever the event's name gives it (`Other`).
    Named,
}

/// What a block does on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockEffect {
    /// The event cannot be blocked.
    None,
    /// The tool call does not run.
    CallRefused,
    /// The permission is denied.
    PermissionDenied,
    /// The prompt is dropped.
    PromptDropped,
    /// The agent goes on working; the message says why.
    GoesOn,
    /// The conversation is not compacted.
    NotCompacted,
    /// The tool has run; the message is feedback for the model.
    Feedback,
    /// Reported to the agent, which decides (`Other`).
    Reported,
}

/// What a modification replaces on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModifyEffect {
    /// Nothing can be modified.
    None,
    /// The tool's input.
    Input,
    /// The tool's input, together with an allow only.
    InputWithAllow,
    /// The user's prompt.
    Prompt,
    /// What the tool returned.
    Output,
    /// Reported to the agent, which decides (`Other`).
    Reported,
}

impl EventTraits {
    /// Whether the event can carry this outcome; one it cannot is an `unsupported_outcome` failure.
    pub fn carries(&self, outcome: OutcomeKind) -> bool {
        match outcome {
            OutcomeKind::Proceed => true,
            OutcomeKind::Block => self.block != BlockEffect::None,
            OutcomeKind::Modify => !matches!(
                self.modify,
                ModifyEffect::None | ModifyEffect::InputWithAllow
            ),
            OutcomeKind::Allow | OutcomeKind::Ask => self.permission,
        }
    }

    /// Whether an outcome that can hold content (allow, ask, modify) may hold some here.
    pub fn carries_content(&self) -> bool {
        self.modify != ModifyEffect::None
    }

    /// Whether the agent waits for leave before it goes on: a guard that fails may close here.
    pub fn gates(&self) -> bool {
        matches!(
            self.block,
            BlockEffect::CallRefused
                | BlockEffect::PermissionDenied
                | BlockEffect::PromptDropped
                | BlockEffect::NotCompacted
                | BlockEffect::Reported
        )
    }
}
