//! Codex's 14 events: what an answer may say on each, and what text that is no answer means.

use hooks_types::EventName;

use crate::claude_family;
use crate::events::{AgentEvent, EventTable};

/// One event of Codex.
#[derive(Debug)]
pub(super) struct EventRow {
    /// Its name.
    pub(super) name: &'static str,
    /// What exit code 2 does.
    pub(super) exit2_blocks: bool,
    /// What decides.
    pub(super) says: Says,
    /// What `continue: false` does.
    pub(super) stop: StopMeans,
    /// Whether `suppressOutput: true` is refused.
    pub(super) shows_output: bool,
    /// What text that is not an object means.
    pub(super) text: Text,
    /// Whether `hookSpecificOutput.additionalContext` is taken.
    pub(super) context: bool,
    /// Whether the payload has no `turn_id`, no `model`, no `permission_mode`.
    pub(super) without: &'static [&'static str],
}

/// What decides on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing is read at all.
    Unread,
    /// Only the keys every answer may carry.
    Nothing,
    /// `systemMessage` alone.
    Notice,
    /// `decision: "block"`.
    Block,
    /// `permissionDecision`, or the old `decision`.
    Permission,
    /// `hookSpecificOutput.decision`.
    Request,
}

/// What `continue: false` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StopMeans {
    /// It makes the answer invalid.
    Refused,
    /// Nothing.
    Nothing,
    /// The run ends.
    Ends,
    /// The tool's result is replaced by the reason, and the turn goes on.
    Feedback,
}

/// What text that is no object means at exit 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// Context for the model, unless it begins like JSON.
    Context,
    /// A failure.
    Fails,
    /// Nothing, unless it begins like JSON.
    Ignored,
}

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

const TOOL: EventRow = EventRow {
    exit2_blocks: true,
    says: Says::Block,
    shows_output: true,
    context: true,
    ..PLAIN
};

const STOP: EventRow = EventRow {
    exit2_blocks: true,
    says: Says::Block,
    text: Text::Fails,
    ..PLAIN
};

const NO_MODE: &[&str] = &["permission_mode"];

/// An event outside the list, read like the one most events are.
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
    EventRow { name: "PermissionRequest", says: Says::Request, stop: StopMeans::Refused, context: false, ..TOOL },
    EventRow { name: "PostToolUse", stop: StopMeans::Feedback, ..TOOL },
    EventRow { name: "UserPromptSubmit", shows_output: false, text: Text::Context, ..TOOL },
    EventRow { name: "Stop", ..STOP },
    EventRow { name: "SubagentStop", ..STOP },
    EventRow { name: "SessionStart", text: Text::Context, context: true, without: &["turn_id"], ..PLAIN },
    EventRow { name: "SubagentStart", text: Text::Context, context: true, stop: StopMeans::Nothing, ..PLAIN },
    EventRow { name: "PreCompact", without: NO_MODE, ..PLAIN },
    EventRow { name: "PostCompact", without: NO_MODE, ..PLAIN },
    EventRow { name: "Interrupt", says: Says::Notice, stop: StopMeans::Refused, text: Text::Fails, ..PLAIN },
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
