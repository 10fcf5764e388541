//! `PostToolUseFailure`: a tool has run and failed.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::call::ToolCall;

/// A tool has run and failed. Block is feedback to the model, modify replaces the output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PostToolUseFailure {
    /// The call that ran, with the input it ran on.
    #[serde(flatten)]
    pub call: ToolCall,
    /// What went wrong, in the tool's words.
    pub error: String,
    /// How long it ran, in milliseconds.
    #[serde(default)]
    pub duration_ms: u64,
    /// What the tool had returned by then, where it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_output: Option<Value>,
    /// The input the model sent, where hooks replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_tool_input: Option<Value>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl PostToolUseFailure {
    /// The event with its required fields.
    #[must_use]
    pub fn new(call: ToolCall, error: impl Into<String>, duration_ms: u64) -> Self {
        Self {
            call,
            error: error.into(),
            duration_ms,
            tool_output: None,
            original_tool_input: None,
            extra: Map::new(),
        }
    }
}
