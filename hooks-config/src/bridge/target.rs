//! Says where the bridge (the command `hooks bridge`) is installed, and which entries it needs there.

use std::path::{Path, PathBuf};

use super::command::{BRIDGE_TIMEOUT, budget_of, command};
use super::entry::{BridgeEntry, BridgedEvent};
use super::error::{EditError, EditErrorKind};
use super::ordered::Ordered;
use crate::format::AgentFiles;

/// The configuration that the bridge is added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BridgeHome<'a> {
    /// The user's configuration, in this home folder.
    User(&'a Path),
    /// The user's configuration in this folder. The agent's [`home_variable`](AgentFiles::home_variable) names the
    /// folder, which replaces the agent's usual folder.
    Agent(&'a Path),
    /// The project's configuration, at this root.
    Project(&'a Path),
}

/// Returns the file for the bridge's entries. Returns `None` if the agent has no bridge, or has no configuration folder
/// of this kind.
#[must_use]
pub fn bridge_file(agent: &AgentFiles, home: BridgeHome<'_>) -> Option<PathBuf> {
    let file = agent.bridge?.file;
    Some(match home {
        BridgeHome::User(home) => home.join(agent.home_folder?).join(file),
        BridgeHome::Agent(own) => own.join(file),
        BridgeHome::Project(root) => root.join(agent.project_folder?).join(file),
    })
}

/// An agent that has a bridge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bridged<'a> {
    /// The name of the agent's dialect, for `--speak`.
    name: &'a str,
    /// The description of the bridge's entries for this agent.
    entries: &'static BridgeEntry,
}

impl<'a> Bridged<'a> {
    /// Wraps an agent. Fails if there is no bridge for it.
    pub(super) fn of(agent: &'a AgentFiles) -> Result<Self, EditError> {
        let name = agent.dialect.name();
        match agent.bridge {
            Some(entries) => Ok(Self { name, entries }),
            None => {
                let message = format!("there is no bridge for {name}");
                Err(EditError::new(EditErrorKind::NoBridge, message))
            }
        }
    }

    /// Returns the events that the bridge handles.
    pub(super) fn events(self) -> &'static [BridgedEvent] {
        self.entries.events
    }

    /// Returns the event that the bridge handles under this key.
    pub(super) fn event(self, key: &str) -> Option<BridgedEvent> {
        let mut events = self.events().iter();
        events.find(|event| event.name() == key).copied()
    }

    /// Builds the entry of the bridge for an event.
    pub(super) fn entry(self, event: BridgedEvent, program: &str) -> Ordered {
        let limit = event.longest().unwrap_or(BRIDGE_TIMEOUT.as_secs());
        let command = command(program, self.name, event.name(), budget_of(limit));
        (self.entries.entry)(event, command, limit)
    }

    /// Builds the command of the entry for an event, with the `--budget` that `found` has at its end. Returns `None` if
    /// `found` differs from this command in more than the budget.
    pub(super) fn with_budget_of(
        self,
        event: BridgedEvent,
        program: &str,
        found: &str,
    ) -> Option<String> {
        let (_, budget) = found.rsplit_once(' ')?;
        let command = command(program, self.name, event.name(), budget.parse().ok()?);
        (command == found).then_some(command)
    }

    /// Builds the entry for an event with the given command and a time limit of 1. The caller compares it with the
    /// entries of a file, after it has replaced each number in them by 1, so a different time limit counts as equal.
    pub(super) fn entry_of(self, event: BridgedEvent, command: String) -> Ordered {
        (self.entries.entry)(event, command, 1)
    }

    /// Returns whether these options of the bridge select this agent and this event.
    pub(super) fn serves(self, event: BridgedEvent, options: &[String]) -> bool {
        let values = |name: &str| -> Vec<&str> {
            let named = options.iter().enumerate().filter_map(|(at, word)| {
                match word.strip_prefix(name)? {
                    "" => Some(options.get(at + 1).map_or("", String::as_str)),
                    value => value.strip_prefix('='),
                }
            });
            named.collect()
        };
        // Without `--event` the bridge takes the event from the payload, so it serves every event.
        let of_event = values("--event");
        values("--speak") == [self.name] && (of_event.is_empty() || of_event == [event.name()])
    }

    /// Returns the keys that a new file starts with, before `hooks`.
    pub(super) fn preamble(self) -> Vec<(&'static str, Ordered)> {
        let version = self.entries.version.map(Ordered::plain);
        version.map(|one| ("version", one)).into_iter().collect()
    }

    /// Returns the keys of an entry that hold a command.
    pub(super) fn command_keys(self) -> &'static [&'static str] {
        self.entries.command_keys
    }
}
