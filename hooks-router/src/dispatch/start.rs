//! Starts one selected hook, and records how its run ended.
//!
//! There are four cases: a hook is skipped (a `once` hook that has run), is started in the background, fails without
//! a start, or is run by a future that this module returns. [`strategy`](super::strategy) polls these futures, so this
//! module does not handle order or cancellation.

use std::sync::Arc;

use hooks_exec::{HookRun, SharedPayload};
use hooks_types::HookSpec;
use hooks_types::report::Cause;
use hooks_types::spec::Strategy;
use tokio::time::timeout_at;

use super::detached::detach;
use super::entry::{Again, Pass, State};
use super::lost_fields::lost_fields;
use super::options::BackgroundMode;
use super::rows::finished_row;
use super::run::{RunContext, run_hook};
use super::spill::shorten;
use super::under_way::{Dispatch, Shown};
use super::watch::RunWatch;
use crate::panic::BoxFuture;
use crate::router::next_id;
use crate::session::{Once, OnceMark, OnceMarks};

/// How a started hook ended. `None` means that a `once` hook was running for a different call, and that run got a
/// verdict. The hook then does not run for this call.
pub(super) type Ended = Option<Run>;

/// A run that has ended.
pub(super) struct Run {
    run: HookRun,
    /// Notifies observers of the end; `None` if there is no observer.
    watch: Option<RunWatch>,
    /// The mark that says that a `once` hook runs or has run. If it is dropped before the run is judged, the hook
    /// may run again.
    mark: Option<OnceMark>,
}

impl Dispatch {
    /// Starts a hook and returns its run. Returns `None` if the hook is skipped, runs in the background or does not
    /// run in this pass (first or final).
    pub(super) fn start(
        &mut self,
        place: usize,
        shown: &Shown,
        pass: Pass,
    ) -> Option<BoxFuture<Ended>> {
        let entry = self.entries.get_mut(place)?;
        // There are two cases in which a hook starts: it has not run and this is its pass (first or final), or this
        // is the final pass and the hook must run again to judge a change.
        let again = pass == Pass::Final && matches!(entry.again, Again::Due);
        if !again && (pass != entry.pass || !matches!(entry.state, State::Waiting)) {
            return None;
        }
        let observers = Arc::clone(self.session.observers());
        let (spec, id) = (Arc::clone(&entry.spec), self.id);
        let new_watch = || RunWatch::of(&observers, id, &spec, &shown.payload);
        let watch = new_watch();
        // A `once` hook judges one call per session. Its second run, which judges a change of this call, belongs to
        // the same call. So only the first run needs a mark.
        let once = entry.spec.once && !again && !entry.spoke_before;
        // Mark the hook before anything is awaited: two calls that arrive together must not both find it unmarked.
        let mark = match once.then(|| self.session.once().mark(&entry.spec)) {
            None => None,
            Some(Once::First(mark)) => Some(mark),
            // The hook is running for a different call right now and has no verdict yet. At a gate, wait for the
            // verdict: if the hook were skipped here, this call could get past a guard.
            Some(Once::Runs) if !entry.spec.background && entry.spec.event.traits().gates() => {
                let marks = Arc::clone(self.session.once());
                let waits = after_other(
                    marks,
                    watch,
                    Arc::clone(&self.context),
                    Arc::clone(&entry.spec),
                    shown.payload.clone(),
                );
                return Some(Box::pin(waits));
            }
            Some(Once::Runs | Once::HasRun) => {
                entry.state = spent();
                return None;
            }
        };
        if let Some(failure) = entry.failure.clone() {
            let run = HookRun::failed(failure);
            // The hook cannot run. Treat it as a hook that ran and failed: then the failure policy is applied, and the
            // row is made, in the usual place.
            let run = Run { run, watch, mark };
            return Some(Box::pin(async move { Some(run) }));
        }
        let payload = shown.payload.clone();
        if entry.spec.background && self.background == BackgroundMode::Detach {
            match detach(&self.session, entry, payload, mark, watch) {
                Ok(()) => entry.state = State::Started,
                // Record the failure here: this background hook has no run, so `record` is not called for it.
                Err(failure) => {
                    entry.finish(HookRun::failed(failure), false);
                    let (watch, ended) = (new_watch(), entry.ran_in(pass));
                    if let (Some(watch), Some(ended)) = (watch, ended) {
                        let row = finished_row(&entry.spec, ended, entry.note.clone());
                        // Notify observers of this failure, because they are notified whenever a background hook ends.
                        watch.in_background().finished(&row, &ended.judged.vote);
                    }
                }
            }
            return None;
        }
        let (context, spec) = (Arc::clone(&self.context), Arc::clone(&entry.spec));
        Some(Box::pin(async move {
            Some(marked(context, spec, payload, mark, watch).await)
        }))
    }

