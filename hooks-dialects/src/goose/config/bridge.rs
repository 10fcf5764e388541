//! The plugin of our bridge. goose reads every plugin of a folder, so the bridge gets one of its own
//! there; goose needs no manifest to find it.

use hooks_config::format::BridgedEvent;

use crate::config::bridge::{Bridge, closing, group, handler};

const EVENTS: &[BridgedEvent] = &[
    BridgedEvent::gate("PreToolUse"),
    BridgedEvent::told("PostToolUse"),
    BridgedEvent::told("PostToolUseFailure"),
    BridgedEvent::told("UserPromptSubmit"),
    BridgedEvent::told("Stop"),
    BridgedEvent::told("SessionStart"),
    BridgedEvent::told("SessionEnd"),
];

pub(super) const BRIDGE: Bridge = Bridge::of(
    "plugins/hooks-bridge/hooks/hooks.json",
    EVENTS,
    |event, command, limit| group(closing(handler(command, limit), event, "on_failure")),
);
