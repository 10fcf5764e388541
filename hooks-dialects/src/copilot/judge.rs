//! What a hook of Copilot said, from its output and exit code.

use hooks_types::dialect::{Answers, Object, Output, Restriction, exit_two_origin, object_in};
use hooks_types::{
    Cause, Ending, Failure, HookAnswer, HookSpec, Interpretation, Note, OnFailure, OutcomeKind,
    Payload, Said, plain,
};

use super::answer::{answer, context, reason, restraint};
use super::events::{EventRow, Says, row_of};
use crate::reading::whole;
use crate::{ending, remarks};

/// Judges a run.
pub(super) fn interpret(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    let answers = match Answers::of(&spec.form) {
        Ok(answers) => answers,
        Err(failure) => return Interpretation::new(Err(failure)),
    };
    let row = row_of(&spec.form.event);
    let stdout = Output::read(&said.stdout, answers);
    let mut notes = remarks::bytes(&stdout);
    let (progress, rest) = without_progress(&stdout, row, answers);
    let rest = rest.trim();
    let run = Run {
        row,
        payload,
        said,
        object: object_in(rest, answers).filter(|_| !stdout.truncated),
        stdout,
        stderr: Output::read(&said.stderr, answers),
        rest,
    };
    let result = run.result(&mut notes).map(|mut answer| {
        answer.notices.splice(0..0, progress);
        answer
    });
    let mut read = Interpretation::new(result);
    read.notes = notes;
    read
}

/// The messages of progress lines, and everything else. A line that restricts is an answer,
/// whatever its type.
fn without_progress(
    stdout: &Output<'_>,
    row: &EventRow,
    answers: Answers<'_>,
) -> (Vec<String>, String) {
    let mut messages = Vec::new();
    let mut rest = Vec::new();
    for line in stdout.lines() {
        let progress = object_in(line, answers).filter(|object| {
            let is_progress = object.text("type").ok().as_deref() == Some("progress");
            is_progress && restraint(object, row).is_none()
        });
        let Some(progress) = progress else {
            rest.push(line);
            continue;
        };
        let shown = plain(&progress.text("message").ok().unwrap_or_default());
        if !shown.is_empty() && progress.flag("temporary").ok() != Some(true) {
            messages.push(shown);
        }
    }
    (messages, rest.join("\n"))
}

struct Run<'a> {
    row: &'static EventRow,
    payload: &'a Payload,
    said: &'a Said<'a>,
    stdout: Output<'a>,
    stderr: Output<'a>,
    /// Standard output without progress lines, trimmed.
    rest: &'a str,
    /// The one object that this is.
    object: Option<Object>,
}

impl Run<'_> {
    fn result(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        match (ending::exit_code(self.said.ending), self.said.ending) {
            (Some(0), _) => self.succeeded(notes),
            (Some(2), _) => self.refused(notes),
            // What was printed before the deadline counts if it restricts.
            (None, Ending::TimedOut | Ending::Cancelled) => match self.stdout.restricting() {
                Some(object) => answer(self.row, self.payload, object, notes),
                None => Err(ending::failure(self.said)),
            },
            // An endpoint that fails is open, on every event.
            (None, Ending::Responded(_)) => Err(self.failed(notes)),
            _ => self.crashed(notes),
        }
    }

    fn succeeded(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        if let Some(object) = self.stdout.restricting() {
            if !self.object.as_ref().is_some_and(Object::is_answer) {
                notes.push(remarks::noise(&self.stdout));
                notes.push(remarks::among_noise());
            }
            return answer(self.row, self.payload, object, notes);
        }
        if let Some(object) = &self.object {
            let answer = answer(self.row, self.payload, object, notes)?;
            return whole(answer, object, self.said.delivery);
        }
        if self.rest.is_empty() && !self.stdout.truncated {
            return Ok(HookAnswer::proceed());
        }
        if self.stdout.truncated {
            return Err(Failure::new(
                Cause::Truncated,
                "it printed more than is kept of an answer",
            ));
        }
        if self.rest.starts_with(['{', '[']) {
            return Err(Failure::new(
                Cause::BadAnswer,
                "its output is not one JSON object; Copilot ignores it",
            ));
        }
        notes.push(remarks::noise(&self.stdout));
        Ok(HookAnswer::proceed())
    }

    /// Exit code 2.
    fn refused(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        let stderr = || plain(self.stderr.trimmed());
        match self.row.says {
            Says::ToolPermission | Says::Permission => {
                let found = self.stdout.restricting().or(self.object.as_ref());
                // Merged in: everything but what would loosen.
                let merged =
                    found.and_then(|object| answer(self.row, self.payload, object, notes).ok());
                let why = found.and_then(|object| reason(object, self.row));
                let why = why.unwrap_or_else(|| match self.row.says {
                    Says::ToolPermission => {
                        notes.extend(exit_two_origin(self.said.stderr.bytes));
                        stderr()
                    }
                    _ => String::new(),
                });
                let mut refusal = HookAnswer::block(why);
                if let Some(merged) = merged {
                    refusal.context = merged.context;
                }
                let interrupts = |fields: &Object| fields.flag("interrupt").ok() == Some(true);
                if self.row.says == Says::Permission && found.is_some_and(interrupts) {
                    refusal.stop = refusal.message().map(str::to_owned);
                }
                Ok(refusal)
            }
            // Here all of stdout is for the model.
            Says::FailureContext => {
                let said = self.object.as_ref();
                let said = said.and_then(|object| object.text("additionalContext").ok());
                let text = said.unwrap_or_else(|| self.rest.to_owned());
                let mut answer = HookAnswer::proceed();
                answer.context.extend(context(&text, notes));
                Ok(answer)
            }
            _ => {
                let failure = self.failed(notes);
                Err(match stderr() {
                    text if text.is_empty() => failure,
                    text => failure.with_notice(text),
                })
            }
        }
    }

    /// Any other exit code, or a signal: before a tool that denies, even over an allow.
    fn crashed(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        if self.row.says != Says::ToolPermission {
            return Err(self.failed(notes));
        }
        let blocks = |object: &&Object| {
            restraint(object, self.row).is_some_and(|r| r.restriction == Restriction::Block)
        };
        if let Some(object) = self.stdout.restricting().filter(blocks) {
            return answer(self.row, self.payload, object, notes);
        }
        let mut failure = self.failed(notes).meaning(OnFailure::Block);
        failure.message.insert_str(0, "hook errored: ");
        Err(failure)
    }

    /// The failure of this ending, with what was printed and does not count.
    fn failed(&self, notes: &mut Vec<Note>) -> Failure {
        let failure = ending::failure(self.said);
        let printed = self.stdout.restricting().or(self.object.as_ref());
        let Some(Ok(said)) =
            printed.map(|object| answer(self.row, self.payload, object, &mut Vec::new()))
        else {
            return failure;
        };
        let kind = said.outcome.kind();
        if kind == OutcomeKind::Proceed {
            return failure;
        }
        notes.push(remarks::said_and_failed(&said));
        failure.having_said(kind)
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
