//! Typed access to the values of an object, for dialects.

use serde_json::{Map, Value as Json};

use super::key::{Holds, Key};
use super::object::Object;
use super::value::Value;

/// The result of reading a value that should have a certain type.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a value is absent, null, wrong or right; dialects match all four"
)]
pub enum Field<T> {
    /// The object does not have the key.
    Absent,
    /// The value is `null`.
    Null,
    /// The value does not have the wanted type or cannot be read. The text describes the wanted type (`a string`).
    Wrong(&'static str),
    /// The value has the wanted type.
    Is(T),
}

impl<T> Field<T> {
    /// Returns the value if it has the wanted type.
    pub fn ok(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Null | Self::Wrong(_) => None,
        }
    }
}

impl Object {
    /// Returns the value of a known key, or `None` if the object does not have the key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values()
            .find_map(|(name, value)| (name == key).then_some(value))
    }

    /// Returns the first duplicate key, at any level, that holds a decision or a replacement. An allow or a replacement
    /// in an object with this mistake has no effect. Returns `None` if no duplicate key holds a decision or a
    /// replacement.
    pub fn doubled_decision(&self) -> Option<&str> {
        self.entries.iter().find_map(|entry| match &entry.known {
            Some((_, Value::Object(object))) => match object.doubled_decision() {
                // The objects under a duplicate key were merged into one object. If the merged object contains a
                // duplicate key, return the inner key, because it is more specific.
                None if entry.times > 1 => Some(self.name(entry)),
                found => found,
            },
            Some((
                Key {
                    holds: Holds::Remark,
                    ..
                },
                _,
            ))
            | None => None,
            Some(_) => (entry.times > 1).then_some(self.name(entry)),
        })
    }

    /// Returns the keys that the dialect does not define.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let unknown = self.entries.iter().filter(|entry| entry.known.is_none());
        unknown.map(|entry| self.name(entry))
    }

    /// Returns the objects under this object's keys, each with its key.
    pub(crate) fn objects(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.values().filter_map(|(name, value)| match value {
            Value::Object(inner) => Some((name, inner)),
            _ => None,
        })
    }

    /// Returns the keys that must be an object but whose value is a text with a JSON object in it. With `replaces`,
    /// also returns the keys of replacements whose value is such a text, although a replacement need not be an object.
    pub(crate) fn packed_objects(&self, replaces: bool) -> impl Iterator<Item = &'static str> {
        let known = self.entries.iter().filter_map(|entry| entry.known.as_ref());
        let must_be = known.filter(move |(key, _)| match key.holds {
            Holds::Object(_) => true,
            Holds::Content => replaces,
            _ => false,
        });
        must_be
            .filter(|(_, value)| is_packed(value))
            .map(|(key, _)| key.name)
    }

    /// Returns whether the value of the key is a text that holds a JSON object.
    pub fn is_packed(&self, key: &str) -> bool {
        self.get(key).is_some_and(is_packed)
    }

    /// Returns the value of the key, if it is a string.
    pub fn text(&self, key: &str) -> Field<String> {
        self.typed(key, "a string", |value| value.as_str().map(str::to_owned))
    }

    /// Returns the value of the key, if it is a boolean.
    pub fn flag(&self, key: &str) -> Field<bool> {
        self.typed(key, "a boolean", Value::as_bool)
    }

    /// Returns the value of the key, if it is a number.
    pub fn number(&self, key: &str) -> Field<f64> {
        self.typed(key, "a number", |value| value.to_json().ok()?.as_f64())
    }

    /// Returns the value of the key, if it is an object whose keys the dialect defines.
    pub fn object(&self, key: &str) -> Field<&Self> {
        match self.get(key) {
            Some(Value::Object(object)) => Field::Is(object),
            _ => self.typed(key, "an object", |_| None),
        }
    }

    /// Returns the value of the key as a map of `serde_json` values, if it is an object.
    pub fn map(&self, key: &str) -> Field<Map<String, Json>> {
        self.typed(key, "an object", |value| match value.to_json() {
            Ok(Json::Object(map)) => Some(map),
            _ => None,
        })
    }

    /// Returns the value of the key as a `serde_json` value. A value that no type can hold is
    /// `Wrong`.
    pub fn value(&self, key: &str) -> Field<Json> {
        let wanted = "a value that can be represented";
        self.typed(key, wanted, |value| value.to_json().ok())
    }

    /// Converts the value of a key. `wanted` describes the type for messages.
    fn typed<T>(
        &self,
        key: &str,
        wanted: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Field<T> {
        match self.get(key) {
            None => Field::Absent,
            Some(value) if value.is_null() => Field::Null,
            Some(value) => read(value).map_or(Field::Wrong(wanted), Field::Is),
        }
    }
}

/// Returns whether a value is a text that holds a JSON object.
fn is_packed(value: &Value) -> bool {
    let text = value
        .as_str()
        .map(str::trim)
        .filter(|text| text.starts_with('{'));
    text.is_some_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
}
