//! `PermissionRequest`: the agent would ask its user for leave.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::call::ToolCall;

/// The agent would ask its user. Block denies, allow grants, with content in place of the input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PermissionRequest {
    /// The call that needs leave.
    #[serde(flatten)]
    pub call: ToolCall,
    /// Why the agent asks, where it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Rules the agent would offer to remember, in its own shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_suggestions: Option<Value>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl PermissionRequest {
    /// The event with its required fields.
    #[must_use]
    pub fn new(call: ToolCall) -> Self {
        Self {
            call,
            reason: None,
            permission_suggestions: None,
            extra: Map::new(),
        }
    }
}
