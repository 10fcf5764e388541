//! Extracts the text that a model reads from a tool's output.

use serde_json::Value;

/// The fields in which agents keep the text of an output: Copilot (two spellings), Gemini CLI, and Claude Code's shell
/// tool.
#[rustfmt::skip]
const TEXT_FIELDS: &[&str] = &["textResultForLlm", "text_result_for_llm", "llmContent", "stdout"];

/// Returns the text of an output: the output itself if it is a string, else the text under one of [`TEXT_FIELDS`], else
/// the output as JSON. `null` gives an empty text.
pub(crate) fn of(output: &Value) -> String {
    let field = |field: &&str| output.get(field)?.as_str();
    let text = output
        .as_str()
        .or_else(|| TEXT_FIELDS.iter().find_map(field));
    match (text, output) {
        (Some(text), _) => text.to_owned(),
        (None, Value::Null) => String::new(),
        (None, other) => other.to_string(),
    }
}

#[cfg(test)]
#[path = "result_text_tests.rs"]
mod tests;
