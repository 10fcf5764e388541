//! Gemini CLI's payloads, for reading and writing.

use hooks_types::tool::UNNAMED_CALL;
use hooks_types::wire::EncodeError;
use hooks_types::{EventName, HookEvent, ToolCall, ToolInput};
use serde_json::{Value, json};

use super::TOOLS;
use super::events::{TABLE, of_fields, ours};
use crate::claude_family;
use crate::payload::{
    EVENT_KEY, EVENT_NAME, Field, PayloadReader, PayloadTable, PayloadWriter, field, filled, text,
};
use crate::result_text;

/// The fields of Gemini CLI's payloads, one row each.
#[rustfmt::skip]
const FIELDS: &[Field] = &[
    EVENT_NAME,
    field!("session_id" => meta.session_id),
    field!("transcript_path" => meta.transcript_path).read(filled).or(|| json!("")),
    field!("cwd" => meta.cwd),
    field!("timestamp" => triggered_at),
    field!("tool_response" => PostToolUse.tool_output).show(|output, _| Some(response(&output.unwrap_or_default()))),
    // Keep this row before the next one. The error is a field of `tool_response`, and the next row takes
    // `tool_response` out of the object.
    field!(=> PostToolUseFailure.error).read(|_, reading| Some(error_of(reading.peek("tool_response")?)?.into())),
    field!("tool_response" => PostToolUseFailure.tool_output).show(failed_response),
    field!("prompt" => UserPromptSubmit.user_message),
    field!("prompt_response" => Stop.last_assistant_message).read(filled).or(|| json!("")),
    field!("stop_hook_active" => Stop.stop_hook_active),
    // At a stop, Gemini CLI sends the turn's prompt again. Our Stop event does not have the prompt, so an empty text is
    // written.
    field!("prompt" => Stop, || json!("")),
    field!("source" => SessionStart.source),
    field!("reason" => SessionEnd.reason),
    field!("trigger" => PreCompact.trigger),
    field!("notification_type" => Notification.level).read(text),
    field!("message" => Notification.message),
    field!("details" => Notification, || json!({})),
];

/// The table for reading and writing Gemini CLI's payloads.
pub(super) static PAYLOADS: PayloadTable = PayloadTable {
    agent: "Gemini CLI",
    tools: &TOOLS,
    event_key: EVENT_KEY,
    fields: &[FIELDS],
    own_event: |is| TABLE.own(is),
    name_of: |event| TABLE.name_of(event),
    form: |table, object, said, expected| {
        // The event is guessed from the object's fields only if neither the payload nor the caller names it.
        let guess = || of_fields(|key| object.contains_key(key)).filter(|_| said.is_none());
        table.form_of(said, expected.or_else(guess), ours)
    },
    call_keys: |form| match &*form.event {
        "BeforeTool" => &["tool_name"],
        _ => &[],
    },
    ours: |object, form| {
        let response = object.get("tool_response");
        match &TABLE.row(&form.event).ours {
            // Gemini CLI has no event for failed tools; it fires AfterTool with an error in the response. So read an
            // AfterTool with an error as PostToolUseFailure.
            Some(EventName::PostToolUse) if response.and_then(error_of).is_some() => {
                EventName::PostToolUseFailure
            }
            Some(ours) => ours.clone(),
            None => EventName::Other(form.event.as_str().into()),
        }
    },
    carries: |form, event| TABLE.tells(&form.event, event),
    read_call,
    write_call,
    finish: |writing| writing.data(),
};

/// Reads the tool call. The server of an MCP tool is in `mcp_context`.
fn read_call(reading: &mut PayloadReader<'_>) -> ToolCall {
    let mut call = claude_family::read_call(reading);
    // The name `mcp_<server>_<tool>` alone does not show where the server's name ends. So take both names from
    // `mcp_context`.
    if let Some(Value::Object(context)) = reading.peek("mcp_context")
        && let Some(server) = context.get("server_name").and_then(Value::as_str)
        && let Some(tool) = context.get("tool_name").and_then(Value::as_str)
        && let ToolInput::Function(arguments) = call.input
    {
        call = ToolCall::mcp(UNNAMED_CALL, server, tool, Some(arguments));
    }
    call
}

/// Writes the tool call.
fn write_call(writing: &mut PayloadWriter<'_>, call: &ToolCall) -> Result<(), EncodeError> {
    claude_family::write_call(writing, call)?;
    if let ToolInput::Mcp { server, tool, .. } = &call.input {
        // `mcp_context` also holds facts that our events do not have (command, URL). Copy them from the payload that
        // was read.
        let came = writing.object.remove("mcp_context");
        let mut context = came.filter(Value::is_object).unwrap_or_else(|| json!({}));
        context["server_name"] = server.as_str().into();
        context["tool_name"] = tool.as_str().into();
        writing.set("mcp_context", context);
    }
    Ok(())
}

/// Returns the error message in the response of a failed tool.
fn error_of(response: &Value) -> Option<String> {
    let error = response.get("error").filter(|error| !error.is_null())?;
    let message = error.get("message").and_then(Value::as_str);
    Some(message.map_or_else(|| result_text::of(error), str::to_owned))
}

/// Wraps a tool's output as Gemini CLI does: a text for the model, and a text to display.
fn response(output: &Value) -> Value {
    // An output that came from Gemini CLI already has Gemini CLI's form. So return it unchanged.
    if output.get("llmContent").is_some() {
        return output.clone();
    }
    let text = result_text::of(output);
    json!({"llmContent": text, "returnDisplay": text})
}

/// Returns the response of a failed tool, with the error in it, because Gemini CLI has the same event for failed and
/// successful tools.
fn failed_response(output: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    let HookEvent::PostToolUseFailure(event) = &writing.payload.event else {
        return None;
    };
    let error = event.error.as_str();
    let mut response = response(&output.unwrap_or_else(|| error.into()));
    if error_of(&response).as_deref() != Some(error) {
        response["error"] = json!({ "message": error });
    }
    Some(response)
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
