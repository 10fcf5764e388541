//! The live groups of one executor, so that a host can end them all.

use std::collections::BTreeMap;
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::Signal;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::group::{Group, Leader};

#[derive(Debug, Default)]
pub(super) struct Registry {
    state: Mutex<State>,
    fewer: Notify,
}

#[derive(Debug, Default)]
struct State {
    closed: bool,
    next: u64,
    live: BTreeMap<u64, Arc<Leader>>,
    /// Starts under way: a process may come of each, wherever its run has gone meanwhile.
    starting: usize,
}

/// A start under way. Counts as live until the process is added or did not come.
#[derive(Debug)]
pub(super) struct Starting {
    registry: Arc<Registry>,
}

impl Drop for Starting {
    fn drop(&mut self) {
        self.registry.state().starting -= 1;
        self.registry.fewer.notify_waiters();
    }
}

/// How long killed groups may take to be collected.
const REAP: Duration = Duration::from_millis(500);

impl Registry {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Announces a start; none if the host was shut down.
    pub(super) fn starting(self: &Arc<Self>) -> Option<Starting> {
        let mut state = self.state();
        if state.closed {
            return None;
        }
        state.starting += 1;
        Some(Starting {
            registry: Arc::clone(self),
        })
    }

    /// Takes a hook that was just started. If the host was shut down meanwhile, its group is marked
    /// and asked to end like the others.
    pub(super) fn add(self: &Arc<Self>, child: Child) -> std::io::Result<Group> {
        let leader = Arc::new(Leader::new(child)?);
        let mut state = self.state();
        let id = state.next;
        state.next += 1;
        state.live.insert(id, Arc::clone(&leader));
        if state.closed {
            leader.mark_ended_by_host();
            leader.ask_to_end();
        }
        Ok(Group::new(leader, Arc::clone(self), id))
    }

    /// Forgets a group whose leader is collected.
    pub(super) fn remove(&self, id: u64) {
        self.state().live.remove(&id);
        self.fewer.notify_waiters();
    }

    pub(super) fn running(&self) -> usize {
        self.state().live.len()
    }

    fn is_empty(&self) -> bool {
        let state = self.state();
        state.live.is_empty() && state.starting == 0
    }

    fn close(&self, end: impl Fn(&Leader)) -> usize {
        let mut state = self.state();
        state.closed = true;
        for leader in state.live.values() {
            leader.mark_ended_by_host();
            end(leader);
        }
        state.live.len()
    }

    pub(super) fn kill_all(&self) -> usize {
        self.close(|leader| leader.signal(Signal::KILL))
    }

    pub(super) async fn shutdown(&self, limit: Duration) -> usize {
        let now = Instant::now();
        self.close(Leader::ask_to_end);
        let deadline = now.checked_add(limit).unwrap_or(now);
        if timeout_at(deadline, self.empty()).await.is_ok() {
            return 0;
        }
        let killed = self.kill_all();
        let _ = timeout_at(deadline + REAP, self.empty()).await;
        killed
    }

    /// Waits until no group is live or about to be. Runs collect their own leaders as they are
    /// polled.
    async fn empty(&self) {
        loop {
            let fewer = self.fewer.notified();
            let mut fewer = std::pin::pin!(fewer);
            // Registered before looking, so that no removal in between is missed.
            fewer.as_mut().enable();
            if self.is_empty() {
                return;
            }
            fewer.await;
        }
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
