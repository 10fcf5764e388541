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
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_text_for_the_model_is_found_in_each_agents_result() {
        for (output, text) in [
            (json!("plain"), "plain"),
            (json!({"llmContent": "g", "returnDisplay": "x"}), "g"),
            (
                json!({"resultType": "success", "textResultForLlm": "c"}),
                "c",
            ),
            (
                json!({"stdout": "s", "stderr": "", "interrupted": false}),
                "s",
            ),
            (json!({"rows": 3}), r#"{"rows":3}"#),
            (Value::Null, ""),
        ] {
            assert_eq!(of(&output), text, "{output}");
        }
    }
}
