//! The [`BridgeEntry`] trait: the form of the bridge's entries in one agent's configuration.

use std::fmt;

use super::ordered::Ordered;

/// Describes how our bridge is added to an agent's configuration.
pub trait BridgeEntry: fmt::Debug + Send + Sync {
    /// Returns the file for the entries, relative to the agent's folder of the user or the project.
    fn file(&self) -> &'static str;

    /// Returns the events that the bridge handles, in the order in which they are written.
    fn events(&self) -> &'static [BridgedEvent];

    /// Builds the element for an event's list, for a command that ends within `limit` seconds.
    fn entry(&self, event: BridgedEvent, command: String, limit: u64) -> Ordered;

    /// Returns the keys that a new file needs besides its hooks.
    fn preamble(&self) -> Vec<(&'static str, Ordered)> {
        Vec::new()
    }

    /// Returns the keys of an entry that hold a command.
    fn command_keys(&self) -> &'static [&'static str] {
        &["command"]
    }

    /// Returns other agents' project files whose switches for hooks this agent obeys, relative to the
    /// root.
    fn obeys(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns the variable by which a hook recognizes this agent, if the agent also runs other agents'
    /// entries.
    fn marked_by(&self) -> Option<&'static str> {
        None
    }

    /// Returns variables whose values differ between two entries of one event, depending on where their
    /// files lie.
    fn variables_of_entry(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether the agent asks the entries of an event one after another and shows each the payload as
    /// the previous one left it. Otherwise it asks all at once.
    fn chains(&self) -> bool {
        false
    }

    /// Returns the steps that the user must take before the agent runs the bridge, and the limits of
    /// the agent.
    fn after_install(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns the file, in the agent's own folder, in which the agent records trust. The flag says
    /// what it trusts: `true` means this file of hooks, `false` means the folder that the agent works
    /// in. `None` means that it never asks.
    fn trust_list(&self) -> Option<(&'static str, bool)> {
        None
    }

    /// Whether the agent can ask its user only at a terminal, and hangs without one.
    fn asks_at_terminal(&self) -> bool {
        false
    }

    /// Returns the command-line options with which the agent does not ask its user, even at a terminal.
    fn headless_options(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns the variables that have the same effect if they are set to `true`.
    fn headless_variables(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether the agent shows the reason of a blocked prompt in all of its modes.
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
    /// Creates an event on which the agent waits for permission. If the bridge fails, it must deny.
    #[must_use]
    pub const fn gate(name: &'static str) -> Self {
        Self {
            name,
            gate: true,
            longest: None,
        }
    }

    /// Creates an event that only informs.
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
    pub const fn within(mut self, seconds: u64) -> Self {
        self.longest = Some(seconds);
        self
    }

    /// Returns the event's key in the agent's configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether a bridge that fails must deny the event.
    #[must_use]
    pub const fn is_gate(self) -> bool {
        self.gate
    }

    /// Returns the longest time limit that the agent accepts, in seconds; `None` if it accepts the
    /// usual one.
    pub(super) const fn longest(self) -> Option<u64> {
        self.longest
    }
}
