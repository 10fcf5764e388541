//! Builds the hooks file of our bridge (this project's program, run as a hook of Copilot). Copilot reads every file in
//! its hooks folder, so the bridge is a separate file in this folder.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

/// The events for which our bridge (this project's program, run as a hook) is registered. If an event has a PascalCase
/// key, this key is used: only the payloads of PascalCase keys name their event.
const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("PreToolUse"),
    BridgedEvent::gate("PermissionRequest"),
    BridgedEvent::told("PostToolUse"),
    BridgedEvent::told("postToolUseFailure"),
    BridgedEvent::gate("UserPromptSubmit"),
    BridgedEvent::told("Stop"),
    BridgedEvent::told("subagentStart"),
    BridgedEvent::told("SubagentStop"),
    BridgedEvent::told("notification"),
    BridgedEvent::told("SessionStart"),
    BridgedEvent::told("SessionEnd"),
    BridgedEvent::told("PreCompact"),
];

/// Describes the file of our bridge (this project's program, run as a hook) in Copilot's folder.
pub(super) static BRIDGE: BridgeEntry = BridgeEntry {
    version: Some(1),
    after_install: &[
        "Copilot runs a project's hooks only in folders you have trusted there, and silently skips them elsewhere: `copilot -p` needs `--trust-folder`; the user's hooks run everywhere",
        "`copilot -p` shows no notices",
    ],
    command_keys: &["command", "bash", "powershell", "exec"],
    obeys: &[".claude/settings.local.json", ".claude/settings.json"],
    marked_by: Some("COPILOT_CLI"),
    variables_of_entry: &["COPILOT_HOOK_DIR"],
    chains: true,
    ..BridgeEntry::of("hooks/hooks-bridge.json", EVENTS, |_, command, limit| {
        Ordered::Object(vec![
            ("type", Ordered::plain("command")),
            ("bash", Ordered::plain(command)),
            ("timeoutSec", Ordered::plain(limit)),
        ])
    })
};
