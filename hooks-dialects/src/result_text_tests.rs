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
