//! Payloads as Copilot writes them, in both spellings.

use hooks_types::dialect::UNNAMED_CALL;
use hooks_types::{
    EncodeError, EventName, HookEvent, Payload, Spelling, ToolCall, ToolInput, WireForm,
};
use serde_json::{Map, Value, json};

use super::TOOLS;
use super::events::{named, of_event, spelling_of};
use super::payload_in;
use crate::{COPILOT, claude, envelope, project, result_text};

/// The payload of an event in one of Copilot's forms; a payload of Copilot keeps every field it
/// had, and its arguments the form they had.
pub(super) fn encode(
    payload: &Payload,
    form: &WireForm,
) -> Result<Map<String, Value>, EncodeError> {
    let name = payload.event.name();
    if !tells(form, &name) {
        return Err(EncodeError::new(format!(
            "Copilot cannot tell of {name} as `{}`",
            form.event
        )));
    }
    let spelling = spelling_of(form);
    let form = form.clone().spelled(spelling);
    let mut object = envelope::written(
        payload,
        &form,
        |payload| fresh(payload, &form.event, spelling),
        |object| Ok(payload_in::read(object, &form)),
    )?;
    let origin = payload.origin.as_ref();
    let came = origin.and_then(|origin| origin.object.get("toolArgs"));
    if let Some(Value::Object(_)) = came
        && let Some(Value::String(text)) = object.get("toolArgs")
        && let Ok(arguments) = serde_json::from_str(text)
    {
        object.insert("toolArgs".to_owned(), arguments);
    }
    Ok(object)
}

fn tells(form: &WireForm, event: &EventName) -> bool {
    match of_event(event) {
        Some(row) => named(&form.event).is_some_and(|said| said.camel == row.camel),
        None => matches!(event, EventName::Other(own) if **own == form.event),
    }
}

/// An object under construction in one of the spellings.
struct Spelled {
    spelling: Spelling,
    object: Map<String, Value>,
}

impl Spelled {
    /// The key in the spelling, from camelCase.
    fn key(&self, camel: &str) -> String {
        match (self.spelling, camel) {
            (Spelling::PascalCase, "toolArgs") => "tool_input".to_owned(),
            (Spelling::PascalCase, "response") => "last_assistant_message".to_owned(),
            (Spelling::PascalCase, camel) => snake(camel),
            (_, camel) => camel.to_owned(),
        }
    }

    fn set(&mut self, camel: &str, value: impl Into<Value>) {
        let key = self.key(camel);
        self.object.insert(key, value.into());
    }

    /// Sets what is known.
    fn set_some(&mut self, camel: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.set(camel, value.as_str());
        }
    }

    fn is_pascal(&self) -> bool {
        self.spelling == Spelling::PascalCase
    }
}

