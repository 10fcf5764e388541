//! What a hook prints, in the making: the keys of an answer object at top level and inside
//! `hookSpecificOutput`, with what could not be said.

use hooks_types::{EventRef, HookEvent, Note, NoteCode, OutcomeKind, Payload, Report, Spoken};
use serde_json::{Map, Value};

use super::project;
use super::reading::shown;
use super::spoken::joined;
use crate::tools::Tools;

/// An answer object in the making.
#[derive(Debug, Default)]
pub(crate) struct Speech {
    /// Keys at top level.
    pub(crate) top: Map<String, Value>,
    /// Keys inside `hookSpecificOutput`, its event's name aside.
    pub(crate) inner: Map<String, Value>,
    /// What could not be said.
    pub(crate) notes: Vec<Note>,
}

impl Speech {
    /// Says `value` at top level.
    pub(crate) fn say(&mut self, key: &str, value: impl Into<Value>) {
        self.top.insert(key.to_owned(), value.into());
    }

    /// Says `value` inside `hookSpecificOutput`.
    pub(crate) fn say_inside(&mut self, key: &str, value: impl Into<Value>) {
        self.inner.insert(key.to_owned(), value.into());
    }

    /// Remarks that something was left out.
    pub(crate) fn leave_out(&mut self, what: &str, event: &str) {
        self.notes.push(Note::new(
            NoteCode::Unsayable,
            format!("{what} cannot be said on {event} and was left out"),
        ));
    }

    /// Remarks that something was said as something stricter.
    pub(crate) fn tighten(&mut self, what: &str, event: &str) {
        self.notes.push(Note::new(
            NoteCode::Unsayable,
            format!("{what} cannot be said on {event} and became a block"),
        ));
    }

    /// Says context, notices and the end of the run where the event takes them.
    pub(crate) fn say_beside(&mut self, event: &str, report: &Report, takes: Takes) {
        if let Some(context) = joined(&report.context, "\n\n") {
            match takes.context {
                true => self.say_inside("additionalContext", context),
                false => self.leave_out("context", event),
            }
        }
        if let Some(notice) = joined(&report.notices, "\n\n") {
            match takes.notice {
                true => self.say("systemMessage", notice),
                false => self.leave_out("a notice", event),
            }
        }
        if let Some(reason) = report.stop.as_ref().filter(|_| takes.stop) {
            self.say("continue", false);
            self.say("stopReason", reason.as_str());
        }
    }

    /// The bytes of the object, at exit code 0; nothing said is no output at all.
    pub(crate) fn spoken(mut self, event: &str) -> Spoken {
        if !self.inner.is_empty() {
            self.say_inside("hookEventName", event);
            let inner = std::mem::take(&mut self.inner);
            self.say("hookSpecificOutput", inner);
        }
        let mut spoken = Spoken::new(Vec::new(), self.notes);
        if !self.top.is_empty() {
            spoken.stdout = Value::Object(self.top).to_string().into_bytes();
            spoken.stdout.push(b'\n');
        }
        spoken
    }
}

/// What an event takes beside the outcome.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Takes {
    /// `additionalContext`.
    pub(crate) context: bool,
    /// `systemMessage`.
    pub(crate) notice: bool,
    /// `continue: false`.
    pub(crate) stop: bool,
}

/// What a report wants done, with what the dialect can show of its content.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The outcome, an unsayable content already turned into a block.
    pub(crate) outcome: OutcomeKind,
    /// Why; for a block never empty.
    pub(crate) message: Option<String>,
    /// The content as the dialect shows it.
    pub(crate) content: Option<Value>,
    /// Whether leave is granted.
    pub(crate) grants: bool,
}

impl Wanted {
    /// What `report` wants of `payload`'s agent.
    pub(crate) fn of(tools: &'static Tools, payload: &Payload, report: &Report) -> Self {
        let mut wanted = Self {
            outcome: report.outcome,
            message: report.message.clone(),
            content: None,
            grants: report.grants,
        };
        match (&report.content, EventRef::Payload(payload).call()) {
            (Some(content), Some(call)) if is_input(payload) => {
                match project::content_out(tools, call, &payload.meta, content) {
                    Ok(shown) => wanted.content = Some(shown),
                    Err(problem) => wanted.block(&format!(
                        "a hook replaced the input by what cannot be used ({problem}): {}",
                        shown(content)
                    )),
                }
            }
            (Some(content), _) => wanted.content = Some(content.clone()),
            (None, _) if wanted.outcome == OutcomeKind::Modify => {
                wanted.outcome = OutcomeKind::Proceed
            }
            (None, _) => {}
        }
        if wanted.outcome == OutcomeKind::Block && wanted.message.is_none() {
            wanted.message = Some("blocked by a hook".to_owned());
        }
        wanted
    }

    /// Turns what is wanted into a block.
    pub(crate) fn block(&mut self, message: &str) {
        if self.outcome != OutcomeKind::Block {
            self.outcome = OutcomeKind::Block;
            self.message = Some(message.to_owned());
        }
        self.content = None;
        self.grants = false;
    }

    /// The block that stands for a question this agent cannot be asked to put.
    pub(crate) fn block_instead_of_asking(&mut self) {
        let message = match &self.message {
            Some(message) => format!("a hook wants the user to be asked: {message}"),
            None => "a hook wants the user to be asked".to_owned(),
        };
        self.block(&message);
    }

    /// The block that stands for a modification this agent does not take; it shows what was wanted.
    pub(crate) fn block_instead_of_modifying(&mut self, event: &HookEvent) {
        let what = match event {
            HookEvent::UserPromptSubmit(_) => "prompt",
            HookEvent::PreToolUse(_) | HookEvent::PermissionRequest(_) => "input",
            HookEvent::PostToolUse(_) | HookEvent::PostToolUseFailure(_) => "output",
            _ => "content",
        };
        if let Some(content) = &self.content {
            let message = format!("a hook wants another {what}: {}", shown(content));
            self.block(&message);
        }
    }

    /// The message of a block.
    pub(crate) fn reason(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }
}

fn is_input(payload: &Payload) -> bool {
    matches!(
        payload.event,
        HookEvent::PreToolUse(_) | HookEvent::PermissionRequest(_)
    )
}
