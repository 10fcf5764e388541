//! The entry of our bridge in `settings.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

use super::Gemini;
use crate::config::bridge::group;

const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("BeforeTool"),
    BridgedEvent::told("AfterTool"),
    BridgedEvent::gate("BeforeAgent"),
    BridgedEvent::told("AfterAgent"),
    BridgedEvent::told("Notification"),
    BridgedEvent::told("SessionStart"),
    BridgedEvent::told("SessionEnd"),
    BridgedEvent::told("PreCompress"),
];

impl BridgeEntry for Gemini {
    fn file(&self) -> &'static str {
        "settings.json"
    }

    fn events(&self) -> &'static [BridgedEvent] {
        EVENTS
    }

    fn entry(&self, _event: BridgedEvent, command: String, limit: u64) -> Ordered {
        group(vec![
            ("name", Ordered::plain("hooks-bridge")),
            ("type", Ordered::plain("command")),
            ("command", Ordered::plain(command)),
            ("timeout", Ordered::plain(limit * 1000)),
        ])
    }

    fn after_install(&self) -> Option<&'static str> {
        Some("Gemini CLI runs hooks only in folders you have trusted there")
    }
}
