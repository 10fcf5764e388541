//! The events of Cursor, each with the calls for which it is fired, the parts of an answer that it accepts, and the
//! target of its matchers (the text that they are tested against).
//!
//! Four events correspond to our PreToolUse: `preToolUse` for every call, and one event each for shell commands, MCP
//! tools and file reads.

use EventName::{
    AfterAgent, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart,
    Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use Subject::{Ours, Tool, Word};
use hooks_types::EventName;

use crate::calls::Calls;
use crate::events::{AgentEvent, EventTable, by_fields};

/// Which parts of an answer an event accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// The event accepts a decision on the call (`permission`) and a new input (`updated_input`).
    PermissionAndInput,
    /// The event accepts only a decision on the call (`permission`).
    Permission,
    /// The event accepts a decision (`permission`). Cursor treats an ask as a deny here.
    PermissionWithoutAsk,
    /// The event accepts a decision on the prompt: `continue` says whether it is submitted.
    Prompt,
    /// The event accepts a message that makes the agent go on (`followup_message`).
    FollowUp,
    /// After a tool call, the event accepts a new output of an MCP tool (`updated_mcp_tool_output`) and context for the
    /// model (`additional_context`).
    Result,
    /// At the start of a session, the event accepts environment variables (`env`) and context for the model
    /// (`additional_context`).
    Session,
    /// The event accepts only a text for the user (`user_message`).
    Notice,
    /// The event accepts nothing: Cursor reads no answer on it.
    Nothing,
}

impl Says {
    /// Returns whether the answer can contain a permission (`allow`, `ask` or `deny`).
    pub(super) fn permits(self) -> bool {
        use Says::{Permission, PermissionAndInput, PermissionWithoutAsk};
        matches!(self, Permission | PermissionAndInput | PermissionWithoutAsk)
    }

    /// Returns whether exit code 2 refuses the event's action.
    pub(super) fn refuses(self) -> bool {
        self.permits() || self == Says::Prompt
    }
}

/// What the matchers of an event are tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Matchers are tested against the tool's name. But on events for shell commands, they are tested against the
    /// command text.
    Tool,
    /// Matchers are tested against this word, whatever the event contains. So a matcher matches always or never.
    Word(&'static str),
    /// Matchers are tested against the same text as the matchers of our own event (the event to which Cursor's event
    /// maps).
    Ours,
}

/// One event of Cursor.
#[derive(Debug)]
pub(super) struct EventRow {
    /// Cursor's name for the event.
    pub(super) name: &'static str,
    /// The event of our own format; `None` if our format has no such event. Then the event becomes `EventName::Other`
    /// under Cursor's name.
    pub(super) ours: Option<EventName>,
    /// The tool calls for which the event is fired.
    pub(super) calls: Calls,
    /// The parts of an answer that the event accepts.
    pub(super) says: Says,
    /// What the event's matchers are tested against.
    pub(super) subject: Subject,
}

/// Creates the rows of the table. Each row has Cursor's name, our event, the calls, the accepted parts of an answer,
/// and the target of the matchers.
macro_rules! rows {
    ($($name:literal $ours:expr, $calls:ident, $says:ident, $subject:expr;)+) => {
        &[$(EventRow {
            name: $name,
            ours: $ours,
            calls: Calls::$calls,
            says: Says::$says,
            subject: $subject,
        },)+]
    };
}

/// The table of the 21 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // On an event that is not in this table, an answer with a permission is accepted.
    unlisted: EventRow { name: "", ours: None, calls: Calls::Any, says: Says::Permission, subject: Ours },
    rows: rows! {
    // One shell call fires both `preToolUse` and `beforeShellExecution` (measured by third parties).
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

/// Guesses the event of a payload from the payload's fields, if the payload does not name its event. Only events that
/// `among` accepts are considered.
pub(super) fn of_fields(
    has: impl Fn(&str) -> bool,
    among: impl Fn(&'static str) -> bool,
) -> Option<&'static str> {
    // The first row whose fields are all in the payload gives the event. Rows with more specific fields come first.
    const SIGNS: &[(&[&str], &str)] = &[
        (&["tool_name", "error_message"], "postToolUseFailure"),
        (&["tool_name", "tool_output"], "postToolUse"),
        (&["tool_name", "result_json"], "afterMCPExecution"),
        (&["tool_name", "tool_use_id"], "preToolUse"),
        (&["tool_name", "tool_input"], "beforeMCPExecution"),
        (&["command", "output"], "afterShellExecution"),
        (&["command"], "beforeShellExecution"),
        (&["file_path", "edits"], "afterFileEdit"),
        (&["file_path", "content"], "beforeReadFile"),
        (&["filePath", "content"], "beforeReadFile"),
        (&["prompt"], "beforeSubmitPrompt"),
        (&["subagent_id"], "subagentStart"),
        (&["subagent_type", "status"], "subagentStop"),
        (&["trigger"], "preCompact"),
        (&["status"], "stop"),
        (&["session_id", "reason"], "sessionEnd"),
    ];
    by_fields(SIGNS, has, among)
}
