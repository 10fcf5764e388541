//! Judges a run in any dialect except the native dialect. The driver asks the dialect for the meaning of objects,
//! endings and texts, and decides which parts of the output take effect.
//!
//! A block, an ask or a stop takes effect anywhere in the output, unless the dialect ignores all output of a hook that
//! ended in this way. An allow or a replacement takes effect only in an object that is the whole output, from a hook
//! that got its whole payload.

use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::dialect::Dialect;
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::payload::Payload;
use crate::reader::{Answers, Object};
use crate::run_output::{Delivery, RunOutput};
use crate::spec::HookSpec;
use crate::text::short_name;

use super::Interpretation;
use super::noise::noise;
use super::reading::{Decision, Reading, texts};
use super::rules::{EndingMeans, Printed, RunContext};
use super::split_output::SplitOutput;
use super::unclean::unclean;

/// Judges a run of `spec` on `payload`.
///
/// The result depends only on the output and the ending, not on the executor that ran the hook. The executor has
/// already applied the limits of time and size. The ending shows a timeout, and [`RunOutput`] shows which output was
/// dropped.
pub(crate) fn judge(
    dialect: &dyn Dialect,
    spec: &HookSpec,
    payload: &Payload,
    said: &RunOutput<'_>,
) -> Interpretation {
    let form = &spec.form;
    let printed = SplitOutput::read(said, Answers { dialect, form });
    let mut driver = Driver {
        dialect,
        run: RunContext::new(spec, payload, said),
        notes: printed.about_bytes(),
        printed: &printed,
        blocks_by_exit: false,
    };
    let mut result = driver.result();
    match &mut result {
        // Some lines of the output were read separately (`OutputRules::line_apart`). Put the notices from these lines
        // before the notices of the answer.
        Ok(answer) => drop(answer.notices.splice(0..0, texts(&printed.notices))),
        Err(failure) => {
            // If the failure already names a failure policy, that policy takes precedence over the dialect's policy for
            // the cause.
            let means = || dialect.meaning(spec, &failure.cause);
            failure.means = failure.means.or_else(means);
        }
    }
    Interpretation {
        result,
        notes: driver.notes,
    }
}

/// Judges one run and collects its remarks.
pub(super) struct Driver<'a> {
    /// The dialect whose rules apply.
    pub(super) dialect: &'a dyn Dialect,
    /// The hook, its payload and its ending.
    pub(super) run: RunContext<'a>,
    /// The output, split by the dialect's rules.
    pub(super) printed: &'a SplitOutput<'a>,
    /// The remarks so far.
    pub(super) notes: Vec<Note>,
    /// Whether the exit code blocks, regardless of the output.
    pub(super) blocks_by_exit: bool,
}

