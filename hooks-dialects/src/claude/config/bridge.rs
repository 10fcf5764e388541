//! The entry of our bridge in `settings.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

use super::Claude;
use crate::config::bridge::{group, handler};

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

impl BridgeEntry for Claude {
    fn file(&self) -> &'static str {
        "settings.json"
    }

    fn events(&self) -> &'static [BridgedEvent] {
        EVENTS
    }

    fn entry(&self, event: BridgedEvent, command: String, limit: u64) -> Ordered {
        let mut handler = handler(command, limit);
        // The key by which Claude Code closes a gate whose hook fails.
        handler.extend(
            event
                .is_gate()
                .then(|| ("onFailure", Ordered::plain("block"))),
        );
        group(handler)
    }
}
