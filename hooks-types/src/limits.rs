//! Bounds of one dispatch.

use std::time::Duration;

/// How many hooks run at once unless configured.
pub const DEFAULT_MAX_CONCURRENCY: usize = 8;

/// After this many consecutive Stop blocks a block becomes a proceed with a notice.
pub const DEFAULT_MAX_STOP_BLOCKS: u32 = 8;

/// Bounds of one dispatch and of a session's Stop blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DispatchLimits {
    /// Total time of one dispatch, waiting for slots included; none: only the hooks' own limits.
    /// Hooks are due by then; to end one that is not done, its executor has the allowance of the
    /// request beyond it.
    pub budget: Option<Duration>,
    /// Hooks that run at once; at least 1.
    pub max_concurrency: usize,
    /// Consecutive Stop blocks that are obeyed.
    pub max_stop_blocks: u32,
}

impl Default for DispatchLimits {
    fn default() -> Self {
        Self {
            budget: None,
            max_concurrency: DEFAULT_MAX_CONCURRENCY,
            max_stop_blocks: DEFAULT_MAX_STOP_BLOCKS,
        }
    }
}

impl DispatchLimits {
    /// Both limits at once: of `budget` and `max_concurrency` the smaller wins, and of
    /// `max_stop_blocks` too.
    #[must_use]
    pub fn tightened_by(self, other: Self) -> Self {
        Self {
            budget: match (self.budget, other.budget) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
            max_concurrency: self.max_concurrency.min(other.max_concurrency),
            max_stop_blocks: self.max_stop_blocks.min(other.max_stop_blocks),
        }
    }
}
