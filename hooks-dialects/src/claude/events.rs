//! Claude Code's 33 events: the target of their matchers, the effect of exit code 2, and the decisions
//! their answers may contain.

use hooks_types::EventName;

use crate::claude_family;
use crate::events::{AgentEvent, EventTable};

/// One event of Claude Code.
#[derive(Debug)]
pub(super) struct EventRow {
    /// The event's name.
    pub(super) name: &'static str,
    /// The target of `matcher`.
    pub(super) target: Target,
    /// The effect of exit code 2.
    pub(super) exit2: Exit2,
    /// The decisions that the answer object may contain.
    pub(super) says: Says,
    /// The common keys (`continue`, `stopReason`, `systemMessage`) that count.
    pub(super) universal: Universal,
    /// Whether `hookSpecificOutput.additionalContext` reaches the model.
    pub(super) context: bool,
    /// Whether plain text at exit 0 is context for the model.
    pub(super) plain_context: bool,
    /// Whether the payload has `permission_mode`.
    pub(super) mode: bool,
}

/// The target of a matcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Nothing: a matcher is ignored.
    None,
    /// The tool's name.
    Tool,
    /// The text in this field of the payload.
    Field(&'static str),
    /// The file name of the path in this field, and the path.
    File(&'static str),
}

/// The effect of exit code 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit2 {
    /// Exit code 2 blocks the event.
    Blocks,
    /// Exit code 2 shows stderr to the user.
    TellsUser,
    /// Exit code 2 has no effect.
    Ignored,
    /// Exit code 2 blocks the event, as does every exit code except 0.
    AnyCodeBlocks,
}

/// The decisions that an answer object may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// No decision.
    Nothing,
    /// `decision: "block"`.
    Block,
    /// `decision` (the old form), or `permissionDecision` in `hookSpecificOutput`.
    Permission,
    /// `decision: "block"` and `permissionDecision` without a rewrite.
    Switch,
    /// `hookSpecificOutput.decision`.
    Request,
    /// `decision: "block"` and a new output.
    Output,
    /// `decision: "block"`; context keeps the agent working too.
    GoOn,
    /// `retry: true`.
    Retry,
    /// `displayContent`.
    Display,
    /// `action` and `content`.
    Elicitation,
    /// The path of a worktree: the last line of stdout, or `worktreePath`.
    Worktree,
}

/// The common keys of an answer (`continue`, `stopReason`, `systemMessage`) that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Universal {
    /// All of them.
    All,
    /// All of them, though Claude Code itself does not end the run.
    Unheeded,
    /// `systemMessage` only.
    Notice,
    /// None of them.
    None,
}

/// The common columns of events about a tool call.
const TOOL: EventRow = EventRow {
    name: "",
    target: Target::Tool,
    exit2: Exit2::Blocks,
    says: Says::Block,
    universal: Universal::All,
    context: true,
    plain_context: false,
    mode: true,
};

/// The common columns of events about the turn, which have no matcher.
const TURN: EventRow = EventRow {
    target: Target::None,
    ..TOOL
};

/// The common columns of events that only report something. The user is shown stderr of exit code 2.
const TOLD: EventRow = EventRow {
    target: Target::None,
    exit2: Exit2::TellsUser,
    says: Says::Nothing,
    context: false,
    mode: false,
    ..TOOL
};

