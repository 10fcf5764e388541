//! Remembers the undeclared tools that observers were notified of. A tool is undeclared if the agent has not
//! declared which known tool it is.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The names of the undeclared tools that were met. Their number is limited, because a model can invent names.
#[derive(Debug, Default)]
pub(crate) struct ToolsMet(Mutex<HashSet<String>>);

/// The maximum number of tools that are remembered. When it is reached, observers are not notified of further tools.
const MOST: usize = 1000;

impl ToolsMet {
    /// Returns whether a tool is met for the first time.
    pub(crate) fn is_new(&self, tool: &str) -> bool {
        let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Test `contains` first, so that only a new name is copied.
        !met.contains(tool) && met.len() < MOST && met.insert(tool.to_owned())
    }
}
