//! Entries of our bridge, as several agents write handlers.

use hooks_config::format::Ordered;

/// The fields of a `command` handler with its time limit in seconds.
pub(crate) fn handler(command: String, limit: u64) -> Vec<(&'static str, Ordered)> {
    vec![
        ("type", Ordered::plain("command")),
        ("command", Ordered::plain(command)),
        ("timeout", Ordered::plain(limit)),
    ]
}

/// A group without a matcher that holds one handler.
pub(crate) fn group(handler: Vec<(&'static str, Ordered)>) -> Ordered {
    let handlers = Ordered::List(vec![Ordered::Object(handler)]);
    Ordered::Object(vec![("hooks", handlers)])
}
