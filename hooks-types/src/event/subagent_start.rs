//! `SubagentStart`: a subagent began.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A subagent began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SubagentStart {
    /// Identifies this run of the subagent.
    pub agent_id: String,
    /// What kind of subagent it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_type: Option<String>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl SubagentStart {
    /// The event with its required fields.
    #[must_use]
    pub fn new(agent_id: impl Into<String>) -> Self {
        Self {
            agent_id: agent_id.into(),
            agent_type: None,
            extra: Map::new(),
        }
    }
}
