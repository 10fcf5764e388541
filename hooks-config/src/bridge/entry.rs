//! [`BridgeEntry`]: the form of the bridge's entries in one agent's configuration.

use super::ordered::Ordered;

/// The data with which our bridge (the command `hooks bridge`) is added to an agent's configuration.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::exhaustive_structs,
    reason = "agents write it as a table with `..BridgeEntry::of`"
)]
pub struct BridgeEntry {
    /// The file that holds the entries, relative to the agent's own folder (such as `~/.claude`, or `.claude` in a
    /// project).
    pub file: &'static str,
    /// The events that the bridge handles, in the order in which they are written.
    pub events: &'static [BridgedEvent],
    /// Builds the element for an event's list from the event, the command, and the time limit of the entry in seconds.
    pub entry: fn(BridgedEvent, String, u64) -> Ordered,
    /// The `version` that a new file starts with; `None` if the format has no key `version`.
    pub version: Option<u64>,
    /// The keys of an entry that hold a command.
    pub command_keys: &'static [&'static str],
    /// Project files of other agents, as paths relative to the root. If such a file turns hooks off, this agent obeys
    /// it too.
    pub obeys: &'static [&'static str],
    /// The environment variable by which a hook recognizes this agent. Only agents that also run the entries of other
    /// agents' files need this variable.
    pub marked_by: Option<&'static str>,
    /// Environment variables whose values depend on the folder of the file that holds the entry. So two entries of one
    /// event can get different values.
    pub variables_of_entry: &'static [&'static str],
    /// Whether the agent runs the entries of an event one after another and passes each entry the payload as the
    /// previous one changed it. If false, the agent runs all entries at once.
    pub chains: bool,
    /// The steps that the user must take before the agent runs the bridge, and what the bridge
    /// cannot do in this agent.
    pub after_install: &'static [&'static str],
    /// The file, in the agent's own folder, in which the agent records trust. The flag says what is trusted: `true`
    /// means the file with the hooks, `false` means the folder that the agent works in. `None` means that the agent
    /// never asks for trust.
    pub trust_list: Option<(&'static str, bool)>,
    /// Whether the agent hangs without a terminal when it asks its user a question.
    pub asks_at_terminal: bool,
    /// The command-line options that keep the agent from asking its user, even at a terminal.
    pub headless_options: &'static [&'static str],
    /// The variables that have the effect of [`headless_options`](Self::headless_options) if they are set to `true`.
    pub headless_variables: &'static [&'static str],
    /// Whether the agent shows the reason of a blocked prompt in all of its modes.
    pub shows_blocked_prompt: bool,
}

impl BridgeEntry {
    /// Creates the description of an agent whose entries hold their command under `command`. All other fields say that
    /// the agent needs nothing special.
    #[must_use]
    pub const fn of(
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
            obeys: &[],
            marked_by: None,
            variables_of_entry: &[],
            chains: false,
            after_install: &[],
            trust_list: None,
            asks_at_terminal: false,
            headless_options: &[],
            headless_variables: &[],
            shows_blocked_prompt: true,
        }
    }
}

/// An agent's event that the bridge handles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BridgedEvent {
    /// The event's key in the agent's configuration.
    name: &'static str,
    /// Whether the event must be denied if the bridge fails.
    gate: bool,
    /// The longest time limit that the agent accepts for the event, in seconds; `None` if it
    /// accepts the bridge's usual limit of 60 seconds.
    longest: Option<u64>,
}

impl BridgedEvent {
    /// Creates an event on which the agent waits for permission. If the bridge fails, the event must be denied.
    #[must_use]
    pub const fn gate(name: &'static str) -> Self {
        Self {
            name,
            gate: true,
            longest: None,
        }
    }

    /// Creates an event that the agent only reports, without waiting for permission.
    #[must_use]
    pub const fn told(name: &'static str) -> Self {
        Self {
            name,
            gate: false,
            longest: None,
        }
    }

    /// Sets the longest time limit that the agent accepts, in seconds.
    #[must_use]
    pub const fn with_longest(mut self, seconds: u64) -> Self {
        self.longest = Some(seconds);
        self
    }

    /// Returns the event's key in the agent's configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Returns whether the event must be denied if the bridge fails.
    #[must_use]
    pub const fn is_gate(self) -> bool {
        self.gate
    }

    /// Returns the longest time limit that the agent accepts for the event, in seconds; `None` if
    /// it accepts the bridge's usual limit of 60 seconds.
    pub(super) const fn longest(self) -> Option<u64> {
        self.longest
    }
}
