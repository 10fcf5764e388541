//! The hooks of an agent, ready to be chosen from.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use hooks_exec::{Allowance, HookExecutor, HookRequest, HookRun};
use hooks_types::{
    Cause, DispatchLimits, EventName, EventRef, Failure, HookSpec, Row, SessionMeta,
};
use tokio::sync::Semaphore;

use crate::background::Background;
use crate::dispatch::skipped_row;
use crate::select::Index;
use crate::session::Session;

/// Configured hooks with the executor that runs them. Immutable; clones share everything.
#[derive(Debug, Clone)]
pub struct Router {
    shared: Arc<Shared>,
    allowance: Allowance,
}

/// What all sessions of a router share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) hooks: Vec<Arc<HookSpec>>,
    pub(crate) index: Index,
    pub(crate) limits: DispatchLimits,
    pub(crate) executor: Arc<dyn HookExecutor>,
    /// Places for hooks that are waited for, of all dispatches together.
    pub(crate) slots: Arc<Semaphore>,
    pub(crate) background: Background,
    ids: AtomicU64,
}

impl Router {
    /// Compiles the matchers of `hooks`, in load order, and indexes them.
    #[must_use]
    pub fn new(
        hooks: Vec<HookSpec>,
        limits: DispatchLimits,
        executor: Arc<dyn HookExecutor>,
    ) -> Self {
        let hooks: Vec<_> = hooks.into_iter().map(Arc::new).collect();
        let most = limits.max_concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            allowance: Allowance::default(),
            shared: Arc::new(Shared {
                index: Index::new(&hooks),
                hooks,
                limits,
                executor,
                slots: Arc::new(Semaphore::new(most)),
                background: Background::new(most),
                ids: AtomicU64::new(1),
            }),
        }
    }

    /// A router without hooks: every call is approved. For tests, and for agents whose user
    /// configured nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::new(
            Vec::new(),
            DispatchLimits::default(),
            Arc::new(NothingToRun),
        )
    }

    /// Sets how long executors have beyond a deadline to end what they started, for the sessions
    /// that are begun from here on. A dispatch may take this much longer than its budget.
    #[must_use]
    pub fn with_allowance(mut self, allowance: Allowance) -> Self {
        self.allowance = allowance;
        self
    }

    /// The hooks in load order.
    pub fn hooks(&self) -> impl ExactSizeIterator<Item = &HookSpec> {
        self.shared.hooks.iter().map(|hook| &**hook)
    }

    /// The bounds of a dispatch.
    #[must_use]
    pub fn limits(&self) -> DispatchLimits {
        self.shared.limits
    }

    /// Begins a session: what outlives a dispatch.
    #[must_use]
    pub fn session(&self, meta: SessionMeta) -> Session {
        Session::new(Arc::clone(&self.shared), self.allowance, meta)
    }

    /// Takes no more background hooks, waits up to `limit` for those that run, ends the others
    /// and returns their rows.
    pub async fn shutdown(&self, limit: Duration) -> Vec<Row> {
        self.shared.background.shutdown(None, limit).await
    }
}

impl Shared {
    /// An id that no other run of this router has.
    pub(crate) fn next_id(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }

    /// A row for every hook of an event, in config order; `selected` has those that were.
    pub(crate) fn rows(
        &self,
        name: &EventName,
        event: EventRef<'_>,
        meta: &SessionMeta,
        selected: impl Fn(usize) -> Option<Row>,
    ) -> Vec<Row> {
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

/// The executor of a router without hooks.
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
