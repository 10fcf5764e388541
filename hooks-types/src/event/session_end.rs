//! `SessionEnd`: a session ended.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A session ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SessionEnd {
    /// Why: `clear`, `logout`, `prompt_input_exit`, `other`.
    pub reason: String,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl SessionEnd {
    /// The event with its required fields.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            extra: Map::new(),
        }
    }
}
