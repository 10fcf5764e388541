//! What a hook of Cursor prints to say a report. Silence is an error there, so it always prints an
//! object.

use hooks_types::{HookEvent, Note, OutcomeKind, Payload, Report, Spoken, ToolInput, WireForm};
use serde_json::{Map, Value, json};

use super::events::{EventRow, Says, name_of, row_of};
use super::payload_out;
use crate::CURSOR;
use crate::spoken::{instead, joined, printed, unsayable, with_input};

const AGENT: &str = "Cursor";

/// Says it at exit code 0; a block where no object can say it, at 2.
pub(super) fn speak(payload: &Payload, report: &Report) -> Spoken {
    let name = payload.event.name();
    let name = match &payload.origin {
        Some(origin) if origin.form.dialect == CURSOR => origin.form.event.as_str(),
        _ => name_of(&name).unwrap_or(name.as_str()),
    };
    let row = row_of(name);
    let mut saying = Saying {
        row,
        form: WireForm::new(CURSOR, name),
        payload,
        report,
        said: Map::new(),
        notes: Vec::new(),
    };
    match row.says {
        says if says.permits() => saying.permission(),
        Says::Prompt => saying.prompt(),
        Says::FollowUp => saying.follow_up(),
        Says::Result => saying.result(),
        Says::Session => saying.session(),
        _ => return saying.observed(),
    }
    printed(saying.said, saying.notes)
}

struct Saying<'a> {
    row: &'static EventRow,
    form: WireForm,
    payload: &'a Payload,
    report: &'a Report,
    said: Map<String, Value>,
    notes: Vec<Note>,
}

/// A report brought down to yes, ask and no.
enum Verdict {
    Yes,
    Ask(Option<String>),
    No(String),
}

