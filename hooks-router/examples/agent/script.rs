//! The scripted conversation: one JSON object per line.

use std::collections::VecDeque;

use hooks_types::ToolCall;
use serde::Deserialize;

/// The next step of the user or the model.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// The user sends a prompt.
    Prompt(String),
    /// The model says something.
    Say(String),
    /// The model calls a tool: `tool_name`, `tool_input`, `call_id`.
    Call(ToolCall),
    /// The model wants to stop, with this last message.
    Stop(String),
}

/// Reads a script from a file, or from stdin.
pub(crate) fn read(file: Option<&str>) -> Result<VecDeque<Step>, String> {
    let name = file.unwrap_or("stdin");
    let text = match file {
        Some(path) => std::fs::read_to_string(path),
        None => std::io::read_to_string(std::io::stdin()),
    }
    .map_err(|error| format!("{name}: {error}"))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| format!("{name}:{}: {error}", at + 1))
        })
        .collect()
}
