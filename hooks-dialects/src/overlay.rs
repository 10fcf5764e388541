//! Writing a payload in the form it was read in: every field as it came, except what changed since.

use serde_json::{Map, Value};

/// `origin` with the keys that differ between `before` (what this dialect would write for the
/// payload as it was read) and `now` (for the payload as it is).
pub(crate) fn overlay(
    origin: &Map<String, Value>,
    before: &Map<String, Value>,
    now: &Map<String, Value>,
) -> Map<String, Value> {
    let mut written = origin.clone();
    for (key, value) in now {
        if before.get(key) != Some(value) {
            written.insert(key.clone(), value.clone());
        }
    }
    for key in before.keys().filter(|key| !now.contains_key(*key)) {
        written.remove(key);
    }
    written
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn only_what_changed_is_written_anew() {
        let origin = map(&json!({"tool_input": {"a": 1}, "odd": null, "gone": 1, "same": 1.0}));
        let before = map(&json!({"tool_input": {"a": 1}, "gone": 1, "same": 1}));
        let now = map(&json!({"tool_input": {"a": 2}, "same": 1, "new": true}));
        let expected = map(&json!({"tool_input": {"a": 2}, "odd": null, "same": 1.0, "new": true}));
        assert_eq!(overlay(&origin, &before, &now), expected);
    }
}
