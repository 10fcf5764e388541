//! `SessionStart`: a session began.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A session began. Hooks may add context for the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SessionStart {
    /// How it began: `startup`, `resume`, `clear`, `compact`.
    pub source: String,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl SessionStart {
    /// The event with its required fields.
    #[must_use]
    pub fn new(source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            extra: Map::new(),
        }
    }
}
