//! `SubagentStop`: a subagent wants to stop.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A subagent wants to stop. Block makes it go on; the message says why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SubagentStop {
    /// Identifies this run of the subagent.
    pub agent_id: String,
    /// What kind of subagent it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_type: Option<String>,
    /// True when it already goes on because a SubagentStop hook blocked. A session of hooks-router sets it:
    /// an agent leaves it as it is.
    #[serde(default)]
    pub stop_hook_active: bool,
    /// File that holds the subagent's conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_transcript_path: Option<String>,
    /// The subagent's last message, where it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_assistant_message: Option<String>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl SubagentStop {
    /// The event with its required fields.
    #[must_use]
    pub fn new(agent_id: impl Into<String>) -> Self {
        Self {
            agent_id: agent_id.into(),
            agent_type: None,
            stop_hook_active: false,
            agent_transcript_path: None,
            last_assistant_message: None,
            extra: Map::new(),
        }
    }
}
