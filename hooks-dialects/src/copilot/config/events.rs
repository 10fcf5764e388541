//! Copilot's events. The casing of the key chooses the payload's spelling.

use hooks_types::{EventName as Ours, Spelling};

use crate::config::events::EventRow as Row;
use crate::config::events::Target::{Free, Nothing, OneOf, Tool};

const TRIGGERS: &[&str] = &["manual", "auto"];
const NOTICES: &[&str] = &[
    "shell_completed",
    "shell_detached_completed",
    "agent_completed",
    "agent_idle",
    "permission_prompt",
    "elicitation_dialog",
];

pub(crate) const EVENTS: &[Row] = &[
    Row::of("preToolUse", Ours::PreToolUse, Tool),
    Row::of("PreToolUse", Ours::PreToolUse, Tool),
    Row::of("postToolUse", Ours::PostToolUse, Tool),
    Row::of("PostToolUse", Ours::PostToolUse, Tool),
    Row::of("postToolUseFailure", Ours::PostToolUseFailure, Nothing),
    Row::of("permissionRequest", Ours::PermissionRequest, Tool),
    Row::of("PermissionRequest", Ours::PermissionRequest, Tool),
    Row::of("userPromptSubmitted", Ours::UserPromptSubmit, Nothing),
    Row::of("UserPromptSubmit", Ours::UserPromptSubmit, Nothing),
    Row::other("userPromptTransformed", Nothing),
    Row::of("sessionStart", Ours::SessionStart, Nothing),
    Row::of("SessionStart", Ours::SessionStart, Nothing),
    Row::of("sessionEnd", Ours::SessionEnd, Nothing),
    Row::of("SessionEnd", Ours::SessionEnd, Nothing),
    Row::of("agentStop", Ours::Stop, Nothing),
    Row::of("Stop", Ours::Stop, Nothing),
    Row::of("subagentStart", Ours::SubagentStart, Free),
    Row::of("subagentStop", Ours::SubagentStop, Nothing),
    Row::of("SubagentStop", Ours::SubagentStop, Nothing),
    Row::of("preCompact", Ours::PreCompact, OneOf(TRIGGERS)),
    Row::of("PreCompact", Ours::PreCompact, OneOf(TRIGGERS)),
    Row::of("notification", Ours::Notification, OneOf(NOTICES)),
    Row::other("errorOccurred", Nothing),
];

/// How hooks under this key spell payloads.
pub(super) fn spelling(key: &str) -> Spelling {
    if key.starts_with(|c: char| c.is_ascii_uppercase()) {
        Spelling::PascalCase
    } else {
        Spelling::CamelCase
    }
}

/// Events whose answer can grant something: their requests go over https always.
pub(super) fn grants(key: &str) -> bool {
    matches!(
        key,
        "preToolUse" | "PreToolUse" | "permissionRequest" | "PermissionRequest"
    )
}
