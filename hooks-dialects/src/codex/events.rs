//! Codex's 14 events: the decisions that an answer may contain on each event, and the meaning of text that is not an
//! answer object.

use hooks_types::EventName;

use crate::claude_family;
use crate::events::{AgentEvent, EventTable};

/// One event of Codex.
#[derive(Debug)]
pub(super) struct EventRow {
    /// The event's name.
    pub(super) name: &'static str,
    /// Whether exit code 2 blocks the event's action.
    pub(super) exit2_blocks: bool,
    /// Which keys of an answer decide.
    pub(super) says: Says,
    /// What `continue: false` does on this event.
    pub(super) stop: StopMeans,
    /// Whether an answer with `suppressOutput: true` is refused.
    pub(super) shows_output: bool,
    /// The meaning of output text that is not an object.
    pub(super) text: Text,
    /// Whether the answer may contain `hookSpecificOutput.additionalContext`.
    pub(super) context: bool,
    /// Which of the session fields `turn_id`, `model` and `permission_mode` are missing in payloads of this event.
    pub(super) without: &'static [&'static str],
}

/// Which keys of an answer decide on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// No key decides: Codex does not read the output.
    Unread,
    /// No key decides: the answer may only contain the common keys (`continue`, `stopReason`, `suppressOutput`,
    /// `systemMessage`).
    Nothing,
    /// No key decides: the answer may only contain `systemMessage`.
    Notice,
    /// The key `decision` decides: its value `block` is a block.
    Block,
    /// The key `permissionDecision`, or the older `decision`, decides on the call.
    Permission,
    /// The key `hookSpecificOutput.decision` decides on a permission request.
    Request,
}

/// What `continue: false` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StopMeans {
    /// `continue: false` makes the whole answer invalid.
    Refused,
    /// `continue: false` has no effect.
    Nothing,
    /// `continue: false` ends the run.
    Ends,
    /// `continue: false` replaces the tool's result by the reason, and the turn goes on.
    Feedback,
}

/// The meaning of text that is printed at exit code 0 and is not an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// The text is context for the model. If it starts like JSON, the hook has failed.
    Context,
    /// A hook that prints such a text has failed.
    Fails,
    /// The text is ignored. If it starts like JSON, the hook has failed.
    Ignored,
}

/// The field values that most events which only observe have in common.
const PLAIN: EventRow = EventRow {
    name: "",
    exit2_blocks: false,
    says: Says::Nothing,
    stop: StopMeans::Ends,
    shows_output: false,
    text: Text::Ignored,
    context: false,
    without: &[],
};

/// The field values that most events about a tool call or a prompt have in common.
const TOOL: EventRow = EventRow {
    exit2_blocks: true,
    says: Says::Block,
    shows_output: true,
    context: true,
    ..PLAIN
};

/// The field values that the events at the end of a turn have in common.
const STOP: EventRow = EventRow {
    exit2_blocks: true,
    says: Says::Block,
    text: Text::Fails,
    ..PLAIN
};

/// The session field that payloads of compaction and model events do not have.
const NO_MODE: &[&str] = &["permission_mode"];

/// The row for an unknown event. Its answer is read like an answer on the most common kind of event.
const UNLISTED: EventRow = EventRow {
    exit2_blocks: true,
    says: Says::Block,
    context: true,
    ..PLAIN
};

/// The table of the 14 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    unlisted: UNLISTED,
    rows: &[
    EventRow { name: "PreToolUse", says: Says::Permission, stop: StopMeans::Refused, ..TOOL },
    // Codex refuses an answer that ends the run (`continue: false`), and then asks the user as if there were no hook.
    EventRow { name: "PermissionRequest", says: Says::Request, stop: StopMeans::Refused, context: false, ..TOOL },
    // `continue: false` replaces the tool's result by the hook's reason, and the turn continues.
    EventRow { name: "PostToolUse", stop: StopMeans::Feedback, ..TOOL },
    // A block drops the prompt. Plain text is context for the model.
    EventRow { name: "UserPromptSubmit", shows_output: false, text: Text::Context, ..TOOL },
    // A block keeps the agent working. Codex does not limit how often hooks may block here (measured: 11 consecutive
    // blocks).
    EventRow { name: "Stop", ..STOP },
    EventRow { name: "SubagentStop", ..STOP },
    // Exit code 2 is an ordinary failure on this event; only `continue: false` stops the run.
    EventRow { name: "SessionStart", text: Text::Context, context: true, without: &["turn_id"], ..PLAIN },
    // Nothing blocks this event: `continue: false` is accepted and ignored.
    EventRow { name: "SubagentStart", text: Text::Context, context: true, stop: StopMeans::Nothing, ..PLAIN },
    // Answers to compaction events must contain only the keys that all events have in common. `continue: false` aborts
    // the turn.
    EventRow { name: "PreCompact", without: NO_MODE, ..PLAIN },
    EventRow { name: "PostCompact", without: NO_MODE, ..PLAIN },
    // Codex accepts only `systemMessage` on this event; any other output is a failure.
    EventRow { name: "Interrupt", says: Says::Notice, stop: StopMeans::Refused, text: Text::Fails, ..PLAIN },
    // Codex does not read the output on these three events.
    EventRow { name: "SessionEnd", says: Says::Unread, stop: StopMeans::Nothing, without: &["turn_id", "model", "permission_mode"], ..PLAIN },
    EventRow { name: "PreModelRequest", says: Says::Unread, stop: StopMeans::Nothing, without: NO_MODE, ..PLAIN },
    EventRow { name: "PostModelRequest", says: Says::Unread, stop: StopMeans::Nothing, without: NO_MODE, ..PLAIN },
]};

impl AgentEvent for EventRow {
    fn name(&self) -> &'static str {
        self.name
    }

    fn ours(&self) -> Option<EventName> {
        Some(claude_family::ours(self.name))
    }
}
