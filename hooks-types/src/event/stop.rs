//! `Stop`: the agent wants to stop.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The agent wants to stop. Block makes it go on; the message says why.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Stop {
    /// Why it wants to stop, where it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// True when it already goes on because a Stop hook blocked. A session of hooks-router sets it:
    /// an agent leaves it as it is.
    #[serde(default)]
    pub stop_hook_active: bool,
    /// The agent's last message, where it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_assistant_message: Option<String>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Stop {
    /// The event with its required fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}
