//! From ending and output to an answer or a failure, by Codex's rules.

use hooks_types::dialect::{Answers, FoundObject, Object, Output, exit_two_origin, uncut};
use hooks_types::{
    Cause, Delivery, Ending, Failure, HookAnswer, HookSpec, Interpretation, Note, NoteCode,
    Payload, Said, plain, quoted,
};

use super::TOOLS;
use super::events::{self, Row, Says, Text};
use super::object;
use crate::reading::{self, Decision, Reading};
use crate::{ending, remarks};

struct Run<'a> {
    row: &'static Row,
    payload: &'a Payload,
    said: &'a Said<'a>,
    answers: Answers<'a>,
    out: Output<'a>,
    notes: Vec<Note>,
}

/// Judges a run.
pub(super) fn judge(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    let answers = match Answers::of(&spec.form) {
        Ok(answers) => answers,
        Err(failure) => return Interpretation::new(Err(failure)),
    };
    let out = Output::read(&said.stdout, answers);
    let mut run = Run {
        row: events::row(&spec.form.event),
        payload,
        said,
        notes: remarks::bytes(&out),
        answers,
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

    /// What restricts, else the whole output as one answer object.
    fn printed(&self) -> Option<Reading> {
        let object = self.out.restricting().or(self.out.whole.as_ref())?;
        let mut reading = object::read(self.row, object);
        let stop = |found: &FoundObject| object::read(self.row, &found.object).stop;
        reading.stop = reading
            .stop
            .or_else(|| self.out.found.stops().find_map(stop));
        Some(reading)
    }

    fn exited_well(&mut self) -> Result<HookAnswer, Failure> {
        if self.row.says == Says::Unread || self.out.is_empty() {
            return Ok(HookAnswer::proceed());
        }
        if let Some(reading) = self
            .printed()
            .filter(|reading| reading.restriction().is_some())
        {
            return Ok(self.restricted(reading));
        }
        if self.out.truncated {
            return Err(Failure::new(
                Cause::Truncated,
                "its output was cut at the cap",
            ));
        }
        let text = self.out.trimmed();
        // Codex takes a byte order mark for text.
        if self.out.has_bom() || !text.starts_with(['{', '[']) {
            return self.plain_text();
        }
        let Some(object) = self.out.whole.clone() else {
            let problem = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
                Err(error) => format!("starts like JSON but is not one object ({error})"),
                Ok(_) => "is JSON but not one object".to_owned(),
            };
            let text = quoted(text.as_bytes(), 80);
            return Err(Failure::new(
                Cause::BadAnswer,
                format!("its output {problem}: {text}"),
            ));
        };
        let mut reading = object::read(self.row, &object);
        self.notes.append(&mut reading.notes);
        if !reading.refused.is_empty() {
            let problem = reading.refused.join("; ");
            let mut failure =
                Failure::new(Cause::BadAnswer, format!("Codex refuses it: {problem}"));
            failure.said = reading.said();
            return Err(failure);
        }
        let answer = reading.answer(&TOOLS, self.payload);
        reading::whole(answer, &object, self.said.delivery)
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
                self.notes.push(remarks::noise(&self.out));
                Ok(HookAnswer::proceed())
            }
        }
    }

    /// Exit code 2: a block whatever is on stdout.
    fn exit_blocks(&mut self) -> HookAnswer {
        self.notes.extend(exit_two_origin(self.said.stderr.bytes));
        let err = Output::read(&self.said.stderr, self.answers);
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
        reading.answer(&TOOLS, self.payload)
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
        let clean = !self.out.has_bom() && self.out.whole.as_ref().is_some_and(Object::is_answer);
        if !clean || self.said.delivery != Delivery::Whole {
            reading = reading.restricting_only();
        }
        if !clean {
            self.notes.push(Note::new(
                NoteCode::Stricter,
                "an object that restricts counts although other output stands around it",
            ));
        }
        reading.count_despite_refusal();
        self.notes.append(&mut reading.notes);
        reading.answer(&TOOLS, self.payload)
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
