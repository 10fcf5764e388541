//! `once`: a hook runs once a session; a run that failed does not count.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hooks_types::HookSpec;
use hooks_types::spec::Handler;
use tokio::sync::Notify;

/// The hooks of a session that have had their one run, or have it now.
#[derive(Debug, Default)]
pub(crate) struct OnceMarks {
    /// Few: those that say `once`, and were selected.
    marked: Mutex<Vec<(Arc<HookSpec>, State)>>,
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
    hook: Arc<HookSpec>,
    keep: bool,
}

impl OnceMarks {
    fn marked(&self) -> MutexGuard<'_, Vec<(Arc<HookSpec>, State)>> {
        self.marked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a hook has had its one run, or has it now.
    pub(crate) fn is_marked(&self, hook: &Arc<HookSpec>) -> bool {
        place_of(&self.marked(), hook).is_some()
    }

    /// Marks a hook if it is not marked.
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

    /// Marks a hook once no other run of it is without a verdict; none where one has had its.
    ///
    /// # Cancel safety
    ///
    /// A dropped future has marked nothing.
    pub(crate) async fn mark_in_turn(self: Arc<Self>, hook: Arc<HookSpec>) -> Option<OnceMark> {
        loop {
            let mut settled = pin!(self.settled.notified());
            // Registered before looking, so that an end in between is not missed.
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
    /// Settles the mark: whether the run was judged and is no failure.
    pub(crate) fn settle(mut self, has_run: bool) {
        self.keep = has_run;
    }
}

impl Drop for OnceMark {
    fn drop(&mut self) {
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
            Some(place) => drop(marked.swap_remove(place)),
            None => {}
        }
        drop(marked);
        self.marks.settled.notify_waiters();
    }
}

/// The mark of a hook: its own, or after a reload that of the same hook as it was read before.
fn place_of(marked: &[(Arc<HookSpec>, State)], hook: &Arc<HookSpec>) -> Option<usize> {
    let own = |(marked, _): &(Arc<HookSpec>, State)| Arc::ptr_eq(marked, hook);
    let same = |(marked, _): &(Arc<HookSpec>, State)| is_same(marked, hook);
    let place = marked.iter().position(own);
    place.or_else(|| marked.iter().position(same))
}

/// Whether a hook that was read again is the one that was read before: all but its line and what it
/// says while it runs is equal. One that changed is another hook.
fn is_same(before: &HookSpec, now: &HookSpec) -> bool {
    if before.event != now.event || before.id != now.id || before.source.file != now.source.file {
        return false;
    }
    let mut moved = before.clone();
    // Each load makes its own of them.
    if let (Handler::Command(before), Handler::Command(now)) = (&mut moved.handler, &now.handler) {
        before.start_check.clone_from(&now.start_check);
        before.confinement.clone_from(&now.confinement);
    }
    moved.source.line = now.source.line;
    moved.status_message.clone_from(&now.status_message);
    moved == *now
}
