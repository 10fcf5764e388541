//! The rules of native answers; the table in `docs/answers.md` shows all of them.
//!
//! A restriction (block, ask or stop) always takes effect, with any output around its object and with any ending. Any
//! other decision (proceed, modify, allow) takes effect only if its object is the whole output, the exit code is 0, and
//! the hook got its whole payload. Empty output at exit code 0 is a proceed, and exit code 2 is a block. Everything
//! else is a failure, to which the failure policy (`on_failure`) applies.

use super::Interpretation;
use super::json_slip::json_slip;
use super::native_answer::NativeAnswer;
use super::native_failure::{failed_ending, no_answer, not_delivered, still_speaking};
use super::native_reading::may_answer;
use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::event::EventName;
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::payload::Payload;
use crate::policy::OnFailure;
use crate::reader::Restriction;
use crate::reader::{Answers, Object, Output, object_in};
use crate::run_output::{Delivery, Ending, RunOutput};
use crate::spec::HookSpec;
use crate::text::quoted;

/// Maximum length of quoted output in a message, in characters.
pub(crate) const QUOTE: usize = 160;

/// Judges a run of a native hook.
pub(crate) fn interpret(
    spec: &HookSpec,
    payload: &Payload,
    said: &RunOutput<'_>,
) -> Interpretation {
    let answers = match Answers::of(&spec.form) {
        Ok(answers) => answers,
        Err(failure) => return Interpretation::new(Err(failure)),
    };
    let mut run = Run {
        spec,
        event: payload.event.name(),
        said,
        out: Output::read(&said.stdout, answers),
        answers,
        notes: Vec::new(),
    };
    let result = run.judge();
    Interpretation {
        result,
        notes: run.notes,
    }
}

/// Returns the answer in `line`, if the line is a single object that is an answer.
pub(super) fn answer_in(line: &str, answers: Answers<'_>) -> Option<NativeAnswer> {
    let object = object_in(line, answers).filter(may_answer)?;
    let answer = NativeAnswer::read(&object);
    answer.is_answer().then_some(answer)
}

/// Converts an object that is the whole output of a hook that ended well.
///
/// A block or an ask takes effect in spite of flaws, such as a key that occurs twice. If an object has both a stop and
/// a flaw, the answer becomes a block, because this function does not know the hook's failure policy.
pub(crate) fn whole_answer(object: &Object) -> Result<HookAnswer, String> {
    let answer = NativeAnswer::read(object);
    // A block or an ask takes effect even if the object has flaws.
    if answer.restriction() > Some(Restriction::Stop) {
        return Ok(answer.restricting(Outcome::Proceed));
    }
    let stopping = answer.restriction().map(|_| answer.clone());
    answer.whole().or_else(|flaw| match stopping {
        Some(stopping) => Ok(stopping.restricting(Outcome::block(flaw))),
        None => Err(flaw),
    })
}

/// Judges one run and collects its remarks.
pub(super) struct Run<'a> {
    /// The hook.
    spec: &'a HookSpec,
    /// The event of the payload.
    event: EventName,
    /// The output and the ending of the run.
    pub(super) said: &'a RunOutput<'a>,
    /// The standard output.
    pub(super) out: Output<'a>,
    /// The dialect and form in which answers are read.
    pub(super) answers: Answers<'a>,
    /// The remarks so far.
    pub(super) notes: Vec<Note>,
}

