//! The events of Cursor: what each is about, what it lets a hook say, what its matchers test.

use EventName::{
    AfterAgent, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart,
    Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use Target::{Ours, Tool, Word};
use hooks_types::EventName;

use crate::events::{AgentEvent, EventTable};

/// The calls that a form is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calls {
    /// Every call, or the event has none.
    Any,
    /// Shell commands.
    Shell,
    /// Tools of MCP servers.
    Mcp,
    /// Reading a file.
    Read,
    /// Writing or editing a file.
    Write,
}

impl Calls {
    /// The canonical names of the tools that such calls are to.
    pub(super) fn tools(self) -> &'static [&'static str] {
        match self {
            Self::Any | Self::Mcp => &[],
            Self::Shell => &["shell"],
            Self::Read => &["read_file"],
            Self::Write => &["write_file", "edit_file"],
        }
    }
}

/// What a hook may say on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// `permission`, and `updated_input`.
    PermissionAndInput,
    /// `permission`.
    Permission,
    /// `permission`, where an ask is a deny.
    PermissionWithoutAsk,
    /// `continue`.
    Prompt,
    /// `followup_message`.
    FollowUp,
    /// `updated_mcp_tool_output`, `additional_context`.
    Result,
    /// `env`, `additional_context`.
    Session,
    /// `user_message` alone.
    Notice,
    /// Nothing.
    Nothing,
}

impl Says {
    /// Whether it answers with a permission.
    pub(super) fn permits(self) -> bool {
        use Says::{Permission, PermissionAndInput, PermissionWithoutAsk};
        matches!(self, Permission | PermissionAndInput | PermissionWithoutAsk)
    }

    /// Whether exit code 2 refuses something here.
    pub(super) fn refuses(self) -> bool {
        self.permits() || self == Says::Prompt
    }
}

/// What a matcher is tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The tool's name; for shell events the pattern says that it is over the command text.
    Tool,
    /// Always this word.
    Word(&'static str),
    /// What the event's own target is here.
    Ours,
}

/// One event of Cursor.
#[derive(Debug)]
pub(super) struct EventRow {
    pub(super) name: &'static str,
    /// Its name here; none: it travels as `Other`.
    pub(super) ours: Option<EventName>,
    pub(super) calls: Calls,
    pub(super) says: Says,
    pub(super) target: Target,
}

macro_rules! rows {
    ($($name:literal $ours:expr, $calls:ident, $says:ident, $target:expr;)+) => {
        &[$(EventRow {
            name: $name,
            ours: $ours,
            calls: Calls::$calls,
            says: Says::$says,
            target: $target,
        },)+]
    };
}

#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // A permission is passed on.
    unlisted: EventRow { name: "", ours: None, calls: Calls::Any, says: Says::Permission, target: Ours },
    rows: rows! {
    "preToolUse"           Some(PreToolUse),         Any,   PermissionAndInput, Tool;
    "beforeShellExecution" Some(PreToolUse),         Shell, Permission, Tool;
    "beforeMCPExecution"   Some(PreToolUse),         Mcp,   Permission, Tool;
    "beforeReadFile"       Some(PreToolUse),         Read,  PermissionWithoutAsk, Word("Read");
    "postToolUse"          Some(PostToolUse),        Any,   Result,     Tool;
    "afterShellExecution"  Some(PostToolUse),        Shell, Nothing,    Tool;
    "afterMCPExecution"    Some(PostToolUse),        Mcp,   Nothing,    Tool;
    "afterFileEdit"        Some(PostToolUse),        Write, Nothing,    Word("Write");
    "postToolUseFailure"   Some(PostToolUseFailure), Any,   Nothing,    Tool;
    "beforeSubmitPrompt"   Some(UserPromptSubmit),   Any,   Prompt,     Word("UserPromptSubmit");
    "stop"                 Some(Stop),               Any,   FollowUp,   Word("Stop");
    "subagentStart"        Some(SubagentStart),      Any,   PermissionWithoutAsk, Ours;
    "subagentStop"         Some(SubagentStop),       Any,   FollowUp,   Ours;
    "sessionStart"         Some(SessionStart),       Any,   Session,    Ours;
    "sessionEnd"           Some(SessionEnd),         Any,   Nothing,    Ours;
    "preCompact"           Some(PreCompact),         Any,   Notice,     Ours;
    "afterAgentResponse"   Some(AfterAgent),         Any,   Nothing,    Word("AgentResponse");
    "afterAgentThought"    None,                     Any,   Nothing,    Word("AgentThought");
    "beforeTabFileRead"    None,                     Any,   PermissionWithoutAsk, Word("TabRead");
    "afterTabFileEdit"     None,                     Any,   Nothing,    Word("TabWrite");
    "workspaceOpen"        None,                     Any,   Nothing,    Ours;
}};

impl AgentEvent for EventRow {
    fn name(&self) -> &'static str {
        self.name
    }

    fn ours(&self) -> Option<EventName> {
        self.ours.clone()
    }
}

/// The event that an object without a name must be, by its fields; `among` leaves only some.
pub(super) fn of_fields(
    has: impl Fn(&str) -> bool,
    among: impl Fn(&'static str) -> bool,
) -> Option<&'static str> {
    // The fields that only this event has together; what says more stands first.
    const SIGNS: &[(&str, &[&str])] = &[
        ("postToolUseFailure", &["tool_name", "error_message"]),
        ("postToolUse", &["tool_name", "tool_output"]),
        ("afterMCPExecution", &["tool_name", "result_json"]),
        ("preToolUse", &["tool_name", "tool_use_id"]),
        ("beforeMCPExecution", &["tool_name", "tool_input"]),
        ("afterShellExecution", &["command", "output"]),
        ("beforeShellExecution", &["command"]),
        ("afterFileEdit", &["file_path", "edits"]),
        ("beforeReadFile", &["file_path", "content"]),
        ("beforeReadFile", &["filePath", "content"]),
        ("beforeSubmitPrompt", &["prompt"]),
        ("subagentStart", &["subagent_id"]),
        ("subagentStop", &["subagent_type", "status"]),
        ("preCompact", &["trigger"]),
        ("stop", &["status"]),
        ("sessionEnd", &["session_id", "reason"]),
    ];
    let fits = |fields: &&[&str]| fields.iter().all(|field| has(field));
    let sign = SIGNS
        .iter()
        .find(|(name, fields)| among(name) && fits(fields));
    sign.map(|(name, _)| *name)
}
