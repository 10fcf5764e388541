//! The columns of the event table: which matchers and outcomes each event supports.

use crate::outcome::OutcomeKind;
use crate::policy::OnFailure;

/// The traits of one event: one row of the event table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventTraits {
    /// The name in reports and in code, such as `PreToolUse`.
    pub pascal: &'static str,
    /// The name in the native format and in native config files, such as `pre_tool_use`.
    pub snake: &'static str,
    /// The field that a matcher is tested against.
    pub target: Target,
    /// The effect of a block.
    pub block: BlockEffect,
    /// The part that a modification replaces.
    pub modify: ModifyEffect,
    /// Whether a hook may answer `allow` or `ask`.
    pub permission: bool,
    /// The default `on_failure` of a native hook on this event.
    pub on_failure: OnFailure,
}

/// The field of an event that a matcher is tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// The event has no field for matchers, so a matcher is a config error.
    None,
    /// The tool's name.
    ToolName,
    /// What caused the session start or the compaction: the event's field `source` or `trigger`.
    Source,
    /// The reason why the session ended.
    Reason,
    /// The notification's level.
    Level,
    /// The type of the subagent.
    SubagentType,
    /// The string `target` in the `data` of an event that an agent defines (`Other`).
    Named,
}

/// The effect of a block on an event.
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
    /// The agent continues to work, and the message tells it why.
    GoesOn,
    /// The conversation is not compacted.
    NotCompacted,
    /// The tool has already run, so the message becomes feedback for the model.
    Feedback,
    /// The block is only reported, and the embedding agent decides what the block does (`Other`).
    Reported,
}

/// The part of an event that a modification replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModifyEffect {
    /// Nothing can be modified.
    None,
    /// The tool's input.
    Input,
    /// The tool's input, but only together with an allow.
    InputWithAllow,
    /// The user's prompt.
    Prompt,
    /// The tool's output.
    Output,
    /// The replacement is only reported, and the embedding agent decides how to use the replacement (`Other`).
    Reported,
}

impl EventTraits {
    /// Returns whether a hook may answer this event with `outcome`. Any other outcome is a failure
    /// (`unsupported_outcome`).
    pub fn carries(&self, outcome: OutcomeKind) -> bool {
        match outcome {
            OutcomeKind::Proceed => true,
            OutcomeKind::Block => self.block != BlockEffect::None,
            OutcomeKind::Modify => !matches!(
                self.modify,
                // A replacement without an allow would not answer a permission request. So on this event only an allow
                // can carry a replacement.
                ModifyEffect::None | ModifyEffect::InputWithAllow
            ),
            OutcomeKind::Allow | OutcomeKind::Ask => self.permission,
        }
    }

    /// Returns whether an answer to this event may contain a replacement. An allow, an ask and a modification can
    /// contain a replacement.
    pub fn carries_content(&self) -> bool {
        self.modify != ModifyEffect::None
    }

    /// Returns whether the event is a gate: the agent waits for the hooks' decision before it acts. So even the failure
    /// of a hook can block the action.
    pub fn gates(&self) -> bool {
        matches!(
            self.block,
            BlockEffect::CallRefused
                | BlockEffect::PermissionDenied
                | BlockEffect::PromptDropped
                | BlockEffect::NotCompacted
                // On an event that an agent defines (`Other`), the agent decides what a block does. The block could
                // prevent an action, so treat this event as a gate too.
                | BlockEffect::Reported
        )
    }
}
