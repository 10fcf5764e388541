//! What a hook of Gemini CLI said, from its output and exit code.

use serde_json::{Map, Value};

use super::events::{EventRow, Say, row_of};
use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::dialect::Dialect;
use crate::dialects::fields::Fields;
use crate::dialects::reading::{stop_decides, whole};
use crate::dialects::stdout::Printed;
use crate::dialects::{ending, remarks, shape};
use crate::event::HookEvent;
use crate::interpret::{Interpretation, exit_two_origin};
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::payload::Payload;
use crate::said::Said;
use crate::spec::{HookSpec, OnFailure};
use crate::text::plain;
use crate::wire::Restriction;

/// The keys of an answer.
const KEYS: &[&str] = &[
    "continue",
    "stopReason",
    "suppressOutput",
    "systemMessage",
    "decision",
    "reason",
    "hookSpecificOutput",
];

/// Output as Gemini CLI parses it: as JSON, a JSON string once more.
#[derive(Debug)]
enum Parsed {
    Nothing,
    Object(Fields),
    /// JSON, but no object.
    NoObject,
    Text,
}

/// Judges a run.
pub(super) fn interpret(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    let stdout = Printed::read(&said.stdout);
    let stderr = Printed::read(&said.stderr);
    let run = Run {
        row: row_of(&spec.form.event),
        payload,
        said,
        // Gemini CLI reads stderr where stdout is empty.
        text: if stdout.is_empty() { &stderr } else { &stdout },
    };
    let mut notes = run.text.notes();
    let result = run.result(&mut notes).and_then(|mut answer| {
        stop_decides(&mut answer, &payload.event);
        whole(&answer, said.delivery).map(|()| answer)
    });
    let mut read = Interpretation::new(result);
    read.notes = notes;
    read
}

/// How one line restricts by itself.
pub(super) fn restricts(line: &str, row: &EventRow) -> Option<Restriction> {
    match parsed(line) {
        Parsed::Object(fields) => restriction(&fields, row),
        _ => None,
    }
}

struct Run<'a> {
    row: &'static EventRow,
    payload: &'a Payload,
    said: &'a Said<'a>,
    text: &'a Printed<'a>,
}

impl Run<'_> {
    fn result(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        let parsed = parsed(self.text.trimmed());
        let Some(code) = ending::exit_code(self.said.ending) else {
            return self.said_in_time(&parsed, notes);
        };
        match &parsed {
            Parsed::Object(fields) => Ok(self.object(fields, code, notes)),
            _ if self.text.truncated => self.cut(code, notes),
            Parsed::Nothing if code == 0 => Ok(HookAnswer::proceed()),
            Parsed::Nothing if code == 2 => self.refused(None, notes),
            Parsed::Nothing => Err(self.failure()),
            Parsed::NoObject if code == 2 => self.refused(None, notes),
            Parsed::NoObject => Err(Failure::new(
                Cause::BadAnswer,
                "printed JSON that is not an object",
            )),
            Parsed::Text => self.text(code, notes),
        }
    }

    /// An object is the answer at every exit code; only exit 2 stays a block whatever it says.
    fn object(&self, fields: &Fields, code: i32, notes: &mut Vec<Note>) -> HookAnswer {
        let mut answer = answer(self.row, self.payload, fields, notes);
        if code == 2 && self.row.hears(Say::Block) && answer.outcome.kind() != OutcomeKind::Block {
            notes.push(Note::new(
                NoteCode::Stricter,
                "exit code 2 blocks although the object beside it does not",
            ));
            answer.outcome = Outcome::block(answer.message().unwrap_or_default());
            answer.reason = None;
        }
        answer
    }

    /// Text that is no JSON.
    fn text(&self, code: i32, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        if let Some(answer) = self.line(notes) {
            return Ok(answer);
        }
        let text = plain(self.text.trimmed());
        match code {
            0 => {
                if self.text.trimmed().contains('{') {
                    notes.push(self.text.noise_note());
                }
                Ok(HookAnswer::proceed().with_notice(text))
            }
            1 => Err(self.failure().with_notice(format!("Warning: {text}"))),
            2 => self.refused(Some(text), notes),
            // Gemini CLI takes this for a denial; the report says that the hook is broken.
            _ => {
                let failure = Failure::new(Cause::ExitCode, text);
                Err(match self.row.hears(Say::Block) {
                    true => failure.meaning(OnFailure::Block),
                    false => failure,
                })
            }
        }
    }

    /// Exit code 2 without an object.
    fn refused(
        &self,
        reason: Option<String>,
        notes: &mut Vec<Note>,
    ) -> Result<HookAnswer, Failure> {
        if !self.row.hears(Say::Block) {
            return Err(self.failure().having_said(OutcomeKind::Block));
        }
        match &reason {
            None => notes.push(Note::new(
                NoteCode::Stricter,
                "exit code 2 blocks; Gemini CLI itself ignores it without a text",
            )),
            Some(_) => notes.extend(exit_two_origin(self.said.stderr.bytes)),
        }
        Ok(HookAnswer::block(reason.unwrap_or_default()))
    }

    /// Output that was cut at the cap.
    fn cut(&self, code: i32, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        if let Some(answer) = self.line(notes) {
            return Ok(answer);
        }
        if code == 2 {
            return self.refused(Some(plain(self.text.trimmed())), notes);
        }
        Err(Failure::new(
            Cause::Truncated,
            "printed more than is kept of an answer",
        ))
    }

    /// A hook that did not end by itself: only what restricts counts.
    fn said_in_time(&self, parsed: &Parsed, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        if let Parsed::Object(fields) = parsed
            && restriction(fields, self.row).is_some()
        {
            return Ok(answer(self.row, self.payload, fields, notes));
        }
        self.line(notes).ok_or_else(|| self.failure())
    }

    /// The strictest whole line that restricts, among noise.
    fn line(&self, notes: &mut Vec<Note>) -> Option<HookAnswer> {
        let line = self
            .text
            .restricting_line(|line| restricts(line, self.row))?;
        let Parsed::Object(fields) = parsed(line) else {
            return None;
        };
        notes.push(self.text.noise_note());
        notes.push(remarks::among_noise());
        Some(answer(self.row, self.payload, &fields, notes))
    }

    fn failure(&self) -> Failure {
        ending::failure(self.said)
    }
}

