//! From ending and output to an answer or a failure, by Codex's rules.

use super::events::{self, Row, Says, Text};
use super::object;
use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::dialect::Dialect;
use crate::dialects::ending;
use crate::dialects::fields::Fields;
use crate::dialects::reading::{self, Decision, Reading};
use crate::dialects::stdout::Printed;
use crate::interpret::{Interpretation, exit_two_origin};
use crate::note::{Note, NoteCode};
use crate::payload::Payload;
use crate::said::{Ending, Said};
use crate::spec::HookSpec;
use crate::text::{plain, quoted, uncut};
use crate::wire::Restriction;

/// How strictly a line restricts by itself.
pub(super) fn restriction(row: &Row, line: &str) -> Option<Restriction> {
    let fields = Fields::parse(line).ok()?;
    object::read(row, &fields).restriction()
}

struct Run<'a> {
    row: &'static Row,
    payload: &'a Payload,
    said: &'a Said<'a>,
    out: Printed<'a>,
    notes: Vec<Note>,
}

/// Judges a run.
pub(super) fn judge(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    let out = Printed::read(&said.stdout);
    let mut run = Run {
        row: events::row(&spec.form.event),
        payload,
        said,
        notes: out.notes(),
        out,
    };
    let mut interpretation = Interpretation::new(run.result());
    interpretation.notes = run.notes;
    interpretation
}

impl Run<'_> {
    fn result(&mut self) -> Result<HookAnswer, Failure> {
        match self.said.ending {
            Ending::Exited(0) | Ending::Responded(200..=299) => self.exited_well(),
            Ending::Exited(2) if self.row.exit2_blocks => Ok(self.exit_blocks()),
            Ending::TimedOut | Ending::Cancelled => self.cut_short(),
            _ => {
                let mut failure = ending::failure(self.said);
                failure.said = self.printed().and_then(|reading| reading.said());
                Err(failure)
            }
        }
    }

    /// The whole output as one answer object, or the line of it that blocks or asks.
    fn printed(&self) -> Option<Reading> {
        let row = self.row;
        let whole = Fields::parse(self.out.trimmed()).ok();
        let whole = whole.map(|fields| object::read(row, &fields));
        if whole
            .as_ref()
            .is_some_and(|whole| whole.restriction().is_some())
        {
            return whole;
        }
        let line = self.out.restricting_line(|line| restriction(row, line));
        let line = line.and_then(|line| Fields::parse(line).ok());
        line.map(|fields| object::read(row, &fields)).or(whole)
    }

    fn exited_well(&mut self) -> Result<HookAnswer, Failure> {
        if self.row.says == Says::Unread || (self.out.is_empty() && !self.out.truncated) {
            return Ok(HookAnswer::proceed());
        }
        if let Some(reading) = self
            .printed()
            .filter(|reading| reading.restriction().is_some())
        {
            return Ok(self.restricted(reading));
        }
        let text = self.out.trimmed();
        if text.starts_with(['{', '[']) && self.out.truncated {
            return Err(Failure::new(
                Cause::Truncated,
                "its answer was cut at the cap",
            ));
        }
        // Codex takes a byte order mark for text.
        if self.out.bom || !text.starts_with(['{', '[']) {
            return self.plain_text();
        }
        let fields = Fields::parse(text).map_err(|error| {
            Failure::new(
                Cause::BadAnswer,
                format!(
                    "its output starts like JSON but is not one object ({error}): {}",
                    quoted(text.as_bytes(), 80)
                ),
            )
        })?;
        let mut reading = object::read(self.row, &fields);
        self.notes.append(&mut reading.notes);
        if !reading.refused.is_empty() {
            let problem = reading.refused.join("; ");
            let mut failure =
                Failure::new(Cause::BadAnswer, format!("Codex refuses it: {problem}"));
            failure.said = reading.said();
            return Err(failure);
        }
        let answer = reading.answer(Dialect::Codex, self.payload);
        reading::whole(&answer, self.said.delivery)?;
        Ok(answer)
    }

    fn plain_text(&mut self) -> Result<HookAnswer, Failure> {
        match self.row.text {
            Text::Context => Ok(HookAnswer::proceed().with_context(uncut(self.out.trimmed()))),
            Text::Fails => Err(Failure::new(
                Cause::BadAnswer,
                format!(
                    "its output is no answer object: {}",
                    quoted(self.out.trimmed().as_bytes(), 80)
                ),
            )),
            Text::Ignored => {
                self.notes.push(self.out.noise_note());
                Ok(HookAnswer::proceed())
            }
        }
    }

    /// Exit code 2: a block whatever is on stdout.
    fn exit_blocks(&mut self) -> HookAnswer {
        self.notes.extend(exit_two_origin(self.said.stderr.bytes));
        let err = Printed::read(&self.said.stderr);
        let printed = self.printed();
        let mut reason = plain(err.trimmed());
        if reason.is_empty() {
            self.notes.push(Note::new(
                NoteCode::Stricter,
                "Codex drops a block by exit code 2 with an empty stderr",
            ));
            reason = printed
                .filter(|reading| reading.decision == Some(Decision::Block))
                .and_then(|reading| reading.reason)
                .unwrap_or_default();
        }
        let reading = Reading {
            decision: Some(Decision::Block),
            reason: Some(reason),
            ..Reading::default()
        };
        reading.answer(Dialect::Codex, self.payload)
    }

    /// Ended by us: a block or an ask that was printed before stands.
    fn cut_short(&mut self) -> Result<HookAnswer, Failure> {
        let mut failure = ending::failure(self.said);
        match self.printed() {
            Some(reading) if reading.restriction().is_some() => {
                self.notes.push(Note::new(
                    NoteCode::Stricter,
                    format!("{failure}; what it had said before stands"),
                ));
                Ok(self.restricted(reading))
            }
            reading => {
                failure.said = reading.and_then(|reading| reading.said());
                Err(failure)
            }
        }
    }

    /// A block or an ask in Codex's own words, whatever Codex itself would refuse beside it.
    fn restricted(&mut self, mut reading: Reading) -> HookAnswer {
        let clean = !self.out.bom && Fields::parse(self.out.trimmed()).is_ok();
        if !clean {
            self.notes.push(Note::new(
                NoteCode::Stricter,
                "a line that blocks or asks counts although other output stands around it",
            ));
            reading = reading.restricting_only();
        }
        reading.count_despite_refusal();
        self.notes.append(&mut reading.notes);
        reading.answer(Dialect::Codex, self.payload)
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
