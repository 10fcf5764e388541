//! The time of one dispatch (one event sent to its hooks): a budget for each scope, and one for the whole dispatch.
//!
//! The time of each scope is counted separately, so that many hooks of a project cannot use up the time of the user's
//! hooks.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hooks_types::spec::{Scope, ScopedLimits};
use tokio::time::Instant;

/// Measures how much of its budget each scope has used. The time of a scope is counted only while hooks of this scope
/// run. Hooks of lower scopes that run in between do not use up its budget.
#[derive(Debug)]
pub(crate) struct Clock {
    /// The time limits of the dispatch and of each scope.
    limits: ScopedLimits,
    /// The deadline of the whole dispatch; `None` if it has no limit.
    end: Option<Instant>,
    /// The time that each scope has used.
    scopes: Mutex<[Counted; Scope::ALL.len()]>,
}

/// The time that one scope has used. It is measured in segments: periods in which hooks of the scope run.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    /// The total time of the segments that have ended.
    used: Duration,
    /// The start and the deadline of the current segment; `None` between segments.
    running: Option<(Instant, Option<Due>)>,
}

/// The deadline of a scope's hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    /// The moment of the deadline.
    pub(crate) at: Instant,
    /// The length of the budget or limit that the deadline comes from.
    pub(crate) of: Duration,
    /// The scope that the budget belongs to; `None` for the limit of the whole dispatch.
    pub(crate) set_in: Option<Scope>,
}

impl Clock {
    /// Begins to measure the time of a dispatch.
    pub(crate) fn new(limits: ScopedLimits) -> Self {
        let now = Instant::now();
        Self {
            limits,
            end: limits.total.and_then(|total| now.checked_add(total)),
            scopes: Mutex::default(),
        }
    }

    /// Begins to count the time of these scopes, because their hooks begin to run. `yields` means that hooks of a
    /// higher scope might have to judge the changes that these hooks make. Half of the remaining time of the
    /// dispatch is then reserved for those judges.
    pub(crate) fn begin(&self, scopes: impl IntoIterator<Item = Scope>, yields: bool) {
        let now = Instant::now();
        let mut counted = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        for scope in scopes {
            let Some(counted) = counted.get_mut(scope.place()) else {
                continue;
            };
            // In the final pass, `scopes` can contain the same scope several times. Begin the time of each scope only
            // once.
            if counted.running.is_none() {
                let due = self.due_of(scope, counted.used, now, yields);
                counted.running = Some((now, due));
            }
        }
    }

    /// Returns the deadline for the hooks of a scope: the end of the scope's budget or the end of the dispatch,
    /// whichever is earlier.
    fn due_of(&self, scope: Scope, used: Duration, now: Instant, yields: bool) -> Option<Due> {
        let own = self.limits.of(scope).budget.and_then(|budget| {
            Some(Due {
                at: now.checked_add(budget.saturating_sub(used))?,
                of: budget,
                set_in: self.limits.budget_scope(scope),
            })
        });
        let total = self.end.map(|end| {
            let left = end.saturating_duration_since(now);
            Due {
                // If `yields`, use only half of the time that is left. Otherwise a slow hook of a lower scope could
                // leave no time for a guard of a higher scope, which must judge the hook's change.
                at: if yields { now + left / 2 } else { now + left },
                of: self.limits.total.unwrap_or_default(),
                set_in: None,
            }
        });
        // If both deadlines are the same moment, `min_by_key` returns the first one, which is the deadline of the
        // scope's budget.
        own.into_iter().chain(total).min_by_key(|due| due.at)
    }

    /// Stops counting the time of every scope, and adds the time since the start of the segment to the time that
    /// the scope has used.
    pub(crate) fn pause(&self) {
        let now = Instant::now();
        let mut counted = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        for counted in counted.iter_mut() {
            if let Some((since, _)) = counted.running.take() {
                counted.used = counted.used.saturating_add(now - since);
            }
        }
    }

    /// Returns the deadline of the running hooks of a scope; `None` if there is no limit.
    pub(crate) fn due(&self, scope: Scope) -> Option<Due> {
        let counted = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        counted.get(scope.place())?.running?.1
    }
}
