//! Cursor's events in its files. One shell call reaches preToolUse and beforeShellExecution both.

use crate::config::events::Target::{CommandText, Free, Nothing, Tool};
use crate::config::events::{Events, of_table};
use crate::cursor::events::{Calls, TABLE, Target as Tested};

pub(super) static EVENTS: Events = Events::new(|| {
    of_table(&TABLE, |row| match (row.calls, row.target) {
        (Calls::Shell, _) => CommandText,
        // No documented target: a matcher is ignored, so the hook runs more often than it may
        // have been meant to, never less.
        (Calls::Mcp, _) => Nothing,
        (_, Tested::Tool) => Tool,
        (_, Tested::Word(_)) => Free,
        (_, Tested::Ours) if row.name.starts_with("subagent") => Free,
        (_, Tested::Ours) => Nothing,
    })
});

/// Cursor's name for what people call otherwise.
pub(super) fn alias(name: &str) -> Option<&'static str> {
    Some(match name {
        "userPromptSubmit" | "UserPromptSubmit" | "userPromptSubmitted" => "beforeSubmitPrompt",
        "agentStop" => "stop",
        _ => return None,
    })
}

/// Events at whose end the agent may be sent on, a limited number of times.
pub(super) fn loops(event: &str) -> bool {
    matches!(event, "stop" | "subagentStop")
}
