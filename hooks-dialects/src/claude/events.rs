//! Claude Code's 33 events: the targets of their matchers (the texts that they are tested against), the effect of exit
//! code 2, and the decisions that an answer may contain.

use hooks_types::EventName;

use crate::claude_family;
use crate::events::{AgentEvent, EventTable};

/// One event of Claude Code.
#[derive(Debug)]
pub(super) struct EventRow {
    /// The event's name.
    pub(super) name: &'static str,
    /// What the event's matchers are tested against.
    pub(super) subject: Subject,
    /// The effect of exit code 2.
    pub(super) exit2: Exit2,
    /// The decisions that the answer object may contain on this event.
    pub(super) says: Says,
    /// Which of the common keys of an answer (`continue`, `stopReason`, `systemMessage`) take effect on this event.
    pub(super) universal: Universal,
    /// Whether `hookSpecificOutput.additionalContext` reaches the model.
    pub(super) context: bool,
    /// Whether plain text printed at exit code 0 is context for the model.
    pub(super) plain_context: bool,
    /// Whether the payload has the key `permission_mode`.
    pub(super) mode: bool,
}

/// What an event's matchers are tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// There is nothing to test: Claude Code ignores the matchers of this event.
    None,
    /// Matchers are tested against the tool's name.
    Tool,
    /// Matchers are tested against the text in this field of the payload.
    Field(&'static str),
    /// Matchers are tested against the path in this field of the payload, and against the file name of that path.
    File(&'static str),
}

/// The effect of exit code 2 on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit2 {
    /// Exit code 2 blocks the event's action.
    Blocks,
    /// Exit code 2 shows stderr to the user, and blocks nothing.
    TellsUser,
    /// Exit code 2 has no effect.
    Ignored,
    /// Exit code 2 blocks the event's action, as does every other exit code except 0.
    AnyCodeBlocks,
}

/// Which decisions an answer object may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// No decision: the answer cannot decide anything.
    Nothing,
    /// The answer can block, with `decision: "block"` at the top level.
    Block,
    /// The answer can decide on the call, with `permissionDecision` in `hookSpecificOutput` or with the older
    /// `decision` at the top level.
    Permission,
    /// The answer can decide on a model switch, with `decision: "block"` or `permissionDecision`. It cannot rewrite an
    /// input.
    Switch,
    /// The answer can decide on a permission request, with `hookSpecificOutput.decision`.
    Request,
    /// The answer can block, with `decision: "block"`, and can replace the tool's output.
    Output,
    /// The answer can keep the agent working, with `decision: "block"` or with context.
    GoOn,
    /// The answer can let the model try the denied call again, with `retry: true`.
    Retry,
    /// The answer can replace the displayed text, with `displayContent`.
    Display,
    /// The answer can reply to a question of an MCP server, with `action` and `content`.
    Elicitation,
    /// The answer is the path of a worktree, from the last line of stdout or from `worktreePath`.
    Worktree,
}

/// Which of the common keys of an answer (`continue`, `stopReason`, `systemMessage`) take effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Universal {
    /// All of the common keys take effect.
    All,
    /// All of the common keys take effect. But Claude Code itself ignores `continue: false` on this event; only this
    /// library ends the run.
    Unheeded,
    /// Only `systemMessage` takes effect.
    Notice,
    /// None of the common keys takes effect.
    None,
}

/// The field values that most events about a tool call have in common.
const TOOL: EventRow = EventRow {
    name: "",
    subject: Subject::Tool,
    exit2: Exit2::Blocks,
    says: Says::Block,
    universal: Universal::All,
    context: true,
    plain_context: false,
    mode: true,
};

/// The field values that most events about the turn (from a prompt until the model is done) have in common. These
/// events have no matcher.
const TURN: EventRow = EventRow {
    subject: Subject::None,
    ..TOOL
};

/// The field values that most events without a decision have in common. At exit code 2 the user is shown stderr.
const TOLD: EventRow = EventRow {
    subject: Subject::None,
    exit2: Exit2::TellsUser,
    says: Says::Nothing,
    context: false,
    mode: false,
    ..TOOL
};

