//! What a hook of Gemini CLI prints to say a report.

use hooks_types::{HookEvent, Note, OutcomeKind, Payload, Report, Spoken, WireForm};
use serde_json::{Map, Value, json};

use super::events::{EventRow, Say, name_of, row_of};
use super::payload_out;
use crate::GEMINI;
use crate::spoken::{instead, joined, printed, unsayable, with_input};

const AGENT: &str = "Gemini CLI";

/// Says it at exit code 0; with nothing to say, nothing.
pub(super) fn speak(payload: &Payload, report: &Report) -> Spoken {
    let name = payload.event.name();
    let name = match &payload.origin {
        Some(origin) if origin.form.dialect == GEMINI => origin.form.event.as_str(),
        _ => name_of(&name).unwrap_or(name.as_str()),
    };
    let mut saying = Saying {
        row: row_of(name),
        form: WireForm::new(GEMINI, name),
        payload,
        said: Map::new(),
        specific: Map::new(),
        notes: Vec::new(),
    };
    saying.outcome(report);
    saying.beside(report);
    saying.spoken()
}

struct Saying<'a> {
    row: &'static EventRow,
    form: WireForm,
    payload: &'a Payload,
    said: Map<String, Value>,
    specific: Map<String, Value>,
    notes: Vec<Note>,
}

impl Saying<'_> {
    fn outcome(&mut self, report: &Report) {
        let message = report.message.as_deref();
        match (report.outcome, &report.content) {
            (OutcomeKind::Block, _) => self.deny(message.unwrap_or_default()),
            (OutcomeKind::Ask, content) => self.ask(message, content.as_ref()),
            (OutcomeKind::Modify | OutcomeKind::Allow, Some(content)) => {
                self.replace(message, content);
            }
            // An allow grants nothing in Gemini CLI; silence says the same.
            _ => {}
        }
    }

    fn ask(&mut self, message: Option<&str>, content: Option<&Value>) {
        if !self.row.hears(Say::Ask) {
            return self.deny(message.unwrap_or("a hook wants the user to be asked"));
        }
        if let Some(content) = content {
            self.replace(message, content);
        }
        if !self.said.contains_key("decision") {
            self.say("decision", "ask");
            if let Some(message) = message {
                self.say("reason", message);
                self.say("systemMessage", message);
            }
        }
    }

    fn deny(&mut self, reason: &str) {
        if !self.row.hears(Say::Block) {
            self.notes.push(unsayable(AGENT, "a block"));
        }
        self.say("decision", "deny");
        self.say("reason", reason);
    }

    fn replace(&mut self, message: Option<&str>, content: &Value) {
        let what = match &self.payload.event {
            HookEvent::PreToolUse(_) => match self.input(content) {
                Ok(input) => {
                    self.specific.insert("tool_input".to_owned(), input);
                    return;
                }
                Err(problem) => return self.deny(&problem),
            },
            HookEvent::UserPromptSubmit(_) => "the prompt",
            HookEvent::PostToolUse(_) | HookEvent::PostToolUseFailure(_) => "the tool's output",
            _ => match content {
                Value::Object(fields) if self.all_rewrite(fields) => {
                    self.specific.extend(fields.clone());
                    return;
                }
                _ => "what the event is about",
            },
        };
        self.deny(&instead(AGENT, what, message, content));
    }

    fn all_rewrite(&self, fields: &Map<String, Value>) -> bool {
        let mut keys = fields.keys();
        keys.all(|key| self.row.rewrites.contains(&key.as_str()))
    }

    /// The new input in Gemini CLI's fields.
    fn input(&self, content: &Value) -> Result<Value, String> {
        let replaced = with_input(self.payload, content)?;
        let mut object = payload_out::encode(&replaced, &self.form).map_err(|e| e.to_string())?;
        let input = object.remove("tool_input");
        input.ok_or_else(|| "the replaced input cannot be written".to_owned())
    }

    fn beside(&mut self, report: &Report) {
        if let Some(reason) = &report.stop {
            if self.row.hears(Say::Stop) {
                self.said.insert("continue".to_owned(), json!(false));
                self.say("stopReason", reason);
            } else {
                self.notes.push(unsayable(AGENT, "that the run should end"));
            }
        }
        if let Some(context) = joined(&report.context, "\n") {
            if self.row.hears(Say::Context) {
                self.specific
                    .insert("additionalContext".to_owned(), context.into());
            } else {
                self.notes.push(unsayable(AGENT, "a text for the model"));
            }
        }
        if let Some(notices) = joined(&report.notices, "\n") {
            let text = match self.said.get("systemMessage").and_then(Value::as_str) {
                Some(first) if first != notices => format!("{first}\n{notices}"),
                _ => notices,
            };
            self.say("systemMessage", &text);
        }
        if !report.env.is_empty() {
            self.notes.push(unsayable(AGENT, "a variable"));
        }
    }

    fn say(&mut self, key: &str, text: &str) {
        self.said.insert(key.to_owned(), text.into());
    }

    fn spoken(mut self) -> Spoken {
        if !self.specific.is_empty() {
            let mut specific = Map::new();
            specific.insert("hookEventName".to_owned(), self.form.event.into());
            specific.extend(self.specific);
            self.said
                .insert("hookSpecificOutput".to_owned(), Value::Object(specific));
        }
        if self.said.is_empty() {
            return Spoken::new(Vec::new(), self.notes);
        }
        printed(self.said, self.notes)
    }
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
