//! What a hook of Cursor said, from its output and exit code.

use hooks_types::dialect::{
    Answers, Field, Key, Object, Output, Read as Written, Restraint, Restriction, among,
    exit_two_origin,
};
use hooks_types::{
    Cause, Ending, EventName, Failure, HookAnswer, HookEvent, HookSpec, Interpretation, Note,
    NoteCode, Outcome, Payload, Said, plain,
};
use serde_json::Value;

use super::TOOLS;
use super::events::{EventRow, Says, row_of};
use crate::reading::{restricting, whole};
use crate::{ending, project, remarks};

/// The keys of answers, in the newer and the older spelling.
pub(super) static KEYS: &[Key] = &[
    Key::decision("permission", permission_rank),
    Key::decision("decision", permission_rank),
    Key::remark("reason"),
    Key::remark("user_message"),
    Key::remark("userMessage"),
    Key::remark("agent_message"),
    Key::remark("agentMessage"),
    Key::content("updated_input"),
    Key::content("updated_mcp_tool_output"),
    Key::remark("additional_context"),
    Key::decision("continue", |value, _| {
        usize::from(value.as_bool() == Some(false))
    }),
    Key::decision("followup_message", |value, _| {
        usize::from(value.as_str().is_some_and(|text| !plain(text).is_empty()))
    }),
    Key::remark("env"),
    Key::remark("pluginPaths"),
    Key::decision("ok", |value, _| usize::from(value.as_bool() != Some(true))),
];

fn permission_rank(value: &Written, _event: &str) -> usize {
    among(value, &["allow", "ask", "deny"])
}

/// Judges a run.
pub(super) fn interpret(spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
    let answers = match Answers::of(&spec.form) {
        Ok(answers) => answers,
        Err(failure) => return Interpretation::new(Err(failure)),
    };
    let run = Run {
        row: row_of(&spec.form.event),
        spec,
        payload,
        said,
        stdout: Output::read(&said.stdout, answers),
        stderr: Output::read(&said.stderr, answers),
    };
    let mut notes = remarks::bytes(&run.stdout);
    let mut read = Interpretation::new(run.result(&mut notes));
    read.notes = notes;
    read
}

/// How an object restricts.
pub(super) fn restraint(fields: &Object, row: &EventRow) -> Option<Restraint> {
    let block = match row.says {
        Says::Prompt => fields.flag("continue").ok() == Some(false),
        Says::FollowUp => shown(fields, &["followup_message"]).is_some(),
        says if says.permits() => match permission(fields).as_deref() {
            Some("ask") if says != Says::PermissionWithoutAsk => {
                return Restraint::of(Some(Restriction::Ask), false);
            }
            said => matches!(said, Some("deny" | "ask")),
        },
        _ => false,
    };
    Restraint::of(block.then_some(Restriction::Block), false)
}

/// `permission`, or the older `decision`; of both the stricter.
fn permission(fields: &Object) -> Option<String> {
    let said = |key| fields.text(key).ok();
    let (new, old) = (said("permission"), said("decision"));
    let stricter = ["deny", "ask"].into_iter().find(|word| {
        [&new, &old]
            .into_iter()
            .any(|said| said.as_deref() == Some(*word))
    });
    stricter.map(str::to_owned).or(new).or(old)
}

/// A text to show under one of these keys; an empty one is none.
fn shown(fields: &Object, keys: &[&str]) -> Option<String> {
    let mut texts = keys.iter().filter_map(|key| fields.text(key).ok());
    texts.find_map(|text| Some(plain(&text)).filter(|text| !text.is_empty()))
}

struct Run<'a> {
    row: &'static EventRow,
    spec: &'a HookSpec,
    payload: &'a Payload,
    said: &'a Said<'a>,
    stdout: Output<'a>,
    stderr: Output<'a>,
}

