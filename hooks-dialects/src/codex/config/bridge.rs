//! The entry of our bridge in `hooks.json`.

use hooks_config::format::BridgedEvent;

use crate::config::bridge::{Bridge, group, handler};

const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("PreToolUse"),
    BridgedEvent::gate("PermissionRequest"),
    BridgedEvent::told("PostToolUse"),
    BridgedEvent::gate("UserPromptSubmit"),
    BridgedEvent::told("Stop"),
    BridgedEvent::told("SubagentStart"),
    BridgedEvent::told("SubagentStop"),
    BridgedEvent::told("SessionStart"),
    // Codex takes at most 3 seconds there.
    BridgedEvent::told("SessionEnd").within(3),
    BridgedEvent::gate("PreCompact"),
    BridgedEvent::told("PostCompact"),
];

pub(super) const BRIDGE: Bridge = Bridge {
    after_install: Some("Codex runs new hooks only after you have trusted them there"),
    ..Bridge::of("hooks.json", EVENTS, |_, command, limit| {
        group(handler(command, limit))
    })
};
