//! The plugin of our bridge. goose reads every plugin of a folder, so the bridge gets one of its own
//! there; goose needs no manifest to find it.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

use super::Goose;
use crate::config::bridge::{group, handler};

const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("PreToolUse"),
    BridgedEvent::told("PostToolUse"),
    BridgedEvent::told("PostToolUseFailure"),
    BridgedEvent::told("UserPromptSubmit"),
    BridgedEvent::told("Stop"),
    BridgedEvent::told("SessionStart"),
    BridgedEvent::told("SessionEnd"),
];

impl BridgeEntry for Goose {
    fn file(&self) -> &'static str {
        "plugins/hooks-bridge/hooks/hooks.json"
    }

    fn events(&self) -> &'static [BridgedEvent] {
        EVENTS
    }

    fn entry(&self, event: BridgedEvent, command: String, limit: u64) -> Ordered {
        let mut fields = handler(command, limit);
        if event.is_gate() {
            fields.push(("on_failure", Ordered::plain("block")));
        }
        group(fields)
    }
}
