//! The configured hooks of an agent, indexed for selection.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use hooks_exec::{Allowance, HookExecutor, HookRequest, HookRun};
use hooks_types::report::{Cause, Row};
use hooks_types::spec::{BudgetSource, Scope, ScopedLimits};
use hooks_types::wire::EventRef;
use hooks_types::{EventName, Failure, HookSpec, SessionMeta};

use crate::background::Background;
use crate::observe::{Observer, Observers};
use crate::row::skipped_row;
use crate::select::Index;
use crate::slots::Slots;

/// Configured hooks with the executor that runs them. A router is immutable, and cloning it copies no hooks.
///
/// A router keeps no state of sessions: begin a session with [`Router::session`]. After a reload of the configuration,
/// make a new router and give it to the session ([`Session::with_router`](crate::Session::with_router)).
#[derive(Debug, Clone)]
pub struct Router {
    pub(crate) shared: Arc<Shared>,
    pub(crate) allowance: Allowance,
    pub(crate) budgets: Arc<[BudgetSource]>,
    pub(crate) observers: Arc<Observers>,
}

/// The part of a router that its sessions share.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The hooks in config order: by scope, highest first, and within a scope in load order.
    pub(crate) hooks: Vec<Arc<HookSpec>>,
    /// Finds the hooks of an event.
    pub(crate) index: Index,
    pub(crate) limits: ScopedLimits,
    /// Runs the hooks.
    pub(crate) executor: Arc<dyn HookExecutor>,
    /// Slots for the hooks that the agent waits for, shared by all dispatches.
    pub(crate) slots: Slots,
    /// The background runs of all sessions.
    pub(crate) background: Background,
}

impl Router {
    /// Compiles the matchers of `hooks` and indexes them. Hooks of a higher scope come before hooks of a lower scope.
    /// Within a scope, hooks keep the order of `hooks`, which is the load order.
    ///
    /// If `limits` is a plain [`DispatchLimits`](hooks_types::spec::DispatchLimits), these limits apply to each scope
    /// separately.
    #[must_use]
    pub fn new(
        mut hooks: Vec<HookSpec>,
        limits: impl Into<ScopedLimits>,
        executor: Arc<dyn HookExecutor>,
    ) -> Self {
        let limits = limits.into();
        // The sort is stable, so hooks of one scope keep their load order.
        hooks.sort_by_key(|hook| hook.scope);
        let hooks: Vec<_> = hooks.into_iter().map(Arc::new).collect();
        Self {
            allowance: Allowance::default(),
            budgets: Arc::default(),
            observers: Arc::default(),
            shared: Arc::new(Shared {
                index: Index::new(&hooks),
                hooks,
                limits,
                executor,
                slots: Slots::new(&limits),
                background: Background::new(&limits),
            }),
        }
    }

    /// Creates a router without hooks: every call is approved. Use it in tests, and if the user has configured no
    /// hooks.
    #[must_use]
    pub fn empty() -> Self {
        Self::new(Vec::new(), ScopedLimits::default(), Arc::new(NothingToRun))
    }

    /// Sets how long an executor may take after a hook's deadline to end the hook. A dispatch can take this much
    /// longer than its budgets. Applies to sessions that begin after this call.
    #[must_use]
    pub fn with_allowance(mut self, allowance: Allowance) -> Self {
        self.allowance = allowance;
        self
    }

    /// Names the settings that the budgets come from. If a budget leaves no time for a hook, the hook's row names the
    /// setting. Applies to sessions that begin after this call.
    #[must_use]
    pub fn with_budget_sources(mut self, sources: impl IntoIterator<Item = BudgetSource>) -> Self {
        self.budgets = sources.into_iter().collect();
        self
    }

    /// Adds an observer, for sessions that begin after this call. A router can have any number of observers.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Observer + 'static) -> Self {
        // `make_mut` copies the list if sessions use it, so sessions that began earlier do not get the new observer.
        Arc::make_mut(&mut self.observers).add(Box::new(observer));
        self
    }

    /// Yields the hooks in config order: by scope, highest first, and within a scope in load order.
    pub fn hooks(&self) -> impl ExactSizeIterator<Item = &HookSpec> {
        self.shared.hooks.iter().map(|hook| &**hook)
    }

    /// Returns the part that all sessions of the router share.
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Returns the limits of a dispatch by scope.
    #[must_use]
    pub fn limits(&self) -> ScopedLimits {
        self.shared.limits
    }

    /// Prevents new background hooks from starting, and waits up to `limit` for the background hooks that run. Then
    /// ends the hooks that still run, and returns their rows. Their texts then wait in their sessions, as after
    /// [`Session::shutdown`](crate::Session::shutdown).
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped before the limit, no hook is ended, but no new background hook can start any more.
    pub async fn shutdown(&self, limit: Duration) -> Vec<Row> {
        self.shared.background.shutdown(None, limit).await
    }
}

impl Shared {
    /// Returns whether a hook of a scope higher than `scope` is configured for this event.
    pub(crate) fn has_above(&self, name: &EventName, scope: Scope) -> bool {
        // The index lists hooks in config order, so the first hook has the highest scope.
        let first = self.index.of_event(name).first();
        let first = first.and_then(|hook| self.hooks.get(*hook));
        first.is_some_and(|hook| hook.scope < scope)
    }

    /// Returns a row for every hook of an event, in config order. `selected` returns the rows of the selected hooks.
    /// Every hook that was not selected gets a row with the reason.
    pub(crate) fn rows(
        &self,
        name: &EventName,
        event: EventRef<'_>,
        meta: &SessionMeta,
        selected: impl Fn(usize) -> Option<Row>,
    ) -> Vec<Row> {
        // Find the reasons here, when a caller asks for them, and not during the dispatch: most reports are never read.
        let of_event = self.index.of_event(name).iter();
        of_event
            .filter_map(|hook| Some((*hook, self.hooks.get(*hook)?)))
            .map(|(hook, spec)| {
                selected(hook).unwrap_or_else(|| {
                    let skip = self.index.why_not(hook, spec, event, meta);
                    skipped_row(spec, skip.cause, skip.reason)
                })
            })
            .collect()
    }
}

/// Returns an id that is unique in this process, for a run, a dispatch or a session.
pub(crate) fn next_id() -> u64 {
    // Ids begin at 1, because a `RunInfo::run_id` of 0 marks a hook that failed before it was started. `Relaxed`
    // suffices, because the ids only have to differ.
    static IDS: AtomicU64 = AtomicU64::new(1);
    IDS.fetch_add(1, Ordering::Relaxed)
}

/// The executor of a router without hooks. It is never called, because nothing is selected.
#[derive(Debug)]
struct NothingToRun;

#[async_trait]
impl HookExecutor for NothingToRun {
    async fn execute(&self, _request: HookRequest) -> HookRun {
        HookRun::failed(Failure::new(
            Cause::NoExecutor,
            "this router was made without an executor",
        ))
    }
}