    /// Records how a run ended.
    pub(super) fn record(&mut self, place: usize, ended: Ended, shown: &Shown, pass: Pass) {
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        let Some(Run { run, watch, mark }) = ended else {
            entry.state = spent();
            return;
        };
        // A background hook decides nothing, even if the agent waits for it.
        let votes = !entry.spec.background;
        match pass {
            Pass::First => entry.finish(run, votes),
            Pass::Final => entry.finish_final(run, votes, &shown.payload.payload().event),
        }
        if let Some(mark) = mark {
            let judged = entry.ran_in(pass).map(|finished| &finished.judged);
            // If the run failed, the `once` hook may run again: a guard that crashed must still judge the next call.
            mark.settle(judged.is_some_and(|judged| judged.failure.is_none()));
        }
        // Among the hooks that judge the final content, votes after a block have no effect, whatever the strategy.
        let always = entry.spec.strategy == Strategy::All && pass == Pass::First;
        let spec = Arc::clone(&entry.spec);
        if let Some(finished) = entry.ran_in_mut(pass) {
            finished.judged.vote.saw.clone_from(&shown.content);
            finished.judged.vote.always_counts = always;
            let vote = &mut finished.judged.vote;
            let lost = lost_fields(&spec, shown.payload.payload(), &vote.outcome);
            finished.facts.notes.extend(lost);
            let notes = shorten(vote, &spec, self.session.spill_dir(), next_id);
            finished.facts.notes.extend(notes);
        }
        if let Some(watch) = watch
            && let Some(finished) = entry.ran_in(pass)
        {
            let row = finished_row(&spec, finished, entry.note.clone());
            watch.finished(&row, &finished.judged.vote);
        }
    }
}

/// The reason in the row of a `once` hook that is skipped.
pub(crate) const SPENT: &str = "it runs once per session and has already run";

/// Returns the state of a `once` hook that has run.
fn spent() -> State {
    State::Skipped(Cause::Once, SPENT.to_owned())
}

/// Runs a hook and returns the run with the hook's `once` mark, if there is one.
async fn marked(
    context: Arc<RunContext>,
    spec: Arc<HookSpec>,
    payload: SharedPayload,
    mark: Option<OnceMark>,
    mut watch: Option<RunWatch>,
) -> Run {
    let run = run_hook(context, spec, payload, &mut watch).await;
    Run { run, watch, mark }
}

/// Waits while a `once` hook runs for a different call. If that run fails, runs the hook for this call. Takes no slot
/// during the wait, because the awaited run might need the slot.
async fn after_other(
    marks: Arc<OnceMarks>,
    watch: Option<RunWatch>,
    context: Arc<RunContext>,
    spec: Arc<HookSpec>,
    payload: SharedPayload,
) -> Ended {
    let marking = marks.mark_in_turn(Arc::clone(&spec));
    let mark = match context.last_moment_of_another(&spec) {
        None => Ok(marking.await),
        Some(last) => timeout_at(last, marking).await,
    };
    match mark {
        Ok(Some(mark)) => Some(marked(context, spec, payload, Some(mark), watch).await),
        Ok(None) => None,
        Err(_) => Some(Run {
            run: HookRun::failed(context.no_turn()),
            watch,
            mark: None,
        }),
    }
}
