//! The value of a key in an answer.

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::decoded::{self, Text};
use super::entries::Entries;
use super::object::Object;

/// The JSON that is written in place of a value that was not kept: a number that no type can hold. The number is valid
/// JSON, but [`Value::to_json`] refuses it. So the value is still unreadable after the line was read again.
const UNREADABLE: &[u8] = b"1e999";

/// The value of an entry.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A string.
    Text(Text),
    /// A number, `true`, `false`, `null`, or any other word without quotes.
    Word(String),
    /// An array or an object, verbatim. `None` if it was too long to be kept.
    Raw(Option<Vec<u8>>),
    /// An object whose keys the dialect defines.
    Object(Object),
}

impl Value {
    /// Returns the text of a string, or `None` for any other value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.text),
            _ => None,
        }
    }

    /// Returns a boolean, or `None` for any other value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Word(word) => word.parse().ok(),
            _ => None,
        }
    }

    /// Returns whether the value is an object, even if its content was not kept.
    pub fn is_object(&self) -> bool {
        match self {
            Self::Object(_) => true,
            // Treat a value that was not kept as an object, which is the stricter reading.
            Self::Raw(raw) => raw.as_ref().is_none_or(|raw| raw.starts_with(b"{")),
            _ => false,
        }
    }

    /// Returns the texts of an array of strings, with lone surrogates replaced. Returns `None` for
    /// any other value.
    pub fn texts(&self) -> Option<Vec<String>> {
        let Self::Raw(Some(raw)) = self else {
            return None;
        };
        // Read the items as raw JSON, because a single lone surrogate would make serde_json refuse
        // the whole array.
        let items: Vec<&RawValue> = serde_json::from_slice(raw).ok()?;
        let texts = items.into_iter();
        texts.map(|item| Entries::string(item.get())).collect()
    }

    /// Returns whether the value is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Word(word) if word == "null")
    }

    /// Converts the value. Returns an error for a value that was cut, for a number that is not finite as a float, and
    /// for too deep a nesting. The result does not depend on the enabled features of serde_json.
    pub fn to_json(&self) -> Result<Json, String> {
        let json = match self {
            // A replacement of the input must contain only characters that the hook wrote. So refuse a text in which a
            // character was replaced.
            Self::Text(text) if text.lossy => return Err("half a surrogate pair".to_owned()),
            Self::Text(text) if text.cut => return Err("too long".to_owned()),
            Self::Text(text) => return Ok(Json::String(text.text.clone())),
            Self::Word(word) => serde_json::from_str(word),
            Self::Raw(Some(raw)) => serde_json::from_slice(raw),
            Self::Raw(None) | Self::Object(_) => return Err("too long".to_owned()),
        };
        let json = json.map_err(|error| error.to_string())?;
        match is_finite(&json) {
            true => Ok(json),
            false => Err("number out of range".to_owned()),
        }
    }

    /// Returns the value as it was written, as far as it was kept.
    pub fn written(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Raw(Some(raw)) => out.extend_from_slice(raw),
            value => value.write(usize::MAX >> 1, &mut out),
        }
        out
    }

    /// Writes the value as one line of JSON, with at most `limit` bytes for a string.
    pub(super) fn write(&self, limit: usize, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => decoded::encode(&text.text, limit, out),
            Self::Object(object) => object.write(limit, out),
            Self::Word(word) => match is_json(word.as_bytes()) {
                true => out.extend_from_slice(word.as_bytes()),
                false => out.extend_from_slice(UNREADABLE),
            },
            Self::Raw(Some(raw)) if is_json(raw) => {
                // Raw line ends can be replaced by spaces: in valid JSON they occur only between
                // tokens.
                let line = raw.iter().map(|byte| match byte {
                    b'\n' | b'\r' => b' ',
                    byte => *byte,
                });
                out.extend(line);
            }
            Self::Raw(_) => out.extend_from_slice(UNREADABLE),
        }
    }
}

/// Returns whether bytes are one valid JSON value.
fn is_json(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
}

/// Returns whether every number is finite as a float. With the feature `arbitrary_precision`, serde_json does not check
/// this.
fn is_finite(json: &Json) -> bool {
    match json {
        Json::Number(number) => number.as_f64().is_some_and(f64::is_finite),
        Json::Array(items) => items.iter().all(is_finite),
        Json::Object(map) => map.values().all(is_finite),
        _ => true,
    }
}
