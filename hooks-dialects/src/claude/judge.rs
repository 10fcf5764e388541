//! From ending and output to an answer or a failure, by Claude Code's rules.

use hooks_types::dialect::{
    Answers, FoundObject, Object, Output, exit_two_origin, object_in, uncut,
};
use hooks_types::{
    Cause, Delivery, Ending, Failure, HookAnswer, HookSpec, Interpretation, Note, NoteCode,
    OnFailure, OutcomeKind, Payload, Said, plain, quoted,
};

use super::TOOLS;
use super::events::{self, Exit2, Row, Says};
use super::object;
use crate::reading::{self, Decision, Reading, Replacement};
use crate::{ending, remarks};

/// What stdout is.
enum Body {
    /// Nothing.
    Empty,
    /// An object that this agent takes.
    Object(Reading),
    /// An object, or the beginning of one, that it refuses, and why.
    Refused(Failure),
    /// Anything else.
    Text,
}

/// A run in the making of its interpretation.
struct Run<'a> {
    row: &'static Row,
    spec: &'a HookSpec,
    payload: &'a Payload,
    said: &'a Said<'a>,
    answers: Answers<'a>,
    out: Output<'a>,
    err: Output<'a>,
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
        spec,
        payload,
        said,
        notes: remarks::bytes(&out),
        answers,
        out,
        err: Output::read(&said.stderr, answers),
    };
    let result = run.result();
    let mut interpretation = Interpretation::new(result);
    interpretation.notes = run.notes;
    interpretation
}

