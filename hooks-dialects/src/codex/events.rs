//! Codex's 14 events: what an answer can decide on each, and the meaning of other text.

use hooks_types::EventName;

use crate::claude_family;
use crate::events::{AgentEvent, EventTable};

/// One event of Codex.
#[derive(Debug)]
pub(super) struct EventRow {
    /// The event's name.
    pub(super) name: &'static str,
    /// Whether exit code 2 blocks.
    pub(super) exit2_blocks: bool,
    /// The keys that decide.
    pub(super) says: Says,
    /// The effect of `continue: false`.
    pub(super) stop: StopMeans,
    /// Whether `suppressOutput: true` is refused.
    pub(super) shows_output: bool,
    /// The meaning of text that is not an object.
    pub(super) text: Text,
    /// Whether `hookSpecificOutput.additionalContext` is accepted.
    pub(super) context: bool,
    /// The session fields that payloads of this event lack: `turn_id`, `model`, `permission_mode`.
    pub(super) without: &'static [&'static str],
}

/// The keys that decide on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// No key decides: the output is not read.
    Unread,
    /// No key decides, besides the common keys (`continue`, `stopReason`, `suppressOutput`, `systemMessage`).
    Nothing,
    /// Only `systemMessage` is accepted.
    Notice,
    /// `decision: "block"`.
    Block,
    /// `permissionDecision`, or the old `decision`.
    Permission,
    /// `hookSpecificOutput.decision`.
    Request,
}

/// The effect of `continue: false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StopMeans {
    /// The key makes the answer invalid.
    Refused,
    /// The key has no effect.
    Nothing,
    /// The key ends the run.
    Ends,
    /// The key replaces the tool's result by the reason, and the turn goes on.
    Feedback,
}

/// The meaning of text at exit 0 that is not an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// Context for the model, unless it starts like JSON.
    Context,
    /// A failure.
    Fails,
    /// Ignored, unless it starts like JSON.
    Ignored,
}

/// The common columns of events that only observe.
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

/// The common columns of events about a tool call or a prompt.
const TOOL: EventRow = EventRow {
    exit2_blocks: true,
    says: Says::Block,
    shows_output: true,
    context: true,
    ..PLAIN
};

/// The common columns of events at the end of a turn.
const STOP: EventRow = EventRow {
    exit2_blocks: true,
    says: Says::Block,
    text: Text::Fails,
    ..PLAIN
};

/// The field that compaction and model events lack.
const NO_MODE: &[&str] = &["permission_mode"];

/// An unknown event, read like the most common kind.
const UNLISTED: EventRow = EventRow {
    exit2_blocks: true,
    says: Says::Block,
    context: true,
    ..PLAIN
};

/// The 14 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    unlisted: UNLISTED,
    rows: &[
    EventRow { name: "PreToolUse", says: Says::Permission, stop: StopMeans::Refused, ..TOOL },
    // Codex rejects the common stop keys here; a rejected answer falls back to the normal prompt.
    EventRow { name: "PermissionRequest", says: Says::Request, stop: StopMeans::Refused, context: false, ..TOOL },
    // `continue: false` replaces the result by its reason, and the turn continues.
    EventRow { name: "PostToolUse", stop: StopMeans::Feedback, ..TOOL },
    // A block drops the prompt; plain text is context.
    EventRow { name: "UserPromptSubmit", shows_output: false, text: Text::Context, ..TOOL },
    // A block keeps the agent working; Codex has no limit on how often (measured: 11 times in a row).
    EventRow { name: "Stop", ..STOP },
    EventRow { name: "SubagentStop", ..STOP },
    // Exit 2 is a plain failure here; only `continue: false` stops the run.
    EventRow { name: "SessionStart", text: Text::Context, context: true, without: &["turn_id"], ..PLAIN },
    // Nothing blocks here: `continue: false` is accepted and ignored.
    EventRow { name: "SubagentStart", text: Text::Context, context: true, stop: StopMeans::Nothing, ..PLAIN },
    // Compaction events know the common keys only; `continue: false` aborts the turn.
    EventRow { name: "PreCompact", without: NO_MODE, ..PLAIN },
    EventRow { name: "PostCompact", without: NO_MODE, ..PLAIN },
    // Codex accepts only `systemMessage` here; any other output is a failure.
    EventRow { name: "Interrupt", says: Says::Notice, stop: StopMeans::Refused, text: Text::Fails, ..PLAIN },
    // Codex does not read the output of these three events.
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
