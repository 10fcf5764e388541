//! `AfterAgent`: the agent finished a turn.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The agent finished a turn. Hooks only observe it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AfterAgent {
    /// Identifies the conversation.
    pub thread_id: String,
    /// Identifies the turn that ended.
    pub turn_id: String,
    /// What the user said in this turn.
    #[serde(default)]
    pub input_messages: Vec<String>,
    /// The agent's last message, where it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_assistant_message: Option<String>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl AfterAgent {
    /// The event with its required fields.
    #[must_use]
    pub fn new(thread_id: impl Into<String>, turn_id: impl Into<String>) -> Self {
        Self {
            thread_id: thread_id.into(),
            turn_id: turn_id.into(),
            input_messages: Vec::new(),
            last_assistant_message: None,
            extra: Map::new(),
        }
    }
}
