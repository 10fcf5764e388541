//! What became of each selected hook, and the row that says so.

use std::sync::Arc;

use hooks_exec::HookRun;
use hooks_types::{Cause, Exit, Failure, HookSpec, Note, OutcomeKind, Row, RowStatus, RunFacts};

use super::fold::Vote;
use super::judge::{Judged, judge};

/// A selected hook in a dispatch.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its place in config order.
    pub(crate) hook: usize,
    pub(crate) spec: Arc<HookSpec>,
    /// What is to be said about its matcher.
    pub(crate) note: Option<Note>,
    /// It fails without being started.
    pub(crate) failure: Option<Failure>,
    pub(crate) state: State,
}

/// What became of it.
#[derive(Debug)]
pub(crate) enum State {
    /// Its turn has not come; at the end of a dispatch: an earlier hook blocked.
    Waiting,
    Skipped(Cause, String),
    /// It runs in the background.
    Started,
    /// It was ended because a hook before it blocked.
    Cancelled,
    Ran(Box<Finished>),
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) facts: RunFacts,
    pub(crate) judged: Judged,
    /// Whether its vote is in the fold; that of a background hook is not.
    pub(crate) votes: bool,
    /// Why its content could not be used; its vote is then a block.
    pub(crate) refused: Option<String>,
}

impl Entry {
    pub(crate) fn new(hook: usize, spec: Arc<HookSpec>) -> Self {
        Self {
            hook,
            spec,
            note: None,
            failure: None,
            state: State::Waiting,
        }
    }

    /// Records how its run ended.
    pub(crate) fn finish(&mut self, run: HookRun, votes: bool) {
        self.state = State::Ran(Box::new(Finished {
            judged: judge(&self.spec, run.result),
            facts: run.facts,
            votes,
            refused: None,
        }));
    }

    pub(crate) fn finished(&self) -> Option<&Finished> {
        match &self.state {
            State::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    pub(crate) fn finished_mut(&mut self) -> Option<&mut Finished> {
        match &mut self.state {
            State::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// Its vote, where it has one.
    pub(crate) fn vote(&self) -> Option<&Vote> {
        self.finished()
            .filter(|finished| finished.votes)
            .map(|finished| &finished.judged.vote)
    }

    pub(crate) fn blocks(&self) -> bool {
        self.vote()
            .is_some_and(|vote| vote.outcome.kind() == OutcomeKind::Block)
    }
}

/// A row with the facts of its hook.
pub(crate) fn bare_row(spec: &HookSpec, status: RowStatus) -> Row {
    let mut row = Row::new(spec.id.clone(), spec.source.to_string(), status);
    row.scope = spec.scope;
    row.dialect = spec.form.dialect;
    row
}

/// A row of a hook that did not start.
pub(crate) fn skipped_row(spec: &HookSpec, cause: Cause, reason: Option<String>) -> Row {
    let mut row = bare_row(spec, RowStatus::Skipped);
    row.cause = Some(cause);
    row.reason = reason;
    row
}

/// The row of a selected hook; `counted` is what it put into the fold.
pub(crate) fn row_of(entry: &Entry, counted: Option<OutcomeKind>) -> Row {
    let spec = &entry.spec;
    let mut row = match &entry.state {
        State::Waiting => skipped_row(
            spec,
            Cause::AfterBlock,
            Some("a hook before it blocked".to_owned()),
        ),
        State::Skipped(cause, reason) => skipped_row(spec, cause.clone(), Some(reason.clone())),
        State::Started => bare_row(spec, RowStatus::Started),
        State::Cancelled => {
            let mut row = bare_row(spec, RowStatus::Failed);
            row.cause = Some(Cause::Cancelled);
            row.reason = Some("ended because a hook before it blocked".to_owned());
            row
        }
        State::Ran(finished) => ran_row(spec, &finished.facts, &finished.judged, counted),
    };
    row.notes.extend(entry.note.clone());
    row
}

/// The row of a run that is in no fold.
pub(crate) fn finished_row(spec: &HookSpec, run: HookRun) -> Row {
    ran_row(spec, &run.facts, &judge(spec, run.result), None)
}

fn ran_row(
    spec: &HookSpec,
    facts: &RunFacts,
    judged: &Judged,
    counted: Option<OutcomeKind>,
) -> Row {
    let mut row = bare_row(spec, RowStatus::Ran);
    row.reason.clone_from(&judged.vote.message);
    if let Some(failure) = &judged.failure {
        row.status = RowStatus::Failed;
        row.cause = Some(failure.cause.clone());
        row.reason = Some(failure.message.clone());
    }
    row.outcome = counted;
    row.said = judged.said.filter(|said| Some(*said) != counted);
    match facts.exit {
        Exit::Code(code) => row.exit_code = Some(code),
        Exit::Signal(signal) => row.signal = Some(signal),
        _ => {}
    }
    row.duration_ms = facts.duration.as_secs_f64() * 1000.0;
    row.truncated = facts.truncated;
    row.leaked = facts.leaked;
    row.not_contained = facts.not_contained;
    row.notes.clone_from(&facts.notes);
    row
}
