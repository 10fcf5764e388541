//! Builds the configuration entry of our bridge in the formats that several agents share.
//!
//! The bridge is an entry that makes an agent run this project's program as one of the agent's hooks.

use hooks_config::format::{BridgedEvent, Ordered};

/// The fields of a handler object, in the order in which they are written.
pub(crate) type Handler = Vec<(&'static str, Ordered)>;

/// Returns a `command` handler with a time limit in seconds.
pub(crate) fn handler(command: String, limit: u64) -> Handler {
    vec![
        ("type", Ordered::plain("command")),
        ("command", Ordered::plain(command)),
        ("timeout", Ordered::plain(limit)),
    ]
}

/// Adds, to the handler of a gate, the key that makes the agent block if the hook fails. A gate is an event before an
/// action, which a block prevents.
pub(crate) fn closing(mut handler: Handler, event: BridgedEvent, key: &'static str) -> Handler {
    // Write the key only for gates (events before an action), because the agent ignores it on all other events.
    if event.is_gate() {
        handler.push((key, Ordered::plain("block")));
    }
    handler
}

/// Returns a group with one handler and no matcher.
pub(crate) fn group(handler: Handler) -> Ordered {
    let handlers = Ordered::List(vec![Ordered::Object(handler)]);
    Ordered::Object(vec![("hooks", handlers)])
}