impl Run<'_> {
    fn result(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        match ending::exit_code(self.said.ending) {
            Some(0) => self.succeeded(notes),
            Some(2) => self.refused(notes),
            // What was printed before the deadline counts if it restricts.
            None if matches!(self.said.ending, Ending::TimedOut | Ending::Cancelled) => {
                match self.restricting(notes) {
                    Some(object) => self.answer(object, notes).map(restricting),
                    None => Err(ending::failure(self.said)),
                }
            }
            _ => Err(self.failed(notes)),
        }
    }

    fn succeeded(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        if let Some(object) = self.restricting(notes) {
            return self.answer(object, notes).map(restricting);
        }
        if let Some(object) = &self.stdout.whole {
            let answer = self.answer(object, notes)?;
            return whole(answer, object, self.said.delivery);
        }
        if self.stdout.truncated {
            return Err(Failure::new(
                Cause::Truncated,
                "it printed more than is kept of an answer",
            ));
        }
        if self.row.says == Says::Nothing {
            return Ok(HookAnswer::proceed());
        }
        Err(Failure::new(
            Cause::BadAnswer,
            match self.stdout.is_empty() {
                true => "it printed nothing, and Cursor takes silence for an error",
                false => "its output is not one JSON object",
            },
        ))
    }

    /// Exit code 2: the object's text, else stderr.
    fn refused(&self, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        if !self.row.says.refuses() {
            return Err(self.failed(notes));
        }
        let fields = self.restricting(notes).or(self.stdout.whole.as_ref());
        let user = fields.and_then(|fields| shown(fields, &["user_message", "userMessage"]));
        let agent = fields.and_then(|fields| shown(fields, &["agent_message", "agentMessage"]));
        let reason = fields.and_then(|fields| shown(fields, &["reason"]));
        let message = agent.or_else(|| user.clone()).or(reason);
        let message = message.unwrap_or_else(|| {
            notes.extend(exit_two_origin(self.said.stderr.bytes));
            plain(self.stderr.trimmed())
        });
        let mut answer = HookAnswer::block(message);
        answer.notices.extend(user);
        Ok(answer)
    }

    /// Any other ending: the action proceeds, or blocks by `failClosed`, whatever was printed.
    fn failed(&self, notes: &mut Vec<Note>) -> Failure {
        let failure = ending::failure(self.said);
        let Some(fields) = self.restricting(&mut Vec::new()) else {
            return failure;
        };
        let Ok(answer) = self.answer(fields, &mut Vec::new()) else {
            return failure;
        };
        let kind = answer.outcome.kind();
        notes.push(remarks::said_and_failed(&answer));
        failure.having_said(kind)
    }

    /// The object that restricts, with a remark where it is not all of the output.
    fn restricting(&self, notes: &mut Vec<Note>) -> Option<&Object> {
        let object = self.stdout.restricting()?;
        if !self.stdout.whole.as_ref().is_some_and(Object::is_answer) {
            notes.push(remarks::noise(&self.stdout));
            notes.push(remarks::among_noise());
        }
        Some(object)
    }

    /// What an object says on the event.
    fn answer(&self, fields: &Object, notes: &mut Vec<Note>) -> Result<HookAnswer, Failure> {
        remarks::keys(fields, notes);
        let user = shown(fields, &["user_message", "userMessage"]);
        let mut answer = match self.row.says {
            // Cursor's own prompt hooks, run by an executor of the embedder.
            _ if self.spec.handler.kind() == "prompt" && fields.has("ok") => {
                match fields.flag("ok").ok() {
                    Some(true) => HookAnswer::proceed(),
                    _ => HookAnswer::block(shown(fields, &["reason"]).unwrap_or_default()),
                }
            }
            Says::Prompt => match fields.flag("continue").ok() {
                Some(false) => HookAnswer::block(user.clone().unwrap_or_default()),
                _ => HookAnswer::proceed(),
            },
            Says::FollowUp => self.follow_up(fields, notes),
            Says::Result => self.replaced_output(fields, notes),
            Says::Session => session(fields, notes),
            Says::Notice | Says::Nothing => HookAnswer::proceed(),
            _ => self.permission(fields, user.as_deref(), notes)?,
        };
        answer.notices.extend(user);
        if self.row.says != Says::Prompt && fields.flag("continue").ok() == Some(false) {
            notes.push(remarks::no_effect("continue: false"));
        }
        Ok(answer)
    }

    fn permission(
        &self,
        fields: &Object,
        user: Option<&str>,
        notes: &mut Vec<Note>,
    ) -> Result<HookAnswer, Failure> {
        let agent = shown(fields, &["agent_message", "agentMessage"]);
        let reason = shown(fields, &["reason"]);
        let said = permission(fields);
        if restraint(fields, self.row).is_some_and(|r| r.restriction == Restriction::Block) {
            let message = agent.or(user.map(str::to_owned)).or(reason);
            return Ok(HookAnswer::block(message.unwrap_or_default()));
        }
        let content = match self.input(fields, notes) {
            Ok(content) => content,
            Err(problem) => return Ok(HookAnswer::block(problem)),
        };
        let asks = self.payload.event.name().traits().permission;
        let outcome = match (said.as_deref(), content) {
            (Some("ask"), content) => {
                let message = user.map(str::to_owned).or(agent).or(reason);
                return Ok(Outcome::ask(message, content).into());
            }
            (None | Some("allow"), Some(content)) => Outcome::modify(content),
            (Some("allow"), None) if asks => Outcome::inert_allow(None),
            (None | Some("allow"), None) => Outcome::Proceed,
            (Some(word), _) => {
                return Err(Failure::new(
                    Cause::BadAnswer,
                    format!("`{}` is no permission", plain(word)),
                ));
            }
        };
        let mut answer = HookAnswer::new(outcome);
        answer.reason = reason;
        Ok(answer)
    }

    fn input(&self, fields: &Object, notes: &mut Vec<Note>) -> Result<Option<Value>, String> {
        let HookEvent::PreToolUse(event) = &self.payload.event else {
            return Ok(None);
        };
        let asks = permission(fields).as_deref() == Some("ask");
        let input = match fields.map("updated_input") {
            Field::Is(_) | Field::Wrong(_) if self.row.says != Says::PermissionAndInput => {
                notes.push(remarks::no_effect("updated_input"));
                return Ok(None);
            }
            Field::Is(input) => Value::Object(input),
            // A yes would run the original, which is not what it asks about.
            Field::Wrong(_) if asks => {
                return Err("a hook asks about an input that cannot be read".to_owned());
            }
            _ => return Ok(None),
        };
        project::content_back(&TOOLS, &event.call, &self.payload.meta, input).map(Some)
    }

    fn follow_up(&self, fields: &Object, notes: &mut Vec<Note>) -> HookAnswer {
        let Some(message) = shown(fields, &["followup_message"]) else {
            return HookAnswer::proceed();
        };
        let said = |key: &str| self.payload.event.extra().get(key);
        let rounds = said("loop_count").and_then(Value::as_u64).unwrap_or(0);
        let limit = self.spec.options.get("loop_limit").and_then(Value::as_u64);
        if limit.is_some_and(|limit| rounds >= limit) {
            notes.push(Note::new(
                NoteCode::SaidButNotCounted,
                format!("`followup_message` is ignored: {rounds} rounds are its `loop_limit`"),
            ));
            return HookAnswer::proceed();
        }
        let completed = said("status").is_none_or(|status| status == "completed");
        if self.payload.event.name() == EventName::SubagentStop && !completed {
            notes.push(remarks::no_effect("followup_message"));
            return HookAnswer::proceed();
        }
        HookAnswer::block(message)
    }

    fn replaced_output(&self, fields: &Object, notes: &mut Vec<Note>) -> HookAnswer {
        let mut answer = HookAnswer::proceed();
        if let Some(output) = fields.value("updated_mcp_tool_output").ok() {
            let is_mcp = match &self.payload.event {
                HookEvent::PostToolUse(event) => {
                    matches!(event.call.input, hooks_types::ToolInput::Mcp { .. })
                }
                _ => false,
            };
            match is_mcp {
                true => answer.outcome = Outcome::modify(output),
                false => notes.push(remarks::no_effect("updated_mcp_tool_output")),
            }
        }
        answer
            .context
            .extend(shown(fields, &["additional_context"]));
        answer
    }
}

fn session(fields: &Object, notes: &mut Vec<Note>) -> HookAnswer {
    let mut answer = HookAnswer::proceed();
    for (name, value) in fields.map("env").ok().unwrap_or_default() {
        match value {
            Value::String(text) if !name.contains(['=', '\0']) && !text.contains('\0') => {
                answer.env.insert(name, text);
            }
            _ => notes.push(remarks::no_effect(&format!("env.{}", plain(&name)))),
        }
    }
    answer
        .context
        .extend(shown(fields, &["additional_context"]));
    answer
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