impl Run<'_> {
    /// Judges the run: exit code 2 first, then a single object, then blocks, asks and stops in
    /// other output.
    fn judge(&mut self) -> Result<HookAnswer, Failure> {
        // Exit code 2 blocks regardless of the output, so handle it first.
        if self.said.ending == Ending::Exited(2) {
            return Ok(self.exit_two());
        }
        // A hook can print a block, an ask or a stop and then crash, hang or be killed. Its decision still takes
        // effect, so remember the failure and read the output.
        let failed = failed_ending(self.said);
        // A hook without an objection may exit without reading its payload. So empty output is a proceed even if the
        // payload was not delivered.
        if failed.is_none() && self.out.is_empty() {
            return Ok(HookAnswer::proceed());
        }
        if let Some(answer) = self.whole() {
            return self.whole_object(answer, failed);
        }
        match self.strictest() {
            Some(answer) => {
                self.remark_noise();
                Ok(self.restricting(answer, failed.as_ref()))
            }
            None => {
                Err(failed
                    .unwrap_or_else(|| no_answer(self.spec, self.said, &self.out, self.answers)))
            }
        }
    }

    /// Returns the object that is the whole output. Returns `None` if the output also contains a stricter restriction,
    /// for example in an object that is nested in a log line.
    pub(super) fn whole(&self) -> Option<NativeAnswer> {
        let object = self.out.whole.as_ref()?;
        let found = self.out.found.strictest();
        let mut answer = NativeAnswer::read(object);
        let is_all = match found {
            None => true,
            // The search also found restrictions in nested objects and in the text as a terminal shows it. The whole
            // object is the answer only if it has a key of an answer and none of these restrictions is stricter.
            Some(found) => {
                object.is_answer() && answer.restriction() >= Some(found.restraint.restriction)
            }
        };
        if !is_all {
            return None;
        }
        if self.out.lossy {
            answer.not_utf8(self.said.stdout.bytes);
        }
        Some(answer)
    }

    /// Returns the object with the strictest block, ask or stop, and adds the first stop of any object. A hook can
    /// print a block and a stop in two objects, and both must take effect.
    pub(super) fn strictest(&self) -> Option<NativeAnswer> {
        let mut answer = NativeAnswer::read(self.out.restricting()?);
        for other in self.out.found.stops() {
            answer.also_stopping(NativeAnswer::read(&other.object));
        }
        if self.out.lossy {
            answer.not_utf8(self.said.stdout.bytes);
        }
        Some(answer)
    }

    /// Judges output that is exactly one object.
    fn whole_object(
        &mut self,
        answer: NativeAnswer,
        failed: Option<Failure>,
    ) -> Result<HookAnswer, Failure> {
        // A block or an ask takes effect even if something else is wrong with the run.
        if answer.restriction() > Some(Restriction::Stop) {
            return Ok(self.restricting(answer, failed.as_ref()));
        }
        let failure = match (failed, self.said.delivery) {
            (Some(failure), _) => failure,
            (None, Delivery::Partial { written }) => not_delivered(written),
            // A process that the hook started still holds stdout, and could still print a block. So refuse an allow or
            // a modification.
            (None, Delivery::Whole) if self.said.stdout_held && answer.loosens() => {
                still_speaking()
            }
            (None, Delivery::Whole) => {
                let stopping = answer.restriction().map(|_| answer.clone());
                let notes = answer.notes.clone();
                let whole = answer.whole();
                let whole = whole.map_err(|flaw| Failure::new(Cause::BadAnswer, flaw));
                return match (whole, stopping) {
                    // The decision has a flaw, but the answer's stop still takes effect. The failure policy decides
                    // whether the call runs.
                    (Err(failure), Some(stopping)) => {
                        Ok(self.restricting(stopping, Some(&failure)))
                    }
                    (whole, _) => {
                        self.notes.extend(notes);
                        whole
                    }
                };
            }
        };
        // Only a stop is possible here, because a block or an ask was returned above.
        if answer.restriction().is_some() {
            return Ok(self.restricting(answer, Some(&failure)));
        }
        // An object that is not an answer is a log line, so add no remark on the object.
        if !answer.is_answer() {
            return Err(failure);
        }
        let kind = answer.decision.unwrap_or(OutcomeKind::Proceed);
        self.note(
            NoteCode::SaidButNotCounted,
            format!("it answered `{kind}`, which counts only if the hook ends cleanly"),
        );
        Err(failure.with_said(kind))
    }

    /// Converts an answer that blocks, asks or stops. Adds remarks on the answer's flaw and on a bad ending of the run.
    fn restricting(&mut self, mut answer: NativeAnswer, failed: Option<&Failure>) -> HookAnswer {
        self.notes.append(&mut answer.notes);
        if let Some(flaw) = &answer.flaw {
            let message = format!("it counts despite its form: {flaw}");
            self.note(NoteCode::Stricter, message);
        }
        if let Some(failure) = failed {
            self.note(
                NoteCode::BadEnding,
                format!("its earlier answer counts: {failure}"),
            );
        }
        // A stop does not decide the call. After a failure, the failure policy decides the call, as if there were no
        // stop.
        let beside_stop = match failed {
            Some(failure) => self.policy(failure),
            None => Outcome::Proceed,
        };
        answer.restricting(beside_stop)
    }

    /// Returns the outcome that the failure policy gives to the call of a failed hook that printed a stop. The stop
    /// ends the agent's run but does not decide the call.
    fn policy(&self, failure: &Failure) -> Outcome {
        let message = failure.message.clone();
        let can = |kind| self.event.traits().carries(kind);
        match self.spec.on_failure {
            OnFailure::Ask if can(OutcomeKind::Ask) => Outcome::ask(Some(message), None),
            // If the event does not support an ask, use a block, which is the next stricter outcome.
            OnFailure::Ask | OnFailure::Block if can(OutcomeKind::Block) => Outcome::block(message),
            _ => Outcome::Proceed,
        }
    }

    /// Adds remarks for an object that blocks, asks or stops: a remark if the object is broken JSON, and a remark that
    /// quotes the first line outside the object.
    fn remark_noise(&mut self) {
        let found = self.out.found.strictest();
        let line = found.and_then(|found| self.out.beside(found));
        let part = found.map(|found| self.out.part(found));
        if let Some(slip) = part.and_then(|part| json_slip(&part, self.spec)) {
            self.note(NoteCode::Noise, slip);
            let message = "a block, ask or stop takes effect even in broken JSON".to_owned();
            self.note(NoteCode::Stricter, message);
        }
        if let Some(line) = line {
            let message = format!("output besides its answer: `{}`", quoted(line, QUOTE));
            self.note(NoteCode::Noise, message);
        }
    }

    /// Adds a remark.
    pub(super) fn note(&mut self, code: NoteCode, message: String) {
        self.notes.push(Note::new(code, message));
    }
}

#[cfg(test)]
#[path = "native_tests.rs"]
mod tests;
