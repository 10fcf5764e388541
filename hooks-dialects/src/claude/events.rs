//! Claude Code's 33 events: what their matchers are tested against, what exit code 2 does, and
//! what an answer may say.

use hooks_types::EventName;

use crate::claude_family;
use crate::events::{AgentEvent, EventTable};

/// One event of Claude Code.
#[derive(Debug)]
pub(super) struct EventRow {
    /// Its name.
    pub(super) name: &'static str,
    /// What `matcher` is tested against.
    pub(super) target: Target,
    /// What exit code 2 does.
    pub(super) exit2: Exit2,
    /// What the answer object may decide.
    pub(super) says: Says,
    /// Which of the keys every answer may carry are honoured.
    pub(super) universal: Universal,
    /// Whether `hookSpecificOutput.additionalContext` reaches the model.
    pub(super) context: bool,
    /// Whether plain text at exit 0 is context for the model.
    pub(super) plain_context: bool,
    /// Whether the payload carries `permission_mode`.
    pub(super) mode: bool,
}

/// What a matcher is tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Nothing: a matcher is ignored.
    None,
    /// The tool's name.
    Tool,
    /// This field of the payload.
    Field(&'static str),
    /// The last part of the path in this field, and the path.
    File(&'static str),
}

/// What exit code 2 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit2 {
    /// The event's block.
    Blocks,
    /// The user is shown stderr.
    TellsUser,
    /// Nothing.
    Ignored,
    /// The event's block, as any exit code but 0.
    AnyCodeBlocks,
}

/// What an answer object may decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing.
    Nothing,
    /// `decision: "block"`.
    Block,
    /// `decision`, old form or `permissionDecision` inside.
    Permission,
    /// `decision: "block"` and `permissionDecision` without a rewrite.
    Switch,
    /// `hookSpecificOutput.decision`.
    Request,
    /// `decision: "block"` and a new output.
    Output,
    /// `decision: "block"`; context keeps the agent going as well.
    GoOn,
    /// `retry: true`.
    Retry,
    /// `displayContent`.
    Display,
    /// `action` and `content`.
    Elicitation,
    /// The path of a worktree: last line of stdout, or `worktreePath`.
    Worktree,
}

/// Which of `continue`, `stopReason` and `systemMessage` count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Universal {
    /// All of them.
    All,
    /// All of them; Claude Code itself does not end the run.
    Unheeded,
    /// `systemMessage` only.
    Notice,
    /// None.
    None,
}

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

const TURN: EventRow = EventRow {
    target: Target::None,
    ..TOOL
};

/// Events that tell of something, the user being shown stderr of exit code 2.
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
    // Carried as it is, read like the events it is most likely one of.
    unlisted: TURN,
    rows: &[
    EventRow { name: "PreToolUse", says: Says::Permission, ..TOOL },
    EventRow { name: "PermissionRequest", exit2: Exit2::Ignored, says: Says::Request, universal: Universal::Unheeded, context: false, ..TOOL },
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
    EventRow { name: "SessionStart", universal: Universal::Unheeded, target: Target::Field("source"), context: true, plain_context: true, ..TOLD },
    EventRow { name: "SessionEnd", target: Target::Field("reason"), universal: Universal::None, ..TOLD },
    EventRow { name: "Setup", target: Target::Field("trigger"), context: true, ..TOLD },
    EventRow { name: "PreCompact", target: Target::Field("trigger"), context: false, mode: false, ..TURN },
    EventRow { name: "PostCompact", target: Target::Field("trigger"), universal: Universal::None, ..TOLD },
    EventRow { name: "PreModelSwitch", target: Target::Field("to_model"), says: Says::Switch, context: false, ..TURN },
    EventRow { name: "PostModelSwitch", target: Target::Field("to_model"), exit2: Exit2::Ignored, context: true, plain_context: true, mode: true, ..TOLD },
    EventRow { name: "InstructionsLoaded", target: Target::Field("load_reason"), exit2: Exit2::Ignored, universal: Universal::None, ..TOLD },
    EventRow { name: "TaskCreated", universal: Universal::Notice, context: false, ..TURN },
    EventRow { name: "TaskCompleted", context: false, ..TURN },
    EventRow { name: "TeammateIdle", context: false, ..TURN },
    EventRow { name: "ConfigChange", target: Target::Field("source"), universal: Universal::Notice, context: false, mode: false, ..TURN },
    EventRow { name: "CwdChanged", universal: Universal::Notice, ..TOLD },
    EventRow { name: "DirectoryAdded", target: Target::Field("source"), exit2: Exit2::Ignored, universal: Universal::Notice, ..TOLD },
    EventRow { name: "FileChanged", target: Target::File("file_path"), universal: Universal::Notice, ..TOLD },
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
    /// Whether a block stops what the event is about.
    pub(super) fn blocks(&self) -> bool {
        matches!(self.exit2, Exit2::Blocks | Exit2::AnyCodeBlocks)
    }
}
