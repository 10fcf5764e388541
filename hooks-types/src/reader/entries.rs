//! Reads the entries of one complete JSON object that is not an answer, such as a worker's reply. The values are not
//! interpreted: duplicate keys are kept, and a value that no type can hold does not affect the other entries.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::decoded::Text;

/// Keys and values, in the order in which they were written.
#[derive(Debug, Clone)]
pub struct Entries<'a>(Vec<(String, &'a str)>);

impl<'a> Entries<'a> {
    /// Reads a text that is one complete object, with only white space around it. Returns `None`
    /// for any other text.
    pub fn of(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Returns the entries: the decoded keys, and the values as they were written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), *value))
    }

    /// Decodes a value that is a JSON string, with lone surrogates replaced. Returns `None` for any
    /// other value.
    pub fn string(written: &str) -> Option<String> {
        let inner = written.strip_prefix('"')?.strip_suffix('"')?;
        Some(Text::decode(inner.as_bytes(), false).text)
    }
}

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfObject)
    }
}

/// A serde visitor that collects the entries of an object.
struct OfObject;

impl<'de> Visitor<'de> for OfObject {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        // Read keys as raw JSON, because a lone surrogate in a `String` key would make serde_json reject the whole
        // object.
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            let key = Entries::string(key.get()).unwrap_or_default();
            entries.push((key, value.get()));
        }
        Ok(Entries(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, &str)> {
        Entries::of(text).unwrap().0
    }

    #[test]
    fn what_no_value_holds_does_not_cost_the_object() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        for odd in ["1e999", "-0.0e-999", "\"\\ud800\"", &deep] {
            let text = format!("{{\"a\":{odd},\"b\":1}}");
            assert_eq!(read(&text), [("a".into(), odd), ("b".into(), "1")]);
        }
        assert_eq!(
            read(r#"{"\ud800":1,"\u0069d":2}"#),
            [("\u{fffd}".into(), "1"), ("id".into(), "2")]
        );
    }

    #[test]
    fn a_key_said_twice_is_there_twice() {
        let text = r#"{"a":1,"b":2,"a":3}"#;
        let values: Vec<&str> = read(text).iter().map(|(_, value)| *value).collect();
        assert_eq!(values, ["1", "2", "3"]);
    }

    #[test]
    fn only_one_whole_object_is_an_object() {
        for text in [
            "", "null", "[]", "\"{}\"", "{} {}", "{}x", "{", "{\"a\":}", "{a:1}", "{1:2}",
        ] {
            assert!(Entries::of(text).is_none(), "{text:?}");
        }
        assert!(read(" \n{}\r\n ").is_empty());
    }

    #[test]
    fn strings_are_unescaped_and_nothing_else_is_a_string() {
        assert_eq!(Entries::string(r#""x\u0041\n""#), Some("xA\n".to_owned()));
        assert_eq!(
            Entries::string(r#""\udc00!""#),
            Some("\u{fffd}!".to_owned())
        );
        assert_eq!(Entries::string("1"), None);
    }
}
