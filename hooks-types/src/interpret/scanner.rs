//! Finds a line that restricts in output that is not kept.

use crate::spec::HookSpec;

/// Reads output chunk by chunk, keeping only the line at hand, and remembers the strictest whole
/// line that restricts (block, ask, stop) in the hook's dialect.
#[derive(Debug)]
pub struct RestrictionScanner {}

impl RestrictionScanner {
    /// A scanner for a hook's output.
    #[must_use]
    pub fn new(spec: &HookSpec) -> Self {
        let _ = spec;
        Self {}
    }

    /// Reads the next bytes.
    pub fn feed(&mut self, chunk: &[u8]) {
        let _ = chunk;
    }

    /// Ends the output; a last line without a newline counts as whole. Returns the line found.
    #[must_use]
    pub fn finish(self) -> Option<Vec<u8>> {
        None
    }
}
