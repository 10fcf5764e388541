//! Turns a hook's output and ending (exit code, signal, timeout) into an answer or a failure. One
//! pure function does this for every dialect, so executors need no knowledge of dialects.

mod driver;
mod driver_endings;
mod exit_origin;
mod json_slip;
mod language;
mod native;
mod native_answer;
mod native_exit_two;
mod native_failure;
mod native_reading;
mod native_words;
mod noise;
mod reading;
mod rules;
mod split_output;
mod unclean;

pub use exit_origin::EXIT_TWO_OVERRIDES;
pub(crate) use native::whole_answer;
pub(crate) use native_reading::{KEYS as NATIVE_KEYS, restrictions as native_restrictions};
pub use reading::{Decision, Reading, Replacement};
pub use rules::{BlockReason, EndingMeans, OutputRules, OutputText, Printed, RunContext};

use crate::answer::HookAnswer;
use crate::cause::Failure;
use crate::dialect::Dialect;
use crate::gates::guards_gate;
use crate::note::{Note, NoteCode};
use crate::outcome::OutcomeKind;
use crate::payload::Payload;
use crate::run_output::{Ending, RunOutput};
use crate::spec::HookSpec;

/// The result of a run: an answer or a failure, with remarks.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use = "dropping the result loses a block or the failure of a guard"]
pub struct Interpretation {
    /// The answer, or the failure if there is no answer.
    pub result: Result<HookAnswer, Failure>,
    /// Remarks for the hook's row in the report.
    pub notes: Vec<Note>,
}

impl Interpretation {
    /// Creates a result without remarks.
    pub fn new(result: Result<HookAnswer, Failure>) -> Self {
        Self {
            result,
            notes: Vec::new(),
        }
    }
}

/// Maximum number of remarks of one kind for one hook in the report. If there are more, a last remark of this kind says
/// how many were left out.
const NOTES_OF_A_KIND: usize = 8;

/// Judges a run of `spec` on `payload`.
///
/// If the hook failed, returns the failure, to which the router applies `on_failure`. But if the output takes effect in
/// spite of the failure, as a block, an ask or a stop usually does, returns an answer. For a native hook that printed
/// only a stop, this answer has the outcome that `on_failure` demands.
pub fn interpret(spec: &HookSpec, payload: &Payload, said: &RunOutput<'_>) -> Interpretation {
    match spec.form.dialect.resolved() {
        Ok(dialect) => {
            let judged = late_block(dialect, spec, payload, said)
                .unwrap_or_else(|| judge(dialect, spec, payload, said));
            Interpretation {
                result: judged.result,
                notes: bounded(judged.notes),
            }
        }
        // The dialect is unknown, so the output cannot be read. The run fails, and `on_failure` applies.
        Err(failure) => Interpretation::new(Err(failure)),
    }
}

/// Judges a run with the rules of its dialect.
///
/// Native hooks are judged by a separate function, because their rules differ: if a failed hook prints a stop,
/// `on_failure` decides the outcome; an allow among other lines has no effect; and remarks name the typical mistakes in
/// native hooks.
fn judge(
    dialect: &dyn Dialect,
    spec: &HookSpec,
    payload: &Payload,
    said: &RunOutput<'_>,
) -> Interpretation {
    match spec.form.dialect.is_native() {
        true => native::interpret(spec, payload, said),
        false => driver::judge(dialect, spec, payload, said),
    }
}

/// Returns the block of a hook that exited with code 2 after the executor had asked it to end: the hook decided to
/// block, but too late. The event must be a gate (an event that can prevent an action). Returns `None` for any other
/// late exit, because such a run is judged only by its `ending`.
fn late_block(
    dialect: &dyn Dialect,
    spec: &HookSpec,
    payload: &Payload,
    said: &RunOutput<'_>,
) -> Option<Interpretation> {
    // If the event is not a gate, no action waits for the answer, so a late block is only a failure.
    if said.late_exit != Some(2) || !guards_gate(spec) {
        return None;
    }
    let mut by_itself = *said;
    // Judge the run as if the hook had exited with 2 in time, to read the reason and the other texts in the usual way.
    by_itself.ending = Ending::Exited(2);
    let mut judged = judge(dialect, spec, payload, &by_itself);
    let blocks = |answer: &HookAnswer| answer.outcome.kind() == OutcomeKind::Block;
    judged.result.as_ref().is_ok_and(blocks).then(|| {
        let message = "it exited with 2 only after it was asked to end; the block counts";
        judged.notes.push(Note::new(NoteCode::BadEnding, message));
        judged
    })
}

/// Keeps the first [`NOTES_OF_A_KIND`] remarks of each kind, because a hook with many equal mistakes must not fill the
/// report.
fn bounded(notes: Vec<Note>) -> Vec<Note> {
    let mut seen: Vec<(NoteCode, usize)> = Vec::new();
    let mut kept = Vec::new();
    for note in notes {
        let at = seen.iter().position(|(code, _)| *code == note.code);
        let before = match at.and_then(|at| seen.get_mut(at)) {
            Some((_, count)) => {
                *count += 1;
                *count - 1
            }
            None => {
                seen.push((note.code.clone(), 1));
                0
            }
        };
        // Count the remarks of each kind separately, because many remarks on keys must not displace the remark on how
        // the hook ended.
        if before < NOTES_OF_A_KIND {
            kept.push(note);
        }
    }
    let more = seen.into_iter().filter_map(|(code, count)| {
        let more = count
            .checked_sub(NOTES_OF_A_KIND)
            .filter(|more| *more > 0)?;
        Some(Note::new(code, format!("{more} more of this kind")))
    });
    kept.extend(more);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_of_one_kind_are_counted_and_not_repeated() {
        let notes: Vec<Note> = (0..50_000)
            .map(|n| Note::new(NoteCode::UnknownKey, n.to_string()))
            .chain([Note::new(NoteCode::Bom, "once")])
            .collect();
        let notes = bounded(notes);
        assert_eq!(notes.len(), NOTES_OF_A_KIND + 2);
        assert_eq!(
            notes.last().map(|note| note.message.as_str()),
            Some("49992 more of this kind")
        );
    }
}
