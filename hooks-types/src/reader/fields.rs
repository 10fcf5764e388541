//! An object's values by key and type, as the other dialects ask for them.

use serde_json::{Map, Value as Json};

use super::key::{Holds, Key};
use super::object::Object;
use super::value::Value;

/// A value as it was asked for.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a value is absent, null, wrong or right; dialects match all four"
)]
pub enum Field<T> {
    /// The key is not there.
    Absent,
    /// `null`.
    Null,
    /// A value of another type, or one that cannot be read; holds what was wanted (`a string`).
    Wrong(&'static str),
    /// A value of the wanted type.
    Is(T),
}

impl<T> Field<T> {
    /// The value, where there is one of the wanted type.
    pub fn ok(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Null | Self::Wrong(_) => None,
        }
    }
}

impl Object {
    /// The value under a known key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values()
            .find_map(|(name, value)| (name == key).then_some(value))
    }

    /// A key said twice, at any level, that decides or replaces something: what loosens does not
    /// count beside it.
    pub fn doubled_decision(&self) -> Option<&str> {
        self.entries.iter().find_map(|entry| match &entry.known {
            Some((_, Value::Object(object))) => match object.doubled_decision() {
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

    /// Keys that no answer of the dialect has.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let unknown = self.entries.iter().filter(|entry| entry.known.is_none());
        unknown.map(|entry| self.name(entry))
    }

    /// A string.
    pub fn text(&self, key: &str) -> Field<String> {
        self.typed(key, "a string", |value| value.as_str().map(str::to_owned))
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &str) -> Field<bool> {
        self.typed(key, "a boolean", Value::as_bool)
    }

    /// A number.
    pub fn number(&self, key: &str) -> Field<f64> {
        self.typed(key, "a number", |value| value.to_json().ok()?.as_f64())
    }

    /// An object of known keys.
    pub fn object(&self, key: &str) -> Field<&Self> {
        match self.get(key) {
            Some(Value::Object(object)) => Field::Is(object),
            _ => self.typed(key, "an object", |_| None),
        }
    }

    /// An object, built.
    pub fn map(&self, key: &str) -> Field<Map<String, Json>> {
        self.typed(key, "an object", |value| match value.to_json() {
            Ok(Json::Object(map)) => Some(map),
            _ => None,
        })
    }

    /// Any value, built; one that no type holds is `Wrong`.
    pub fn value(&self, key: &str) -> Field<Json> {
        let wanted = "a value that can be represented";
        self.typed(key, wanted, |value| value.to_json().ok())
    }

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
