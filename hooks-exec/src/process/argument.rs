//! Passes the payload as a program's last argument, as Codex's legacy `notify` does.

use hooks_types::answer::{Note, NoteCode};
use serde_json::Value;

/// The longest argument in bytes. Linux accepts 128 KiB per argument, including the final NUL
/// (`MAX_ARG_STRLEN`).
const LIMIT: usize = 128 * 1024 - 1;

/// Returns the payload as an argument. If the payload is too long, its longest string is shortened, because the payload
/// must stay valid JSON. A note then says that the payload was shortened.
pub(super) fn argument(payload: &[u8]) -> (String, Option<Note>) {
    let text = String::from_utf8_lossy(payload).trim_end().to_owned();
    if text.len() <= LIMIT {
        return (text, None);
    }
    let note = Note::new(
        NoteCode::Cut,
        format!(
            "the argument of {} bytes was cut to the system's limit of {LIMIT}",
            text.len()
        ),
    );
    (cut(&text), Some(note))
}

/// Cuts a payload to [`LIMIT`] bytes.
fn cut(text: &str) -> String {
    // If the text is not JSON, its strings cannot be found. So cut off the end of the text.
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return text[..boundary(text, LIMIT)].to_owned();
    };
    let mut written = value.to_string();
    // Shorten the longest string, which is usually the model's message. The short fields stay whole, because a
    // hook needs them to know what happened.
    while written.len() > LIMIT {
        let excess = written.len() - LIMIT;
        let Some(longest) = longest_string(&mut value).filter(|longest| !longest.is_empty()) else {
            return written[..boundary(&written, LIMIT)].to_owned();
        };
        // An escaped character can take six bytes, so remove one character per six bytes of excess. If that is
        // not enough, the next round removes more.
        let keep = longest.len().saturating_sub(excess.div_ceil(6)).min(LIMIT);
        longest.truncate(boundary(longest, keep));
        written = value.to_string();
    }
    written
}

/// Returns the last character boundary at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    let is_boundary = |at: &usize| text.is_char_boundary(*at);
    (0..=at.min(text.len()))
        .rev()
        .find(is_boundary)
        .unwrap_or(0)
}

/// Returns the longest string anywhere in a value.
fn longest_string(value: &mut Value) -> Option<&mut String> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(items) => longest(items.iter_mut()),
        Value::Object(map) => longest(map.values_mut()),
        _ => None,
    }
}

/// Returns the longest string in any of these values, at any depth.
fn longest<'a>(values: impl Iterator<Item = &'a mut Value>) -> Option<&'a mut String> {
    values
        .filter_map(longest_string)
        .max_by_key(|text| text.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_short_payload_is_passed_without_its_newline() {
        let (argument, note) = argument(b"{\"type\":\"x\"}\n");
        assert_eq!((argument.as_str(), note), (r#"{"type":"x"}"#, None));
    }

    #[test]
    fn a_long_message_is_cut_inside_its_json() {
        let long = "\u{1}".repeat(100 * 1024) + &"é".repeat(100 * 1024);
        let payload = json!({"type": "x", "input-messages": ["short"], "message": long});
        let (argument, note) = argument(payload.to_string().as_bytes());
        assert!(argument.len() <= LIMIT, "{}", argument.len());
        assert!(argument.len() > LIMIT / 2, "{}", argument.len());
        assert_eq!(note.map(|note| note.code), Some(NoteCode::Cut));
        let value: Value = serde_json::from_str(&argument).unwrap();
        assert_eq!(value["input-messages"], json!(["short"]));
        assert!(long.starts_with(value["message"].as_str().unwrap()));
    }

    #[test]
    fn text_that_is_not_json_is_cut_between_characters() {
        let (argument, _) = argument("é".repeat(100 * 1024).as_bytes());
        assert_eq!(argument, "é".repeat(LIMIT / 2));
    }
}
