//! From what a program printed and how it ended to an answer or a failure: one pure function,
//! keyed by the hook's dialect. Executors call it and know no dialect.

mod exit_origin;
mod lines;
mod long_line;
mod native;
mod native_answer;
mod native_failure;
mod native_reading;
mod near;
mod raw_object;
mod scanner;

#[cfg(feature = "dialects")]
pub(crate) use exit_origin::exit_two_origin;
pub(crate) use native::{interpret as interpret_native, restricts as restricts_natively};
#[cfg(feature = "dialects")]
pub(crate) use native_failure::failed_ending;
pub(crate) use near::nearest;
pub(crate) use raw_object::{RawObject, string};
pub use scanner::RestrictionScanner;

use crate::answer::HookAnswer;
use crate::cause::Failure;
use crate::note::{Note, NoteCode};
use crate::payload::Payload;
use crate::said::Said;
use crate::spec::HookSpec;
use crate::wire::wire_of;

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Interpretation {
    /// The answer, or why there is none.
    pub result: Result<HookAnswer, Failure>,
    /// Remarks for the row.
    pub notes: Vec<Note>,
}

impl Interpretation {
    /// A result without remarks.
    #[must_use]
    pub fn new(result: Result<HookAnswer, Failure>) -> Self {
        Self {
            result,
            notes: Vec::new(),
        }
    }
}

/// Remarks of one kind that a row carries at most; one more counts the rest.
const NOTES_OF_A_KIND: usize = 8;

/// Judges a run of `spec` on `payload`.
#[must_use]
pub fn interpret(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    match wire_of(spec.form.dialect) {
        Ok(wire) => {
            let Interpretation { result, notes } = wire.interpret(spec, payload, said);
            Interpretation {
                result,
                notes: bounded(notes),
            }
        }
        Err(failure) => Interpretation::new(Err(failure)),
    }
}

/// The first remarks of each kind: a hook that repeats itself must not fill the report.
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
