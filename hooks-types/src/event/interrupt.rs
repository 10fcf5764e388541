//! `Interrupt`: the user interrupted the agent.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The user interrupted the agent while it worked. Hooks only observe it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Interrupt {
    /// What was interrupted or how, where the agent knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Interrupt {
    /// The event with its required fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}
