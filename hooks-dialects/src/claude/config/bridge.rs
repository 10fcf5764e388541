//! Builds the entry of our bridge in Claude Code's `settings.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent};

use crate::config::bridge::{closing, group, handler};

/// The events for which the bridge is registered.
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

/// How the bridge is installed in Claude Code.
pub(super) static BRIDGE: BridgeEntry =
    BridgeEntry::of("settings.json", EVENTS, |event, command, limit| {
        group(closing(handler(command, limit), event, "onFailure"))
    });
