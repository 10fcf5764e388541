//! How our bridge is put into an agent's files, as data, and entries of it as several agents write
//! handlers.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

/// An agent's bridge.
#[derive(Debug)]
pub(crate) struct Bridge {
    /// The file, inside the agent's folder.
    pub(crate) file: &'static str,
    pub(crate) events: &'static [BridgedEvent],
    /// The element of an event's list.
    pub(crate) entry: fn(BridgedEvent, String, u64) -> Ordered,
    /// The version that a new file begins with.
    pub(crate) version: Option<u64>,
    /// The keys of an entry that hold a command.
    pub(crate) command_keys: &'static [&'static str],
    pub(crate) after_install: &'static [&'static str],
    pub(crate) trust_list: Option<(&'static str, bool)>,
    pub(crate) asks_at_terminal: bool,
    pub(crate) headless_options: &'static [&'static str],
    pub(crate) headless_variables: &'static [&'static str],
    pub(crate) shows_blocked_prompt: bool,
    /// Files of a project, other agents', whose switches this one obeys.
    pub(crate) obeys: &'static [&'static str],
    pub(crate) marked_by: Option<&'static str>,
    pub(crate) variables_of_entry: &'static [&'static str],
    pub(crate) chains: bool,
}

impl Bridge {
    pub(crate) const fn of(
        file: &'static str,
        events: &'static [BridgedEvent],
        entry: fn(BridgedEvent, String, u64) -> Ordered,
    ) -> Self {
        Self {
            file,
            events,
            entry,
            version: None,
            command_keys: &["command"],
            after_install: &[],
            trust_list: None,
            asks_at_terminal: false,
            headless_options: &[],
            headless_variables: &[],
            shows_blocked_prompt: true,
            obeys: &[],
            marked_by: None,
            variables_of_entry: &[],
            chains: false,
        }
    }
}

impl BridgeEntry for Bridge {
    fn file(&self) -> &'static str {
        self.file
    }

    fn events(&self) -> &'static [BridgedEvent] {
        self.events
    }

    fn entry(&self, event: BridgedEvent, command: String, limit: u64) -> Ordered {
        (self.entry)(event, command, limit)
    }

    fn preamble(&self) -> Vec<(&'static str, Ordered)> {
        let version = self.version.map(Ordered::plain);
        version.map(|one| ("version", one)).into_iter().collect()
    }

    fn command_keys(&self) -> &'static [&'static str] {
        self.command_keys
    }

    fn obeys(&self) -> &'static [&'static str] {
        self.obeys
    }

    fn marked_by(&self) -> Option<&'static str> {
        self.marked_by
    }

    fn variables_of_entry(&self) -> &'static [&'static str] {
        self.variables_of_entry
    }

    fn chains(&self) -> bool {
        self.chains
    }

    fn after_install(&self) -> &'static [&'static str] {
        self.after_install
    }

    fn trust_list(&self) -> Option<(&'static str, bool)> {
        self.trust_list
    }

    fn asks_at_terminal(&self) -> bool {
        self.asks_at_terminal
    }

    fn headless_options(&self) -> &'static [&'static str] {
        self.headless_options
    }

    fn headless_variables(&self) -> &'static [&'static str] {
        self.headless_variables
    }

    fn shows_blocked_prompt(&self) -> bool {
        self.shows_blocked_prompt
    }
}

/// The fields of a handler, in the order they are written.
pub(crate) type Handler = Vec<(&'static str, Ordered)>;

/// A `command` handler with its time limit in seconds.
pub(crate) fn handler(command: String, limit: u64) -> Handler {
    vec![
        ("type", Ordered::plain("command")),
        ("command", Ordered::plain(command)),
        ("timeout", Ordered::plain(limit)),
    ]
}

/// Adds the key by which the agent closes a gate whose hook fails.
pub(crate) fn closing(mut handler: Handler, event: BridgedEvent, key: &'static str) -> Handler {
    if event.is_gate() {
        handler.push((key, Ordered::plain("block")));
    }
    handler
}

/// A group without a matcher that holds one handler.
pub(crate) fn group(handler: Handler) -> Ordered {
    let handlers = Ordered::List(vec![Ordered::Object(handler)]);
    Ordered::Object(vec![("hooks", handlers)])
}
