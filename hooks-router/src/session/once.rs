//! `once`: a hook runs once a session; a run that failed does not count.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hooks_exec::HookRun;
use tokio::sync::Notify;

/// The hooks of a session that have had their one run, or have it now.
#[derive(Debug, Default)]
pub(crate) struct OnceMarks {
    marked: Mutex<HashMap<usize, State>>,
    /// Told when a run has ended, however it ended.
    settled: Notify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Runs,
    HasRun,
}

/// Whether a hook may have its one run now.
#[derive(Debug)]
pub(crate) enum Once {
    /// It may.
    First(OnceMark),
    /// Another call's run of it has no verdict yet.
    Runs,
    /// It has had it.
    HasRun,
}

/// A mark set at the start of a run; dropped, it is given back.
#[derive(Debug)]
pub(crate) struct OnceMark {
    marks: Arc<OnceMarks>,
    hook: usize,
    keep: bool,
}

impl OnceMarks {
    fn marked(&self) -> MutexGuard<'_, HashMap<usize, State>> {
        self.marked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a hook has had its one run, or has it now.
    pub(crate) fn is_marked(&self, hook: usize) -> bool {
        self.marked().contains_key(&hook)
    }

    /// Marks a hook if it is not marked.
    pub(crate) fn mark(self: &Arc<Self>, hook: usize) -> Once {
        let mut marked = self.marked();
        match marked.get(&hook) {
            Some(State::Runs) => Once::Runs,
            Some(State::HasRun) => Once::HasRun,
            None => {
                marked.insert(hook, State::Runs);
                Once::First(OnceMark {
                    marks: Arc::clone(self),
                    hook,
                    keep: false,
                })
            }
        }
    }

    /// Marks a hook once no other run of it is without a verdict; none where one has had its.
    ///
    /// # Cancel safety
    ///
    /// A dropped future has marked nothing.
    pub(crate) async fn mark_in_turn(self: Arc<Self>, hook: usize) -> Option<OnceMark> {
        loop {
            let mut settled = pin!(self.settled.notified());
            // Registered before looking, so that an end in between is not missed.
            settled.as_mut().enable();
            match self.mark(hook) {
                Once::First(mark) => return Some(mark),
                Once::HasRun => return None,
                Once::Runs => settled.await,
            }
        }
    }
}

impl OnceMark {
    /// Settles the mark by how the run ended.
    pub(crate) fn keep_unless_failed(mut self, run: &HookRun) {
        self.keep = run.result.is_ok();
    }
}

impl Drop for OnceMark {
    fn drop(&mut self) {
        let mut marked = self.marks.marked();
        match self.keep {
            true => marked.insert(self.hook, State::HasRun),
            false => marked.remove(&self.hook),
        };
        drop(marked);
        self.marks.settled.notify_waiters();
    }
}
