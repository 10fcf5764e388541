//! `PreCompact`: the conversation is about to be compacted.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The conversation is about to be compacted. Block prevents it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PreCompact {
    /// `manual` or `auto`.
    pub trigger: String,
    /// What the user asked the summary to keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_instructions: Option<String>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl PreCompact {
    /// The event with its required fields.
    #[must_use]
    pub fn new(trigger: impl Into<String>) -> Self {
        Self {
            trigger: trigger.into(),
            custom_instructions: None,
            extra: Map::new(),
        }
    }
}
