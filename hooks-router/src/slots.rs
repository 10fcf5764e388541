//! Limits how many hooks run at once, for each scope separately.

use std::sync::Arc;

use hooks_types::spec::{Scope, ScopedLimits};
use tokio::sync::Semaphore;

/// The slots of each scope: a hook needs a slot to run. A scope with many hooks cannot use the slots of other scopes.
#[derive(Debug)]
pub(crate) struct Slots([Arc<Semaphore>; Scope::ALL.len()]);

impl Slots {
    pub(crate) fn new(limits: &ScopedLimits) -> Self {
        let mut scopes = Scope::ALL.iter();
        Self([(); Scope::ALL.len()].map(|()| {
            let scope = scopes.next().copied().unwrap_or_default();
            Arc::new(Semaphore::new(most(limits, scope)))
        }))
    }

    /// Returns the slots of a scope.
    pub(crate) fn of(&self, scope: Scope) -> Arc<Semaphore> {
        // The array has an element for every scope, so the fallback `first` is never used.
        let [first, ..] = &self.0;
        Arc::clone(self.0.get(scope.place()).unwrap_or(first))
    }
}

/// Returns how many hooks of a scope may run at once; at least one, because otherwise nothing would
/// run.
pub(crate) fn most(limits: &ScopedLimits, scope: Scope) -> usize {
    let most = limits.of(scope).max_concurrency;
    // `Semaphore::new` panics if the number is above `MAX_PERMITS`. The number comes from configuration, so limit it
    // here.
    most.clamp(1, Semaphore::MAX_PERMITS)
}
