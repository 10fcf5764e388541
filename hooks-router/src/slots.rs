//! How many hooks run at once, counted for each scope by itself.

use std::sync::Arc;

use hooks_types::spec::{Scope, ScopedLimits};
use tokio::sync::Semaphore;

/// Places for hooks to run in. A scope that floods its own takes none of another's.
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

    pub(crate) fn of(&self, scope: Scope) -> Arc<Semaphore> {
        // Every scope has a place; the first stands in for the type's sake.
        let [first, ..] = &self.0;
        Arc::clone(self.0.get(scope.place()).unwrap_or(first))
    }
}

/// Hooks of a scope that run at once.
pub(crate) fn most(limits: &ScopedLimits, scope: Scope) -> usize {
    let most = limits.of(scope).max_concurrency;
    most.clamp(1, Semaphore::MAX_PERMITS)
}
