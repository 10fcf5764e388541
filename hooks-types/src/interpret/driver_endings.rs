//! Judges the runs that a text or an ending (exit code, signal, timeout) decides, in any dialect except the native
//! dialect.

use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::note::NoteCode;
use crate::outcome::{Outcome, OutcomeKind};
use crate::run_output::Ending;
use crate::text::plain;

use super::driver::Driver;
use super::exit_origin::{exit_two_origin, stderr_beside, stdout_beside};
use super::json_slip::json_slip;
use super::reading::{Decision, Reading};
use super::rules::{BlockReason, Printed};

impl Driver<'_> {
    /// Judges output that is not an object. Asks the dialect for the meaning of the text on this event: the text can be
    /// context, a reason, a broken answer or nothing.
    pub(super) fn text(&mut self) -> Result<HookAnswer, Failure> {
        let text = self.printed.as_text();
        let slip = json_slip(text.as_str(), self.run.spec);
        let mut reading = match (self.dialect.text(&self.run, &text), slip) {
            (Err(mut failure), Some(slip)) if failure.cause == Cause::BadAnswer => {
                // Put the mistake before the message, because the message can end with a quotation.
                failure.message.insert_str(0, &format!("{slip}; "));
                return Err(failure);
            }
            // An empty reading means that the agent ignores the text. So mention a mistake in an object only if the
            // reading is not empty.
            (Ok(mut reading), Some(slip)) if reading != Reading::default() => {
                reading.note(NoteCode::Noise, slip);
                reading
            }
            (read, _) => read?,
        };
        let blocks = reading.decision == Some(Decision::Block) && reading.reason.is_some();
        // The text that became the block's reason could be the error message of an interpreter that exited with 2. So
        // add a remark on this possibility.
        if blocks && self.run.ending == Ending::Exited(2) {
            self.note_exit_origin();
            // If an agent reads a text on stderr too, it does so only if stdout is empty.
            if !self.run.said.stdout.bytes.trim_ascii().is_empty() {
                self.notes.extend(stderr_beside(self.run.said.stderr.bytes));
            }
        }
        self.notes.append(&mut reading.notes);
        Ok(self.answer(reading))
    }

    /// Returns the answer of a hook whose exit code blocks. The reason comes from stderr or from the printed object.
    pub(super) fn blocks(&mut self, from: BlockReason) -> HookAnswer {
        self.blocks_by_exit = true;
        let stderr = match from {
            // `BlockReason::Object` means that the agent ignores stderr. So stderr becomes a remark and not the reason.
            BlockReason::Object => String::new(),
            _ => plain(self.printed.err.trimmed()),
        };
        // Whether stdout holds no object, from which more than the reason could be read.
        let is_text = !matches!(from, BlockReason::StderrThenObject(_))
            && self.printed.whole.is_none()
            && self.printed.strictest(Printed::Restrictions).is_none();
        let mut reading = match from {
            BlockReason::StderrThenObject(_) if !stderr.is_empty() => {
                self.notes.extend(stdout_beside(self.run.said.stdout.bytes));
                Reading::default()
            }
            BlockReason::StderrThenObject(remark) => {
                self.note(NoteCode::Stricter, remark);
                self.object().unwrap_or_default()
            }
            _ => self.object().unwrap_or_default(),
        };
        let blocks = reading.decision == Some(Decision::Block);
        // Use the reason only if the object blocks, because the reason of an allow or an ask does not explain a block.
        let says_why = |reason: &String| blocks && !reason.trim().is_empty();
        let reason = reading.reason.take().filter(says_why);
        if reason.is_some() || from == BlockReason::Object {
            self.notes.extend(stderr_beside(self.run.said.stderr.bytes));
        } else {
            // No object gave a reason, so the exit code could come from an interpreter or a shell and not from the
            // hook. Add a remark on this possibility.
            self.note_exit_origin();
            if is_text && !stderr.is_empty() {
                self.notes.extend(stdout_beside(self.run.said.stdout.bytes));
            }
        }
        reading.decision = Some(Decision::Block);
        reading.reason = Some(reason.unwrap_or(stderr));
        self.answer(reading)
    }

    /// Judges a run whose ending has no meaning on this event. Only blocks, asks and stops in the output take effect.
    pub(super) fn nothing(&mut self, stderr_is_notice: bool) -> HookAnswer {
        let reading = self.object().unwrap_or_default();
        let mut answer = self.answer(reading.restricting_only());
        let stderr = &self.printed.err;
        let is_shown = stderr_is_notice && !stderr.is_empty();
        if is_shown {
            answer.notices.push(plain(stderr.trimmed()));
        }
        if answer.outcome == Outcome::Proceed {
            let ending = match self.run.ending {
                Ending::Exited(code) => format!("exit code {code}"),
                _ => "this ending".to_owned(),
            };
            let event = &self.run.spec.form.event;
            let message = match is_shown {
                true => {
                    format!("{ending} does not block on {event}; only the user sees its stderr")
                }
                false => format!("{ending} does nothing on {event}"),
            };
            self.note(NoteCode::SaidButNotCounted, message);
        }
        answer
    }

    /// Judges a run that ended as a failure. A restriction (block, ask, stop) that the hook printed before it failed
    /// can still take effect.
    pub(super) fn fails(&mut self, counts: Printed, named: Printed) -> Result<HookAnswer, Failure> {
        let mut failure = self.run.failure();
        let heard = self.printed.strictest(counts).is_some();
        if let Some(reading) = heard.then(|| self.restricting()).flatten() {
            let is_exit = matches!(self.run.ending, Ending::Exited(_));
            if !is_exit {
                let message = format!("{failure}; its earlier answer still counts");
                self.note(NoteCode::Stricter, message);
            }
            return Ok(self.answer(reading.restricting_only()));
        }
        match counts {
            // Some agents obey a complete object although the exit code means failure (Claude Code, on events that
            // cannot prevent an action).
            Printed::Objects => match self.whole() {
                Some(Ok(reading)) => return self.delivered(reading),
                Some(Err(refused)) => failure.said = refused.said,
                None => {}
            },
            _ => failure.said = self.unheard(named),
        }
        let stderr = self.printed.stderr();
        Err(self.dialect.failed(&self.run, failure, &stderr))
    }

    /// Returns the outcome that a failed hook printed and that has no effect. Adds a remark on this outcome.
    fn unheard(&mut self, named: Printed) -> Option<OutcomeKind> {
        let strictest = self.printed.strictest(named);
        let whole = self.printed.whole.as_ref();
        let whole = whole.filter(|_| named == Printed::Objects);
        let mut reading = self.read(strictest.or(whole)?, strictest.is_some());
        // Without `all_remarks`, keep only the remarks that the dialect made, and add no further remark.
        if !self.printed.rules.all_remarks {
            // A server wrote the body of an HTTP error. It is not a hook's answer, so remove remarks on unknown keys.
            if matches!(self.run.ending, Ending::Responded(_)) {
                reading
                    .notes
                    .retain(|note| note.code != NoteCode::UnknownKey);
            }
            self.notes.append(&mut reading.notes);
            return reading.said();
        }
        let answer = self.answer(reading);
        let kind = Some(answer.outcome.kind()).filter(|kind| *kind != OutcomeKind::Proceed)?;
        let why = answer.message().unwrap_or("without a reason");
        let message =
            format!("it printed `{kind}` and then failed, so this answer does not count: {why}");
        self.note(NoteCode::SaidButNotCounted, message);
        Some(kind)
    }

    /// Adds a remark if exit code 2 seems to come from an interpreter or a shell.
    fn note_exit_origin(&mut self) {
        let note = exit_two_origin(self.run.said.stderr.bytes);
        self.notes.extend(note);
    }
}
