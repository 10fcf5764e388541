//! Claude Code's events in its files: the targets of their matchers, and the handlers they run.

use crate::claude::events::{TABLE, Target as Tested};
use crate::config::events::Target::{Free, Nothing, OneOf, Tool};
use crate::config::events::{Events, of_table};

/// Claude Code's events, each with the target of its matchers.
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

/// Returns the values of an event's matched field, if the reference lists them.
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

/// Returns whether the event evaluates `if`. Only events about a tool call do.
pub(super) fn takes_if(event: &str) -> bool {
    TABLE.row(event).target == Tested::Tool
}

/// Returns whether an invalid pattern blocks on this event.
pub(crate) fn is_gate(event: &str) -> bool {
    matches!(event, "PreToolUse" | "PermissionRequest")
}

/// Returns whether the event runs handlers of this type.
pub(super) fn takes_handler(event: &str, kind: &str) -> bool {
    match kind {
        "command" | "mcp_tool" => true,
        // The reference gives these two events command and mcp_tool handlers only.
        "http" => !matches!(event, "SessionStart" | "Setup"),
        // Prompt and agent handlers wait for a model, which most events do not.
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

/// A placeholder for the time limit of a SessionEnd hook without `timeout`, until all files are read. It is longer than
/// any accepted limit.
pub(super) const SESSION_END_UNSET: u64 = 1_000_000;

/// Returns the default time limit of a handler in seconds. On SessionEnd the session's budget applies
/// (see `settle`).
pub(super) fn default_timeout(event: &str, kind: &str) -> u64 {
    match (kind, event) {
        (_, "SessionEnd") => SESSION_END_UNSET,
        (_, "MessageDisplay") => 10,
        // UserPromptSubmit does not lower this limit: there the hook reference lowers only limits of 600 seconds, to
        // 30.
        ("agent", _) => 60,
        ("prompt", _) | (_, "UserPromptSubmit" | "PreModelSwitch" | "PostModelSwitch") => 30,
        _ => 600,
    }
}

/// Returns whether `onFailure` has an effect. The key turns a failure into exit code 2, so it has an effect only where
/// that code blocks. On some blocking events it is documented to be ignored.
pub(super) fn takes_on_failure(event: &str) -> bool {
    let ignored = ["Stop", "SubagentStop", "TaskCompleted", "TeammateIdle"];
    TABLE.row(event).blocks() && !ignored.contains(&event)
}
