//! Claude Code's events, what their matchers are tested against and which handlers they take.

use hooks_types::EventName as Ours;

use crate::config::events::EventRow as Row;
use crate::config::events::Target::{Free, Nothing, OneOf, Tool};

const STARTS: &[&str] = &["startup", "resume", "clear", "compact", "fork"];
const TRIGGERS: &[&str] = &["manual", "auto"];
const ENDS: &[&str] = &["clear", "resume", "logout", "prompt_input_exit", "other"];

/// The events, in the order of the reference.
pub(crate) const EVENTS: &[Row] = &[
    Row::of("PreToolUse", Ours::PreToolUse, Tool),
    Row::of("PermissionRequest", Ours::PermissionRequest, Tool),
    Row::other("PermissionDenied", Tool),
    Row::of("PostToolUse", Ours::PostToolUse, Tool),
    Row::of("PostToolUseFailure", Ours::PostToolUseFailure, Tool),
    Row::other("PostToolBatch", Nothing),
    Row::of("UserPromptSubmit", Ours::UserPromptSubmit, Nothing),
    Row::other("UserPromptExpansion", Free),
    Row::of("Stop", Ours::Stop, Nothing),
    Row::of("SubagentStop", Ours::SubagentStop, Free),
    Row::of("SubagentStart", Ours::SubagentStart, Free),
    Row::other("StopFailure", Free),
    Row::other("MessageDisplay", Nothing),
    Row::of("Notification", Ours::Notification, Free),
    Row::of("SessionStart", Ours::SessionStart, OneOf(STARTS)),
    Row::of("SessionEnd", Ours::SessionEnd, OneOf(ENDS)),
    Row::other("Setup", OneOf(&["init", "maintenance"])),
    Row::of("PreCompact", Ours::PreCompact, OneOf(TRIGGERS)),
    Row::of("PostCompact", Ours::PostCompact, OneOf(TRIGGERS)),
    Row::other("PreModelSwitch", Free),
    Row::other("PostModelSwitch", Free),
    Row::other(
        "InstructionsLoaded",
        OneOf(&[
            "session_start",
            "nested_traversal",
            "path_glob_match",
            "include",
            "compact",
        ]),
    ),
    Row::other("TaskCreated", Nothing),
    Row::other("TaskCompleted", Nothing),
    Row::other("TeammateIdle", Nothing),
    Row::other(
        "ConfigChange",
        OneOf(&[
            "user_settings",
            "project_settings",
            "local_settings",
            "policy_settings",
            "skills",
        ]),
    ),
    Row::other("CwdChanged", Nothing),
    Row::other(
        "DirectoryAdded",
        OneOf(&["slash_command", "register_repo_root"]),
    ),
    Row::other("FileChanged", Free),
    Row::other("WorktreeCreate", Nothing),
    Row::other("WorktreeRemove", Nothing),
    Row::other("Elicitation", Free),
    Row::other("ElicitationResult", Free),
];

/// The five events on which an `if` is looked at.
pub(super) fn takes_if(event: &str) -> bool {
    matches!(
        event,
        "PreToolUse"
            | "PostToolUse"
            | "PostToolUseFailure"
            | "PermissionRequest"
            | "PermissionDenied"
    )
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

/// Whether `onFailure` does anything: a failure then counts as exit code 2, which must block.
pub(super) fn takes_on_failure(event: &str) -> bool {
    !matches!(
        event,
        // Where it is documented to be ignored.
        "Stop" | "SubagentStop" | "TaskCompleted" | "TeammateIdle"
        // Where exit code 2 blocks nothing.
        | "PermissionRequest" | "PermissionDenied" | "SubagentStart" | "StopFailure"
        | "MessageDisplay" | "Notification" | "SessionStart" | "SessionEnd" | "Setup"
        | "PostCompact" | "PostModelSwitch" | "InstructionsLoaded" | "CwdChanged"
        | "DirectoryAdded" | "FileChanged"
    )
}
