//! Builds the entry of our bridge (this project's program, run as a hook of Cursor) in Cursor's `hooks.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

/// The events for which our bridge (this project's program, run as a hook) is registered. `preToolUse` covers all
/// calls. `beforeShellExecution`, `beforeMCPExecution` and `beforeReadFile` would report some calls a second time, and
/// each guard would run twice. So they are left out.
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

/// Describes the entry of our bridge (this project's program, run as a hook) in Cursor's file.
pub(super) static BRIDGE: BridgeEntry = BridgeEntry {
    version: Some(1),
    ..BridgeEntry::of("hooks.json", EVENTS, |event, command, limit| {
        let mut handler = vec![
            ("command", Ordered::plain(command)),
            ("timeout", Ordered::plain(limit)),
        ];
        // With this key Cursor blocks if the hook of a gate (an event before an action) fails.
        if event.is_gate() {
            handler.push(("failClosed", Ordered::plain(true)));
        }
        Ordered::Object(handler)
    })
};