/// The table of the 33 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // An event that is not in this table keeps its name. Its answer is read by the rules of `TURN`.
    unlisted: TURN,
    rows: &[
    EventRow { name: "PreToolUse", says: Says::Permission, ..TOOL },
    // Exit code 2 has no effect here and stderr is ignored (hook reference), so only an answer object can deny.
    EventRow { name: "PermissionRequest", exit2: Exit2::Ignored, says: Says::Request, universal: Universal::Unheeded, context: false, ..TOOL },
    // With `retry` in the answer, the call stays denied; the agent only tells the model that it may try again.
    EventRow { name: "PermissionDenied", exit2: Exit2::Ignored, says: Says::Retry, context: false, ..TOOL },
    EventRow { name: "PostToolUse", says: Says::Output, ..TOOL },
    EventRow { name: "PostToolUseFailure", ..TOOL },
    EventRow { name: "PostToolBatch", ..TURN },
    EventRow { name: "UserPromptSubmit", plain_context: true, ..TURN },
    EventRow { name: "UserPromptExpansion", subject: Subject::Field("command_name"), plain_context: true, ..TURN },
    EventRow { name: "Stop", says: Says::GoOn, ..TURN },
    EventRow { name: "SubagentStop", subject: Subject::Field("agent_type"), says: Says::GoOn, ..TURN },
    EventRow { name: "SubagentStart", subject: Subject::Field("agent_type"), context: true, ..TOLD },
    EventRow { name: "StopFailure", subject: Subject::Field("error"), exit2: Exit2::Ignored, universal: Universal::None, ..TOLD },
    EventRow { name: "MessageDisplay", exit2: Exit2::Ignored, says: Says::Display, universal: Universal::Notice, ..TOLD },
    EventRow { name: "Notification", subject: Subject::Field("notification_type"), exit2: Exit2::Ignored, universal: Universal::None, ..TOLD },
    // Exit code 2 does not block; the user is shown stderr (changelog, 2.1.199).
    EventRow { name: "SessionStart", universal: Universal::Unheeded, subject: Subject::Field("source"), context: true, plain_context: true, ..TOLD },
    EventRow { name: "SessionEnd", subject: Subject::Field("reason"), universal: Universal::None, ..TOLD },
    // According to the hook reference, context takes effect here. Other documentation says the opposite. The table
    // follows the reference.
    EventRow { name: "Setup", subject: Subject::Field("trigger"), context: true, ..TOLD },
    EventRow { name: "PreCompact", subject: Subject::Field("trigger"), context: false, mode: false, ..TURN },
    EventRow { name: "PostCompact", subject: Subject::Field("trigger"), universal: Universal::None, ..TOLD },
    // This is the only event on which a hook blocks by timing out; see `meaning` in `judge`.
    EventRow { name: "PreModelSwitch", subject: Subject::Field("to_model"), says: Says::Switch, context: false, ..TURN },
    EventRow { name: "PostModelSwitch", subject: Subject::Field("to_model"), exit2: Exit2::Ignored, context: true, plain_context: true, mode: true, ..TOLD },
    EventRow { name: "InstructionsLoaded", subject: Subject::Field("load_reason"), exit2: Exit2::Ignored, universal: Universal::None, ..TOLD },
    // At exit code 2 the agent deletes the new task. The agent ignores `continue: false`.
    EventRow { name: "TaskCreated", universal: Universal::Notice, context: false, ..TURN },
    EventRow { name: "TaskCompleted", context: false, ..TURN },
    EventRow { name: "TeammateIdle", context: false, ..TURN },
    EventRow { name: "ConfigChange", subject: Subject::Field("source"), universal: Universal::Notice, context: false, mode: false, ..TURN },
    EventRow { name: "CwdChanged", universal: Universal::Notice, ..TOLD },
    EventRow { name: "DirectoryAdded", subject: Subject::Field("source"), exit2: Exit2::Ignored, universal: Universal::Notice, ..TOLD },
    // On this event the matcher also tells the agent which files to watch.
    EventRow { name: "FileChanged", subject: Subject::File("file_path"), universal: Universal::Notice, ..TOLD },
    // Claude Code creates no worktree at any exit code except 0, so a broken hook blocks too.
    EventRow { name: "WorktreeCreate", exit2: Exit2::AnyCodeBlocks, says: Says::Worktree, universal: Universal::None, ..TOLD },
    EventRow { name: "WorktreeRemove", exit2: Exit2::AnyCodeBlocks, universal: Universal::None, ..TOLD },
    EventRow { name: "Elicitation", subject: Subject::Field("mcp_server_name"), says: Says::Elicitation, context: false, ..TURN },
    EventRow { name: "ElicitationResult", subject: Subject::Field("mcp_server_name"), says: Says::Elicitation, context: false, ..TURN },
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
