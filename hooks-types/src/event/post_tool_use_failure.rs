//! `PostToolUseFailure`: a tool has run and failed.

use serde_json::Value;

use crate::call::ToolCall;

event_body! {
    /// A tool has run and failed. A block is feedback to the model, a modify replaces the output.
    PostToolUseFailure {
        /// The call that ran, with the final input.
        #[serde(flatten)]
        call: ToolCall,
        /// What went wrong, in the tool's words.
        error: String,
        /// How long the tool ran, in milliseconds.
        #[serde(default)]
        duration_ms: u64,
    } then {
        /// What the tool had returned before it failed, if the agent keeps it.
        #[serde(skip_serializing_if = "Option::is_none")]
        tool_output: Option<Value>,
        /// The input that the model sent, if hooks replaced it.
        #[serde(skip_serializing_if = "Option::is_none")]
        original_tool_input: Option<Value>,
    }
}
