//! `PostToolUse`: a tool has run.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::call::ToolCall;

/// A tool has run. Block is feedback to the model, modify replaces the output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PostToolUse {
    /// The call that ran, with the input it ran on.
    #[serde(flatten)]
    pub call: ToolCall,
    /// What the tool returned, as the agent has it.
    pub tool_output: Value,
    /// How long it ran, in milliseconds.
    #[serde(default)]
    pub duration_ms: u64,
    /// The input the model sent, where hooks replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_tool_input: Option<Value>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl PostToolUse {
    /// The event with its required fields.
    #[must_use]
    pub fn new(call: ToolCall, tool_output: Value, duration_ms: u64) -> Self {
        Self {
            call,
            tool_output,
            duration_ms,
            original_tool_input: None,
            extra: Map::new(),
        }
    }
}
