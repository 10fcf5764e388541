//! Reading an answer's JSON object without building what nobody asked for: a number or a nesting
//! that no Rust type holds cannot hide a block.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// One JSON object with its values unread; of a key said twice the last counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    entries: Vec<(String, Box<RawValue>)>,
    duplicates: Vec<String>,
}

/// What stands under a key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Field<T> {
    /// The key is not there.
    Absent,
    /// `null`.
    Null,
    /// A value of another type; holds what was wanted (`a string`).
    Wrong(&'static str),
    /// A value of the wanted type.
    Is(T),
}

impl<T> Field<T> {
    /// The value, where there is one of the wanted type.
    pub(crate) fn ok(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Null | Self::Wrong(_) => None,
        }
    }
}

impl Fields {
    /// The object that `text` is, whole. Surrounding whitespace is allowed, nothing else.
    pub(crate) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Keys in the order they first stood.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// Keys that were said more than once.
    pub(crate) fn duplicates(&self) -> &[String] {
        &self.duplicates
    }

    /// Whether the key is there, `null` included.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// Keys that are not in `known`.
    pub(crate) fn unknown<'a>(&'a self, known: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.keys().filter(move |key| !known.contains(key))
    }

    /// A string.
    pub(crate) fn text(&self, key: &str) -> Field<String> {
        self.typed(key, "a string")
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &str) -> Field<bool> {
        self.typed(key, "a boolean")
    }

    /// A number.
    pub(crate) fn number(&self, key: &str) -> Field<f64> {
        self.typed(key, "a number")
    }

    /// An object, its values unread.
    pub(crate) fn object(&self, key: &str) -> Field<Self> {
        self.typed(key, "an object")
    }

    /// An object, built.
    pub(crate) fn map(&self, key: &str) -> Field<Map<String, Value>> {
        self.typed(key, "an object")
    }

    /// Any value, built; one that no Rust type holds is `Wrong`.
    pub(crate) fn value(&self, key: &str) -> Field<Value> {
        self.typed(key, "a value that can be represented")
    }

    fn raw(&self, key: &str) -> Option<&RawValue> {
        self.entries
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, raw)| raw.as_ref())
    }

    fn typed<T: for<'de> Deserialize<'de>>(&self, key: &str, wanted: &'static str) -> Field<T> {
        match self.raw(key).map(RawValue::get) {
            None => Field::Absent,
            Some("null") => Field::Null,
            Some(text) => serde_json::from_str(text).map_or(Field::Wrong(wanted), Field::Is),
        }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Fields::default();
                while let Some((key, raw)) = map.next_entry::<String, Box<RawValue>>()? {
                    match fields.entries.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, earlier)) => {
                            *earlier = raw;
                            fields.duplicates.push(key);
                        }
                        None => fields.entries.push((key, raw)),
                    }
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_no_type_holds_does_not_hide_the_field_beside_it() {
        let deep = "[".repeat(4000) + &"]".repeat(4000);
        let text = format!(r#"{{"big":1e99999,"deep":{deep},"decision":"block"}}"#);
        let fields = Fields::parse(&text).unwrap();
        assert_eq!(fields.text("decision"), Field::Is("block".to_owned()));
        assert_eq!(
            fields.value("big"),
            Field::Wrong("a value that can be represented")
        );
    }

    #[test]
    fn tells_absent_null_and_wrong_apart() {
        let fields = Fields::parse(r#"{"a":null,"b":1,"c":"x","c":"y"}"#).unwrap();
        assert_eq!(fields.text("a"), Field::Null);
        assert_eq!(fields.text("b"), Field::Wrong("a string"));
        assert_eq!(fields.text("c"), Field::Is("y".to_owned()));
        assert_eq!(fields.text("d"), Field::Absent);
        assert_eq!(fields.duplicates(), ["c"]);
        assert_eq!(fields.unknown(&["a", "b"]).collect::<Vec<_>>(), ["c"]);
        assert!(Fields::parse("[]").is_err());
    }
}
