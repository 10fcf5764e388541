//! Notifies observers when a dispatch or a run starts and ends, even if its future is dropped.
//!
//! If a [`DispatchWatch`] or a [`RunWatch`] is dropped before the end was reported, its `Drop` reports the end. So for
//! every start, observers learn the end too.

use std::sync::Arc;

use hooks_exec::SharedPayload;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::{HookSpec, Payload};

use super::outcome::Dispatched;
use crate::fold::Vote;
use crate::observe::{DispatchFolded, DispatchInfo, Observers, RunFinished, RunInfo};
use crate::row::bare_row;

/// Notifies observers of one dispatch. If this value is dropped before the votes were merged, observers learn that the
/// dispatch was cancelled.
pub(super) struct DispatchWatch {
    observers: Arc<Observers>,
    id: u64,
    payload: Arc<Payload>,
    /// Whether at least one hook matches the event.
    matched: bool,
    /// Whether observers were told the result of the dispatch.
    folded: bool,
}

impl DispatchWatch {
    /// Tells the observers that the dispatch has started. Returns `None` if no observer wants the event.
    pub(super) fn begin(
        observers: &Arc<Observers>,
        id: u64,
        payload: &Arc<Payload>,
        matched: bool,
    ) -> Option<Self> {
        if !observers.hear(matched) {
            return None;
        }
        let watch = Self {
            observers: Arc::clone(observers),
            id,
            payload: Arc::clone(payload),
            matched,
            folded: false,
        };
        let info = watch.info();
        observers.tell(matched, |observer| observer.dispatch_started(&info));
        Some(watch)
    }

    /// Returns the facts about the dispatch in the form for observers.
    fn info(&self) -> DispatchInfo<'_> {
        DispatchInfo {
            id: self.id,
            payload: &self.payload,
        }
    }

    /// Tells the observers the result of the dispatch.
    pub(super) fn folded(mut self, dispatched: &Dispatched) {
        // Set the flag before the report is made, so that `Drop` does not report a cancellation too.
        self.folded = true;
        let report = dispatched.report();
        let folded = DispatchFolded {
            dispatch: self.info(),
            report: &report,
        };
        self.observers
            .tell(self.matched, |observer| observer.dispatch_folded(&folded));
    }
}

impl Drop for DispatchWatch {
    fn drop(&mut self) {
        if !self.folded {
            let info = self.info();
            self.observers
                .tell(self.matched, |observer| observer.dispatch_cancelled(&info));
        }
    }
}

/// Notifies observers of one run. If this value is dropped between start and end, observers learn that the run was
/// cancelled.
pub(super) struct RunWatch {
    observers: Arc<Observers>,
    dispatch_id: u64,
    /// The id of the run; 0 until the run starts.
    run_id: u64,
    hook: Arc<HookSpec>,
    payload: SharedPayload,
    is_background: bool,
    /// The last message about the run that observers got.
    state: Told,
}

/// The last message about a run that observers got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Observers were told nothing yet.
    Nothing,
    /// Observers were told that the run has started.
    Start,
    /// Observers were told that the run has ended.
    End,
}

impl RunWatch {
    /// Prepares to tell the observers about a run. Returns `None` if there is no observer.
    pub(super) fn of(
        observers: &Arc<Observers>,
        dispatch_id: u64,
        hook: &Arc<HookSpec>,
        payload: &SharedPayload,
    ) -> Option<Self> {
        // Only hooks that match the event have runs, so pass `true` for `matched`.
        observers.hear(true).then(|| Self {
            observers: Arc::clone(observers),
            dispatch_id,
            run_id: 0,
            hook: Arc::clone(hook),
            payload: payload.clone(),
            is_background: false,
            state: Told::Nothing,
        })
    }

    /// Marks the run as a run of a background hook.
    pub(super) fn in_background(mut self) -> Self {
        self.is_background = true;
        self
    }

    /// Returns the facts about the run in the form for observers.
    fn info(&self) -> RunInfo<'_> {
        RunInfo {
            run_id: self.run_id,
            dispatch_id: self.dispatch_id,
            hook: &self.hook,
            payload: self.payload.payload(),
            is_background: self.is_background,
        }
    }

    /// Tells the observers that the hook's run has started.
    pub(super) fn started(&mut self, run_id: u64) {
        (self.run_id, self.state) = (run_id, Told::Start);
        let info = self.info();
        self.observers
            .tell(true, |observer| observer.hook_started(&info));
    }

    /// Tells the observers that the hook's run has ended.
    pub(super) fn finished(mut self, row: &Row, vote: &Vote) {
        self.end(row, vote);
    }

    /// Tells the observers that the run has ended. After this, `Drop` tells them nothing.
    fn end(&mut self, row: &Row, vote: &Vote) {
        self.state = Told::End;
        let finished = RunFinished {
            run: self.info(),
            row,
            contexts: &vote.context,
            notices: &vote.notices,
            stop: vote.stop.as_deref(),
            content: vote.outcome.content(),
        };
        self.observers.tell(true, |observer| {
            if self.is_background {
                observer.background_finished(&finished);
            } else {
                observer.hook_finished(&finished);
            }
        });
    }
}

impl Drop for RunWatch {
    fn drop(&mut self) {
        // A hook that never got a slot has not started, so observers get no event about it.
        if self.state == Told::Start {
            let mut row = bare_row(&self.hook, RowStatus::Failed);
            row.cause = Some(Cause::Cancelled);
            row.reason = Some("ended before it had answered".to_owned());
            self.end(&row, &Vote::default());
        }
    }
}
