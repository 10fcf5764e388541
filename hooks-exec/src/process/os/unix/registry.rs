//! The live groups of one executor, so that a host can end them all.

use std::collections::BTreeMap;
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::Signal;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::group::{Group, Leader};

#[derive(Debug, Default)]
pub(super) struct Registry {
    state: Mutex<State>,
    /// Told when a group is forgotten or a start is over.
    fewer: Notify,
    /// The same for a thread.
    fewer_starting: Condvar,
}

#[derive(Debug, Default)]
struct State {
    host: HostState,
    next: u64,
    /// Starts under way: their process may exist before it is added.
    starting: usize,
    live: BTreeMap<u64, Arc<Leader>>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum HostState {
    #[default]
    Open,
    /// Every group was asked to end.
    Ending,
    /// Every group was killed.
    Killing,
}

/// A start under way. A host that is shut down waits for it.
#[derive(Debug)]
pub(super) struct Starting(Arc<Registry>);

/// How long killed groups may take to be collected.
const REAP: Duration = Duration::from_millis(500);

/// How long a thread that kills everything waits for starts under way.
const START: Duration = Duration::from_millis(200);

impl Registry {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Announces a start; none once the host was shut down.
    pub(super) fn starting(self: &Arc<Self>) -> Option<Starting> {
        let mut state = self.state();
        if state.host != HostState::Open {
            return None;
        }
        state.starting += 1;
        Some(Starting(Arc::clone(self)))
    }

    /// Forgets a group whose leader is collected.
    pub(super) fn remove(&self, id: u64) {
        self.state().live.remove(&id);
        self.fewer.notify_waiters();
    }

    /// Groups that live, and starts under way.
    pub(super) fn running(&self) -> usize {
        let state = self.state();
        state.live.len() + state.starting
    }

    fn close(&self, host: HostState) -> usize {
        let mut state = self.state();
        state.host = host;
        for leader in state.live.values() {
            host.end(leader);
        }
        state.live.len() + state.starting
    }

    /// Kills every group. A hook that is being started is killed as it arrives, which is waited for:
    /// the host may be about to exit.
    pub(super) fn kill_all(&self) -> usize {
        let killed = self.close(HostState::Killing);
        let waited = self
            .fewer_starting
            .wait_timeout_while(self.state(), START, |state| state.starting > 0);
        drop(waited);
        killed
    }

    pub(super) async fn shutdown(&self, limit: Duration) -> usize {
        let now = Instant::now();
        self.close(HostState::Ending);
        let deadline = now.checked_add(limit).unwrap_or(now);
        if timeout_at(deadline, self.empty()).await.is_ok() {
            return 0;
        }
        let killed = self.close(HostState::Killing);
        let reaped = deadline.checked_add(REAP).unwrap_or(deadline);
        let _ = timeout_at(reaped, self.empty()).await;
        killed
    }

    /// Waits until no group is live. Runs collect their own leaders as they are polled.
    async fn empty(&self) {
        loop {
            let mut fewer = std::pin::pin!(self.fewer.notified());
            // Registered before looking, so that no removal in between is missed.
            fewer.as_mut().enable();
            if self.running() == 0 {
                return;
            }
            fewer.await;
        }
    }
}

impl HostState {
    /// What becomes of a group in this state.
    fn end(self, leader: &Leader) {
        if self == Self::Open {
            return;
        }
        // Before the signal, so that its run knows whose it was.
        leader.mark_ended_by_host();
        match self {
            Self::Killing => leader.signal(Signal::KILL),
            _ => leader.ask_to_end(),
        }
    }
}

impl Starting {
    /// Takes a hook that was just started. If the host was shut down meanwhile, it is treated as
    /// the others were.
    pub(super) fn add(self, child: Child) -> std::io::Result<Group> {
        let leader = Arc::new(Leader::new(child)?);
        let mut state = self.0.state();
        let id = state.next;
        state.next += 1;
        state.live.insert(id, Arc::clone(&leader));
        state.host.end(&leader);
        drop(state);
        Ok(Group::new(leader, Arc::clone(&self.0), id))
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        self.0.state().starting -= 1;
        self.0.fewer.notify_waiters();
        self.0.fewer_starting.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_shutdown_waits_for_a_process_that_is_being_started() {
        let registry = Arc::new(Registry::default());
        let starting = registry.starting().unwrap();
        let mut shutdown = std::pin::pin!(registry.shutdown(Duration::from_secs(3600)));
        let waited = timeout_at(Instant::now(), &mut shutdown).await;
        assert!(waited.is_err());
        drop(starting);
        assert_eq!(shutdown.await, 0);
        assert!(registry.starting().is_none());
    }
}
