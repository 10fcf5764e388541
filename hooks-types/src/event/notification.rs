//! `Notification`: the agent tells its user something.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

codes! {
    /// How urgent a notification is; an agent's own level is kept as it is.
    NotificationLevel {
        /// For information.
        Info = "info",
        /// Something to look at.
        Warning = "warning",
        /// Something failed.
        Error = "error",
    }
}

/// The agent tells its user something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Notification {
    /// What it says.
    pub message: String,
    /// How urgent it is, or the agent's own type of notification; matchers are tested against it.
    pub level: NotificationLevel,
    /// Fields this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Notification {
    /// The event with its required fields.
    #[must_use]
    pub fn new(message: impl Into<String>, level: NotificationLevel) -> Self {
        Self {
            message: message.into(),
            level,
            extra: Map::new(),
        }
    }
}
