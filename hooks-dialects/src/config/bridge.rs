//! How our bridge is installed in an agent's files, as data, and the entries for it in the formats that
//! several agents share.

use hooks_config::format::{BridgeEntry, BridgedEvent, Ordered};

/// How the bridge is installed for one agent.
#[derive(Debug)]
pub(crate) struct Bridge {
    /// The file, relative to the agent's folder.
    pub(crate) file: &'static str,
    pub(crate) events: &'static [BridgedEvent],
    /// Builds the element for an event's list.
    pub(crate) entry: fn(BridgedEvent, String, u64) -> Ordered,
    /// The `version` that a new file starts with; `None` if the format has none.
    pub(crate) version: Option<u64>,
    /// The keys of an entry that hold commands.
    pub(crate) command_keys: &'static [&'static str],
    pub(crate) after_install: &'static [&'static str],
    pub(crate) trust_list: Option<(&'static str, bool)>,
    pub(crate) asks_at_terminal: bool,
    pub(crate) headless_options: &'static [&'static str],
    pub(crate) headless_variables: &'static [&'static str],
    pub(crate) shows_blocked_prompt: bool,
    /// Project files of other agents whose switches this agent obeys.
    pub(crate) obeys: &'static [&'static str],
    pub(crate) marked_by: Option<&'static str>,
    pub(crate) variables_of_entry: &'static [&'static str],
    pub(crate) chains: bool,
}

impl Bridge {
    /// Creates a bridge whose entries have a `command` key and whose agent needs nothing else.
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

/// The fields of a handler, in the order in which they are written.
pub(crate) type Handler = Vec<(&'static str, Ordered)>;

/// Returns a `command` handler with a time limit in seconds.
pub(crate) fn handler(command: String, limit: u64) -> Handler {
    vec![
        ("type", Ordered::plain("command")),
        ("command", Ordered::plain(command)),
        ("timeout", Ordered::plain(limit)),
    ]
}

/// Adds, on gates, the key that makes the agent block if the hook fails.
pub(crate) fn closing(mut handler: Handler, event: BridgedEvent, key: &'static str) -> Handler {
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
