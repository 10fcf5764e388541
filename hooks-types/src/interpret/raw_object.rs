//! A JSON object read key by key, its values left as text: what nobody asks for is not built, so a
//! number no type holds, a nesting too deep or a key said twice cannot hide what is asked for.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// An object's keys and values in the order they were written, repeated keys included.
#[derive(Debug, Clone)]
pub(crate) struct RawObject<'a> {
    entries: Vec<(String, &'a RawValue)>,
}

impl<'a> RawObject<'a> {
    /// Reads text that is one whole object and nothing else but white space.
    pub(crate) fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Keys and values as written.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.entries
            .iter()
            .map(|(key, value)| (key.as_str(), *value))
    }

    /// Keys and the text of their values as written.
    pub(crate) fn entries_text(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.entries().map(|(key, value)| (key, value.get()))
    }

    /// Every value written under `key`.
    pub(crate) fn all<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'a RawValue> + 's {
        self.entries()
            .filter(move |(name, _)| *name == key)
            .map(|(_, value)| value)
    }
}

/// The text of a JSON string; lone surrogates become replacement characters. None for any other
/// value.
pub(crate) fn string(value: &RawValue) -> Option<String> {
    let mut reader = serde_json::Deserializer::from_str(value.get());
    value.get().starts_with('"').then_some(())?;
    Lossy.deserialize(&mut reader).ok()
}

/// The value itself; fails for numbers and nestings that no [`Value`] holds.
pub(crate) fn value(raw: &RawValue) -> Result<Value, serde_json::Error> {
    serde_json::from_str(raw.get())
}

impl<'de> Deserialize<'de> for RawObject<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = RawObject<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry_seed(Lossy, std::marker::PhantomData)? {
            entries.push(entry);
        }
        Ok(RawObject { entries })
    }
}

/// Reads a string through its bytes, because a lone surrogate escape is an error to `str` and
/// would take the whole object with it.
struct Lossy;

impl<'de> DeserializeSeed<'de> for Lossy {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Lossy {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<String, E> {
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let object = RawObject::parse(text).unwrap();
        object.entries().map(|(key, _)| key.to_owned()).collect()
    }

    #[test]
    fn what_no_value_holds_does_not_cost_the_object() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        for odd in [
            "1e999",
            "-0.0e-999",
            "123456789012345678901234567890",
            "\"\\ud800\"",
            &deep,
        ] {
            assert_eq!(keys(&format!("{{\"a\":{odd},\"b\":1}}")), ["a", "b"]);
        }
        assert_eq!(
            keys("{\"\\ud800\":1,\"b\":1}"),
            ["\u{fffd}\u{fffd}\u{fffd}", "b"]
        );
    }

    #[test]
    fn repeated_keys_are_all_kept() {
        let object = RawObject::parse("{\"a\":1,\"b\":2,\"a\":3}").unwrap();
        let values: Vec<&str> = object.all("a").map(RawValue::get).collect();
        assert_eq!(values, ["1", "3"]);
    }

    #[test]
    fn only_one_whole_object_is_an_object() {
        for text in [
            "", "null", "[]", "\"{}\"", "{} {}", "{}x", "{", "{\"a\":}", "{a:1}",
        ] {
            assert!(RawObject::parse(text).is_err(), "{text:?}");
        }
        assert!(RawObject::parse(" \n{}\r\n ").is_ok());
    }

    #[test]
    fn strings_are_unescaped_and_nothing_else_is_a_string() {
        let object = RawObject::parse(r#"{"a":"x\u0041\n","b":1,"c":"\udc00!"}"#).unwrap();
        let read: Vec<Option<String>> = object.entries().map(|(_, v)| string(v)).collect();
        assert_eq!(
            read,
            [
                Some("xA\n".to_owned()),
                None,
                Some("\u{fffd}\u{fffd}\u{fffd}!".to_owned())
            ]
        );
    }
}
