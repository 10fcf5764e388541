//! Builds the entry of our bridge (this project's program, run as a hook of Codex) in Codex's `hooks.json`.

use hooks_config::format::{BridgeEntry, BridgedEvent};

use crate::config::bridge::{group, handler};

/// The events for which our bridge (this project's program, run as a hook) is registered.
const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("PreToolUse"),
    BridgedEvent::gate("PermissionRequest"),
    BridgedEvent::told("PostToolUse"),
    BridgedEvent::gate("UserPromptSubmit"),
    BridgedEvent::told("Stop"),
    BridgedEvent::told("SubagentStart"),
    BridgedEvent::told("SubagentStop"),
    BridgedEvent::told("SessionStart"),
    // Codex limits the hooks of SessionEnd to 3 seconds.
    BridgedEvent::told("SessionEnd").with_longest(3),
    BridgedEvent::gate("PreCompact"),
    BridgedEvent::told("PostCompact"),
];

/// Describes the entry of our bridge (this project's program, run as a hook) in Codex's file.
pub(super) static BRIDGE: BridgeEntry = BridgeEntry {
    after_install: &[
        "Codex runs new and changed hooks only after you have trusted them: start `codex` and answer its question, or open `/hooks`. Repeat this after an `install` from another place",
        "`codex exec` silently skips hooks that are not trusted (`--dangerously-bypass-hook-trust` runs them once), and shows no notices",
    ],
    trust_list: Some(("config.toml", true)),
    // `codex exec` says that a hook blocked the prompt, but does not show the reason.
    shows_blocked_prompt: false,
    ..BridgeEntry::of("hooks.json", EVENTS, |_, command, limit| {
        group(handler(command, limit))
    })
};
