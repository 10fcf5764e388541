//! From ending and output to an answer or a failure, by Claude Code's rules.

use super::events::{self, Exit2, Row, Says};
use super::object;
use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::dialect::Dialect;
use crate::dialects::ending;
use crate::dialects::fields::Fields;
use crate::dialects::reading::{self, Decision, Reading, Replacement};
use crate::dialects::stdout::Printed;
use crate::interpret::{Interpretation, exit_two_origin};
use crate::note::{Note, NoteCode};
use crate::outcome::OutcomeKind;
use crate::payload::Payload;
use crate::said::{Ending, Said};
use crate::spec::{HookSpec, OnFailure};
use crate::text::{plain, quoted, uncut};
use crate::wire::Restriction;

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

/// How strictly a line restricts by itself.
pub(super) fn restriction(row: &Row, line: &str) -> Option<Restriction> {
    line_reading(row, line)?.restriction()
}

fn line_reading(row: &Row, line: &str) -> Option<Reading> {
    let fields = Fields::parse(line).ok()?;
    let reading = object::read(row, &fields);
    reading.restriction().is_some().then_some(reading)
}

/// A run in the making of its interpretation.
struct Run<'a> {
    row: &'static Row,
    spec: &'a HookSpec,
    payload: &'a Payload,
    said: &'a Said<'a>,
    out: Printed<'a>,
    err: Printed<'a>,
    notes: Vec<Note>,
}

/// Judges a run.
pub(super) fn judge(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    let out = Printed::read(&said.stdout);
    let mut run = Run {
        row: events::row(&spec.form.event),
        spec,
        payload,
        said,
        notes: out.notes(),
        out,
        err: Printed::read(&said.stderr),
    };
    let result = run.result();
    let mut interpretation = Interpretation::new(result);
    interpretation.notes = run.notes;
    interpretation
}

impl Run<'_> {
    fn result(&mut self) -> Result<HookAnswer, Failure> {
        let body = self.body();
        // A block or an ask in this agent's own words counts wherever it stands.
        let (body, restricting) = match body {
            Body::Object(reading) if reading.restriction().is_some() => {
                (Body::Empty, Some(reading))
            }
            body => {
                let line = self.restricting_line();
                (body, line)
            }
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
        let text = self.out.trimmed();
        if text.is_empty() {
            return Body::Empty;
        }
        if self.out.truncated && text.starts_with('{') {
            return Body::Refused(Failure::new(
                Cause::Truncated,
                "its answer was cut at the cap",
            ));
        }
        if self.out.bom || !(text.starts_with('{') && text.ends_with('}')) {
            return Body::Text;
        }
        let fields = match Fields::parse(text) {
            Ok(fields) => fields,
            Err(error) => return self.broken(&error.to_string()),
        };
        let mut reading = object::read(self.row, &fields);
        if reading.restriction().is_some() {
            reading.count_despite_refusal();
        }
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
        if reading.restriction().is_some() {
            return Body::Object(reading);
        }
        Body::Refused(failure)
    }

    /// Braces around something that is not one object.
    fn broken(&self, problem: &str) -> Body {
        let objects: Option<Vec<Fields>> = self
            .out
            .lines()
            .map(|line| Fields::parse(line).ok())
            .collect();
        let unknown = |objects: Vec<Fields>| !objects.iter().any(object::has_known_key);
        if objects.is_some_and(unknown) {
            return Body::Text;
        }
        Body::Refused(Failure::new(
            Cause::BadAnswer,
            format!(
                "its answer is not valid JSON ({problem}): {}",
                quoted(self.out.trimmed().as_bytes(), 80)
            ),
        ))
    }

    /// A line that blocks or asks, among other output.
    fn restricting_line(&mut self) -> Option<Reading> {
        let row = self.row;
        let line = self.out.restricting_line(|line| restriction(row, line))?;
        let mut reading = line_reading(row, line)?.restricting_only();
        reading.count_despite_refusal();
        self.notes.push(Note::new(
            NoteCode::Stricter,
            "a line that blocks or asks counts although other output stands around it",
        ));
        self.notes.append(&mut reading.notes);
        Some(reading)
    }

    fn exited_well(
        &mut self,
        body: Body,
        restricting: Option<Reading>,
    ) -> Result<HookAnswer, Failure> {
        if let Some(reading) = restricting {
            return Ok(self.answer(reading));
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
            && let Some(path) = self.out.lines().last()
        {
            let reading = Reading {
                replacement: Some(Replacement::Verbatim(plain(path).into())),
                ..Reading::default()
            };
            return reading.answer(Dialect::Claude, self.payload);
        }
        if self.row.plain_context {
            return HookAnswer::proceed().with_context(uncut(self.out.trimmed()));
        }
        self.notes.push(self.out.noise_note());
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
            (Some(reading), _) => Some(reading),
            // What loosens needs a clean end.
            (None, Body::Object(reading)) => Some(reading.restricting_only()),
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
            return Ok(self.answer(reading));
        }
        let line = match self.err.first_line() {
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
            return Ok(self.answer(reading));
        }
        if let Body::Object(reading) = body {
            failure.said = reading.said();
        }
        Err(self.marked(failure))
    }

    fn answer(&self, reading: Reading) -> HookAnswer {
        reading.answer(Dialect::Claude, self.payload)
    }

    fn loosening(&self, reading: Reading) -> Result<HookAnswer, Failure> {
        let answer = self.answer(reading);
        reading::whole(&answer, self.said.delivery)?;
        Ok(answer)
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
