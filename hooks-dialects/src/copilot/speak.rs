//! What a hook of Copilot prints to say a report.

use hooks_types::{Note, OutcomeKind, Payload, Report, Spelling, Spoken, WireForm};
use serde_json::{Map, Value, json};

use super::events::{EventRow, Says, form, of_event, row_of};
use super::payload_out;
use crate::spoken::{instead, joined, unsayable, with_input};
use crate::{COPILOT, result_text};

const AGENT: &str = "Copilot";

/// Says it at exit code 0, notices as progress lines before the object; a block that no object can
/// say at exit code 2, which warns the user.
pub(super) fn speak(payload: &Payload, report: &Report) -> Spoken {
    let name = payload.event.name();
    let form = match &payload.origin {
        Some(origin) if origin.form.dialect == COPILOT => origin.form.clone(),
        _ => of_event(&name).map_or_else(
            || WireForm::new(COPILOT, name.as_str()),
            |row| form(row, row.pascal, Spelling::PascalCase),
        ),
    };
    let mut saying = Saying {
        row: row_of(&form.event),
        form,
        payload,
        report,
        said: Map::new(),
        refused: None,
        notes: Vec::new(),
    };
    match saying.row.says {
        Says::ToolPermission => saying.tool_permission(),
        Says::Permission => saying.permission(),
        Says::GoOn => saying.go_on(),
        _ => saying.other(),
    }
    saying.context();
    saying.spoken()
}

struct Saying<'a> {
    row: &'static EventRow,
    form: WireForm,
    payload: &'a Payload,
    report: &'a Report,
    said: Map<String, Value>,
    /// A block that the object cannot say.
    refused: Option<String>,
    notes: Vec<Note>,
}

impl Saying<'_> {
    fn tool_permission(&mut self) {
        let message = self.report.message.clone();
        if self.report.outcome == OutcomeKind::Block {
            return self.deny(&message.unwrap_or_default());
        }
        // Ending the run cannot be said here; refusing the call is the stricter neighbour.
        if let Some(reason) = &self.report.stop {
            return self.deny(&reason.clone());
        }
        if let Some(content) = &self.report.content {
            match self.input(content) {
                Ok(input) => {
                    self.said.insert("modifiedArgs".to_owned(), input);
                }
                Err(problem) => return self.deny(&problem),
            }
        }
        match self.report.outcome {
            OutcomeKind::Ask => self.decide("ask", message.as_deref()),
            _ if self.report.grants => self.decide("allow", message.as_deref()),
            _ => {}
        }
    }

    fn decide(&mut self, word: &str, reason: Option<&str>) {
        self.say("permissionDecision", word);
        if let Some(reason) = reason {
            self.say("permissionDecisionReason", reason);
        }
    }

    fn deny(&mut self, reason: &str) {
        self.said.remove("modifiedArgs");
        self.decide("deny", Some(reason));
    }

    /// The new arguments, as an object.
    fn input(&self, content: &Value) -> Result<Value, String> {
        let replaced = with_input(self.payload, content)?;
        let mut object = payload_out::encode(&replaced, &self.form).map_err(|e| e.to_string())?;
        let input = object.remove("toolArgs");
        let input = input.or_else(|| object.remove("tool_input"));
        match input {
            Some(Value::String(text)) => {
                Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
            }
            Some(input) => Ok(input),
            None => Err("the replaced arguments cannot be written".to_owned()),
        }
    }

    fn permission(&mut self) {
        let message = self.report.message.as_deref();
        let denied = match (self.report.outcome, &self.report.content) {
            (OutcomeKind::Block, _) => Some(message.unwrap_or_default().to_owned()),
            (_, Some(content)) => Some(instead(AGENT, "the arguments", message, content)),
            // Silence would let Copilot's rules decide, which may allow.
            (OutcomeKind::Ask, _) => Some(
                message
                    .unwrap_or("a hook wants the user to be asked")
                    .to_owned(),
            ),
            _ => self.report.stop.clone(),
        };
        match denied {
            Some(why) => {
                self.say("behavior", "deny");
                self.say("message", &why);
                if self.report.stop.is_some() {
                    self.said.insert("interrupt".to_owned(), json!(true));
                }
            }
            None if self.report.grants => self.say("behavior", "allow"),
            None => {}
        }
    }

    fn go_on(&mut self) {
        if self.report.outcome == OutcomeKind::Block && self.report.stop.is_none() {
            let reason = self.report.message.as_deref().unwrap_or_default();
            self.say("decision", "block");
            self.say("reason", reason);
        }
    }

    fn other(&mut self) {
        let message = self.report.message.as_deref();
        if self.report.stop.is_some() {
            self.notes.push(unsayable(AGENT, "that the run should end"));
        }
        match (self.report.outcome, &self.report.content, self.row.says) {
            // Feedback for the model is what a block after a tool is; context says that.
            (OutcomeKind::Block, _, Says::Result | Says::FailureContext) => {}
            (OutcomeKind::Block | OutcomeKind::Ask, _, _) => {
                self.refuse(message.unwrap_or_default().to_owned());
            }
            (_, Some(content), Says::Result) => {
                let text = result_text::of(content);
                let result = json!({"resultType": "success", "textResultForLlm": text});
                self.said.insert("modifiedResult".to_owned(), result);
            }
            (_, Some(content), Says::Transformed)
                if content.get("modifiedTransformedPrompt").is_some() =>
            {
                let prompt = content["modifiedTransformedPrompt"].clone();
                self.said
                    .insert("modifiedTransformedPrompt".to_owned(), prompt);
            }
            (_, Some(content), _) => {
                let what = "what the event is about";
                self.refuse(instead(AGENT, what, message, content));
            }
            _ => {}
        }
        // Where something waits for leave, the end of the run refuses it at least.
        if let Some(reason) = &self.report.stop
            && self.refused.is_none()
            && self.payload.event.name().traits().gates()
        {
            self.refuse(reason.clone());
        }
    }

    fn refuse(&mut self, reason: String) {
        self.notes.push(unsayable(AGENT, "a block"));
        self.refused = Some(reason);
    }

    fn context(&mut self) {
        let mut texts = self.report.context.clone();
        match self.row.says {
            Says::Result | Says::FailureContext => {
                if self.report.outcome == OutcomeKind::Block {
                    texts.insert(0, self.report.message.clone().unwrap_or_default());
                }
            }
            Says::Permission | Says::GoOn | Says::Transformed | Says::Nothing => {
                if !texts.is_empty() {
                    self.notes.push(unsayable(AGENT, "a text for the model"));
                }
                return;
            }
            Says::ToolPermission | Says::Context => {}
        }
        if let Some(text) = joined(&texts, "\n\n") {
            self.say("additionalContext", &text);
        }
    }

    fn say(&mut self, key: &str, text: &str) {
        self.said.insert(key.to_owned(), text.into());
    }

    fn spoken(mut self) -> Spoken {
        if !self.report.env.is_empty() {
            self.notes.push(unsayable(AGENT, "a variable"));
        }
        let mut spoken = Spoken::new(Vec::new(), self.notes);
        for notice in &self.report.notices {
            let line = json!({"type": "progress", "message": notice}).to_string();
            spoken.stdout.extend_from_slice(line.as_bytes());
            spoken.stdout.push(b'\n');
        }
        if !self.said.is_empty() {
            let object = Value::Object(self.said).to_string();
            spoken.stdout.extend_from_slice(object.as_bytes());
            spoken.stdout.push(b'\n');
        }
        if let Some(reason) = self.refused {
            spoken.exit_code = 2;
            spoken.stderr = format!("{reason}\n").into_bytes();
        }
        spoken
    }
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
