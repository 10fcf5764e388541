//! Writes objects in every style that a JSON parser accepts, and the texts beside them.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::nasty::entry;

/// How an object is written.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    /// The white space between tokens.
    space: &'static str,
    /// Whether keys and words are escaped.
    escaped: bool,
    /// Whether a contradicting second value precedes each decision, and whether a contradicting second value follows
    /// it.
    doubled: (bool, bool),
    /// Entries that are added to every object, each with the position at which it is inserted.
    beside: Vec<(usize, Vec<u8>)>,
}

pub(crate) fn style() -> impl Strategy<Value = Style> {
    let space = prop_oneof![
        Just(""),
        Just(" "),
        Just("\n"),
        Just("\r"),
        Just("\r\n\t"),
        Just("\n\u{feff} "),
        Just("\n\n"),
    ];
    let beside = proptest::collection::vec((0..4_usize, entry()), 0..4);
    (space, any::<bool>(), any::<(bool, bool)>(), beside).prop_map(
        |(space, escaped, doubled, beside)| Style {
            space,
            escaped,
            doubled,
            beside,
        },
    )
}

impl Style {
    pub(crate) fn string(&self, text: &str) -> String {
        match text.chars().next() {
            Some(first) if self.escaped => {
                let rest = json!(&text[first.len_utf8()..]).to_string();
                format!("\"\\u{:04x}{}", u32::from(first), &rest[1..])
            }
            _ => json!(text).to_string(),
        }
    }

    /// Returns the opposite of a decision.
    fn opposite(&self, key: &str, value: &Value) -> Option<String> {
        let word = match value {
            Value::Bool(said) => (!said).to_string(),
            Value::String(_) if key == "followup_message" => "\"\"".to_owned(),
            Value::String(_) if key == "stop" => "null".to_owned(),
            Value::String(word) if ["deny", "block", "ask"].contains(&word.as_str()) => {
                "\"allow\"".to_owned()
            }
            _ => return None,
        };
        Some(format!("{}:{word}", self.string(key)))
    }

    pub(crate) fn write(&self, value: &Value) -> Vec<u8> {
        let object = match value {
            Value::Object(object) => object,
            Value::String(text) => return self.string(text).into_bytes(),
            other => return other.to_string().into_bytes(),
        };
        let mut entries: Vec<Vec<u8>> = Vec::new();
        for (key, value) in object {
            let opposite = self.opposite(key, value).map(String::into_bytes);
            entries.extend(opposite.clone().filter(|_| self.doubled.0));
            let key = format!("{}{}:{}", self.string(key), self.space, self.space);
            entries.push([key.into_bytes(), self.write(value)].concat());
            entries.extend(opposite.filter(|_| self.doubled.1));
        }
        for (at, entry) in &self.beside {
            entries.insert((*at).min(entries.len()), entry.clone());
        }
        let space = self.space.as_bytes();
        let comma = [space, b",", space].concat();
        [b"{", space, &entries.join(&comma[..]), space, b"}"].concat()
    }
}

/// Texts that come before an object on the same line.
pub(crate) const MARKS: &[&[u8]] = &[
    b"",
    b"\xef\xbb\xbf",
    b" \t\xc2\xa0\xef\xbb\xbf ",
    b"\0\x0c",
    b"\xff",
    b"\xf0\x9f",
    b"\x1b[0m",
    b"\x1b[1;31m\x1b[2K",
    b"50%\r\x1b[K",
    b"\x1b]0;t\x07",
    b"\x1b]0;t\x1b\\",
    b"\x9b2K",
    b"\x1b",
];

/// Texts that come after an object on the same line.
pub(crate) const TRAILS: &[&[u8]] = &[b"", b",", b" x", b"}", b"\xff", b"{\"x\":", b"\0"];
