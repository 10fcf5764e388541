//! The key `once`: a hook runs once per session. A run that fails does not count, so the hook may then run again.
//!
//! Two calls can reach a `once` hook at the same time. At a gate, the second call waits until the hook has judged the
//! first call. If that run fails, the hook judges the second call. Without the wait, the second call could pass
//! although no run of the guard has succeeded.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hooks_types::HookSpec;
use hooks_types::spec::Handler;
use tokio::sync::Notify;

/// The `once` hooks of a session that have run or are running.
#[derive(Debug, Default)]
pub(crate) struct OnceMarks {
    /// Each hook with its state. This is a list and not a map, because few hooks have `once`, and a hook is found by
    /// comparing several fields.
    marked: Mutex<Vec<(Arc<HookSpec>, State)>>,
    /// Notified when a run has ended in any way.
    settled: Notify,
}

/// The state of a `once` hook that runs or has run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The hook's run has no verdict yet.
    Runs,
    /// The hook's run has a verdict.
    HasRun,
}

/// Whether a hook may run now.
#[derive(Debug)]
pub(crate) enum Once {
    /// The hook may run. The mark belongs to this run.
    First(OnceMark),
    /// The hook runs for a different call, and that run has no verdict yet.
    Runs,
    /// The hook has run.
    HasRun,
}

/// The mark of one run of a `once` hook. If this value is dropped before the run has a verdict, the mark is removed,
/// and the hook may run again.
#[derive(Debug)]
pub(crate) struct OnceMark {
    marks: Arc<OnceMarks>,
    hook: Arc<HookSpec>,
    /// Whether the run got a verdict. If it did, the mark stays when this value is dropped.
    keep: bool,
}

impl OnceMarks {
    /// Locks the list.
    fn marked(&self) -> MutexGuard<'_, Vec<(Arc<HookSpec>, State)>> {
        self.marked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether a hook has run or is running.
    pub(crate) fn is_marked(&self, hook: &Arc<HookSpec>) -> bool {
        place_of(&self.marked(), hook).is_some()
    }

    /// Marks a `once` hook as running, unless it already runs or has run.
    pub(crate) fn mark(self: &Arc<Self>, hook: &Arc<HookSpec>) -> Once {
        let mut marked = self.marked();
        match place_of(&marked, hook).and_then(|place| marked.get(place)) {
            Some((_, State::Runs)) => Once::Runs,
            Some((_, State::HasRun)) => Once::HasRun,
            None => {
                marked.push((Arc::clone(hook), State::Runs));
                Once::First(OnceMark {
                    marks: Arc::clone(self),
                    hook: Arc::clone(hook),
                    keep: false,
                })
            }
        }
    }

    /// Waits while a hook runs for a different call, then marks the hook. Returns `None` if the run for the different
    /// call has got a verdict.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the hook is not marked.
    pub(crate) async fn mark_in_turn(self: Arc<Self>, hook: Arc<HookSpec>) -> Option<OnceMark> {
        loop {
            let mut settled = pin!(self.settled.notified());
            // Register for the notification before the check. Otherwise a run that ends after the check and before the
            // wait would be missed.
            settled.as_mut().enable();
            match self.mark(&hook) {
                Once::First(mark) => return Some(mark),
                Once::HasRun => return None,
                Once::Runs => settled.await,
            }
        }
    }
}

impl OnceMark {
    /// Ends the run. If `has_run` is true (the run was judged and did not fail), the hook does not run again.
    pub(crate) fn settle(mut self, has_run: bool) {
        self.keep = has_run;
    }
}

impl Drop for OnceMark {
    fn drop(&mut self) {
        // Search by address: the entry of this run holds the same `Arc`. An equal hook with a different address, from
        // an earlier or later load of the configuration, belongs to a different run.
        let mut marked = self.marks.marked();
        let place = marked
            .iter()
            .position(|(hook, _)| Arc::ptr_eq(hook, &self.hook));
        match place {
            Some(place) if self.keep => {
                if let Some((_, state)) = marked.get_mut(place) {
                    *state = State::HasRun;
                }
            }
            // The order of the marks has no meaning, so `swap_remove` is fine.
            Some(place) => drop(marked.swap_remove(place)),
            None => {}
        }
        drop(marked);
        self.marks.settled.notify_waiters();
    }
}

/// Returns the index of a hook's mark. After a reload of the configuration, the hook can have the mark of the equal
/// hook from the earlier load.
fn place_of(marked: &[(Arc<HookSpec>, State)], hook: &Arc<HookSpec>) -> Option<usize> {
    let own = |(marked, _): &(Arc<HookSpec>, State)| Arc::ptr_eq(marked, hook);
    let same = |(marked, _): &(Arc<HookSpec>, State)| is_same(marked, hook);
    // Search for the same `Arc` first: this is the common case, and comparing the fields is slower.
    let place = marked.iter().position(own);
    place.or_else(|| marked.iter().position(same))
}

/// Returns whether a hook from a later load of the configuration is the same hook as one from an earlier load. Only its
/// line and its status message may differ. If anything else differs, it is treated as a new hook and may run again.
fn is_same(before: &HookSpec, now: &HookSpec) -> bool {
    if before.event != now.event || before.id != now.id || before.source.file != now.source.file {
        return false;
    }
    let mut moved = before.clone();
    // Each load of the configuration creates new values for `start_check` and `confinement`, which never compare
    // equal. So leave them out of the comparison.
    if let (Handler::Command(before), Handler::Command(now)) = (&mut moved.handler, &now.handler) {
        before.start_check.clone_from(&now.start_check);
        before.confinement.clone_from(&now.confinement);
    }
    moved.source.line = now.source.line;
    moved.status_message.clone_from(&now.status_message);
    moved == *now
}
