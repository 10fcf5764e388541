//! Estimates the encoded size of a payload, so the buffer is allocated once. For a large payload, growing the buffer
//! costs more than writing the payload.

use serde_json::Value;

use crate::call::ToolInput;
use crate::event::HookEvent;
use crate::payload::Payload;

/// Estimated size in bytes of everything except the fields that tools can make large.
const AROUND: usize = 512;

/// Estimates the size of a payload from the fields that tools can make large. If escapes take more
/// space, the buffer grows.
pub(super) fn size_hint(payload: &Payload) -> usize {
    let event = match &payload.event {
        HookEvent::PreToolUse(event) => {
            input(&event.call.input) + optional(event.original_tool_input.as_ref())
        }
        HookEvent::PostToolUse(event) => {
            input(&event.call.input)
                + value(&event.tool_output)
                + optional(event.original_tool_input.as_ref())
        }
        HookEvent::UserPromptSubmit(event) => event.user_message.len(),
        _ => 0,
    };
    // Add a little space for escapes, because a few escapes must not make the buffer grow.
    AROUND + event + event / 64
}

/// Returns the approximate size of a call's input.
fn input(input: &ToolInput) -> usize {
    match input {
        ToolInput::Function(arguments) => object(arguments),
        ToolInput::Custom(text) => text.len(),
        ToolInput::Shell(shell) => {
            // Each argument has two quotes and a comma around it.
            let command: usize = shell.command.iter().map(|part| part.len() + 3).sum();
            command + object(&shell.other)
        }
        ToolInput::Mcp { arguments, .. } => arguments.as_ref().map_or(0, object),
    }
}

/// Returns the approximate size of an optional value.
fn optional(value: Option<&Value>) -> usize {
    value.map_or(0, self::value)
}

/// Returns the approximate size of an object's entries.
fn object(map: &serde_json::Map<String, Value>) -> usize {
    map.iter()
        .map(|(key, item)| key.len() + 4 + value(item))
        .sum()
}

/// Returns the approximate size of a value.
fn value(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| self::value(item) + 1).sum(),
        Value::Object(map) => object(map) + 2,
        // Numbers, booleans and `null` are short.
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::event::PreToolUse;
    use crate::tool::ShellInput;
    use crate::{SessionMeta, ToolCall};

    #[test]
    fn a_large_payload_is_written_without_growing_its_buffer() {
        let mut shell = ShellInput::new(["cat"]);
        shell
            .other
            .insert("stdin".into(), Value::from("x".repeat(1 << 20)));
        let large = [
            ToolInput::Shell(shell),
            ToolInput::Custom("x".repeat(1 << 20)),
        ];
        for input in large {
            let call = ToolCall::new("call_1", "tool", input);
            let meta = Arc::new(SessionMeta::new("session", "/"));
            let payload = Payload::new(meta, PreToolUse::new(call));
            let written = serde_json::to_vec(&payload).unwrap().len();
            let room = size_hint(&payload);
            assert!(
                (written..written + written / 16).contains(&room),
                "{room} for {written}"
            );
        }
    }
}
