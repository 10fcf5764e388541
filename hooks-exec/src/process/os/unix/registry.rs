//! The live process groups of one executor. The host (the agent) can end them all.
//!
//! A hook that is being started counts as live, although its process might not exist yet. Otherwise a shutdown could
//! miss a process that appears right after the shutdown.

use std::collections::BTreeMap;
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::Signal;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::group::{Group, Leader};

/// The live process groups of one executor and its clones.
#[derive(Debug, Default)]
pub(super) struct Registry {
    /// The live process groups, and how far the host has shut down.
    state: Mutex<State>,
    /// Notified when a group is removed, or when the start of a hook has succeeded or failed.
    fewer: Notify,
    /// Notified when the start of a hook has succeeded or failed. `kill_all` waits for it, because `kill_all` blocks
    /// its thread and needs no runtime.
    fewer_starting: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Whether hooks may start.
    host: HostState,
    /// The id that the next group gets.
    next: u64,
    /// The number of hooks that are being started. Their processes might already exist, but are not in `live` yet.
    starting: usize,
    /// The leaders of the live groups by id.
    live: BTreeMap<u64, Arc<Leader>>,
}

/// How far the host has shut down.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum HostState {
    /// Hooks may start.
    #[default]
    Open,
    /// SIGTERM was sent to the process group of every hook.
    Ending,
    /// SIGKILL was sent to the process group of every hook.
    Killing,
}

/// A hook that is being started. A shutdown waits until the hook's process group is added to the registry, or until
/// this value is dropped.
#[derive(Debug)]
pub(super) struct Starting(Arc<Registry>);

/// How long a shutdown waits until killed groups are collected.
const REAP: Duration = Duration::from_millis(500);

/// How long [`Registry::kill_all`] waits for hooks that are being started.
const START: Duration = Duration::from_millis(200);

impl Registry {
    /// Locks the state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Announces the start of a hook. Returns `None` if the host was shut down.
    pub(super) fn starting(self: &Arc<Self>) -> Option<Starting> {
        let mut state = self.state();
        if state.host != HostState::Open {
            return None;
        }
        state.starting += 1;
        Some(Starting(Arc::clone(self)))
    }

    /// Removes a group whose leader is collected.
    pub(super) fn remove(&self, id: u64) {
        self.state().live.remove(&id);
        self.fewer.notify_waiters();
    }

    /// Returns the number of live groups, plus the number of hooks that are being started.
    pub(super) fn running(&self) -> usize {
        let state = self.state();
        state.live.len() + state.starting
    }

    /// Changes the host's state and signals every live group accordingly. Returns the number of live groups, plus the
    /// number of hooks that are being started.
    fn close(&self, host: HostState) -> usize {
        let mut state = self.state();
        state.host = host;
        for leader in state.live.values() {
            host.end(leader);
        }
        state.live.len() + state.starting
    }

    /// Kills every group. A hook that is being started gets its group a little later, and is killed then. Waits up to
    /// [`START`] until no hook is being started, because the host might exit after this call.
    pub(super) fn kill_all(&self) -> usize {
        // This kills the groups that exist now. `Starting::add` kills the groups that are still being started.
        let killed = self.close(HostState::Killing);
        let waited = self
            .fewer_starting
            .wait_timeout_while(self.state(), START, |state| state.starting > 0);
        drop(waited);
        killed
    }

    /// Asks every group to end, and after `limit` kills the groups that are still live. Returns the number of groups
    /// that were killed.
    pub(super) async fn shutdown(&self, limit: Duration) -> usize {
        let now = Instant::now();
        self.close(HostState::Ending);
        let deadline = now.checked_add(limit).unwrap_or(now);
        // Each run collects its group, so only wait here until the list is empty.
        if timeout_at(deadline, self.empty()).await.is_ok() {
            return 0;
        }
        let killed = self.close(HostState::Killing);
        let reaped = deadline.checked_add(REAP).unwrap_or(deadline);
        let _ = timeout_at(reaped, self.empty()).await;
        killed
    }

    /// Waits until no group is live and no hook is being started. Each run removes its group when the run is polled
    /// or dropped.
    async fn empty(&self) {
        loop {
            let mut fewer = std::pin::pin!(self.fewer.notified());
            // Register for the notification before the check. Otherwise a group that is removed between check and
            // registration would be missed.
            fewer.as_mut().enable();
            if self.running() == 0 {
                return;
            }
            fewer.await;
        }
    }
}

impl HostState {
    /// Sends a group the signal for this state: no signal for `Open`, SIGTERM for `Ending`, SIGKILL for `Killing`.
    fn end(self, leader: &Leader) {
        if self == Self::Open {
            return;
        }
        // Set the flag before the signal, because the run reads the flag to recognize that the host ended the hook.
        leader.mark_ended_by_host();
        match self {
            Self::Killing => leader.signal(Signal::KILL),
            _ => leader.ask_to_end(),
        }
    }
}

impl Starting {
    /// Adds a process that was just started. If the host was shut down while the process was being started, the
    /// process is ended in the same way as the groups that were live at the shutdown.
    pub(super) fn add(self, child: Child) -> std::io::Result<Group> {
        let leader = Arc::new(Leader::new(child)?);
        let mut state = self.0.state();
        let id = state.next;
        state.next += 1;
        state.live.insert(id, Arc::clone(&leader));
        // Check while the lock of the insertion is still held: a shutdown then either finds this group in the list, or
        // has already set the state that is read here.
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
