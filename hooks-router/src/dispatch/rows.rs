//! Makes the report rows of selected hooks.
//!
//! A row says what a hook did and which outcome it contributed. The two can differ: a vote after a block contributes
//! nothing, and a failure contributes the outcome of the hook's failure policy. The field `said` has the hook's own
//! outcome if that differs from the contributed one.

use std::time::Duration;

use hooks_types::answer::{Note, NoteCode, OutcomeKind};
use hooks_types::output::{Exit, RunFacts};
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::{HookSpec, Outcome};

use super::entry::{Again, Entry, Finished, Pass, State};
use super::judge::Judged;
use crate::row::{bare_row, skipped_row};

/// Makes the report row of a selected hook. `counted` returns the outcome that the hook contributed in the first or
/// the final pass.
///
/// For a hook that ran twice, the row shows the second run or, if the first run contributed a stronger outcome, the
/// first run. A note describes the run that is not shown. The duration is the sum of both runs.
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

/// Makes the row of a hook that ran twice, in the first and in the final pass. Each run is passed together with the
/// outcome that it contributed.
fn twice(
    spec: &HookSpec,
    (first, before): (&Finished, Option<OutcomeKind>),
    (second, after): (&Finished, Option<OutcomeKind>),
) -> Row {
    let duration = first.facts.duration.saturating_add(second.facts.duration);
    // `None` (the run contributed nothing) is less than every outcome. So a run that contributed something is shown
    // rather than a run that contributed nothing.
    let first_shown = before > after;
    let (shown, counted) = if first_shown {
        (first, before)
    } else {
        (second, after)
    };
    let mut row = ran_row(spec, &shown.facts, &shown.judged, counted);
    row.duration_ms = milliseconds(duration);
    // Report truncated output, leaked processes and missing containment if either run had them.
    row.truncated = first.facts.truncated || second.facts.truncated;
    row.leaked = first.facts.leaked || second.facts.leaked;
    row.not_contained = first.facts.not_contained || second.facts.not_contained;
    let (other, content, said) = if first_shown {
        (second, "the replacement", after)
    } else {
        (first, "the first content it saw", before)
    };
    row.notes.extend(other.facts.notes.iter().cloned());
    row.stop = row.stop.or_else(|| other.judged.vote.stop.clone());
    let message = match said {
        Some(said) => format!("for {content} it answered {}", said.code()),
        None => format!("for {content} its answer had no effect"),
    };
    row.notes.push(Note::new(NoteCode::JudgedChange, message));
    row
}

/// Makes the row of a hook that ran once or not at all.
fn once(entry: &Entry, counted: Option<OutcomeKind>) -> Row {
    let spec = &entry.spec;
    match &entry.state {
        State::Waiting => skipped_row(
            spec,
            Cause::AfterBlock,
            Some("an earlier hook blocked".to_owned()),
        ),
        State::Skipped(cause, reason) => skipped_row(spec, cause.clone(), Some(reason.clone())),
        State::Started => bare_row(spec, RowStatus::Started),
        State::Cancelled => {
            let mut row = bare_row(spec, RowStatus::Failed);
            row.cause = Some(Cause::Cancelled);
            row.reason = Some("ended because an earlier hook blocked".to_owned());
            row
        }
        State::Ran(finished) => ran_row(spec, &finished.facts, &finished.judged, counted),
    }
}

/// Makes the row of a run that has ended, before the votes of all hooks are merged.
pub(super) fn finished_row(spec: &HookSpec, finished: &Finished, note: Option<Note>) -> Row {
    let vote = &finished.judged.vote;
    let counted = match &vote.outcome {
        _ if !finished.votes => None,
        Outcome::Allow {
            content: Some(_), ..
        } => Some(OutcomeKind::Modify),
        outcome => Some(outcome.kind()),
    };
    let mut row = ran_row(spec, &finished.facts, &finished.judged, counted);
    row.notes.extend(note);
    row
}

/// Makes the row of a run.
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
        // Use the message alone, because the row has separate fields for the hook and the cause.
        row.reason = Some(match &failure.advice {
            Some(advice) => format!("{}. {advice}", failure.message),
            None => failure.message.clone(),
        });
    }
    row.outcome = counted;
    // Set `said` only if the hook's own outcome differs from the contributed one. They differ if a failure policy, or
    // the block of an earlier hook, has changed the outcome.
    row.said = judged.said.filter(|said| Some(*said) != counted);
    row.stop.clone_from(&judged.vote.stop);
    match facts.exit {
        Exit::Code(code) => row.exit_code = Some(code),
        Exit::Signal(signal) => row.signal = Some(signal),
        _ => {}
    }
    row.duration_ms = milliseconds(facts.duration);
    row.truncated = facts.truncated;
    row.leaked = facts.leaked;
    row.not_contained = facts.not_contained;
    row.notes.clone_from(&facts.notes);
    if judged.ungranted {
        let message = format!(
            "its allow has no effect: a hook of a {} cannot allow calls unless it is trusted to allow them",
            spec.scope
        );
        row.notes.push(Note::new(NoteCode::Stricter, message));
    }
    row
}

/// Returns a duration in milliseconds, rounded to the microsecond: clocks are not more exact than that.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
