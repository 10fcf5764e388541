//! Reading a foreign payload: the modelled fields are taken out, what is left passes through.

use hooks_types::dialect::{Replaced, read_leniently};
use serde_json::{Map, Value};

use super::snake::left;

/// A payload object out of which fields are taken.
#[derive(Debug)]
pub(crate) struct Taken {
    left: Map<String, Value>,
    /// What was read otherwise than it stands in texts that hold JSON.
    replaced: Replaced,
}

impl Taken {
    /// Takes from a copy of this object.
    pub(crate) fn from(object: &Map<String, Value>) -> Self {
        Self {
            left: object.clone(),
            replaced: Replaced::default(),
        }
    }

    /// The value under the first of these keys that is there and not `null`.
    pub(crate) fn value(&mut self, keys: &[&str]) -> Option<Value> {
        let found = keys.iter().filter_map(|key| self.left.remove(*key));
        // All spellings are taken, so that none stands twice in another dialect's form.
        found.fold(None, |first, value| match first {
            None if !value.is_null() => Some(value),
            first => first,
        })
    }

    /// The string under one of these keys.
    pub(crate) fn text(&mut self, keys: &[&str]) -> Option<String> {
        match self.value(keys)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The string under one of these keys, where it is not empty.
    pub(crate) fn filled(&mut self, keys: &[&str]) -> Option<String> {
        self.text(keys).filter(|text| !text.is_empty())
    }

    /// Whether `true` stands under one of these keys.
    pub(crate) fn flag(&mut self, keys: &[&str]) -> bool {
        self.value(keys) == Some(Value::Bool(true))
    }

    /// The count (milliseconds, rounds) under one of these keys, fractions cut off.
    pub(crate) fn count(&mut self, keys: &[&str]) -> Option<u64> {
        let number = self.value(keys)?;
        number.as_u64().or_else(|| {
            let fraction = number.as_f64().filter(|number| *number >= 0.0)?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "not negative, and a cast from f64 saturates"
            )]
            Some(fraction as u64)
        })
    }

    /// The object or array that a text of the payload holds, read as tolerantly as the payload.
    pub(crate) fn json(&mut self, text: &str) -> Option<Value> {
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let (value, replaced) = read_leniently(text.as_bytes()).ok()?;
        self.replaced.merge(&replaced);
        Some(value)
    }

    /// What was read as something else in the texts that hold JSON.
    pub(crate) fn replaced(&self) -> &Replaced {
        &self.replaced
    }

    /// The value under a key, which stays for whoever else reads the payload.
    pub(crate) fn peek(&self, key: &str) -> Option<&Value> {
        self.left.get(key)
    }

    /// The fields nobody took, fit to stand beside the native ones.
    pub(crate) fn rest(&mut self) -> Map<String, Value> {
        left(std::mem::take(&mut self.left))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_nobody_takes_is_left() {
        let object = json!({"filePath": "a", "file_path": null, "n": 1.5, "on": true, "odd": []});
        let mut taken = Taken::from(object.as_object().unwrap());
        assert_eq!(taken.text(&["file_path", "filePath"]).as_deref(), Some("a"));
        assert_eq!(taken.count(&["n"]), Some(1));
        assert!(taken.flag(&["on"]));
        assert_eq!(taken.text(&["missing"]), None);
        assert_eq!(Value::Object(taken.rest()), json!({"odd": []}));
    }
}
