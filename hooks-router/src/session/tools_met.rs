//! Which undeclared tools observers were told of.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Names of tools that were met. Bounded: names come from outside.
#[derive(Debug, Default)]
pub(crate) struct ToolsMet(Mutex<HashSet<String>>);

/// Further tools are told of no more.
const MOST: usize = 1000;

impl ToolsMet {
    /// Whether a tool is met for the first time.
    pub(crate) fn is_new(&self, tool: &str) -> bool {
        let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !met.contains(tool) && met.len() < MOST && met.insert(tool.to_owned())
    }
}
