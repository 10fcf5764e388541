//! Reads the event name of a payload.

use serde_json::Value;

use super::{DecodeError, DecodeErrorKind};
use crate::invisible::is_unseen;
use crate::replaced::Replaced;

/// Returns the event name at `path` (one or two keys). `value` is the value at this path.
///
/// # Errors
///
/// [`DecodeErrorKind::UnclearEvent`]: the key has two different values, or its value is not a clean string (not a
/// string, empty, or with replaced, unseen or surrounding blank characters). It is unknown which event the agent means,
/// so it could be an event that hooks can block.
pub fn said_event<'a>(
    path: &[&str],
    value: Option<&'a Value>,
    replaced: &Replaced,
) -> Result<Option<&'a str>, DecodeError> {
    let unclear = |problem: &str| {
        let key = path.join(".");
        DecodeError::new(format!("`{key}`, which names the event, {problem}"))
            .with_kind(DecodeErrorKind::UnclearEvent)
    };
    match value {
        None => Ok(None),
        // Check this first: if a key has two values, only the last value is seen here, and it can look valid.
        Some(_) if replaced.is_unclear(path) => Err(unclear(
            "appears twice with different values or could not be read",
        )),
        Some(Value::String(name)) if is_clean(name) => Ok(Some(name)),
        Some(Value::String(_)) => Err(unclear("is empty or contains invisible characters")),
        Some(_) => Err(unclear("is not a string")),
    }
}

/// Returns whether a name has no replaced, unseen or surrounding blank characters.
pub(crate) fn is_clean(name: &str) -> bool {
    !name.is_empty() && name.trim().len() == name.len() && !name.chars().any(is_unseen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient::read;

    fn said(text: &str) -> Result<Option<String>, DecodeErrorKind> {
        let (value, replaced) = read(text.as_bytes()).unwrap();
        let said = said_event(&["e"], value.get("e"), &replaced);
        said.map(|name| name.map(str::to_owned))
            .map_err(|error| error.kind())
    }

    #[test]
    fn a_name_that_is_said_once_or_twice_alike_is_clear() {
        for text in [
            r#"{"e":"PreToolUse"}"#,
            r#"{"e":"PreToolUse","e":"PreToolUse"}"#,
            r#"{"e":"PreToolUse","\u0065":"PreTool\u0055se"}"#,
            r#"{"x":"\ud800","e":"PreToolUse","y":{"e":"Stop"},"n":1e999,"z":1,"z":2}"#,
        ] {
            assert_eq!(said(text), Ok(Some("PreToolUse".to_owned())), "{text}");
        }
        assert_eq!(said(r#"{"x":{"e":1,"e":2}}"#), Ok(None));
    }

    #[test]
    fn a_doubled_replaced_or_odd_name_is_unclear() {
        for text in [
            r#"{"e":"PreToolUse","e":"SessionStart"}"#,
            r#"{"e":"SessionStart","e":"PreToolUse"}"#,
            r#"{"e":"PreToolUse","e":""}"#,
            r#"{"e":"PreToolUse","e":null}"#,
            r#"{"e":"PreToolUse","\u0065":"x"}"#,
            r#"{"e":"PreToolUse","e":"x","e":"PreToolUse"}"#,
            r#"{"e":"\ud800"}"#,
            r#"{"e":"\ud800","e":"\ud801"}"#,
            "{\"e\":\"Stop\u{1}\"}",
            r#"{"e":1e999}"#,
            r#"{"e":NaN}"#,
            r#"{"e":1}"#,
            r#"{"e":null}"#,
            r#"{"e":[]}"#,
            r#"{"e":""}"#,
            r#"{"e":" Stop"}"#,
            r#"{"e":"Stop\u200b"}"#,
            r#"{"e":"Stop\u0000"}"#,
        ] {
            assert_eq!(said(text), Err(DecodeErrorKind::UnclearEvent), "{text}");
        }
    }
}
