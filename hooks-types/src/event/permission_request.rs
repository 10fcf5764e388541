//! `PermissionRequest`: the agent is about to ask its user for permission.

use serde_json::Value;

use crate::call::ToolCall;

event_body! {
    /// The agent would ask its user. Block denies, allow grants, with content in place of the input.
    PermissionRequest {
        /// The call that needs leave.
        #[serde(flatten)]
        call: ToolCall,
    } then {
        /// Why the agent asks, where it knows.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Rules the agent would offer to remember, in its own shape.
        #[serde(skip_serializing_if = "Option::is_none")]
        permission_suggestions: Option<Value>,
    }
}
