//! `PermissionRequest`: the agent is about to ask its user for permission.

use serde_json::Value;

use crate::call::ToolCall;

event_body! {
    /// The agent is about to ask its user for permission. A block denies the permission, and an
    /// allow grants it. The content of an allow replaces the input.
    PermissionRequest {
        /// The call that needs permission.
        #[serde(flatten)]
        call: ToolCall,
    } then {
        /// Why the agent asks, if it gives a reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Rules that the agent would offer to remember, in its own format.
        #[serde(skip_serializing_if = "Option::is_none")]
        permission_suggestions: Option<Value>,
    }
}
