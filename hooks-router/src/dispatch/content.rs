//! Reads and replaces the content of an event: the input of a call, the prompt, or the output of a tool.
//!
//! All other parts of an event cannot be replaced. For example, a hook can change the input of a tool, but not which
//! tool is called.

use hooks_types::event::{ModifyEffect, PostToolUse, PreToolUse};
use hooks_types::{HookEvent, ToolCall};
use serde_json::Value;

/// Returns the content that a modification of this event would replace; `None` if the event has no such content.
pub(crate) fn replaceable(event: &HookEvent) -> Option<Value> {
    match event {
        HookEvent::PreToolUse(PreToolUse { call, .. }) => Some(call.input.to_value()),
        HookEvent::PermissionRequest(asked) => Some(asked.call.input.to_value()),
        HookEvent::UserPromptSubmit(prompt) => Some(Value::String(prompt.user_message.clone())),
        HookEvent::PostToolUse(PostToolUse { tool_output, .. }) => Some(tool_output.clone()),
        HookEvent::PostToolUseFailure(failed) => failed.tool_output.clone(),
        _ => None,
    }
}

/// Returns the event with `content` instead of its own content. Events whose content hooks cannot replace are returned
/// unchanged.
///
/// # Errors
///
/// The content does not fit the event; the error is a message that says why. The event must then be blocked.
pub(crate) fn replaced(event: &HookEvent, content: &Value) -> Result<HookEvent, String> {
    if matches!(
        event.name().traits().modify,
        ModifyEffect::None | ModifyEffect::Reported
    ) {
        return Ok(event.clone());
    }
    let mut event = event.clone();
    match &mut event {
        HookEvent::PreToolUse(PreToolUse {
            call,
            original_tool_input,
            ..
        }) => {
            // Set the original only at the first replacement, because hooks can replace the input several times.
            original_tool_input.get_or_insert_with(|| call.input.to_value());
            replace_input(call, content)?;
        }
        HookEvent::PermissionRequest(asked) => replace_input(&mut asked.call, content)?,
        HookEvent::UserPromptSubmit(prompt) => match content {
            Value::String(text) => prompt.user_message.clone_from(text),
            _ => return Err("the modified prompt is not a string".to_owned()),
        },
        HookEvent::PostToolUse(post) => post.tool_output = content.clone(),
        HookEvent::PostToolUseFailure(failed) => failed.tool_output = Some(content.clone()),
        _ => {}
    }
    Ok(event)
}

/// Replaces the input of a call.
fn replace_input(call: &mut ToolCall, content: &Value) -> Result<(), String> {
    let input = call.input.replaced_by(content);
    call.input = input.map_err(|error| error.to_string())?;
    Ok(())
}

/// Merges the top-level keys of `content` into `before` if both are objects; otherwise returns `content`.
pub(crate) fn merged(before: Option<Value>, content: Value) -> Value {
    match (before, content) {
        (Some(Value::Object(mut whole)), Value::Object(keys)) => {
            whole.extend(keys);
            Value::Object(whole)
        }
        (_, content) => content,
    }
}

#[cfg(test)]
#[path = "content_tests.rs"]
mod tests;
