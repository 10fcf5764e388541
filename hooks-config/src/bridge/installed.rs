//! Checks whether a file holds the bridge.

use serde_json::Value;

use super::entry::BridgedEvent;
use super::error::EditError;
use super::install::has_all;
use super::json_edit::root;
use super::own::starts_bridge;
use super::recognise::commands;
use super::target::Bridged;
use super::uninstall::{commands_of, live_lists};
use crate::format::{AgentFiles, Node};

/// Whether a file runs the bridge (the command `hooks bridge`), and with which entries.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BridgeInstalled {
    /// The file does not run the bridge.
    No,
    /// The file holds exactly the entries that [`install_bridge`](crate::install_bridge) writes, or entries that
    /// `install_bridge` would keep. The value is the command of the first entry.
    Current(String),
    /// The file holds entries for another program, or entries changed by hand. The value is the command of the first
    /// entry.
    Other(String),
}

impl BridgeInstalled {
    /// Returns the command of the first entry.
    #[must_use]
    pub fn command(&self) -> Option<&str> {
        match self {
            Self::No => None,
            Self::Current(command) | Self::Other(command) => Some(command),
        }
    }
}

/// The time limits of an entry that runs the bridge.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BridgeLimits {
    /// The event whose list holds the entry, as the agent names it.
    pub event: &'static str,
    /// The command of the entry, which can set the bridge's own limit (`--budget`).
    pub command: String,
    /// The agent's time limit for the entry, in seconds; `None` if the entry sets no limit.
    pub limit: Option<f64>,
}

/// The maximum number of lines that [`bridge_lost_lines`] returns.
const LINES: usize = 10;

/// Returns the time limits of each entry in `text` that runs the bridge, in the order of the agent's events.
///
/// # Errors
///
/// The agent has no bridge, or the text is not a JSON object.
pub fn bridge_limits(agent: &AgentFiles, text: &str) -> Result<Vec<BridgeLimits>, EditError> {
    let agent = Bridged::of(agent)?;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let object = root(text)?;
    let mut found = Vec::new();
    for event in agent.events() {
        let lists = live_lists(&object).into_iter();
        let lists = lists.filter(|(name, _)| *name == event.name());
        let elements = lists.flat_map(|(_, list)| list.items().unwrap_or_default());
        let handlers = elements.flat_map(|element| {
            let handlers = element.get("hooks").and_then(Node::items);
            handlers.unwrap_or(std::slice::from_ref(element))
        });
        for handler in handlers {
            let command = commands(agent, handler).find(|command| starts_bridge(command));
            found.extend(command.map(|command| BridgeLimits {
                event: event.name(),
                limit: limit_of(agent, *event, handler, text),
                command,
            }));
        }
    }
    Ok(found)
}

/// Returns the time limit of a handler in seconds. The key and the unit of the limit differ between agents, so they are
/// taken from an entry that we would write with a limit of one second.
fn limit_of(agent: Bridged<'_>, event: BridgedEvent, handler: &Node, text: &str) -> Option<f64> {
    let found: Value = serde_json::from_str(text.get(handler.span.clone())?).ok()?;
    let whole = agent.entry_of(event, String::new()).value();
    let second = whole.get("hooks").map_or(&whole, |handlers| &handlers[0]);
    let mut keys = second.as_object()?.iter();
    let (key, unit) = keys.find_map(|(key, value)| Some((key, value.as_f64()?)))?;
    Some(found.get(key)?.as_f64()? / unit)
}

/// Returns whether `text`, an agent's configuration, runs the bridge of `program`, and with which entries.
///
/// # Errors
///
/// The agent has no bridge, or the text is not a JSON object.
pub fn bridge_installed(
    agent: &AgentFiles,
    text: &str,
    program: &str,
) -> Result<BridgeInstalled, EditError> {
    let agent = Bridged::of(agent)?;
    if text.trim().is_empty() {
        return Ok(BridgeInstalled::No);
    }
    let Some(command) = commands_of(agent, text)?.into_iter().next() else {
        return Ok(BridgeInstalled::No);
    };
    Ok(match has_all(agent, text, program)? {
        true => BridgeInstalled::Current(command),
        false => BridgeInstalled::Other(command),
    })
}

/// Returns the line numbers of the keys `hooks` that the agent does not read, because a later `hooks` takes their
/// place. The list is empty if `hooks` occurs at most once at the top of the text, or if the text cannot be read.
#[must_use]
pub fn bridge_lost_lines(text: &str) -> Vec<u32> {
    let Ok(object) = root(text) else {
        return Vec::new();
    };
    let keys = object.members().unwrap_or_default().iter();
    let mut places: Vec<usize> = keys
        .filter(|key| key.key == "hooks")
        .map(|key| key.key_span.start)
        .collect();
    places.pop();
    let line = |at: usize| {
        let before = text.as_bytes().get(..at).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    };
    let lines = places.into_iter().take(LINES).map(line);
    lines
        .map(|line| u32::try_from(line).unwrap_or(u32::MAX))
        .collect()
}