impl Run<'_> {
    fn result(&mut self) -> Result<HookAnswer, Failure> {
        // What restricts in this agent's own words counts wherever it stands.
        let restricting = self.restricting();
        let body = match restricting {
            Some(_) => Body::Empty,
            None => self.body(),
        };
        match self.said.ending {
            Ending::Exited(0) => self.exited_well(body, restricting),
            Ending::Exited(2) if self.row.blocks() => Ok(self.exit_blocks(body, restricting)),
            Ending::Exited(2) => self.exit_two(body, restricting),
            Ending::Exited(code) => self.exited_badly(code, body, restricting),
            Ending::Responded(status) => self.responded(status, body, restricting),
            _ => self.ended(ending::failure(self.said), body, restricting),
        }
    }

    /// What stdout is, a refused answer's problem included.
    fn body(&mut self) -> Body {
        if self.out.is_empty() {
            return Body::Empty;
        }
        if self.out.truncated {
            return Body::Refused(Failure::new(
                Cause::Truncated,
                "its output was cut at the cap",
            ));
        }
        let text = self.out.trimmed();
        if self.out.has_bom() || !(text.starts_with('{') && text.ends_with('}')) {
            return Body::Text;
        }
        let Some(object) = &self.out.whole else {
            return self.broken(text);
        };
        let mut reading = object::read(self.row, object);
        self.notes.append(&mut reading.notes);
        let unclean = self.out.lossy && reading.loosens();
        if reading.refused.is_empty() && !unclean {
            return Body::Object(reading);
        }
        let problem = match reading.refused.join("; ") {
            none if none.is_empty() => "it is not valid UTF-8".to_owned(),
            some => some,
        };
        let mut failure = Failure::new(
            Cause::BadAnswer,
            format!("its answer is refused: {problem}"),
        );
        failure.said = reading.said();
        Body::Refused(failure)
    }

    /// Braces around something that is not one object.
    fn broken(&self, text: &str) -> Body {
        let objects = self.out.lines().map(|line| object_in(line, self.answers));
        let objects: Option<Vec<Object>> = objects.collect();
        let unknown = |objects: Vec<Object>| !objects.iter().any(Object::is_answer);
        if objects.is_some_and(unknown) {
            return Body::Text;
        }
        let problem = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Err(error) => format!("not valid JSON ({error})"),
            Ok(_) => "not one object".to_owned(),
        };
        Body::Refused(Failure::new(
            Cause::BadAnswer,
            format!("its answer is {problem}: {}", quoted(text.as_bytes(), 80)),
        ))
    }

    /// What restricts: the whole output, or an object among other output.
    fn restricting(&mut self) -> Option<Reading> {
        let mut reading = object::read(self.row, self.out.restricting()?);
        let stop = |found: &FoundObject| object::read(self.row, &found.object).stop;
        reading.stop = reading
            .stop
            .or_else(|| self.out.found.stops().find_map(stop));
        reading.count_despite_refusal();
        if self.out.has_bom() || !self.out.whole.as_ref().is_some_and(Object::is_answer) {
            reading = reading.restricting_only();
            self.notes.push(Note::new(
                NoteCode::Stricter,
                "an object that restricts counts although other output stands around it",
            ));
        }
        self.notes.append(&mut reading.notes);
        Some(reading)
    }

    fn exited_well(
        &mut self,
        body: Body,
        restricting: Option<Reading>,
    ) -> Result<HookAnswer, Failure> {
        if let Some(reading) = restricting {
            return Ok(match self.said.delivery {
                Delivery::Whole => self.answer(reading),
                Delivery::Partial { .. } => self.answer(reading.restricting_only()),
            });
        }
        match body {
            Body::Object(reading) => self.loosening(reading),
            Body::Refused(failure) => Err(self.marked(failure)),
            Body::Empty => Ok(HookAnswer::proceed()),
            Body::Text => Ok(self.plain_text()),
        }
    }

    fn plain_text(&mut self) -> HookAnswer {
        if self.row.says == Says::Worktree
            && let Some(path) = self.out.lines().next_back()
        {
            let reading = Reading {
                replacement: Some(Replacement::Verbatim(plain(path).into())),
                ..Reading::default()
            };
            return reading.answer(&TOOLS, self.payload);
        }
        if self.row.plain_context {
            return HookAnswer::proceed().with_context(uncut(self.out.trimmed()));
        }
        self.notes.push(remarks::noise(&self.out));
        HookAnswer::proceed()
    }

    /// Exit code 2 where it blocks: whatever else was said, it stays a block.
    fn exit_blocks(&mut self, body: Body, restricting: Option<Reading>) -> HookAnswer {
        self.notes.extend(exit_two_origin(self.said.stderr.bytes));
        let mut reading = match (restricting, body) {
            (Some(reading), _) | (None, Body::Object(reading)) => reading,
            _ => Reading::default(),
        };
        if reading.decision != Some(Decision::Block) {
            reading.reason = None;
        }
        reading.decision = Some(Decision::Block);
        reading.replacement = None;
        if reading
            .reason
            .as_deref()
            .is_none_or(|reason| reason.trim().is_empty())
        {
            reading.reason = Some(plain(self.err.trimmed()));
        }
        self.answer(reading)
    }

    /// Exit code 2 where it does not block.
    fn exit_two(
        &mut self,
        body: Body,
        restricting: Option<Reading>,
    ) -> Result<HookAnswer, Failure> {
        let reading = match (restricting, body) {
            // What loosens needs a clean end.
            (Some(reading), _) | (None, Body::Object(reading)) => Some(reading.restricting_only()),
            _ => None,
        };
        let mut answer = match reading {
            Some(reading) => self.answer(reading),
            None => HookAnswer::proceed(),
        };
        match self.row.exit2 {
            Exit2::TellsUser if !self.err.is_empty() => {
                answer.notices.push(plain(self.err.trimmed()));
            }
            _ if answer.outcome.kind() == OutcomeKind::Proceed => {
                self.notes.push(Note::new(
                    NoteCode::SaidButNotCounted,
                    format!("exit code 2 does nothing on {}", self.row.name),
                ));
            }
            _ => {}
        }
        Ok(answer)
    }

    /// Another exit code: an object decides alone, anything else is a failure.
    fn exited_badly(
        &mut self,
        code: i32,
        body: Body,
        restricting: Option<Reading>,
    ) -> Result<HookAnswer, Failure> {
        if let Some(reading) = restricting {
            return Ok(self.answer(reading.restricting_only()));
        }
        let line = match self.err.lines().next() {
            Some(line) => plain(line),
            None => format!("exit code {code}, nothing on stderr"),
        };
        let mut failure =
            ending::failure(self.said).with_notice(format!("{} hook error: {line}", self.row.name));
        match body {
            Body::Object(reading)
                if self.spec.on_failure != OnFailure::Block
                    && self.row.exit2 != Exit2::AnyCodeBlocks =>
            {
                return self.loosening(reading);
            }
            Body::Object(reading) => failure.said = reading.said(),
            Body::Refused(refused) => failure.said = refused.said,
            Body::Empty | Body::Text => {}
        }
        Err(self.marked(failure))
    }

    fn responded(
        &mut self,
        status: u16,
        body: Body,
        restricting: Option<Reading>,
    ) -> Result<HookAnswer, Failure> {
        if !(200..300).contains(&status) {
            let mut failure = ending::failure(self.said);
            failure.said = restricting.and_then(|reading| reading.said());
            return self.ended(failure, body, None);
        }
        match (restricting, body) {
            (None, Body::Text) => Err(self.marked(Failure::new(
                Cause::BadAnswer,
                format!(
                    "its response is no JSON object: {}",
                    quoted(self.out.trimmed().as_bytes(), 80)
                ),
            ))),
            (restricting, body) => self.exited_well(body, restricting),
        }
    }

    /// An ending that is no answer by itself; a block or an ask that was printed before stands.
    fn ended(
        &mut self,
        mut failure: Failure,
        body: Body,
        restricting: Option<Reading>,
    ) -> Result<HookAnswer, Failure> {
        if let Some(reading) = restricting {
            self.notes.push(Note::new(
                NoteCode::Stricter,
                format!("{failure}; what it had said before stands"),
            ));
            return Ok(self.answer(reading.restricting_only()));
        }
        if let Body::Object(reading) = body {
            failure.said = reading.said();
        }
        Err(self.marked(failure))
    }

    fn answer(&self, reading: Reading) -> HookAnswer {
        reading.answer(&TOOLS, self.payload)
    }

    fn loosening(&self, reading: Reading) -> Result<HookAnswer, Failure> {
        let answer = self.answer(reading);
        match &self.out.whole {
            Some(object) => reading::whole(answer, object, self.said.delivery),
            None => Ok(answer),
        }
    }

    /// A failure with what this event makes of it: a model is not switched while its guard hangs,
    /// a worktree is not made or removed when its hook fails.
    fn marked(&self, failure: Failure) -> Failure {
        let closes = match failure.cause {
            Cause::Timeout => self.row.says == Says::Switch,
            Cause::ExitCode => self.row.exit2 == Exit2::AnyCodeBlocks,
            _ => false,
        };
        if closes {
            return failure.meaning(OnFailure::Block);
        }
        failure
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