impl Saying<'_> {
    fn permission(&mut self) {
        match self.verdict() {
            Verdict::Yes => {
                self.say("permission", "allow");
                self.unsaid_context();
                self.notices(None);
            }
            Verdict::Ask(message) => {
                self.say("permission", "ask");
                self.unsaid_context();
                self.notices(message.as_deref());
            }
            Verdict::No(message) => {
                self.said.remove("updated_input");
                self.say("permission", "deny");
                self.notices(Some(&message));
                let told = std::iter::once(&message).chain(&self.report.context);
                let told: Vec<String> = told.cloned().collect();
                self.say("agent_message", &told.join("\n"));
            }
        }
    }

    fn verdict(&mut self) -> Verdict {
        let message = self.report.message.clone();
        let replaced = match (self.report.outcome, &self.report.content) {
            (OutcomeKind::Block, _) => return Verdict::No(message.unwrap_or_default()),
            (_, Some(content)) => self.replace(content),
            _ => Ok(()),
        };
        if let Err(reason) = replaced {
            return Verdict::No(reason);
        }
        // Ending the run cannot be said; refusing what would be next is the stricter neighbour.
        if let Some(reason) = &self.report.stop {
            return Verdict::No(reason.clone());
        }
        match (self.report.outcome, self.row.says) {
            (OutcomeKind::Ask, Says::Permission) => Verdict::Ask(message),
            // Cursor does not enforce an ask before a tool.
            (OutcomeKind::Ask, _) => Verdict::No(
                message.unwrap_or_else(|| "a hook wants the user to be asked".to_owned()),
            ),
            _ => Verdict::Yes,
        }
    }

    fn replace(&mut self, content: &Value) -> Result<(), String> {
        let message = self.report.message.as_deref();
        if self.row.says != Says::PermissionAndInput {
            return Err(instead(AGENT, "the input", message, content));
        }
        let replaced = with_input(self.payload, content)?;
        let mut object = payload_out::encode(&replaced, &self.form).map_err(|e| e.to_string())?;
        let input = object.remove("tool_input").unwrap_or(Value::Null);
        self.said.insert("updated_input".to_owned(), input);
        Ok(())
    }

    fn prompt(&mut self) {
        let message = self.report.message.as_deref();
        let refused = match (self.report.outcome, &self.report.content) {
            (OutcomeKind::Block | OutcomeKind::Ask, _) => Some(message.unwrap_or_default().into()),
            (_, Some(content)) => Some(instead(AGENT, "the prompt", message, content)),
            _ => self.report.stop.clone(),
        };
        self.said
            .insert("continue".to_owned(), json!(refused.is_none()));
        self.unsaid_context();
        self.notices(refused.as_deref());
    }

    fn follow_up(&mut self) {
        if self.report.outcome == OutcomeKind::Block && self.report.stop.is_none() {
            let message = self.report.message.as_deref().unwrap_or_default();
            let told = std::iter::once(message);
            let context = self.report.context.iter().map(String::as_str);
            let told: Vec<&str> = told.chain(context).collect();
            self.say("followup_message", &told.join("\n"));
        } else {
            self.unsaid_context();
        }
        self.unsaid_notices();
    }

    fn result(&mut self) {
        let message = self.report.message.as_deref();
        let mut told = self.report.context.clone();
        match (self.report.outcome, &self.report.content) {
            (OutcomeKind::Block, _) => told.insert(0, message.unwrap_or_default().to_owned()),
            (_, Some(content)) if self.is_mcp() => {
                self.said
                    .insert("updated_mcp_tool_output".to_owned(), content.clone());
            }
            (_, Some(content)) => {
                self.notes
                    .push(unsayable(AGENT, "another output of the tool"));
                told.insert(0, instead(AGENT, "the tool's output", message, content));
            }
            _ => {}
        }
        if let Some(context) = joined(&told, "\n") {
            self.say("additional_context", &context);
        }
        self.unsaid_stop();
        self.unsaid_notices();
    }

    fn is_mcp(&self) -> bool {
        match &self.payload.event {
            HookEvent::PostToolUse(event) => matches!(event.call.input, ToolInput::Mcp { .. }),
            _ => false,
        }
    }

    fn session(&mut self) {
        if !self.report.env.is_empty() {
            self.said.insert("env".to_owned(), json!(self.report.env));
        }
        if let Some(context) = joined(&self.report.context, "\n") {
            self.say("additional_context", &context);
        }
        self.unsaid_stop();
        self.unsaid_notices();
    }

    /// An event whose hooks only watch.
    fn observed(mut self) -> Spoken {
        self.unsaid_context();
        self.unsaid_stop();
        match self.row.says {
            Says::Notice => self.notices(None),
            _ => self.unsaid_notices(),
        }
        let gates = self.payload.event.name().traits().gates();
        let refused = match self.report.outcome {
            OutcomeKind::Block => Some(self.report.message.as_deref().unwrap_or_default()),
            // Where something waits for leave, the end of the run refuses it at least.
            _ => self.report.stop.as_deref().filter(|_| gates),
        };
        let mut spoken = printed(self.said, self.notes);
        if let Some(message) = refused {
            spoken.notes.push(unsayable(AGENT, "a block"));
            spoken.exit_code = 2;
            spoken.stderr = format!("{message}\n").into_bytes();
        }
        spoken
    }

    fn say(&mut self, key: &str, text: &str) {
        self.said.insert(key.to_owned(), text.into());
    }

    /// What the user reads: the message, then the notices.
    fn notices(&mut self, message: Option<&str>) {
        let mut texts: Vec<String> = message.map(str::to_owned).into_iter().collect();
        for notice in &self.report.notices {
            if !texts.contains(notice) {
                texts.push(notice.clone());
            }
        }
        if let Some(text) = joined(&texts, "\n") {
            self.say("user_message", &text);
        }
    }

    fn unsaid_notices(&mut self) {
        if !self.report.notices.is_empty() {
            self.notes.push(unsayable(AGENT, "a text for the user"));
        }
    }

    fn unsaid_context(&mut self) {
        if !self.report.context.is_empty() {
            self.notes.push(unsayable(AGENT, "a text for the model"));
        }
    }

    fn unsaid_stop(&mut self) {
        if self.report.stop.is_some() {
            self.notes.push(unsayable(AGENT, "that the run should end"));
        }
    }
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
