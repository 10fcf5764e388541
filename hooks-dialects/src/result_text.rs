//! What a tool returned, as the text that a model reads.

use serde_json::Value;

/// The fields in which agents keep that text.
#[rustfmt::skip]
const TEXT_FIELDS: &[&str] = &["textResultForLlm", "text_result_for_llm", "llmContent", "stdout"];

/// The text of an output: itself, the text its agent has for the model, else its JSON.
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
