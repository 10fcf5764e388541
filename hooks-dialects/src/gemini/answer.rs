//! What a hook of Gemini CLI said, from its output and exit code.

use hooks_types::dialect::{
    Answers, Field, Key, Object, Output, Restraint, Restriction, among, exit_two_origin, object_in,
};
use hooks_types::{
    Cause, Failure, HookAnswer, HookEvent, HookSpec, Interpretation, Note, NoteCode, OnFailure,
    Outcome, OutcomeKind, Payload, Said, plain,
};
use serde_json::{Map, Value};

use super::TOOLS;
use super::events::{EventRow, Say, row_of};
use crate::reading::{restricting, stop_decides, whole};
use crate::{ending, project, remarks};

/// The keys of an answer.
pub(super) static KEYS: &[Key] = &[
    Key::decision("continue", |value, _| {
        usize::from(value.as_bool() == Some(false))
    }),
    Key::remark("stopReason"),
    Key::remark("suppressOutput"),
    Key::remark("systemMessage"),
    Key::decision("decision", |value, _| {
        among(value, &["approve", "allow", "ask", "block", "deny"])
    }),
    Key::remark("reason"),
    Key::object("hookSpecificOutput", SPECIFIC),
];

/// The keys of `hookSpecificOutput`, of all events.
const SPECIFIC: &[Key] = &[
    Key::remark("additionalContext"),
    Key::content("tool_input"),
    Key::content("llm_request"),
    Key::content("llm_response"),
    Key::content("toolConfig"),
    Key::remark("tailToolCallRequest"),
    Key::remark("clearContext"),
];

/// Output as Gemini CLI parses it: as JSON, a JSON string once more.
#[derive(Debug)]
enum Parsed {
    Nothing,
    Object(Object),
    /// JSON, but no object.
    NoObject,
    Text,
}

/// Judges a run.
pub(super) fn interpret(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    let answers = match Answers::of(&spec.form) {
        Ok(answers) => answers,
        Err(failure) => return Interpretation::new(Err(failure)),
    };
    let stdout = Output::read(&said.stdout, answers);
    let stderr = Output::read(&said.stderr, answers);
    let run = Run {
        row: row_of(&spec.form.event),
        payload,
        said,
        // Gemini CLI reads stderr where stdout is empty.
        out: if stdout.is_empty() { &stderr } else { &stdout },
        answers,
    };
    let mut notes = remarks::bytes(run.out);
    let mut read = Interpretation::new(run.result(&mut notes));
    read.notes = notes;
    read
}

/// How an object restricts.
pub(super) fn restraint(object: &Object, row: &EventRow) -> Option<Restraint> {
    let decision = match object.text("decision").ok().as_deref() {
        Some("deny" | "block") if row.hears(Say::Block) => Some(Restriction::Block),
        Some("ask") if row.hears(Say::Ask) => Some(Restriction::Ask),
        _ => None,
    };
    Restraint::of(decision, stops(object) && row.hears(Say::Stop))
}

struct Run<'a> {
    row: &'static EventRow,
    payload: &'a Payload,
    said: &'a Said<'a>,
    out: &'a Output<'a>,
    answers: Answers<'a>,
}

