//! The events that Codex's files can name, and the targets of their matchers (the texts that they are tested against).

use crate::codex::events::TABLE;
use crate::config::events::Target::{Free, Nothing, OneOf, Tool};
use crate::config::events::{Events, Target, of_table};

/// Codex's events, each with the target of its matchers.
pub(super) static EVENTS: Events = Events::new(|| of_table(&TABLE, |row| target(row.name)));

/// Returns the target that an event's matchers are tested against.
fn target(event: &str) -> Target {
    match event {
        "PreToolUse" | "PermissionRequest" | "PostToolUse" => Tool,
        "PreCompact" | "PostCompact" => OneOf(&["manual", "auto"]),
        "SessionStart" => OneOf(&["startup", "resume", "clear", "compact", "fork"]),
        "SessionEnd" => OneOf(&["other"]),
        "SubagentStart" | "SubagentStop" => Free,
        _ => Nothing,
    }
}

/// Returns whether Codex gives the hooks of this event little time: 1 second by default and 3 at most. Codex never runs
/// these hooks in the background.
pub(super) fn is_hasty(event: &str) -> bool {
    matches!(event, "SessionEnd" | "Interrupt")
}

/// Returns the name of an event as it is spelled in the keys of `hooks.state`: `pre_tool_use`.
pub(super) fn snake_case(event: &str) -> String {
    let mut name = String::new();
    for letter in event.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
