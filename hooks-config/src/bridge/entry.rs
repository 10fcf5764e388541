//! What differs between agents: how an entry of the bridge looks, and for which events.

use std::fmt;

use super::ordered::Ordered;

/// How our bridge is put into an agent's configuration.
pub trait BridgeEntry: fmt::Debug + Send + Sync {
    /// The file its entries go into, inside the agent's folder of the user or of the project.
    fn file(&self) -> &'static str;

    /// The events that the bridge handles, in the order they are written.
    fn events(&self) -> &'static [BridgedEvent];

    /// The element that goes into the list of an event, for a command that ends within `limit`
    /// seconds.
    fn entry(&self, event: BridgedEvent, command: String, limit: u64) -> Ordered;

    /// What a new file begins with beside its hooks.
    fn preamble(&self) -> Vec<(&'static str, Ordered)> {
        Vec::new()
    }

    /// The keys of an entry that hold a command.
    fn command_keys(&self) -> &'static [&'static str] {
        &["command"]
    }

    /// Files of a project, other agents', whose switches for hooks this agent obeys, below the root.
    fn obeys(&self) -> &'static [&'static str] {
        &[]
    }

    /// The variable by which hooks can tell that this agent runs them, where it runs other agents' entries as well.
    fn marked_by(&self) -> Option<&'static str> {
        None
    }

    /// Variables that differ between two entries of one event, by where their files lie.
    fn variables_of_entry(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether the agent asks the entries of an event one after another, and shows each the payload as the one before
    /// it has left it. Else it asks all at once.
    fn chains(&self) -> bool {
        false
    }

    /// What the user has to do before the agent runs the bridge, and what the agent has no way to do.
    fn after_install(&self) -> &'static [&'static str] {
        &[]
    }

    /// The file in the agent's own folder that lists what it trusts, and whether that is this file of hooks
    /// (else the folder the agent works in). `None`: it asks for nothing.
    fn trust_list(&self) -> Option<(&'static str, bool)> {
        None
    }

    /// Whether the agent can ask its user at a terminal only, and hangs where there is none.
    fn asks_at_terminal(&self) -> bool {
        false
    }

    /// Options of the agent's command line with which it asks nobody, though it has a terminal.
    fn headless_options(&self) -> &'static [&'static str] {
        &[]
    }

    /// Variables that do the same where they are `true`.
    fn headless_variables(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether somebody reads why a prompt was blocked, in every mode of the agent.
    fn shows_blocked_prompt(&self) -> bool {
        true
    }
}

/// An agent's event that the bridge handles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BridgedEvent {
    name: &'static str,
    gate: bool,
    longest: Option<u64>,
}

impl BridgedEvent {
    /// An event on which the agent waits for permission: a bridge that fails must deny it.
    #[must_use]
    pub const fn gate(name: &'static str) -> Self {
        Self {
            name,
            gate: true,
            longest: None,
        }
    }

    /// An event that the agent tells about.
    #[must_use]
    pub const fn told(name: &'static str) -> Self {
        Self {
            name,
            gate: false,
            longest: None,
        }
    }

    /// Sets the longest time limit that the agent takes, in seconds.
    #[must_use]
    pub const fn within(mut self, seconds: u64) -> Self {
        self.longest = Some(seconds);
        self
    }

    /// The key in the agent's configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether a bridge that fails must deny the event.
    #[must_use]
    pub const fn is_gate(self) -> bool {
        self.gate
    }

    /// The longest time limit that the agent takes, in seconds, where it is short.
    pub(super) const fn longest(self) -> Option<u64> {
        self.longest
    }
}