impl Run<'_> {
    fn result(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        let parsed = self.parsed();
        let code = ending::exit_code(self.said.ending);
        let is_whole = matches!(&parsed, Parsed::Object(object) if object.is_answer());
        if let Some(object) = self
            .out
            .restricting()
            .filter(|_| !is_whole || code.is_none())
        {
            if !is_whole {
                notes.push(remarks::noise(self.out));
                notes.push(remarks::among_noise());
            }
            return Ok(restricting(self.object(object, code.unwrap_or(0), notes)));
        }
        let Some(code) = code else {
            return Err(self.failure());
        };
        match &parsed {
            Parsed::Object(object) => {
                whole(self.object(object, code, notes), object, self.said.delivery)
            }
            // However long a text is, it says what its exit code says.
            _ if self.out.truncated && matches!(code, 0 | 1) => Err(Failure::new(
                Cause::Truncated,
                "printed more than is kept of an answer",
            )),
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

    fn parsed(&self) -> Parsed {
        if let Some(object) = &self.out.whole {
            return Parsed::Object(object.clone());
        }
        let text = self.out.trimmed();
        if self.out.is_empty() {
            return Parsed::Nothing;
        }
        if self.out.truncated {
            return Parsed::Text;
        }
        let inner = serde_json::from_str::<String>(text);
        let text = inner.as_deref().map_or(text, str::trim);
        match object_in(text, self.answers) {
            Some(object) => Parsed::Object(object),
            None => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
                Ok(_) => Parsed::NoObject,
                Err(_) => Parsed::Text,
            },
        }
    }

    /// An object is the answer at every exit code; only exit 2 stays a block whatever it says.
    fn object(&self, object: &Object, code: i32, notes: &mut Vec<Note>) -> HookAnswer {
        let mut answer = answer(self.row, self.payload, object, notes);
        if code == 2 && self.row.hears(Say::Block) && answer.outcome.kind() != OutcomeKind::Block {
            notes.push(Note::new(
                NoteCode::Stricter,
                "exit code 2 blocks although the object beside it does not",
            ));
            answer.outcome = Outcome::block(answer.message().unwrap_or_default());
            answer.reason = None;
        }
        let said = |object| self::answer(self.row, self.payload, object, &mut Vec::new());
        let mut stops = self.out.found.stops();
        let stop = || stops.find_map(|found| said(&found.object).stop);
        answer.stop = answer.stop.or_else(stop);
        stop_decides(&mut answer, &self.payload.event);
        answer
    }

    /// Text that is no JSON.
    fn text(&self, code: i32, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        let text = plain(self.out.trimmed());
        match code {
            0 => {
                if self.out.trimmed().contains('{') {
                    notes.push(remarks::noise(self.out));
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

    fn failure(&self) -> Failure {
        ending::failure(self.said)
    }
}

fn stops(fields: &Object) -> bool {
    fields.flag("continue").ok() == Some(false)
}

/// What an object says on an event.
fn answer(row: &EventRow, payload: &Payload, fields: &Object, notes: &mut Vec<Note>) -> HookAnswer {
    remarks::keys(fields, notes);
    let said = |key: &str| shown(fields, key);
    let (reason, notice) = (said("reason"), said("systemMessage"));
    // The order in which Gemini CLI looks for what to tell the model.
    let why = said("stopReason").or_else(|| reason.clone());
    let specific = fields.object("hookSpecificOutput").ok();
    let decision = fields.text("decision").ok();
    let denied = matches!(decision.as_deref(), Some("deny" | "block")) && row.hears(Say::Block);
    let asks = decision.as_deref() == Some("ask") && row.hears(Say::Ask);
    let content = match rewritten(row, payload, specific, asks, notes) {
        Ok(content) => content,
        Err(problem) if !denied => return HookAnswer::block(problem),
        Err(_) => None,
    };
    let proceeding = |content: Option<Value>| content.map_or(Outcome::Proceed, Outcome::modify);
    let outcome = match decision.as_deref() {
        _ if denied => Outcome::block(why.clone().unwrap_or_default()),
        Some("ask") if asks => Outcome::ask(reason.clone().or_else(|| notice.clone()), content),
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
    if let Some(text) = specific.and_then(|fields| shown(fields, "additionalContext")) {
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
    specific: Option<&Object>,
    asks: bool,
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
        let input = match specific.map("tool_input") {
            Field::Is(input) => Value::Object(input),
            // A yes would run the original, which is not what it asks about.
            Field::Wrong(_) if asks => {
                return Err("a hook asks about an input that cannot be read".to_owned());
            }
            _ => return Ok(None),
        };
        return project::content_back(&TOOLS, &event.call, &payload.meta, input).map(Some);
    }
    let fields: Map<String, Value> = row
        .rewrites
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), specific.value(key).ok()?)))
        .collect();
    Ok((!fields.is_empty()).then_some(Value::Object(fields)))
}

/// A text to show; an empty one is none.
fn shown(fields: &Object, key: &str) -> Option<String> {
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
