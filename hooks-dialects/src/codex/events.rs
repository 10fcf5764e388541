//! Codex's 14 events: what an answer may say on each, and what text that is no answer means.

/// One event of Codex.
#[derive(Debug)]
pub(super) struct Row {
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

const PLAIN: Row = Row {
    name: "",
    exit2_blocks: false,
    says: Says::Nothing,
    stop: StopMeans::Ends,
    shows_output: false,
    text: Text::Ignored,
    context: false,
    without: &[],
};

const TOOL: Row = Row {
    exit2_blocks: true,
    says: Says::Block,
    shows_output: true,
    context: true,
    ..PLAIN
};

const STOP: Row = Row {
    exit2_blocks: true,
    says: Says::Block,
    text: Text::Fails,
    ..PLAIN
};

const NO_MODE: &[&str] = &["permission_mode"];

/// An event outside the list, read like the one most events are.
static UNLISTED: Row = Row {
    exit2_blocks: true,
    says: Says::Block,
    context: true,
    ..PLAIN
};

/// The 14 events.
#[rustfmt::skip]
pub(super) static TABLE: &[Row] = &[
    Row { name: "PreToolUse", says: Says::Permission, stop: StopMeans::Refused, ..TOOL },
    Row { name: "PermissionRequest", says: Says::Request, stop: StopMeans::Refused, context: false, ..TOOL },
    Row { name: "PostToolUse", stop: StopMeans::Feedback, ..TOOL },
    Row { name: "UserPromptSubmit", shows_output: false, text: Text::Context, ..TOOL },
    Row { name: "Stop", ..STOP },
    Row { name: "SubagentStop", ..STOP },
    Row { name: "SessionStart", text: Text::Context, context: true, without: &["turn_id"], ..PLAIN },
    Row { name: "SubagentStart", text: Text::Context, context: true, stop: StopMeans::Nothing, ..PLAIN },
    Row { name: "PreCompact", without: NO_MODE, ..PLAIN },
    Row { name: "PostCompact", without: NO_MODE, ..PLAIN },
    Row { name: "Interrupt", says: Says::Notice, stop: StopMeans::Refused, text: Text::Fails, ..PLAIN },
    Row { name: "SessionEnd", says: Says::Unread, stop: StopMeans::Nothing, without: &["turn_id", "model", "permission_mode"], ..PLAIN },
    Row { name: "PreModelRequest", says: Says::Unread, stop: StopMeans::Nothing, without: NO_MODE, ..PLAIN },
    Row { name: "PostModelRequest", says: Says::Unread, stop: StopMeans::Nothing, without: NO_MODE, ..PLAIN },
];

/// The row of an event.
pub(super) fn row(name: &str) -> &'static Row {
    TABLE
        .iter()
        .find(|row| row.name == name)
        .unwrap_or(&UNLISTED)
}
