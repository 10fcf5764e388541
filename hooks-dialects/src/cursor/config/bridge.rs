//! The entry of our bridge in `hooks.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

use super::Cursor;

/// `preToolUse` covers what `beforeShellExecution`, `beforeMCPExecution` and `beforeReadFile` tell
/// again: with those as well every guard would run twice on one call.
const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("preToolUse"),
    BridgedEvent::told("postToolUse"),
    BridgedEvent::told("postToolUseFailure"),
    BridgedEvent::gate("beforeSubmitPrompt"),
    BridgedEvent::told("afterAgentResponse"),
    BridgedEvent::told("stop"),
    BridgedEvent::told("subagentStart"),
    BridgedEvent::told("subagentStop"),
    BridgedEvent::told("sessionStart"),
    BridgedEvent::told("sessionEnd"),
    BridgedEvent::told("preCompact"),
];

impl BridgeEntry for Cursor {
    fn file(&self) -> &'static str {
        "hooks.json"
    }

    fn events(&self) -> &'static [BridgedEvent] {
        EVENTS
    }

    fn entry(&self, event: BridgedEvent, command: String, limit: u64) -> Ordered {
        let mut handler = vec![
            ("command", Ordered::plain(command)),
            ("timeout", Ordered::plain(limit)),
        ];
        // The key by which Cursor closes a gate whose hook fails.
        handler.extend(
            event
                .is_gate()
                .then(|| ("failClosed", Ordered::plain(true))),
        );
        Ordered::Object(handler)
    }

    fn preamble(&self) -> Vec<(&'static str, Ordered)> {
        vec![("version", Ordered::plain(1))]
    }
}
