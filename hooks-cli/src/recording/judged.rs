//! Finds out how the output of a run was judged.

use hooks_exec::HookRun;
use hooks_types::HookAnswer;
use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::report::{Cause, Failure};

/// Returns whether stdout held text, but no answer that the hook's dialect could read.
pub(super) fn is_no_answer(run: &HookRun) -> bool {
    match &run.result {
        Ok(answer) => *answer == HookAnswer::proceed() && has_noise(run),
        // A failure with `said` does not count, because its output held an answer among other text.
        Err(failure) => failure.cause == Cause::BadAnswer && failure.said.is_none(),
    }
}

/// Returns whether a hook's answer lets the call go on unchanged.
pub(super) fn lets_pass(run: &HookRun) -> bool {
    let kind = |answer: &HookAnswer| answer.stop.is_none().then(|| answer.outcome.kind());
    let answer = run.result.as_ref().ok().and_then(kind);
    matches!(answer, Some(OutcomeKind::Proceed | OutcomeKind::Allow))
}

/// Returns whether a worker process was ended because it did not send its first message (`hello`).
pub(super) fn is_without_hello(failure: &Failure) -> bool {
    let began = "its worker did not say hello";
    failure.cause == Cause::WorkerUnavailable && failure.message.starts_with(began)
}

/// Returns whether a note says that some output is not part of the answer.
pub(super) fn has_noise(run: &HookRun) -> bool {
    let mut notes = run.facts.notes.iter();
    notes.any(|note| note.code == NoteCode::Noise)
}
