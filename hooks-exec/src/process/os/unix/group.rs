//! One hook's process group, from its start until its leader (the hook's own process) is collected (reaped).
//!
//! A signal by number is safe only while the number cannot belong to a new process. The kernel does not reuse the
//! number of an exited process before its parent collects it. So signalling and collecting happen under one lock, and a
//! group is signalled only before its leader is collected, or while a stopped process of the group keeps the number
//! from being reused.

use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use super::members::LeftProcesses;
use super::reaper;
use super::registry::Registry;

/// The leader of a group. The kernel does not give the leader's number to a new process or group before the leader is
/// collected (reaped). So the group is signalled only before the leader is collected, and only while the lock is held.
#[derive(Debug)]
pub(super) struct Leader {
    /// The number of the leader, which is also the number of its group.
    pid: Pid,
    /// The leader's process; `None` once it is collected (reaped).
    child: Mutex<Option<Child>>,
    /// Whether a shutdown of the host (the agent) has ended the group. This is false if the hook's run has ended the
    /// group, for example at the deadline.
    ended_by_host: AtomicBool,
}

impl Leader {
    /// Locks the process. While the caller holds the lock, no thread collects (reaps) the leader.
    fn uncollected(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Signals every process of the group. Does nothing if the leader is already collected (reaped).
    pub(super) fn signal(&self, signal: Signal) {
        if self.uncollected().is_some() {
            // Ignore an error, because it can only mean that no process is left in the group.
            let _ = kill_process_group(self.pid, signal);
        }
    }

    /// Asks every process of the group to end. Stopped processes are continued, because a stopped process does not act
    /// on SIGTERM.
    pub(super) fn ask_to_end(&self) {
        self.signal(Signal::TERM);
        self.signal(Signal::CONT);
    }

    /// Returns the leader's process id.
    #[cfg(feature = "worker")]
    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    /// Returns whether the host (the agent) has ended the group by a shutdown.
    pub(super) fn ended_by_host(&self) -> bool {
        self.ended_by_host.load(Ordering::Acquire)
    }

    /// Records that a shutdown of the host (the agent) ends the group. Call this only for a shutdown, and not if the
    /// hook's run ends the group, for example at the deadline.
    pub(super) fn mark_ended_by_host(&self) {
        self.ended_by_host.store(true, Ordering::Release);
    }

    /// Collects (reaps) the leader if it has exited, and returns whether the leader is collected. After collecting, the
    /// group is not signalled any more.
    pub(super) fn collect(&self) -> bool {
        let mut child = self.uncollected();
        collect(&mut child)
    }
}

/// Collects (reaps) the process if it has exited, and returns whether the process is collected.
fn collect(child: &mut Option<Child>) -> bool {
    let waited: Option<std::io::Result<Option<ExitStatus>>> = child.as_mut().map(Child::try_wait);
    // An error means that the host has already collected (reaped) the process, so treat it as collected.
    let collected = !matches!(waited, Some(Ok(None)));
    if collected {
        *child = None;
    }
    collected
}

/// The process group of a run. Dropping this value kills the group at once. If the leader needs some time to exit, the
/// reaper (a thread) collects the leader later.
#[derive(Debug)]
pub(super) struct Group {
    /// The leader (the process that was started), shared with the registry.
    leader: Arc<Leader>,
    /// The list of live groups, from which this group is removed when its leader is collected.
    registry: Arc<Registry>,
    id: u64,
}

impl Leader {
    /// Creates the leader from a process that was started in a new process group.
    pub(super) fn new(child: Child) -> std::io::Result<Self> {
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let pid =
            pid.ok_or_else(|| std::io::Error::other("the system returned no process number"))?;
        Ok(Self {
            pid,
            child: Mutex::new(Some(child)),
            ended_by_host: AtomicBool::new(false),
        })
    }
}

impl Group {
    pub(super) fn new(leader: Arc<Leader>, registry: Arc<Registry>, id: u64) -> Self {
        Self {
            leader,
            registry,
            id,
        }
    }

    /// Returns the number of the leader.
    pub(super) fn pid(&self) -> Pid {
        self.leader.pid
    }

    /// Returns the leader, to signal the group.
    pub(super) fn leader(&self) -> &Leader {
        &self.leader
    }

    /// Returns a shared handle to the leader, for a worker that signals its group from several tasks.
    #[cfg(feature = "worker")]
    pub(super) fn shared_leader(&self) -> Arc<Leader> {
        Arc::clone(&self.leader)
    }

    /// Returns whether the host (the agent) has ended the group by a shutdown.
    pub(super) fn ended_by_host(&self) -> bool {
        self.leader.ended_by_host()
    }

    /// Collects (reaps) the exited leader and kills the rest of its group. Returns the processes that were left, if
    /// there were any.
    ///
    /// First all other processes are stopped. Then the leader is collected. Then the other processes are killed. A
    /// stopped process cannot exit, so the number of its group is not reused before the kill. If the group has no
    /// process after collecting, the leader was the only process.
    pub(super) fn collect_and_end_others(&self) -> Option<LeftProcesses> {
        let mut child = self.leader.uncollected();
        if child.is_none() {
            return None;
        }
        // Ignore an error: it means that the group is empty, and the test below detects an empty group too.
        let _ = kill_process_group(self.leader.pid, Signal::STOP);
        if !collect(&mut child) {
            return None;
        }
        // While a stopped process remains in the group, the group's number is not reused. So a signal to this number
        // cannot reach a different group.
        test_kill_process_group(self.leader.pid).ok()?;
        // Read the command lines before the signal, because a process that has ended has no command line.
        let rest = LeftProcesses::of(self.leader.pid);
        let _ = kill_process_group(self.leader.pid, Signal::KILL);
        Some(rest)
    }

    /// Collects (reaps) the exited leader, and returns whether processes of its group still run. Does not end these
    /// processes.
    pub(super) fn collect_and_leave_others(&self) -> bool {
        let mut child = self.leader.uncollected();
        child.is_some() && collect(&mut child) && test_kill_process_group(self.leader.pid).is_ok()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Signal first and collect (reap) afterwards: after collecting, the number might belong to a different group.
        self.leader.signal(Signal::KILL);
        if self.leader.collect() {
            self.registry.remove(self.id);
        } else {
            reaper::collect_later(
                Arc::clone(&self.leader),
                Arc::clone(&self.registry),
                self.id,
            );
        }
    }
}
