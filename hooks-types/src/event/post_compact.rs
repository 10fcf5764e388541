//! `PostCompact`: the conversation was compacted.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The conversation was compacted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PostCompact {
    /// `manual` or `auto`.
    pub trigger: String,
    /// The summary that replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compact_summary: Option<String>,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl PostCompact {
    /// The event with its required fields.
    #[must_use]
    pub fn new(trigger: impl Into<String>) -> Self {
        Self {
            trigger: trigger.into(),
            compact_summary: None,
            extra: Map::new(),
        }
    }
}
