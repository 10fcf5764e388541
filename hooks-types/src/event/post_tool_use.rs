//! `PostToolUse`: a tool has run.

use serde_json::Value;

use crate::call::ToolCall;

event_body! {
    /// A tool has run. A block is feedback to the model, a modify replaces the output.
    PostToolUse {
        /// The call that ran, with the final input.
        #[serde(flatten)]
        call: ToolCall,
        /// What the tool returned, in the agent's own format.
        tool_output: Value,
        /// How long the tool ran, in milliseconds.
        #[serde(default)]
        duration_ms: u64,
    } then {
        /// The input that the model sent, if hooks replaced it.
        #[serde(skip_serializing_if = "Option::is_none")]
        original_tool_input: Option<Value>,
    }
}
