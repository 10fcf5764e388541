//! The entry of our bridge in `settings.json`.

use hooks_config::format::{BridgedEvent, Ordered};

use crate::config::bridge::{Bridge, group, handler};

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

pub(super) const BRIDGE: Bridge = Bridge {
    after_install: Some("Gemini CLI runs hooks only in folders you have trusted there"),
    ..Bridge::of("settings.json", EVENTS, |_, command, limit| {
        let mut fields = vec![("name", Ordered::plain("hooks-bridge"))];
        fields.extend(handler(command, limit * 1000));
        group(fields)
    })
};
