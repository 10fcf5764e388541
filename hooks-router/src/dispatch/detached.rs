//! Runs background hooks after their dispatch has started them.

use std::sync::Arc;

use hooks_exec::SharedPayload;
use hooks_types::Failure;

use super::entry::{Entry, Finished};
use super::judge::judge;
use super::rows::finished_row;
use super::run::{RunContext, run_hook};
use super::spill::shorten;
use super::watch::RunWatch;
use super::words::detached_words;
use crate::fold::Folded;
use crate::router::{Shared, next_id};
use crate::session::{OnceMark, Session};

/// Starts a hook in the background. When it ends, its texts wait in the session, its variables are set, and
/// observers are notified.
///
/// # Errors
///
/// The router was shut down, or too many background hooks run.
pub(super) fn detach(
    session: &Session,
    entry: &Entry,
    payload: SharedPayload,
    mark: Option<OnceMark>,
    watch: Option<RunWatch>,
) -> Result<(), Failure> {
    let router = Arc::clone(session.shared());
    let (id, of_sessions) = (next_id(), session.lineage());
    let context = RunContext::in_background(Arc::clone(&router), session.allowance());
    let mut watch = watch.map(RunWatch::in_background);
    let (spec, note) = (Arc::clone(&entry.spec), entry.note.clone());
    let session = session.clone();
    let run = async move {
        let _ended = EndsOnDrop(Arc::clone(&context.router), id);
        // Declared after `_ended`, so it is dropped first: the texts of a subagent's session must have reached its
        // parent before the run counts as ended.
        let listener = session;
        let run = run_hook(Arc::new(context), Arc::clone(&spec), payload, &mut watch).await;
        let mut finished = Finished {
            judged: judge(&spec, run.result),
            facts: run.facts,
            votes: false,
            refused: None,
        };
        if let Some(mark) = mark {
            mark.settle(finished.judged.failure.is_none());
        }
        let vote = &mut finished.judged.vote;
        let notes = shorten(vote, &spec, listener.spill_dir(), next_id);
        finished.facts.notes.extend(notes);
        listener
            .pending()
            .add(detached_words(&spec, &finished.judged));
        // A fold of this vote alone: `take_up` drops variables that a hook of a higher scope has set.
        let mut alone = Folded::default();
        alone.add_variables(&finished.judged.vote);
        listener.variables().take_up(&mut alone);
        if let Some(watch) = watch {
            watch.finished(&finished_row(&spec, &finished, note), &finished.judged.vote);
        }
    };
    router.background.start(id, of_sessions, &entry.spec, run)
}

/// Removes a background run from the list when it is dropped, however it ends.
struct EndsOnDrop(Arc<Shared>, u64);

impl Drop for EndsOnDrop {
    fn drop(&mut self) {
        self.0.background.end(self.1);
    }
}
