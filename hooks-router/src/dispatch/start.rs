//! Starting one selected hook, and recording how its run ended.

use std::sync::Arc;

use hooks_exec::{HookRun, SharedPayload};
use hooks_types::{Cause, HookSpec, Strategy};
use tokio::time::timeout_at;

use super::entry::{Again, Pass, State};
use super::panic::BoxFuture;
use super::run::{RunContext, run_hook};
use super::spill::shorten;
use super::turn::{Shown, Turn};
use crate::session::{BackgroundMode, Once, OnceMark, OnceMarks};

/// What a started hook came to. `None` for a `once` hook that waited for another call's run of it,
/// and that run has its verdict.
pub(super) type Ended = Option<HookRun>;

impl Turn {
    /// Starts a hook, unless it is skipped, goes to the background or belongs to the other pass.
    pub(super) fn start(
        &mut self,
        place: usize,
        shown: &Shown,
        pass: Pass,
    ) -> Option<BoxFuture<Ended>> {
        let entry = self.entries.get_mut(place)?;
        let again = pass == Pass::Final && matches!(entry.again, Again::Due);
        if !again && (pass != entry.pass || !matches!(entry.state, State::Waiting)) {
            return None;
        }
        // Once a session it judges a call, with all that becomes of the call.
        let once = entry.spec.once && !again && !entry.spoke_before;
        let mark = match once.then(|| self.session.once().mark(entry.hook)) {
            None => None,
            Some(Once::First(mark)) => Some(mark),
            // A guard's verdict is waited for; nobody waits for what has none, or guards nothing.
            Some(Once::Runs) if !entry.spec.background && entry.spec.event.traits().gates() => {
                let marks = Arc::clone(self.session.once());
                let waits = after_other(
                    marks,
                    entry.hook,
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
            return Some(Box::pin(async move { Some(HookRun::failed(failure)) }));
        }
        let payload = shown.payload.clone();
        if entry.spec.background && self.background == BackgroundMode::Detach {
            match self.session.detach(entry, payload, mark) {
                Ok(()) => entry.state = State::Started,
                Err(failure) => entry.finish(HookRun::failed(failure), false),
            }
            return None;
        }
        let (context, spec) = (Arc::clone(&self.context), Arc::clone(&entry.spec));
        Some(Box::pin(async move {
            Some(marked(context, spec, payload, mark).await)
        }))
    }

    /// Records how a run ended.
    pub(super) fn record(&mut self, place: usize, ended: Ended, shown: &Shown, pass: Pass) {
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        let Some(run) = ended else {
            entry.state = spent();
            return;
        };
        let votes = !entry.spec.background;
        match pass {
            Pass::First => entry.finish(run, votes),
            Pass::Final => entry.finish_final(run, votes, &shown.payload.payload().event),
        }
        let always = entry.spec.strategy == Strategy::All && pass == Pass::First;
        let spec = Arc::clone(&entry.spec);
        if let Some(finished) = entry.ran_in_mut(pass) {
            finished.judged.vote.saw.clone_from(&shown.content);
            finished.judged.vote.always_counts = always;
            let name = || self.context.router.next_id();
            let notes = shorten(
                &mut finished.judged.vote,
                &spec,
                self.session.spill_dir(),
                name,
            );
            finished.facts.notes.extend(notes);
        }
    }
}

/// Why a `once` hook is skipped.
pub(crate) const SPENT: &str = "it runs once a session, and has run";

fn spent() -> State {
    State::Skipped(Cause::Once, SPENT.to_owned())
}

/// Runs a hook under its mark, if it has one.
async fn marked(
    context: Arc<RunContext>,
    spec: Arc<HookSpec>,
    payload: SharedPayload,
    mark: Option<OnceMark>,
) -> HookRun {
    let run = run_hook(context, spec, payload).await;
    // Dropped before this line, the mark is given back.
    if let Some(mark) = mark {
        mark.keep_unless_failed(&run);
    }
    run
}

/// Waits for another call's run of a `once` hook. If that failed, the hook runs for this call. No
/// slot is held meanwhile: the run that is waited for may need it.
async fn after_other(
    marks: Arc<OnceMarks>,
    hook: usize,
    context: Arc<RunContext>,
    spec: Arc<HookSpec>,
    payload: SharedPayload,
) -> Ended {
    let marking = marks.mark_in_turn(hook);
    let mark = match context.last_moment_of_another(&spec) {
        None => Ok(marking.await),
        Some(last) => timeout_at(last, marking).await,
    };
    match mark {
        Ok(Some(mark)) => Some(marked(context, spec, payload, Some(mark)).await),
        Ok(None) => None,
        Err(_) => Some(HookRun::failed(context.no_turn())),
    }
}