fn snake(camel: &str) -> String {
    let mut snake = String::with_capacity(camel.len() + 4);
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn fresh(
    payload: &Payload,
    event: &str,
    spelling: Spelling,
) -> Result<Map<String, Value>, EncodeError> {
    let meta = &payload.meta;
    let mut object = payload.extra.clone();
    object.extend(payload.event.extra().clone());
    let mut out = Spelled { spelling, object };
    out.set("sessionId", meta.session_id.as_str());
    out.set("cwd", meta.cwd.as_str());
    if out.is_pascal() {
        out.set("timestamp", payload.triggered_at.with_millis());
        let name = named(event).map_or(event, |row| row.pascal);
        out.set("hook_event_name", name);
    } else {
        out.set("timestamp", payload.triggered_at.unix_millis());
    }
    out.set_some("transcriptPath", meta.transcript_path.as_ref());
    match &payload.event {
        HookEvent::PreToolUse(event) => set_call(&mut out, &event.call, payload)?,
        HookEvent::PermissionRequest(event) => set_call(&mut out, &event.call, payload)?,
        HookEvent::PostToolUse(event) => {
            set_call(&mut out, &event.call, payload)?;
            let result = result(&event.tool_output, spelling);
            out.set("toolResult", result);
        }
        HookEvent::PostToolUseFailure(event) => {
            set_call(&mut out, &event.call, payload)?;
            out.set("error", event.error.as_str());
        }
        HookEvent::UserPromptSubmit(event) => out.set("prompt", event.user_message.as_str()),
        HookEvent::SessionStart(event) => out.set("source", event.source.as_str()),
        HookEvent::SessionEnd(event) => out.set("reason", event.reason.as_str()),
        HookEvent::Stop(event) => {
            out.set("stopReason", event.reason.as_deref().unwrap_or("end_turn"));
            out.set("stop_hook_active", event.stop_hook_active);
            let last = event.last_assistant_message.as_ref();
            out.set_some("last_assistant_message", last);
        }
        HookEvent::SubagentStart(event) => {
            let kind = event.agent_type.as_deref().unwrap_or(&event.agent_id);
            out.set("agentName", kind);
            out.set("agentId", event.agent_id.as_str());
        }
        HookEvent::SubagentStop(event) => {
            let kind = event.agent_type.as_deref().unwrap_or(&event.agent_id);
            out.set("agentName", kind);
            out.set("agentId", event.agent_id.as_str());
            out.set("stop_hook_active", event.stop_hook_active);
            out.set_some("response", event.last_assistant_message.as_ref());
        }
        HookEvent::PreCompact(event) => {
            out.set("trigger", event.trigger.as_str());
            let wishes = event.custom_instructions.as_deref().unwrap_or_default();
            out.set("customInstructions", wishes);
        }
        HookEvent::Notification(event) => {
            // The one event that is named, and spelled alike, in both.
            out.set("hook_event_name", "Notification");
            out.set("message", event.message.as_str());
            out.set("notification_type", event.level.code());
        }
        HookEvent::Other(event) => out.object.extend(event.data.clone()),
        _ => {}
    }
    Ok(out.object)
}

fn set_call(out: &mut Spelled, call: &ToolCall, payload: &Payload) -> Result<(), EncodeError> {
    let shape = project::project(&TOOLS, call, &payload.meta)
        .map_err(|problem| envelope::refused(payload, problem))?;
    let input = match &call.input {
        // Text that was no JSON when it came goes as it is.
        ToolInput::Custom(text) if !out.is_pascal() && came_from_copilot(payload) => {
            Value::String(text.clone())
        }
        _ => shape.input,
    };
    if out.is_pascal() {
        // Claude Code's names on Copilot's fields.
        let claude = project::project(&claude::TOOLS, call, &payload.meta);
        let claude = claude.map_err(|problem| envelope::refused(payload, problem))?;
        out.set("toolName", claude.name);
        out.set("toolArgs", input);
        return Ok(());
    }
    out.set("toolName", shape.name);
    let text = match input {
        Value::String(text) => text,
        object => object.to_string(),
    };
    out.set("toolArgs", text);
    if call.call_id != UNNAMED_CALL {
        out.object
            .entry("toolCallId")
            .or_insert_with(|| json!(call.call_id));
    }
    Ok(())
}

fn came_from_copilot(payload: &Payload) -> bool {
    let origin = payload.origin.as_ref();
    origin.is_some_and(|origin| origin.form.dialect == COPILOT)
}

/// A tool's output as Copilot wraps it.
fn result(output: &Value, spelling: Spelling) -> Value {
    let field = |camel: &str| {
        let value = output.get(camel).or_else(|| output.get(snake(camel)))?;
        Some(value.clone())
    };
    let kind = field("resultType").unwrap_or_else(|| json!("success"));
    let text = json!(result_text::of(output));
    match spelling {
        Spelling::PascalCase => json!({"result_type": kind, "text_result_for_llm": text}),
        _ => json!({"resultType": kind, "textResultForLlm": text}),
    }
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
