//! The entry of our bridge in `hooks.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

/// The events that the bridge registers. `preToolUse` covers the calls that `beforeShellExecution`,
/// `beforeMCPExecution` and `beforeReadFile` report again. With those, every guard would run twice per call.
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

/// How the bridge is installed in Cursor.
pub(super) static BRIDGE: BridgeEntry = BridgeEntry {
    version: Some(1),
    ..BridgeEntry::of("hooks.json", EVENTS, |event, command, limit| {
        let mut handler = vec![
            ("command", Ordered::plain(command)),
            ("timeout", Ordered::plain(limit)),
        ];
        // This key makes Cursor block if a gate's hook fails.
        if event.is_gate() {
            handler.push(("failClosed", Ordered::plain(true)));
        }
        Ordered::Object(handler)
    })
};
