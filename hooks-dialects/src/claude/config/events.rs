//! The events that Claude Code's files can name, with the targets of their matchers (the texts that they are tested
//! against) and the handlers that each event runs.

use crate::claude::events::{Subject, TABLE};
use crate::config::events::Target::{Free, Nothing, OneOf, Tool};
use crate::config::events::{Events, of_table};

/// Claude Code's events, each with the target of its matchers.
pub(super) static EVENTS: Events = Events::new(|| {
    of_table(&TABLE, |row| match row.subject {
        Subject::None => Nothing,
        Subject::Tool => Tool,
        Subject::Field(_) | Subject::File(_) => match words(row.name) {
            [] => Free,
            words => OneOf(words),
        },
    })
});

/// Returns the possible values of the payload field against which an event's matchers are tested. The list is empty if
/// the hook reference does not name the values.
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
        "Notification" => &[
            "permission_prompt",
            "idle_prompt",
            "auth_success",
            "elicitation_dialog",
            "elicitation_url_dialog",
            "elicitation_complete",
            "elicitation_response",
            "agent_needs_input",
            "agent_completed",
            "quota_auto_resume_fired",
            "quota_auto_resume_stale",
            "quota_auto_resume_disabled",
        ],
        _ => &[],
    }
}

/// Returns whether the agent evaluates `if` on this event. This is the case only on events about a tool call.
pub(super) fn takes_if(event: &str) -> bool {
    TABLE.row(event).subject == Subject::Tool
}

/// Returns whether this event is blocked if a hook's matcher is an invalid pattern.
pub(crate) fn is_gate(event: &str) -> bool {
    matches!(event, "PreToolUse" | "PermissionRequest")
}

/// Returns whether the event runs handlers of the type `kind`.
pub(super) fn takes_handler(event: &str, kind: &str) -> bool {
    match kind {
        "command" | "mcp_tool" => true,
        // According to the hook reference, SessionStart and Setup do not run `http` handlers.
        "http" => !matches!(event, "SessionStart" | "Setup"),
        // Prompt and agent handlers ask a model. Only on the events below does the agent wait for the model's answer.
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

/// A placeholder, in seconds, for the time limit of a SessionEnd hook without `timeout`. It is longer than any accepted
/// limit. `settle` replaces it when all files are read.
pub(super) const SESSION_END_UNSET: u64 = 1_000_000;

/// Returns the default time limit of a handler, in seconds. The hooks of SessionEnd share one time budget instead (see
/// `settle`).
pub(super) fn default_timeout(event: &str, kind: &str) -> u64 {
    match (kind, event) {
        (_, "SessionEnd") => SESSION_END_UNSET,
        (_, "MessageDisplay") => 10,
        // An agent handler has 60 seconds even on UserPromptSubmit. According to the hook reference, this event lowers
        // only limits of 600 seconds (to 30 seconds).
        ("agent", _) => 60,
        ("prompt", _) | (_, "UserPromptSubmit" | "PreModelSwitch" | "PostModelSwitch") => 30,
        _ => 600,
    }
}

/// Returns whether `onFailure` has an effect on this event. The key turns a failure into exit code 2, so it has no
/// effect on events that exit code 2 does not block. For some blocking events the documentation says that the key is
/// ignored.
pub(super) fn takes_on_failure(event: &str) -> bool {
    let ignored = ["Stop", "SubagentStop", "TaskCompleted", "TeammateIdle"];
    TABLE.row(event).blocks() && !ignored.contains(&event)
}
