//! Remembers the undeclared tools that observers were notified of.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The names of the undeclared tools. Their number is bounded, because a model can invent names.
#[derive(Debug, Default)]
pub(crate) struct ToolsMet(Mutex<HashSet<String>>);

/// The most tools that are remembered. Observers are not notified of further ones.
const MOST: usize = 1000;

impl ToolsMet {
    /// Whether a tool is met for the first time.
    pub(crate) fn is_new(&self, tool: &str) -> bool {
        let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // `contains` first: the name is copied only if it is new.
        !met.contains(tool) && met.len() < MOST && met.insert(tool.to_owned())
    }
}
