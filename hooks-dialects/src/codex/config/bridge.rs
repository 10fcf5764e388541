//! The entry of our bridge in `hooks.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

use super::Codex;
use crate::config::bridge::{group, handler};

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

impl BridgeEntry for Codex {
    fn file(&self) -> &'static str {
        "hooks.json"
    }

    fn events(&self) -> &'static [BridgedEvent] {
        EVENTS
    }

    fn entry(&self, _event: BridgedEvent, command: String, limit: u64) -> Ordered {
        group(handler(command, limit))
    }

    fn after_install(&self) -> Option<&'static str> {
        Some("Codex runs new hooks only after you have trusted them there")
    }
}
