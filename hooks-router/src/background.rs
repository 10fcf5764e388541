//! Hooks that the agent does not wait for. Their number is limited, and a list of the running hooks is kept, so they
//! can be ended when the agent ends.
//!
//! A background run is a task that holds a clone of its session, so the texts of its hook can be delivered later, when
//! the event that started the hook is over. With the list, a session can wait for the runs that it began, or end them.
//! The router can do both for the runs of all sessions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::spec::ScopedLimits;
use hooks_types::{Failure, HookSpec};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use crate::row::bare_row;
use crate::slots::{Slots, most};

/// The maximum number of background hooks of one scope (user, project, ...) that may wait for a slot, the permission to
/// run. If one more hook of that scope would have to wait, it fails with the cause `queue_full`.
const QUEUE: usize = 64;

/// The runs of background hooks (hooks that the agent does not wait for) of a router.
#[derive(Debug)]
pub(crate) struct Background {
    /// Slots for background hooks. Hooks that the agent waits for use the router's slots instead.
    pub(crate) slots: Slots,
    /// How many hooks of each scope may run at once.
    limits: ScopedLimits,
    state: Mutex<Runs>,
    /// Notified when a run has ended.
    ended: Notify,
}

/// The live runs, and whether new runs may start.
#[derive(Debug, Default)]
struct Runs {
    /// The runs that have not ended, by id.
    live: BTreeMap<u64, Live>,
    /// Whether the router was shut down.
    closed: bool,
}

/// The run of a background hook that has not ended.
#[derive(Debug)]
struct Live {
    /// The id of the session that began the run. For a subagent's session, the ids of its parent sessions follow.
    sessions: Arc<[u64]>,
    spec: Arc<HookSpec>,
    /// Holds the run's report row if the run is ended early; see [`Cut`].
    cut: Cut,
    /// The task of the run; aborting the task ends the run.
    task: JoinHandle<()>,
}

/// The cell for the report row of a run that is ended early. It stays empty if the hook had given no answer by then.
/// Clones share the cell.
pub(crate) type Cut = Arc<OnceLock<Row>>;

impl Background {
    pub(crate) fn new(limits: &ScopedLimits) -> Self {
        Self {
            slots: Slots::new(limits),
            limits: *limits,
            state: Mutex::default(),
            ended: Notify::new(),
        }
    }

    fn runs(&self) -> MutexGuard<'_, Runs> {
        // No code panics while it holds the lock, so a poisoned lock is still usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a run. The run must call [`Background::end`] with its id in every case, even when the run is dropped.
    ///
    /// # Errors
    ///
    /// The router was shut down, the queue of the scope is full, or there is no runtime.
    pub(crate) fn start(
        &self,
        id: u64,
        sessions: Arc<[u64]>,
        spec: &Arc<HookSpec>,
        cut: Cut,
        run: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        let mut runs = self.runs();
        if runs.closed {
            let message = "the agent is shutting down";
            return Err(Failure::new(Cause::Cancelled, message));
        }
        let room = most(&self.limits, spec.scope).saturating_add(QUEUE);
        let of_scope = |runs: &Runs| {
            let live = runs.live.values();
            live.filter(|live| live.spec.scope == spec.scope).count()
        };
        if of_scope(&runs) >= room {
            // A run removes itself with `end`. If the tokio runtime ended before a run began, that run never called
            // `end`, so remove it here.
            runs.live.retain(|_, live| !live.task.is_finished());
        }
        let waiting = of_scope(&runs);
        if waiting >= room {
            let message = format!("{waiting} background hooks are running or waiting");
            return Err(Failure::new(Cause::QueueFull, message));
        }
        let runtime = Handle::try_current()
            .map_err(|error| Failure::new(Cause::Io, format!("no runtime: {error}")))?;
        // The lock is held until the run is in the list, so the run cannot call `end` too early.
        let live = Live {
            sessions,
            spec: Arc::clone(spec),
            cut,
            task: runtime.spawn(run),
        };
        runs.live.insert(id, live);
        Ok(())
    }

    /// Forgets a run that has ended, and wakes all tasks that wait for it.
    pub(crate) fn end(&self, id: u64) {
        self.runs().live.remove(&id);
        self.ended.notify_waiters();
    }

    /// Waits up to `limit` for the runs of `session` and its subagents, or for all runs if `session` is `None`. Then
    /// ends the runs that are left, and returns their report rows.
    pub(crate) async fn shutdown(&self, session: Option<u64>, limit: Duration) -> Vec<Row> {
        if session.is_none() {
            // No session is given, so the whole router is shut down, and no more background hooks may start. When only
            // one session ends, hooks of other sessions may still start.
            self.runs().closed = true;
        }
        let concerns = |live: &Live| {
            session.is_none_or(|session| live.sessions.contains(&session))
                // Skip finished tasks. A finished task is still listed if its tokio runtime ended before the run could
                // call `end`.
                && !live.task.is_finished()
        };
        let deadline = Instant::now().checked_add(limit);
        loop {
            // Register for the notification before the check. Otherwise a run that ends after the check and before the
            // wait would be missed.
            let ended = self.ended.notified();
            if !self.runs().live.values().any(concerns) {
                return Vec::new();
            }
            match deadline {
                // The deadline is beyond the range of the clock, so wait without a limit.
                None => ended.await,
                Some(deadline) if timeout_at(deadline, ended).await.is_err() => break,
                Some(_) => {}
            }
        }
        let cut: Vec<Live> = {
            let mut runs = self.runs();
            let (cut, kept) = std::mem::take(&mut runs.live)
                .into_iter()
                .partition(|(_, live)| concerns(live));
            runs.live = kept;
            BTreeMap::into_values(cut).collect()
        };
        // Abort all runs before the first await, so that they end even if this future is dropped.
        cut.iter().for_each(|live| live.task.abort());
        let mut rows = Vec::with_capacity(cut.len());
        for live in cut {
            // Wait until the run's future is dropped: only then is the hook's process killed.
            match live.task.await {
                Err(ended) if ended.is_cancelled() => {}
                // The run ended by itself in the meantime and has notified the observers, so no row is needed here.
                _ => continue,
            }
            let said = live.cut.get().cloned();
            rows.push(said.unwrap_or_else(|| cut_row(&live.spec)));
        }
        rows
    }
}

/// Makes the report row of a run that was ended early.
pub(crate) fn cut_row(spec: &HookSpec) -> Row {
    let mut row = bare_row(spec, RowStatus::Failed);
    row.cause = Some(Cause::Cancelled);
    row.reason = Some("ended because its session or the agent shut down".to_owned());
    row
}