impl Driver<'_> {
    /// Asks the dialect what the ending (exit code, signal, timeout) means, and judges the output
    /// accordingly.
    fn result(&mut self) -> Result<HookAnswer, Failure> {
        match self.dialect.ending(&self.run) {
            EndingMeans::Answers => {
                // Look first for an object with a restriction (block, ask or stop) anywhere in the output. If there is
                // no restriction, use the object that is the whole output.
                let restricting = self.restricting().map(Ok);
                match restricting.or_else(|| self.whole()) {
                    Some(reading) => self.delivered(reading?),
                    None => self.text(),
                }
            }
            EndingMeans::Text => self.text(),
            EndingMeans::Blocks(reason) => Ok(self.blocks(reason)),
            EndingMeans::Nothing { stderr_is_notice } => Ok(self.nothing(stderr_is_notice)),
            EndingMeans::Fails { counts, named } => self.fails(counts, named),
        }
    }

    /// Reads an object. If `restricts` is true and the object has no stop, adds the first stop that any object of the
    /// output contains.
    pub(super) fn read(&self, object: &Object, restricts: bool) -> Reading {
        let read = |object: &Object| self.dialect.read(object, &self.run.spec.form);
        let mut reading = read(object);
        if self.printed.rules.all_remarks {
            let own = std::mem::take(&mut reading.notes);
            reading.note_unknown(object, self.dialect.keys());
            reading.note_doubled(object);
            reading.notes.extend(own);
        }
        // This object has the strictest decision. A stop in a different object must not be lost, so add it here.
        if restricts {
            let mut stops = self.printed.out.found.stops();
            let stop = || stops.find_map(|found| read(&found.object).stop);
            reading.stop = reading.stop.or_else(stop);
        }
        // Let the dialect adjust the reading to facts such as the ending. The dialect's `read` cannot do this, because
        // it is also called while the hook still runs.
        self.dialect.settle(&self.run, object, &mut reading);
        reading
    }

    /// Returns the strictest block, ask or stop in the output, even if the hook's agent would refuse the object that
    /// contains it.
    pub(super) fn restricting(&mut self) -> Option<Reading> {
        let mut reading = self.read(self.printed.strictest(Printed::Restrictions)?, true);
        // The hook's agent would drop the whole object because of these problems. Keep the object's block, ask or stop,
        // because keeping it is stricter than dropping it.
        let what = match reading.decision {
            Some(Decision::Block) => "block",
            Some(Decision::Ask) => "ask",
            _ => "stop",
        };
        for problem in std::mem::take(&mut reading.refused) {
            let message =
                format!("The {what} counts, although its agent would refuse it: {problem}");
            reading.note(NoteCode::Stricter, message);
        }
        let clean = self.printed.is_clean();
        if !clean && self.printed.rules.all_remarks {
            self.note(NoteCode::Noise, noise(&self.printed.out));
        }
        if !clean {
            let remarks = unclean(
                self.printed,
                &self.run,
                reading.decision,
                self.blocks_by_exit,
            );
            self.notes.extend(remarks);
        }
        self.notes.append(&mut reading.notes);
        // An allow or a replacement in the object has no effect if there is more output than the object, or if the hook
        // did not get its whole payload.
        match clean && self.run.said.delivery == Delivery::Whole {
            true => Some(reading),
            false => Some(reading.restricting_only()),
        }
    }

    /// Reads the object that is the whole output. Returns `None` if the output is not one object.
    pub(super) fn whole(&mut self) -> Option<Result<Reading, Failure>> {
        let SplitOutput { rules, out, .. } = self.printed;
        let mut reading = self.read(self.printed.whole.as_ref()?, false);
        self.notes.append(&mut reading.notes);
        // Invalid UTF-8 matters only for an allow or a replacement. A block, an ask or a stop always takes effect.
        let unclean = rules.loosens_in_utf8_only && out.lossy && reading.loosens();
        if unclean && reading.refused.is_empty() {
            reading.refuse("it is not valid UTF-8");
        }
        if reading.refused.is_empty() {
            return Some(Ok(reading));
        }
        let problem = format!("{}{}", rules.refusal, reading.refused.join("; "));
        let mut failure = Failure::new(Cause::BadAnswer, problem);
        failure.said = reading.said();
        Some(Err(failure))
    }

    /// Returns the object that blocks, asks or stops. If there is none, returns the object that is the whole output,
    /// unless the agent refuses this object.
    pub(super) fn object(&mut self) -> Option<Reading> {
        self.restricting().or_else(|| self.whole()?.ok())
    }

    /// Returns the answer of a hook that ended well, or whose agent obeys the object although the hook failed.
    ///
    /// An allow or a replacement is rejected if the hook did not get the whole payload, or if a key that decides occurs
    /// twice. A stop in the rejected answer still takes effect; the decision then becomes a proceed.
    pub(super) fn delivered(&self, reading: Reading) -> Result<HookAnswer, Failure> {
        let mut answer = self.answer(reading);
        let kind = answer.outcome.kind();
        let whole = self.printed.whole.as_ref();
        let failure = match (
            whole.and_then(Object::doubled_decision),
            self.run.said.delivery,
        ) {
            _ if !matches!(kind, OutcomeKind::Allow | OutcomeKind::Modify) => return Ok(answer),
            // A key that decides occurs twice. It is unclear which of its values the author meant, so nothing is
            // allowed.
            (Some(key), _) => Failure::new(
                Cause::BadAnswer,
                format!("`{}` appears twice", short_name(key)),
            ),
            // The agent ignores this allow, so the allow cannot let a call run and needs no check.
            (None, _) if answer.outcome == Outcome::inert_allow(None) => return Ok(answer),
            // A hook that has read only a part of the call cannot have approved the whole call.
            (None, Delivery::Partial { written }) => Failure::new(
                Cause::NotDelivered,
                format!("it answered {kind} but had read only {written} bytes of its payload"),
            ),
            (None, Delivery::Whole) => return Ok(answer),
        };
        if answer.stop.is_none() {
            return Err(failure.with_said(kind));
        }
        // The stop still takes effect, but the rejected decision does not.
        answer.outcome = Outcome::Proceed;
        Ok(answer)
    }

    /// Converts a reading to an answer.
    pub(super) fn answer(&self, reading: Reading) -> HookAnswer {
        reading.answer(self.dialect, self.run.payload)
    }

    /// Adds a remark.
    pub(super) fn note(&mut self, code: NoteCode, message: impl Into<String>) {
        self.notes.push(Note::new(code, message));
    }
}
