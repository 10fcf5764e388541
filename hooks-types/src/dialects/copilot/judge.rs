//! What a hook of Copilot said, from its output and exit code.

use super::answer::{answer, context, reason, restriction};
use super::events::{EventRow, Says, row_of};
use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::dialects::fields::Fields;
use crate::dialects::reading::whole;
use crate::dialects::stdout::Printed;
use crate::dialects::{ending, remarks};
use crate::interpret::{Interpretation, exit_two_origin};
use crate::note::{Note, NoteCode};
use crate::outcome::OutcomeKind;
use crate::payload::Payload;
use crate::said::{Ending, Said};
use crate::spec::{HookSpec, OnFailure};
use crate::text::plain;
use crate::wire::Restriction;

/// Judges a run.
pub(super) fn interpret(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    let stdout = Printed::read(&said.stdout);
    let mut notes = stdout.notes();
    let (progress, rest) = without_progress(&stdout);
    let run = Run {
        row: row_of(&spec.form.event),
        payload,
        said,
        stdout,
        rest: rest.trim(),
    };
    let result = run.result(&mut notes).and_then(|mut answer| {
        answer.notices.splice(0..0, progress);
        whole(&answer, said.delivery).map(|()| answer)
    });
    let mut read = Interpretation::new(result);
    read.notes = notes;
    read
}

/// How one line restricts by itself.
pub(super) fn restricts(line: &str, row: &EventRow) -> Option<Restriction> {
    restriction(&Fields::parse(line).ok()?, row)
}

/// The messages of progress lines, and everything else.
fn without_progress(stdout: &Printed<'_>) -> (Vec<String>, String) {
    let mut messages = Vec::new();
    let mut rest = Vec::new();
    for line in stdout.lines() {
        let progress = Fields::parse(line)
            .ok()
            .filter(|fields| fields.text("type").ok().as_deref() == Some("progress"));
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
    stdout: Printed<'a>,
    /// Standard output without progress lines, trimmed.
    rest: &'a str,
}

impl Run<'_> {
    fn result(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        let object = Fields::parse(self.rest)
            .ok()
            .filter(|_| !self.stdout.truncated);
        match (ending::exit_code(self.said.ending), self.said.ending) {
            (Some(0), _) => self.succeeded(object.as_ref(), notes),
            (Some(2), _) => self.refused(object.as_ref(), notes),
            // What was printed before the deadline counts if it restricts.
            (None, Ending::TimedOut | Ending::Cancelled) => match self.restricting(notes) {
                Some(fields) => answer(self.row, self.payload, &fields, notes),
                None => Err(ending::failure(self.said)),
            },
            // An endpoint that fails is open, on every event.
            (None, Ending::Responded(_)) => Err(self.failed(notes)),
            _ => self.crashed(notes),
        }
    }

    fn succeeded(
        &self,
        object: Option<&Fields>,
        notes: &mut Vec<Note>,
    ) -> Result<HookAnswer, Failure> {
        if let Some(fields) = object {
            return answer(self.row, self.payload, fields, notes);
        }
        if self.rest.is_empty() && !self.stdout.truncated {
            return Ok(HookAnswer::proceed());
        }
        if let Some(fields) = self.restricting(notes) {
            notes.push(self.stdout.noise_note());
            notes.push(remarks::among_noise());
            return answer(self.row, self.payload, &fields, notes);
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
        notes.push(self.stdout.noise_note());
        Ok(HookAnswer::proceed())
    }

    /// Exit code 2.
    fn refused(
        &self,
        object: Option<&Fields>,
        notes: &mut Vec<Note>,
    ) -> Result<HookAnswer, Failure> {
        let stderr = || plain(Printed::read(&self.said.stderr).trimmed());
        match self.row.says {
            Says::ToolPermission | Says::Permission => {
                let found = object.cloned().or_else(|| self.restricting(notes));
                // Merged in: everything but what would loosen.
                let merged = found
                    .as_ref()
                    .and_then(|fields| answer(self.row, self.payload, fields, notes).ok());
                let why = found.as_ref().and_then(|fields| reason(fields, self.row));
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
                let interrupts = |fields: &Fields| fields.flag("interrupt").ok() == Some(true);
                if self.row.says == Says::Permission && found.as_ref().is_some_and(interrupts) {
                    refusal.stop = refusal.message().map(str::to_owned);
                }
                Ok(refusal)
            }
            // Here all of stdout is for the model.
            Says::FailureContext => {
                let said = object.and_then(|fields| fields.text("additionalContext").ok());
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
        if let Some(fields) = self.restricting(notes)
            && restriction(&fields, self.row) == Some(Restriction::Block)
        {
            return answer(self.row, self.payload, &fields, notes);
        }
        let mut failure = self.failed(notes).meaning(OnFailure::Block);
        failure.message.insert_str(0, "hook errored: ");
        Err(failure)
    }

    /// The failure of this ending, with what was printed and does not count.
    fn failed(&self, notes: &mut Vec<Note>) -> Failure {
        let failure = ending::failure(self.said);
        let printed = self.restricting(&mut Vec::new());
        let printed = printed.or_else(|| Fields::parse(self.rest).ok());
        let Some(Ok(said)) =
            printed.map(|fields| answer(self.row, self.payload, &fields, &mut Vec::new()))
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

    /// The strictest object among lines and documents.
    fn restricting(&self, notes: &mut Vec<Note>) -> Option<Fields> {
        let restricts = |line: &str| restricts(line, self.row);
        let line = self.stdout.restricting_line(restricts);
        let line = line.and_then(|line| Fields::parse(line).ok());
        let documents: Vec<Fields> = serde_json::Deserializer::from_str(self.rest)
            .into_iter::<Fields>()
            .map_while(Result::ok)
            .collect();
        if documents.len() > 1 {
            notes.push(Note::new(
                NoteCode::Stricter,
                format!(
                    "it printed {} objects; Copilot ignores them all",
                    documents.len()
                ),
            ));
        }
        let found = documents.into_iter().chain(line).filter_map(|fields| {
            let restriction = restriction(&fields, self.row)?;
            Some((restriction, fields))
        });
        // Of equals the first.
        let strictest = found.reduce(|best, next| if next.0 > best.0 { next } else { best });
        strictest.map(|(_, fields)| fields)
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
