//! The file of our bridge among Copilot's. Copilot reads every file of a folder, so the bridge gets
//! one of its own there.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

use super::Copilot;

/// PascalCase keys where Copilot has them: their payloads name the event.
const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("PreToolUse"),
    BridgedEvent::gate("PermissionRequest"),
    BridgedEvent::told("PostToolUse"),
    BridgedEvent::told("postToolUseFailure"),
    BridgedEvent::told("UserPromptSubmit"),
    BridgedEvent::told("Stop"),
    BridgedEvent::told("subagentStart"),
    BridgedEvent::told("SubagentStop"),
    BridgedEvent::told("notification"),
    BridgedEvent::told("SessionStart"),
    BridgedEvent::told("SessionEnd"),
    BridgedEvent::told("PreCompact"),
];

impl BridgeEntry for Copilot {
    fn file(&self) -> &'static str {
        "hooks/hooks-bridge.json"
    }

    fn events(&self) -> &'static [BridgedEvent] {
        EVENTS
    }

    fn entry(&self, _event: BridgedEvent, command: String, limit: u64) -> Ordered {
        Ordered::Object(vec![
            ("type", Ordered::plain("command")),
            ("bash", Ordered::plain(command)),
            ("timeoutSec", Ordered::plain(limit)),
        ])
    }

    fn preamble(&self) -> Vec<(&'static str, Ordered)> {
        vec![("version", Ordered::plain(1))]
    }

    fn command_keys(&self) -> &'static [&'static str] {
        &["command", "bash", "powershell", "exec"]
    }
}
