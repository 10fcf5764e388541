//! `PreToolUse`: a tool is about to run.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::call::ToolCall;

/// A tool is about to run. Block refuses the call, modify replaces the input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PreToolUse {
    /// The call: `tool_name`, `tool_input`, `call_id`, for MCP also `mcp`.
    #[serde(flatten)]
    pub call: ToolCall,
    /// The input the model sent, where hooks have replaced it since (validators see both).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_tool_input: Option<Value>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl PreToolUse {
    /// The event with its required fields.
    #[must_use]
    pub fn new(call: ToolCall) -> Self {
        Self {
            call,
            original_tool_input: None,
            extra: Map::new(),
        }
    }
}
