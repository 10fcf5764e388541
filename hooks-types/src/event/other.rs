//! The event type for events that are not in [`EventName::ALL`](crate::EventName::ALL). An agent
//! can fire them, and a dialect can carry them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An event outside the table, with the agent's own name and data.
///
/// In `hooks.toml` its hooks are configured under that name: `[[hooks.other."Name"]]`. Their
/// answers are reported, and the agent decides what they mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OtherEvent {
    /// The agent's name of the event, written to `event_type`.
    #[serde(skip)]
    pub name: String,
    /// The event's fields.
    #[serde(default)]
    pub data: Map<String, Value>,
    /// Fields next to `data`; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl OtherEvent {
    /// Creates an event with the agent's own name.
    pub fn new(name: impl Into<String>, data: Map<String, Value>) -> Self {
        Self {
            name: name.into(),
            data,
            extra: Map::new(),
        }
    }
}

impl From<OtherEvent> for super::HookEvent {
    fn from(event: OtherEvent) -> Self {
        Self::Other(event)
    }
}
