//! Settings of a hook that are defined only by the hook's dialect.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Settings of a hook that are defined only by the hook's dialect (Cursor's `loop_limit`, Claude
/// Code's `if`), by name.
///
/// The settings are stored in the hook's spec as plain JSON. Two specs with different settings are
/// not equal. Only the hook's [`Dialect`](crate::dialect::Dialect) interprets them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DialectOptions {
    /// The settings by name. The map is sorted, because equal options must always be written in the same order.
    values: BTreeMap<String, Value>,
}

impl DialectOptions {
    /// Creates an empty set of options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an option.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.values.insert(name.into(), value.into());
    }

    /// Returns the value of an option, or `None` if it is not set.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Returns whether no option is set.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns every option with its value, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }
}
