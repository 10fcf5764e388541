//! Collects (reaps) the killed processes of hooks whose run was dropped. These processes are the leaders of their
//! process groups.
//!
//! Collecting needs a separate thread, because the runtime that ran a hook might be gone when the future of the hook's
//! run is dropped. The thread ends when every process is collected. It polls each killed process with growing pauses,
//! because a wait for any child of this process would reap the host's children too.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::group::Leader;
use super::registry::Registry;

/// A group leader that was killed but not yet collected, and its entry in the registry.
#[derive(Debug)]
struct Waiting {
    leader: Arc<Leader>,
    registry: Arc<Registry>,
    id: u64,
}

/// The state of the thread that collects leaders.
#[derive(Debug)]
struct Reaper {
    /// The leaders that the thread must still collect.
    waiting: Vec<Waiting>,
    /// Whether the thread exists.
    running: bool,
}

/// The state of the reaper. One thread serves all executors of this process.
static REAPER: Mutex<Reaper> = Mutex::new(Reaper {
    waiting: Vec::new(),
    running: false,
});

/// The first pause between two attempts to collect a group's leader, and the pause after a leader was collected. A
/// killed process exits within a few milliseconds.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
/// The longest pause between two attempts. It is for leaders that cannot exit soon, for example in an uninterruptible
/// wait.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// Locks the state.
fn reaper() -> MutexGuard<'static, Reaper> {
    REAPER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes a leader whose group was killed to the reaper thread. Starts the thread if it does not run.
pub(super) fn collect_later(leader: Arc<Leader>, registry: Arc<Registry>, id: u64) {
    let mut reaper = reaper();
    reaper.waiting.push(Waiting {
        leader,
        registry,
        id,
    });
    if !reaper.running {
        let thread = thread::Builder::new().name("hook-reaper".to_owned());
        // If the thread cannot be started, the next call of this function tries again.
        reaper.running = thread.spawn(work).is_ok();
    }
}

/// Collects leaders until no leader is left.
fn work() {
    let mut pause = FIRST_PAUSE;
    loop {
        thread::sleep(pause);
        let mut reaper = reaper();
        let before = reaper.waiting.len();
        reaper.waiting.retain(|waiting| {
            let collected = waiting.leader.collect();
            if collected {
                waiting.registry.remove(waiting.id);
            }
            !collected
        });
        // Clear the flag under the lock: the next leader that arrives then starts a new thread.
        if reaper.waiting.is_empty() {
            reaper.running = false;
            return;
        }
        pause = if reaper.waiting.len() < before {
            FIRST_PAUSE
        } else {
            (pause * 2).min(LONGEST_PAUSE)
        };
    }
}
