//! `UserPromptSubmit`: the user sent a prompt.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The user sent a prompt. Block drops it, modify replaces it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UserPromptSubmit {
    /// The prompt.
    pub user_message: String,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl UserPromptSubmit {
    /// The event with its required fields.
    #[must_use]
    pub fn new(user_message: impl Into<String>) -> Self {
        Self {
            user_message: user_message.into(),
            extra: Map::new(),
        }
    }
}
