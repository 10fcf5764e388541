//! Payloads as Gemini CLI writes them.

use hooks_types::{EncodeError, HookEvent, Payload, ToolCall, ToolInput, WireForm};
use serde_json::{Map, Value, json};

use super::TOOLS;
use super::events::name_of;
use super::payload_in;
use crate::{envelope, project, result_text};

/// The payload of an event in Gemini CLI's form; a payload of Gemini CLI keeps every field it had.
pub(super) fn encode(
    payload: &Payload,
    form: &WireForm,
) -> Result<Map<String, Value>, EncodeError> {
    let name = payload.event.name();
    if name_of(&name) != Some(form.event.as_str()) {
        return Err(EncodeError::new(format!(
            "Gemini CLI cannot tell of {name} as `{}`",
            form.event
        )));
    }
    envelope::written(
        payload,
        form,
        |payload| fresh(payload, &form.event),
        |object| Ok(payload_in::read(object, &form.event)),
    )
}

fn fresh(payload: &Payload, name: &str) -> Result<Map<String, Value>, EncodeError> {
    let meta = &payload.meta;
    let mut object = payload.extra.clone();
    object.extend(payload.event.extra().clone());
    let mut set = |key: &str, value: Value| {
        object.insert(key.to_owned(), value);
    };
    set("session_id", meta.session_id.as_str().into());
    let transcript = meta.transcript_path.as_deref().unwrap_or_default();
    set("transcript_path", transcript.into());
    set("cwd", meta.cwd.as_str().into());
    set("hook_event_name", name.into());
    set("timestamp", payload.triggered_at.with_millis().into());
    match &payload.event {
        HookEvent::PreToolUse(event) => set_call(&mut object, &event.call, payload)?,
        HookEvent::PostToolUse(event) => {
            set_call(&mut object, &event.call, payload)?;
            let response = response(&event.tool_output);
            object.insert("tool_response".to_owned(), response);
        }
        HookEvent::PostToolUseFailure(event) => {
            set_call(&mut object, &event.call, payload)?;
            let output = event.tool_output.clone().unwrap_or(Value::Null);
            let mut response = match output {
                Value::Null => json!({"llmContent": event.error, "returnDisplay": event.error}),
                output => response(&output),
            };
            if payload_in::error_of(&response).as_deref() != Some(event.error.as_str())
                && let Some(response) = response.as_object_mut()
            {
                response.insert("error".to_owned(), json!({"message": event.error}));
            }
            object.insert("tool_response".to_owned(), response);
        }
        HookEvent::UserPromptSubmit(event) => set("prompt", event.user_message.as_str().into()),
        HookEvent::Stop(event) => {
            let said = event.last_assistant_message.as_deref();
            set("prompt_response", said.unwrap_or_default().into());
            set("stop_hook_active", event.stop_hook_active.into());
            object
                .entry("prompt")
                .or_insert_with(|| Value::String(String::new()));
        }
        HookEvent::SessionStart(event) => set("source", event.source.as_str().into()),
        HookEvent::SessionEnd(event) => set("reason", event.reason.as_str().into()),
        HookEvent::PreCompact(event) => set("trigger", event.trigger.as_str().into()),
        HookEvent::Notification(event) => {
            set("notification_type", event.level.code().into());
            set("message", event.message.as_str().into());
            object.entry("details").or_insert_with(|| json!({}));
        }
        HookEvent::Other(event) => {
            for (key, value) in &event.data {
                set(key, value.clone());
            }
        }
        _ => {}
    }
    Ok(object)
}

fn set_call(
    object: &mut Map<String, Value>,
    call: &ToolCall,
    payload: &Payload,
) -> Result<(), EncodeError> {
    let shape = project::project(&TOOLS, call, &payload.meta)
        .map_err(|problem| envelope::refused(payload, problem))?;
    object.insert("tool_name".to_owned(), shape.name.into());
    object.insert("tool_input".to_owned(), shape.input);
    if let ToolInput::Mcp { server, tool, .. } = &call.input {
        // What Gemini CLI says beside (command, url) stays where it came with the payload.
        let mut context = match object.remove("mcp_context") {
            Some(Value::Object(context)) => context,
            _ => Map::new(),
        };
        context.insert("server_name".to_owned(), server.as_str().into());
        context.insert("tool_name".to_owned(), tool.as_str().into());
        object.insert("mcp_context".to_owned(), Value::Object(context));
    }
    Ok(())
}

/// A tool's output as Gemini CLI wraps it.
fn response(output: &Value) -> Value {
    if output.get("llmContent").is_some() {
        return output.clone();
    }
    let text = result_text::of(output);
    json!({"llmContent": text, "returnDisplay": text})
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
