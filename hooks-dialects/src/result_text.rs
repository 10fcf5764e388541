//! The text of a tool's output as a model reads it.

use serde_json::Value;

/// The fields in which agents store that text: Copilot in its two spellings, Gemini CLI, and Claude
/// Code's shell.
#[rustfmt::skip]
const TEXT_FIELDS: &[&str] = &["textResultForLlm", "text_result_for_llm", "llmContent", "stdout"];

/// Returns an output's text: the output itself if it is a string, else the agent's text for the model,
/// else its JSON. `null` gives an empty text.
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
