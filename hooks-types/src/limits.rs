//! Bounds of one dispatch, scope by scope.

use std::time::Duration;

use crate::scope::Scope;

/// How many hooks run at once unless configured.
pub const DEFAULT_MAX_CONCURRENCY: usize = 8;

/// After this many consecutive Stop blocks a block becomes a proceed with a notice.
pub const DEFAULT_MAX_STOP_BLOCKS: u32 = 8;

/// Bounds that hold for the hooks of one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DispatchLimits {
    /// Total time of the scope's hooks in one dispatch, waiting for slots included; none: only the
    /// hooks' own limits. Hooks are due by then; to end one that is not done, its executor has the
    /// allowance of the request beyond it.
    pub budget: Option<Duration>,
    /// Hooks of the scope that run at once; at least 1.
    pub max_concurrency: usize,
    /// Consecutive Stop blocks by hooks of the scope that are obeyed.
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

/// Limits as far as a configuration says them; one that says nothing holds nobody to the defaults.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SaidLimits {
    /// See [`DispatchLimits::budget`].
    pub budget: Option<Duration>,
    /// See [`DispatchLimits::max_concurrency`].
    pub max_concurrency: Option<usize>,
    /// See [`DispatchLimits::max_stop_blocks`].
    pub max_stop_blocks: Option<u32>,
}

impl SaidLimits {
    /// Of two that both say something the smaller holds.
    #[must_use]
    pub fn tightened_by(self, other: Self) -> Self {
        fn smaller<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
            a.into_iter().chain(b).min()
        }
        Self {
            budget: smaller(self.budget, other.budget),
            max_concurrency: smaller(self.max_concurrency, other.max_concurrency),
            max_stop_blocks: smaller(self.max_stop_blocks, other.max_stop_blocks),
        }
    }
}

/// The limits of every scope. Each holds for its own scope and those below, and every scope counts
/// its time, slots and Stop blocks for itself, so that no scope uses up what a higher one has.
///
/// [`DispatchLimits`] become limits that hold for every scope:
///
/// ```
/// # use std::time::Duration;
/// # use hooks_types::spec::{DispatchLimits, SaidLimits, Scope, ScopedLimits};
/// let mut project = SaidLimits::default();
/// project.budget = Some(Duration::from_secs(1));
/// let limits = ScopedLimits::from(DispatchLimits::default()).with_said(Scope::Project, project);
/// assert_eq!(limits.of(Scope::Plugin).budget, Some(Duration::from_secs(1)));
/// assert_eq!(limits.of(Scope::User).budget, None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScopedLimits {
    said: [SaidLimits; Scope::ALL.len()],
    /// Time of the whole dispatch, of all scopes together.
    ///
    /// Hooks of a lower scope leave half of what is left of it, because those of a higher one may
    /// have to judge what they changed.
    pub total: Option<Duration>,
}

impl ScopedLimits {
    /// No limits beyond the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what a configuration of a scope says: of all that is said in one scope the smallest
    /// holds.
    pub fn say(&mut self, scope: Scope, said: SaidLimits) {
        if let Some(own) = self.said.get_mut(scope.place()) {
            *own = own.tightened_by(said);
        }
    }

    /// The same with what a configuration of a scope says.
    #[must_use]
    pub fn with_said(mut self, scope: Scope, said: SaidLimits) -> Self {
        self.say(scope, said);
        self
    }

    /// Both limits at once, scope by scope.
    #[must_use]
    pub fn tightened_by(mut self, other: Self) -> Self {
        for (scope, said) in Scope::ALL.iter().zip(other.said) {
            self.say(*scope, said);
        }
        self.total = self.total.into_iter().chain(other.total).min();
        self
    }

    /// Takes time that was spent before the dispatch, on loading, from every budget.
    pub fn spend(&mut self, spent: Duration) {
        let budgets = self.said.iter_mut().map(|said| &mut said.budget);
        for budget in budgets.chain([&mut self.total]).flatten() {
            *budget = budget.saturating_sub(spent);
        }
    }

    /// Sets the time of the whole dispatch; of two times the smaller holds.
    #[must_use]
    pub fn with_total(mut self, total: Duration) -> Self {
        self.total = Some(self.total.map_or(total, |own| own.min(total)));
        self
    }

    /// What holds for the hooks of a scope: the smallest that it or a higher one says, else the
    /// default.
    pub fn of(&self, scope: Scope) -> DispatchLimits {
        let said = self
            .said
            .iter()
            .take(scope.place() + 1)
            .fold(SaidLimits::default(), |all, said| all.tightened_by(*said));
        let default = DispatchLimits::default();
        DispatchLimits {
            budget: said.budget,
            max_concurrency: said.max_concurrency.unwrap_or(default.max_concurrency),
            max_stop_blocks: said.max_stop_blocks.unwrap_or(default.max_stop_blocks),
        }
    }
}

impl From<DispatchLimits> for ScopedLimits {
    fn from(limits: DispatchLimits) -> Self {
        let said = SaidLimits {
            budget: limits.budget,
            max_concurrency: Some(limits.max_concurrency),
            max_stop_blocks: Some(limits.max_stop_blocks),
        };
        Self::new().with_said(Scope::Managed, said)
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
