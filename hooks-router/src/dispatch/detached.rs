//! Runs background hooks after their dispatch has started them.
//!
//! The dispatch does not wait for the result, so the run itself must deliver it: it adds the hook's texts to the
//! session's pending texts, sets variables in the session, and notifies observers of the end. If the run is ended
//! early, `Drop` delivers the texts of the answer that the hook had already given. The hook's decision has no effect.

use std::sync::Arc;

use hooks_exec::{HookRun, LastWords, SharedPayload};
use hooks_types::answer::Note;
use hooks_types::{Failure, HookAnswer, HookSpec};

use super::entry::{Entry, Finished};
use super::judge::{Judged, judge};
use super::rows::finished_row;
use super::run::{RunContext, run_hook};
use super::spill::shorten;
use super::watch::RunWatch;
use super::words::{background_words, detached_words};
use crate::background::{Cut, cut_row};
use crate::fold::Folded;
use crate::router::{Shared, next_id};
use crate::session::{OnceMark, Session};

/// Starts a hook in the background. When it ends, its texts wait in the session, its variables are set, and
/// observers are notified.
///
/// # Errors
///
/// The router was shut down, too many background hooks run or wait, or there is no tokio runtime.
pub(super) fn detach(
    session: &Session,
    entry: &Entry,
    payload: SharedPayload,
    mark: Option<OnceMark>,
    watch: Option<RunWatch>,
) -> Result<(), Failure> {
    let router = Arc::clone(session.shared());
    let (id, of_sessions) = (next_id(), session.lineage());
    let (last_words, cut) = (LastWords::default(), Cut::default());
    let shared = Arc::clone(&router);
    let context = RunContext::in_background(shared, session.allowance(), last_words.clone());
    let detached = Detached {
        listener: session.clone(),
        spec: Arc::clone(&entry.spec),
        note: entry.note.clone(),
        watch: watch.map(RunWatch::in_background),
        last_words,
        cut: Arc::clone(&cut),
    };
    let run = async move {
        // Locals are dropped in reverse order, so `_ended`, which removes the run from the list, is dropped last.
        let _ended = EndsOnDrop(Arc::clone(&context.router), id);
        // `detached` is a local after `_ended`, so it is dropped first: the texts of a subagent's session must reach
        // the parent session before the run is removed from the list.
        let mut detached = detached;
        let spec = Arc::clone(&detached.spec);
        let run = run_hook(Arc::new(context), spec, payload, &mut detached.watch).await;
        detached.hear(run, mark);
    };
    router
        .background
        .start(id, of_sessions, &entry.spec, cut, run)
}

/// Receives the result of a background hook. If this value is dropped before the run ends, the texts of the answer that
/// the hook has already given are delivered.
struct Detached {
    /// The session that receives the hook's texts and variables.
    listener: Session,
    spec: Arc<HookSpec>,
    note: Option<Note>,
    watch: Option<RunWatch>,
    /// The answer that the hook has given so far, if the hook's executor can read it before the run ends.
    last_words: LastWords,
    /// The value that keeps the run's report row if the run is ended early.
    cut: Cut,
}

impl Detached {
    /// Delivers the result of a run that has ended.
    fn hear(&mut self, run: HookRun, mark: Option<OnceMark>) {
        // The hook's last words (an answer that it gave before it was ended early) are needed only if the run failed.
        // Otherwise the run's answer contains everything that the hook said.
        let before = self.last_words.take().filter(|_| run.result.is_err());
        let before = before.map(|answer| self.hand_over(answer));
        let mut finished = Finished {
            judged: judge(&self.spec, run.result),
            facts: run.facts,
            votes: false,
            refused: None,
        };
        if let Some(mark) = mark {
            mark.settle(finished.judged.failure.is_none());
        }
        let vote = &mut finished.judged.vote;
        let notes = shorten(vote, &self.spec, self.listener.spill_dir(), next_id);
        finished.facts.notes.extend(notes);
        let words = detached_words(&self.spec, &finished.judged);
        self.listener.pending().add(words);
        // The vote of a background hook is not merged with other votes, so take the variables of this vote alone.
        let mut alone = Folded::default();
        alone.add_variables(&finished.judged.vote);
        self.listener.variables().take_up(&mut alone);
        if let Some((before, notes)) = before {
            let judged = &mut finished.judged;
            // The hook's decision has no effect, but the report row shows what the hook would have decided.
            judged.said = judged.said.or(before.said);
            judged.vote.context.extend(before.vote.context);
            judged.vote.notices.extend(before.vote.notices);
            judged.vote.stop = judged.vote.stop.take().or(before.vote.stop);
            finished.facts.notes.extend(notes);
        }
        if let Some(watch) = self.watch.take() {
            let row = finished_row(&self.spec, &finished, self.note.take());
            watch.finished(&row, &finished.judged.vote);
        }
    }

    /// Hands over the texts of an answer whose hook was ended early. The answer decides nothing and sets no variables.
    fn hand_over(&self, answer: HookAnswer) -> (Judged, Vec<Note>) {
        let mut judged = judge(&self.spec, Ok(answer));
        let vote = &mut judged.vote;
        let notes = shorten(vote, &self.spec, self.listener.spill_dir(), next_id);
        let words = background_words(&self.spec, &judged);
        self.listener.pending().add(words);
        (judged, notes.into_iter().collect())
    }
}

impl Drop for Detached {
    fn drop(&mut self) {
        let Some(answer) = self.last_words.take() else {
            return;
        };
        let (judged, notes) = self.hand_over(answer);
        let mut row = cut_row(&self.spec);
        row.said = judged.said;
        row.stop.clone_from(&judged.vote.stop);
        row.notes = notes;
        row.notes.extend(self.note.take());
        if let Some(watch) = self.watch.take() {
            watch.finished(&row, &judged.vote);
        }
        // No other code sets the cell, so this cannot fail.
        let _ = self.cut.set(row);
    }
}

/// Removes a background run from the router's list when this value is dropped, however the run ends.
struct EndsOnDrop(Arc<Shared>, u64);

impl Drop for EndsOnDrop {
    fn drop(&mut self) {
        self.0.background.end(self.1);
    }
}
