//! What became of each selected hook, and the row that says so.

use std::sync::Arc;

use hooks_exec::HookRun;
use hooks_types::{
    Cause, Exit, Failure, HookEvent, HookSpec, Note, NoteCode, OutcomeKind, Role, Row, RowStatus,
    RunFacts,
};

use super::fold::Vote;
use super::judge::{Judged, judge, judge_final};

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
    /// When it runs for the first time.
    pub(crate) pass: Pass,
    /// It had its say to the call in an earlier event; what `once` allows it has had too.
    pub(crate) spoke_before: bool,
    pub(crate) state: State,
    /// Its second run.
    pub(crate) again: Again,
    /// Whose replacement it judges in the final pass.
    pub(crate) judges_change: Option<Note>,
}

/// The two parts of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pass {
    /// Hooks in their segments, which may replace what the event is about.
    First,
    /// Those that judge what came of it: validators, and hooks of higher scopes that judged
    /// something else.
    Final,
}

/// Whether a hook that ran in the first pass runs in the final one too.
#[derive(Debug)]
pub(crate) enum Again {
    No,
    /// Its turn has not come.
    Due,
    /// It was ended because a hook before it blocked.
    Cancelled,
    Ran(Box<Finished>),
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
            note: None,
            failure: None,
            pass: match spec.role {
                Role::Validate => Pass::Final,
                _ => Pass::First,
            },
            spoke_before: false,
            spec,
            state: State::Waiting,
            again: Again::No,
            judges_change: None,
        }
    }

    /// Records how its run in the first pass ended.
    pub(crate) fn finish(&mut self, run: HookRun, votes: bool) {
        self.state = State::Ran(Box::new(Finished {
            judged: judge(&self.spec, run.result),
            facts: run.facts,
            votes,
            refused: None,
        }));
    }

    /// Records how its run in the final pass ended, in which it was given this event.
    pub(crate) fn finish_final(&mut self, run: HookRun, votes: bool, given: &HookEvent) {
        let mut finished = Box::new(Finished {
            judged: judge_final(&self.spec, run.result, given),
            facts: run.facts,
            votes,
            refused: None,
        });
        match &self.state {
            State::Ran(first) => {
                // What it says to the model or the user both times is said once.
                let (said, vote) = (&first.judged.vote, &mut finished.judged.vote);
                vote.context.retain(|text| !said.context.contains(text));
                vote.notices.retain(|text| !said.notices.contains(text));
                self.again = Again::Ran(finished);
            }
            _ => self.state = State::Ran(finished),
        }
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

    /// Records that its run was ended because a hook before it blocked.
    pub(crate) fn cancel(&mut self) {
        match self.again {
            Again::Due => self.again = Again::Cancelled,
            _ => self.state = State::Cancelled,
        }
    }

    /// Its run in a pass, where it has one that has ended.
    pub(crate) fn ran_in(&self, pass: Pass) -> Option<&Finished> {
        if pass == self.pass {
            return self.finished();
        }
        match &self.again {
            Again::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub(crate) fn ran_in_mut(&mut self, pass: Pass) -> Option<&mut Finished> {
        if pass == self.pass {
            return self.finished_mut();
        }
        match &mut self.again {
            Again::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// Its vote in a pass, where it has one.
    pub(crate) fn vote_in(&self, pass: Pass) -> Option<&Vote> {
        self.ran_in(pass)
            .filter(|finished| finished.votes)
            .map(|finished| &finished.judged.vote)
    }

    pub(crate) fn blocks(&self) -> bool {
        [Pass::First, Pass::Final].iter().any(|pass| {
            self.vote_in(*pass)
                .is_some_and(|vote| vote.outcome.kind() == OutcomeKind::Block)
        })
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

/// The row of a selected hook; `counted` is what it put into the fold in each pass.
///
/// Of a hook that ran twice the row shows the second run, or the first where that put something
/// stronger into the fold; a note tells of the other. Its duration is that of both.
pub(crate) fn row_of(entry: &Entry, counted: impl Fn(Pass) -> Option<OutcomeKind>) -> Row {
    let mut row = match (&entry.state, &entry.again) {
        (State::Ran(first), Again::Ran(second)) => twice(
            &entry.spec,
            (first, counted(Pass::First)),
            (second, counted(Pass::Final)),
        ),
        _ => once(entry, counted(entry.pass)),
    };
    if entry.ran_in(Pass::Final).is_some() {
        row.notes.extend(entry.judges_change.clone());
    }
    row.notes.extend(entry.note.clone());
    row
}

/// The row of a hook that ran in both passes, with what each run put into the fold.
fn twice(
    spec: &HookSpec,
    (first, before): (&Finished, Option<OutcomeKind>),
    (second, after): (&Finished, Option<OutcomeKind>),
) -> Row {
    let duration = first.facts.duration.saturating_add(second.facts.duration);
    let first_shown = before > after;
    let (shown, counted) = if first_shown {
        (first, before)
    } else {
        (second, after)
    };
    let mut row = ran_row(spec, &shown.facts, &shown.judged, counted);
    row.duration_ms = duration.as_secs_f64() * 1000.0;
    row.truncated = first.facts.truncated || second.facts.truncated;
    row.leaked = first.facts.leaked || second.facts.leaked;
    row.not_contained = first.facts.not_contained || second.facts.not_contained;
    let (other, content, said) = if first_shown {
        (second, "what was put in place", after)
    } else {
        (first, "what it saw first", before)
    };
    row.notes.extend(other.facts.notes.iter().cloned());
    let said = said.map_or("nothing that counts", OutcomeKind::code);
    row.notes.push(Note::new(
        NoteCode::JudgedChange,
        format!("to {content} it said {said}"),
    ));
    row
}

/// The row of a hook that ran once, or not at all.
fn once(entry: &Entry, counted: Option<OutcomeKind>) -> Row {
    let spec = &entry.spec;
    match &entry.state {
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
    }
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
