//! The events that Cursor's files can name, and the targets of their matchers (the texts that they are tested against).
//! A shell call fires both preToolUse and beforeShellExecution.

use crate::calls::Calls;
use crate::config::events::Target::{CommandText, Free, Nothing, Tool};
use crate::config::events::{Events, of_table};
use crate::cursor::events::{Subject, TABLE};

/// Cursor's events, each with the target of its matchers.
pub(super) static EVENTS: Events = Events::new(|| {
    of_table(&TABLE, |row| match (row.calls, row.subject) {
        (Calls::Shell, _) => CommandText,
        // Cursor does not document what it tests these matchers against, so ignore them. The hook might then run more
        // often than intended, but never less often.
        (Calls::Mcp, _) => Nothing,
        (_, Subject::Tool) => Tool,
        (_, Subject::Word(_)) => Free,
        (_, Subject::Ours) if row.name.starts_with("subagent") => Free,
        (_, Subject::Ours) => Nothing,
    })
});

/// Returns Cursor's name for an event, given another agent's name for it.
pub(super) fn alias(name: &str) -> Option<&'static str> {
    Some(match name {
        "userPromptSubmit" | "UserPromptSubmit" | "userPromptSubmitted" => "beforeSubmitPrompt",
        "agentStop" => "stop",
        _ => return None,
    })
}