fn parsed(text: &str) -> Parsed {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.as_bytes().first() {
        None => Parsed::Nothing,
        Some(b'{') => Fields::parse(text).map_or(Parsed::Text, Parsed::Object),
        Some(b'"') => match serde_json::from_str::<String>(text) {
            Ok(inner) => match parsed_once(inner.trim()) {
                Parsed::Nothing => Parsed::Text,
                parsed => parsed,
            },
            Err(_) => Parsed::Text,
        },
        Some(_) => parsed_once(text),
    }
}

fn parsed_once(text: &str) -> Parsed {
    if text.is_empty() {
        return Parsed::Nothing;
    }
    if let Ok(fields) = Fields::parse(text) {
        return Parsed::Object(fields);
    }
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Parsed::NoObject,
        Err(_) => Parsed::Text,
    }
}

fn restriction(fields: &Fields, row: &EventRow) -> Option<Restriction> {
    match fields.text("decision").ok().as_deref() {
        Some("deny" | "block") if row.hears(Say::Block) => Some(Restriction::Block),
        Some("ask") if row.hears(Say::Ask) => Some(Restriction::Ask),
        _ => (stops(fields) && row.hears(Say::Stop)).then_some(Restriction::Stop),
    }
}

fn stops(fields: &Fields) -> bool {
    fields.flag("continue").ok() == Some(false)
}

/// What an object says on an event.
fn answer(row: &EventRow, payload: &Payload, fields: &Fields, notes: &mut Vec<Note>) -> HookAnswer {
    remarks::keys(fields, KEYS, notes);
    let said = |key: &str| shown(fields, key);
    let (reason, notice) = (said("reason"), said("systemMessage"));
    // The order in which Gemini CLI looks for what to tell the model.
    let why = said("stopReason").or_else(|| reason.clone());
    let specific = fields.object("hookSpecificOutput").ok();
    let decision = fields.text("decision").ok();
    let denied = matches!(decision.as_deref(), Some("deny" | "block")) && row.hears(Say::Block);
    let content = match rewritten(row, payload, specific.as_ref(), notes) {
        Ok(content) => content,
        Err(problem) if !denied => return HookAnswer::block(problem),
        Err(_) => None,
    };
    let proceeding = |content: Option<Value>| content.map_or(Outcome::Proceed, Outcome::modify);
    let outcome = match decision.as_deref() {
        _ if denied => Outcome::block(why.clone().unwrap_or_default()),
        Some("ask") if row.hears(Say::Ask) => {
            Outcome::ask(reason.clone().or_else(|| notice.clone()), content)
        }
        Some("allow" | "approve") if content.is_none() && row.hears(Say::Ask) => {
            Outcome::inert_allow(None)
        }
        Some("allow" | "approve") | None => proceeding(content),
        Some(word) => {
            notes.push(remarks::no_effect(&format!("decision: {}", plain(word))));
            proceeding(content)
        }
    };
    let mut answer = HookAnswer::new(outcome);
    if answer.outcome.message().is_none() {
        answer.reason = reason;
    }
    answer.notices.extend(notice);
    if stops(fields) {
        match row.hears(Say::Stop) {
            true => answer.stop = Some(why.unwrap_or_else(|| "stopped by a hook".to_owned())),
            false => notes.push(remarks::no_effect("continue: false")),
        }
    }
    if let Some(text) = specific.and_then(|fields| shown(&fields, "additionalContext")) {
        match row.hears(Say::Context) {
            true => answer.context.push(escaped(&text)),
            false => notes.push(remarks::no_effect("additionalContext")),
        }
    }
    answer
}

/// What replaces the input, or for the events we lack the honoured fields as one object.
fn rewritten(
    row: &EventRow,
    payload: &Payload,
    specific: Option<&Fields>,
    notes: &mut Vec<Note>,
) -> Result<Option<Value>, String> {
    let Some(specific) = specific else {
        return Ok(None);
    };
    for key in ["tailToolCallRequest", "clearContext"] {
        if specific.has(key) {
            notes.push(Note::new(
                NoteCode::Unsayable,
                format!("`{key}` cannot be done here"),
            ));
        }
    }
    if let HookEvent::PreToolUse(event) = &payload.event {
        let Some(input) = specific.map("tool_input").ok() else {
            return Ok(None);
        };
        let input = Value::Object(input);
        return shape::content_back(Dialect::Gemini, &event.call, &payload.meta, input).map(Some);
    }
    let fields: Map<String, Value> = row
        .rewrites
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), specific.value(key).ok()?)))
        .collect();
    Ok((!fields.is_empty()).then_some(Value::Object(fields)))
}

/// A text to show; an empty one is none.
fn shown(fields: &Fields, key: &str) -> Option<String> {
    let text = plain(&fields.text(key).ok()?);
    (!text.is_empty()).then_some(text)
}

/// Gemini CLI keeps contexts from closing the tag they are wrapped in.
fn escaped(text: &str) -> String {
    text.replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
