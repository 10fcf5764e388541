//! Builds the entry of our bridge (this project's program, run as a hook of Claude Code) in Claude Code's
//! `settings.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent};

use crate::config::bridge::{closing, group, handler};

/// The events for which our bridge (this project's program, run as a hook) is registered.
const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("PreToolUse"),
    BridgedEvent::gate("PermissionRequest"),
    BridgedEvent::told("PostToolUse"),
    BridgedEvent::told("PostToolUseFailure"),
    BridgedEvent::gate("UserPromptSubmit"),
    BridgedEvent::told("Stop"),
    BridgedEvent::told("SubagentStart"),
    BridgedEvent::told("SubagentStop"),
    BridgedEvent::told("Notification"),
    BridgedEvent::told("SessionStart"),
    BridgedEvent::told("SessionEnd"),
    BridgedEvent::gate("PreCompact"),
    BridgedEvent::told("PostCompact"),
];

/// Describes the entry of our bridge (this project's program, run as a hook) in Claude Code's file.
pub(super) static BRIDGE: BridgeEntry =
    BridgeEntry::of("settings.json", EVENTS, |event, command, limit| {
        group(closing(handler(command, limit), event, "onFailure"))
    });
