//! Builds the plugin of our bridge (this project's program, run as a hook of goose). goose treats every folder in
//! `.agents/plugins/` as a plugin, even without a manifest (`list_dir_children` of
//! `crates/goose/src/plugins/discovery.rs` at 21aecaf), so the bridge has its own folder there.

use hooks_config::format::{BridgeEntry, BridgedEvent};

use crate::config::bridge::{closing, group, handler};

/// The events for which our bridge (this project's program, run as a hook) is registered.
const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("PreToolUse"),
    BridgedEvent::told("PostToolUse"),
    BridgedEvent::told("PostToolUseFailure"),
    BridgedEvent::told("UserPromptSubmit"),
    BridgedEvent::told("Stop"),
    BridgedEvent::told("SessionStart"),
    BridgedEvent::told("SessionEnd"),
];

/// How our bridge (this project's program, run as a hook) is written into goose's folder.
pub(super) static BRIDGE: BridgeEntry = BridgeEntry::of(
    "plugins/hooks-bridge/hooks/hooks.json",
    EVENTS,
    |event, command, limit| group(closing(handler(command, limit), event, "on_failure")),
);
