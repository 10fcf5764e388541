//! Codex's events.

use hooks_types::EventName as Ours;

use crate::config::events::EventRow as Row;
use crate::config::events::Target::{Free, Nothing, OneOf, Tool};

const TRIGGERS: &[&str] = &["manual", "auto"];

pub(super) const EVENTS: &[Row] = &[
    Row::other("PreModelRequest", Nothing),
    Row::other("PostModelRequest", Nothing),
    Row::of("PreToolUse", Ours::PreToolUse, Tool),
    Row::of("PermissionRequest", Ours::PermissionRequest, Tool),
    Row::of("PostToolUse", Ours::PostToolUse, Tool),
    Row::of("PreCompact", Ours::PreCompact, OneOf(TRIGGERS)),
    Row::of("PostCompact", Ours::PostCompact, OneOf(TRIGGERS)),
    Row::of(
        "SessionStart",
        Ours::SessionStart,
        OneOf(&["startup", "resume", "clear", "compact", "fork"]),
    ),
    Row::of("SessionEnd", Ours::SessionEnd, OneOf(&["other"])),
    Row::of("UserPromptSubmit", Ours::UserPromptSubmit, Nothing),
    Row::of("SubagentStart", Ours::SubagentStart, Free),
    Row::of("SubagentStop", Ours::SubagentStop, Free),
    Row::of("Stop", Ours::Stop, Nothing),
    Row::of("Interrupt", Ours::Interrupt, Nothing),
];

/// Events that nothing waits for long: default 1 second, at most 3, never in the background.
pub(super) fn is_hasty(event: &str) -> bool {
    matches!(event, "SessionEnd" | "Interrupt")
}

/// Events whose hooks may give the model context.
pub(super) fn takes_context(event: &str) -> bool {
    matches!(
        event,
        "SessionStart" | "SubagentStart" | "UserPromptSubmit" | "PreToolUse" | "PostToolUse"
    )
}

/// `PreToolUse` as keys of `hooks.state` have it.
pub(super) fn snake(event: &str) -> String {
    let mut name = String::new();
    for letter in event.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