/// The 33 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // Newer events keep their name and are read like the most common kind.
    unlisted: TURN,
    rows: &[
    EventRow { name: "PreToolUse", says: Says::Permission, ..TOOL },
    // Exit 2 changes nothing here and its stderr is dropped (hook reference): only an object can deny.
    EventRow { name: "PermissionRequest", exit2: Exit2::Ignored, says: Says::Request, universal: Universal::Unheeded, context: false, ..TOOL },
    // `retry` tells the model that it may try again; it reverses nothing.
    EventRow { name: "PermissionDenied", exit2: Exit2::Ignored, says: Says::Retry, context: false, ..TOOL },
    EventRow { name: "PostToolUse", says: Says::Output, ..TOOL },
    EventRow { name: "PostToolUseFailure", ..TOOL },
    EventRow { name: "PostToolBatch", ..TURN },
    EventRow { name: "UserPromptSubmit", plain_context: true, ..TURN },
    EventRow { name: "UserPromptExpansion", target: Target::Field("command_name"), plain_context: true, ..TURN },
    EventRow { name: "Stop", says: Says::GoOn, ..TURN },
    EventRow { name: "SubagentStop", target: Target::Field("agent_type"), says: Says::GoOn, ..TURN },
    EventRow { name: "SubagentStart", target: Target::Field("agent_type"), context: true, ..TOLD },
    EventRow { name: "StopFailure", target: Target::Field("error"), exit2: Exit2::Ignored, universal: Universal::None, ..TOLD },
    EventRow { name: "MessageDisplay", exit2: Exit2::Ignored, says: Says::Display, universal: Universal::Notice, ..TOLD },
    EventRow { name: "Notification", target: Target::Field("notification_type"), exit2: Exit2::Ignored, universal: Universal::None, ..TOLD },
    // Never blocks: exit 2 only shows stderr to the user (changelog, 2.1.199).
    EventRow { name: "SessionStart", universal: Universal::Unheeded, target: Target::Field("source"), context: true, plain_context: true, ..TOLD },
    EventRow { name: "SessionEnd", target: Target::Field("reason"), universal: Universal::None, ..TOLD },
    // The hook reference says that its context counts; other documentation contradicts it.
    EventRow { name: "Setup", target: Target::Field("trigger"), context: true, ..TOLD },
    EventRow { name: "PreCompact", target: Target::Field("trigger"), context: false, mode: false, ..TURN },
    EventRow { name: "PostCompact", target: Target::Field("trigger"), universal: Universal::None, ..TOLD },
    // The only event on which a timeout blocks as well; see `meaning` in `judge`.
    EventRow { name: "PreModelSwitch", target: Target::Field("to_model"), says: Says::Switch, context: false, ..TURN },
    EventRow { name: "PostModelSwitch", target: Target::Field("to_model"), exit2: Exit2::Ignored, context: true, plain_context: true, mode: true, ..TOLD },
    EventRow { name: "InstructionsLoaded", target: Target::Field("load_reason"), exit2: Exit2::Ignored, universal: Universal::None, ..TOLD },
    // Exit 2 rolls the task back, but `continue: false` is ignored.
    EventRow { name: "TaskCreated", universal: Universal::Notice, context: false, ..TURN },
    EventRow { name: "TaskCompleted", context: false, ..TURN },
    EventRow { name: "TeammateIdle", context: false, ..TURN },
    EventRow { name: "ConfigChange", target: Target::Field("source"), universal: Universal::Notice, context: false, mode: false, ..TURN },
    EventRow { name: "CwdChanged", universal: Universal::Notice, ..TOLD },
    EventRow { name: "DirectoryAdded", target: Target::Field("source"), exit2: Exit2::Ignored, universal: Universal::Notice, ..TOLD },
    // The matcher is also the list of watched file names.
    EventRow { name: "FileChanged", target: Target::File("file_path"), universal: Universal::Notice, ..TOLD },
    // Any exit code except 0 fails the creation, so a broken hook blocks too.
    EventRow { name: "WorktreeCreate", exit2: Exit2::AnyCodeBlocks, says: Says::Worktree, universal: Universal::None, ..TOLD },
    EventRow { name: "WorktreeRemove", exit2: Exit2::AnyCodeBlocks, universal: Universal::None, ..TOLD },
    EventRow { name: "Elicitation", target: Target::Field("mcp_server_name"), says: Says::Elicitation, context: false, ..TURN },
    EventRow { name: "ElicitationResult", target: Target::Field("mcp_server_name"), says: Says::Elicitation, context: false, ..TURN },
]};

impl AgentEvent for EventRow {
    fn name(&self) -> &'static str {
        self.name
    }

    fn ours(&self) -> Option<EventName> {
        Some(claude_family::ours(self.name))
    }
}

impl EventRow {
    /// Returns whether a block prevents the event's action.
    pub(super) fn blocks(&self) -> bool {
        matches!(self.exit2, Exit2::Blocks | Exit2::AnyCodeBlocks)
    }
}
