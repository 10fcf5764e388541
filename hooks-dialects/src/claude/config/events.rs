//! Claude Code's events in its files: what their matchers are tested against, which handlers they take.

use crate::claude::events::{TABLE, Target as Tested};
use crate::config::events::Target::{Free, Nothing, OneOf, Tool};
use crate::config::events::{Events, of_table};

pub(super) static EVENTS: Events = Events::new(|| {
    of_table(&TABLE, |row| match row.target {
        Tested::None => Nothing,
        Tested::Tool => Tool,
        Tested::Field(_) | Tested::File(_) => match words(row.name) {
            [] => Free,
            words => OneOf(words),
        },
    })
});

/// The words that the field of an event may hold, where the reference lists them.
fn words(event: &str) -> &'static [&'static str] {
    match event {
        "SessionStart" => &["startup", "resume", "clear", "compact", "fork"],
        "SessionEnd" => &["clear", "resume", "logout", "prompt_input_exit", "other"],
        "Setup" => &["init", "maintenance"],
        "PreCompact" | "PostCompact" => &["manual", "auto"],
        "InstructionsLoaded" => &[
            "session_start",
            "nested_traversal",
            "path_glob_match",
            "include",
            "compact",
        ],
        "ConfigChange" => &[
            "user_settings",
            "project_settings",
            "local_settings",
            "policy_settings",
            "skills",
        ],
        "DirectoryAdded" => &["slash_command", "register_repo_root"],
        _ => &[],
    }
}

/// Whether an `if` is looked at: on events about a tool call.
pub(super) fn takes_if(event: &str) -> bool {
    TABLE.row(event).target == Tested::Tool
}

/// The events on which a matcher that no engine takes blocks.
pub(crate) fn is_gate(event: &str) -> bool {
    matches!(event, "PreToolUse" | "PermissionRequest")
}

/// Whether handlers of that type run on the event.
pub(super) fn takes_handler(event: &str, kind: &str) -> bool {
    match kind {
        "command" | "mcp_tool" => true,
        "http" => !matches!(event, "SessionStart" | "Setup"),
        // The rest are a model's judgement, which most events do not wait for.
        _ => matches!(
            event,
            "PreToolUse"
                | "PermissionRequest"
                | "PermissionDenied"
                | "PostToolUse"
                | "PostToolUseFailure"
                | "PostToolBatch"
                | "UserPromptSubmit"
                | "UserPromptExpansion"
                | "Stop"
                | "SubagentStop"
                | "TaskCreated"
                | "TaskCompleted"
                | "TeammateIdle"
        ),
    }
}

/// Stands for "no `timeout`" on SessionEnd until all files are known; longer than any that counts.
pub(super) const SESSION_END_UNSET: u64 = 1_000_000;

/// The time limit of a handler that sets none, in seconds. SessionEnd's is a budget of the session
/// (see `settle`).
pub(super) fn default_timeout(event: &str, kind: &str) -> u64 {
    match (kind, event) {
        (_, "SessionEnd") => SESSION_END_UNSET,
        (_, "MessageDisplay") => 10,
        ("agent", _) => 60,
        ("prompt", _) | (_, "UserPromptSubmit" | "PreModelSwitch" | "PostModelSwitch") => 30,
        _ => 600,
    }
}

/// Whether `onFailure` does anything: a failure then counts as exit code 2, which must block. On some
/// events that block it is documented to be ignored.
pub(super) fn takes_on_failure(event: &str) -> bool {
    let ignored = ["Stop", "SubagentStop", "TaskCompleted", "TeammateIdle"];
    TABLE.row(event).blocks() && !ignored.contains(&event)
}
