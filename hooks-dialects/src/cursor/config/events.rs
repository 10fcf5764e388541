//! Cursor's events. One shell call reaches preToolUse and beforeShellExecution both.

use hooks_types::EventName as Ours;

use crate::config::events::EventRow as Row;
use crate::config::events::Target::{CommandText, Free, Nothing, Tool};

// MCP events have no documented target: a matcher there is ignored, so the hook runs more often
// than it may have been meant to, never less.
pub(crate) const EVENTS: &[Row] = &[
    Row::of("preToolUse", Ours::PreToolUse, Tool),
    Row::of("beforeShellExecution", Ours::PreToolUse, CommandText),
    Row::of("beforeMCPExecution", Ours::PreToolUse, Nothing),
    Row::of("beforeReadFile", Ours::PreToolUse, Free),
    Row::of("postToolUse", Ours::PostToolUse, Tool),
    Row::of("afterShellExecution", Ours::PostToolUse, CommandText),
    Row::of("afterMCPExecution", Ours::PostToolUse, Nothing),
    Row::of("afterFileEdit", Ours::PostToolUse, Free),
    Row::of("postToolUseFailure", Ours::PostToolUseFailure, Tool),
    Row::other("beforeTabFileRead", Free),
    Row::other("afterTabFileEdit", Free),
    Row::of("beforeSubmitPrompt", Ours::UserPromptSubmit, Free),
    Row::of("stop", Ours::Stop, Free),
    Row::of("afterAgentResponse", Ours::AfterAgent, Free),
    Row::other("afterAgentThought", Free),
    Row::of("sessionStart", Ours::SessionStart, Nothing),
    Row::of("sessionEnd", Ours::SessionEnd, Nothing),
    Row::of("subagentStart", Ours::SubagentStart, Free),
    Row::of("subagentStop", Ours::SubagentStop, Free),
    Row::of("preCompact", Ours::PreCompact, Nothing),
    Row::other("workspaceOpen", Nothing),
];

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
