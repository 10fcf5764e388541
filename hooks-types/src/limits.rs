//! The limits of one dispatch (one event sent through its hooks), for each scope.

use std::time::Duration;

use crate::scope::Scope;

/// The default maximum number of hooks of one scope (origin of hooks) that run at once.
pub const DEFAULT_MAX_CONCURRENCY: usize = 8;

/// The default maximum number of consecutive blocks of the event `Stop`. Each of these blocks makes the agent continue.
/// Any further block becomes a proceed with a notice.
pub const DEFAULT_MAX_STOP_BLOCKS: u32 = 8;

/// The limits for the hooks of one scope, which is the origin of hooks (user, project ...).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DispatchLimits {
    /// Total time for the scope's hooks in one dispatch, including the time that a hook waits for other hooks to
    /// finish. `None` means that only the time limit of each hook applies. If a hook still runs after this time, the
    /// executor gets a little more time to end it (the `Allowance` of hooks-exec).
    pub budget: Option<Duration>,
    /// Maximum number of the scope's hooks that run at once; at least 1.
    pub max_concurrency: usize,
    /// Maximum number of consecutive blocks of `Stop` by the scope's hooks that take effect.
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

/// The limits in one configuration. `None` means that the configuration does not set the limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfiguredLimits {
    /// The configured value of [`DispatchLimits::budget`].
    pub budget: Option<Duration>,
    /// The configured value of [`DispatchLimits::max_concurrency`].
    pub max_concurrency: Option<usize>,
    /// The configured value of [`DispatchLimits::max_stop_blocks`].
    pub max_stop_blocks: Option<u32>,
}

impl ConfiguredLimits {
    /// Combines two sets of limits. If both sets have a limit, the smaller limit applies.
    #[must_use]
    pub fn tightened_by(self, other: Self) -> Self {
        fn smaller<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
            // `Option` orders `None` first, but `None` means no limit. So compare only limits that are set.
            a.into_iter().chain(b).min()
        }
        Self {
            budget: smaller(self.budget, other.budget),
            max_concurrency: smaller(self.max_concurrency, other.max_concurrency),
            max_stop_blocks: smaller(self.max_stop_blocks, other.max_stop_blocks),
        }
    }
}

/// The setting that a budget comes from. Messages name this setting if the budget leaves no time for a hook.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BudgetSource {
    /// The scope that has this budget; `None` for the time limit of the whole dispatch.
    pub scope: Option<Scope>,
    /// The budget as it was set, before time was [subtracted](ScopedLimits::spend).
    pub budget: Duration,
    /// The key and its location, for messages: "`budget` in hooks.toml:2".
    pub set_by: String,
}

impl BudgetSource {
    /// Names the setting of a scope's budget or, if `scope` is `None`, of the time limit of the
    /// whole dispatch.
    pub fn new(scope: Option<Scope>, budget: Duration, set_by: impl Into<String>) -> Self {
        Self {
            scope,
            budget,
            set_by: set_by.into(),
        }
    }
}

/// The limits of every scope.
///
/// A limit applies to the scope that sets it and to lower scopes. Time, running hooks and blocks of `Stop` are counted
/// separately for each scope, so no scope can use up the resources of a higher scope.
///
/// [`DispatchLimits`] convert into limits that apply to every scope:
///
/// ```
/// # use std::time::Duration;
/// # use hooks_types::spec::{DispatchLimits, ConfiguredLimits, Scope, ScopedLimits};
/// let mut project = ConfiguredLimits::default();
/// project.budget = Some(Duration::from_secs(1));
/// let limits = ScopedLimits::from(DispatchLimits::default()).with_said(Scope::Project, project);
/// assert_eq!(limits.of(Scope::Plugin).budget, Some(Duration::from_secs(1)));
/// assert_eq!(limits.of(Scope::User).budget, None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScopedLimits {
    /// The limits that each scope sets, in the order of [`Scope::ALL`].
    said: [ConfiguredLimits; Scope::ALL.len()],
    /// The time limit of the whole dispatch, for all scopes together.
    ///
    /// Hooks of a lower scope may use at most half of the remaining time: the rest is for hooks of
    /// higher scopes, which judge the changes that the lower hooks make.
    pub total: Option<Duration>,
}

impl ScopedLimits {
    /// Creates limits that are all at their defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the limits of a configuration in `scope`. Within one scope the smallest limit applies.
    pub fn say(&mut self, scope: Scope, said: ConfiguredLimits) {
        if let Some(own) = self.said.get_mut(scope.place()) {
            // Several files can belong to one scope, and no file may loosen a limit that a different file sets. So keep
            // the smaller limit.
            *own = own.tightened_by(said);
        }
    }

    /// Adds the limits of a configuration in `scope` and returns the result.
    #[must_use]
    pub fn with_said(mut self, scope: Scope, said: ConfiguredLimits) -> Self {
        self.say(scope, said);
        self
    }

    /// Combines two sets of limits, scope by scope.
    #[must_use]
    pub fn tightened_by(mut self, other: Self) -> Self {
        for (scope, said) in Scope::ALL.iter().zip(other.said) {
            self.say(*scope, said);
        }
        // `None` means that there is no limit. So compute the minimum only from limits that are set.
        self.total = self.total.into_iter().chain(other.total).min();
        self
    }

    /// Subtracts from every budget the time that was spent before the event was sent to its hooks,
    /// such as the time for loading.
    pub fn spend(&mut self, spent: Duration) {
        let budgets = self.said.iter_mut().map(|said| &mut said.budget);
        for budget in budgets.chain([&mut self.total]).flatten() {
            // A budget that is used up becomes zero, and not `None`, which would remove the limit.
            *budget = budget.saturating_sub(spent);
        }
    }

    /// Sets the time limit of the whole dispatch. If a smaller limit is already set, it stays.
    #[must_use]
    pub fn with_total(mut self, total: Duration) -> Self {
        self.total = Some(self.total.map_or(total, |own| own.min(total)));
        self
    }

    /// Returns the scope whose budget applies to the hooks of `scope`: `scope` itself or a higher
    /// scope. Returns `None` if there is no budget.
    pub fn budget_scope(&self, scope: Scope) -> Option<Scope> {
        let said = Scope::ALL.iter().zip(&self.said);
        let set = said
            .take(scope.place() + 1)
            .filter_map(|(scope, said)| Some((said.budget?, *scope)));
        set.min().map(|(_, scope)| scope)
    }

    /// Returns the limits for the hooks of a scope. Each limit is the smallest value that this scope and the higher
    /// scopes set, or the default if they do not set the limit.
    pub fn of(&self, scope: Scope) -> DispatchLimits {
        // The scopes are in order, highest first, so `take` selects this scope and the higher scopes.
        let said = self
            .said
            .iter()
            .take(scope.place() + 1)
            .fold(ConfiguredLimits::default(), |all, said| {
                all.tightened_by(*said)
            });
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
        let said = ConfiguredLimits {
            budget: limits.budget,
            max_concurrency: Some(limits.max_concurrency),
            max_stop_blocks: Some(limits.max_stop_blocks),
        };
        // Limits of the highest scope (`Managed`) apply to all scopes, so set the limits in this scope.
        Self::new().with_said(Scope::Managed, said)
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
