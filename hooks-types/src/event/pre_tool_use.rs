//! `PreToolUse`: a tool is about to run.

use serde_json::Value;

use crate::call::ToolCall;

event_body! {
    /// A tool is about to run. A block refuses the call, a modify replaces the input.
    PreToolUse {
        /// The call: `tool_name`, `tool_input`, `call_id`, for MCP also `mcp`.
        #[serde(flatten)]
        call: ToolCall,
    } then {
        /// The input that the model sent, if hooks have replaced it (validators see both).
        #[serde(skip_serializing_if = "Option::is_none")]
        original_tool_input: Option<Value>,
    }
}
