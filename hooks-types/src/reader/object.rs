//! The result of reading an answer object: the values of known keys and the names of unknown keys.

use std::ops::Range;

use super::decoded;
use super::key::{Holds, Key};
use super::steps::count;
use super::value::Value;

/// Maximum number of unknown keys whose names are kept.
const UNKNOWN: usize = 64;

/// An object in a hook's output, or the part of it that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object {
    /// Known and unknown keys, in the order of their first occurrence.
    pub(super) entries: Vec<Entry>,
    /// The names of the unknown keys in `entries`, in one string. So a log line with many unknown keys does not need an
    /// allocation for each key.
    names: String,
    /// Number of unknown keys in `entries`.
    unknown: usize,
    /// Whether the output ended inside the object.
    pub open: bool,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The range of an unknown key's name in the object's `names`.
    name: Range<usize>,
    /// The key in the dialect's table, and its value. `None` if the dialect does not define the key; then the value is
    /// not kept.
    pub(super) known: Option<(&'static Key, Value)>,
    /// Number of times that the key occurs in the object.
    pub(super) times: usize,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        // A `Key` holds functions, which cannot be compared, so compare the names of the keys.
        let known = |entry: &Self| {
            let known = entry.known.as_ref();
            known.map(|(key, value)| (key.name, value.clone()))
        };
        self.name == other.name && self.times == other.times && known(self) == known(other)
    }
}

impl Object {
    /// Adds a key that the dialect does not define.
    pub(super) fn add_unknown(&mut self, name: &str) {
        // Check the limit first, because it also bounds the time of the search in `has`.
        if self.unknown < UNKNOWN && !self.has(name) {
            self.unknown += 1;
            let begin = self.names.len();
            self.names.push_str(name);
            self.entries.push(Entry {
                name: begin..self.names.len(),
                known: None,
                times: 1,
            });
        }
    }

    /// Adds a value. If the key already has a value, keeps the stricter of the two if they are decisions, and else the
    /// new value.
    pub(super) fn add(&mut self, key: &'static Key, value: Value, times: usize, event: &str) {
        let same = self.entries.iter_mut().find_map(|entry| {
            count(1);
            let Entry { known, times, .. } = entry;
            let (_, value) = known.as_mut().filter(|(known, _)| known.name == key.name)?;
            Some((value, times))
        });
        let Some((before, said)) = same else {
            return self.entries.push(Entry {
                name: 0..0,
                known: Some((key, value)),
                times,
            });
        };
        *said += times;
        match (key.holds, value) {
            (Holds::Object(_), Value::Object(more)) => match before {
                Value::Object(object) => object.merge(more, event),
                _ => *before = Value::Object(more),
            },
            // A value that is not an object does not replace an object, because the object can contain a block.
            (Holds::Object(_), _) if matches!(before, Value::Object(_)) => {}
            (holds, value)
                // An equally strict value does not replace the earlier value.
                if holds.rank(&value, event).is_some()
                    && holds.rank(&value, event) <= holds.rank(before, event) => {}
            (_, value) => *before = value,
        }
    }

    /// Adds all keys of `other`.
    pub(super) fn merge(&mut self, other: Self, event: &str) {
        self.open |= other.open;
        for entry in other.entries {
            count(1);
            match entry.known {
                Some((key, value)) => self.add(key, value, entry.times, event),
                None => self.add_unknown(other.names.get(entry.name).unwrap_or_default()),
            }
        }
    }

    /// Adds the known keys of `other`.
    pub(super) fn know(&mut self, other: &Self, event: &str) {
        for entry in &other.entries {
            count(1);
            if let Some((key, value)) = &entry.known {
                self.add(key, value.clone(), entry.times, event);
            }
        }
    }

    /// Sets the number of occurrences of each key to one.
    pub(super) fn forget_repetitions(&mut self) {
        for entry in &mut self.entries {
            entry.times = 1;
            if let Some((_, Value::Object(inside))) = &mut entry.known {
                inside.forget_repetitions();
            }
        }
    }

    /// Searches the tables of keys, at any depth, for a key of this name. Returns the name as it is in the table;
    /// `None` if no table has a key of this name.
    pub(super) fn name_anywhere(keys: &'static [Key], name: &str) -> Option<&'static str> {
        keys.iter().find_map(|key| match key.holds {
            _ if key.name == name => Some(key.name),
            Holds::Object(inner) => Self::name_anywhere(inner, name),
            _ => None,
        })
    }

    /// Adds a value under the key of this name, in every table (at any depth) that has such a key.
    pub(super) fn add_anywhere(
        &mut self,
        keys: &'static [Key],
        name: &str,
        event: &str,
        value: &dyn Fn(Holds) -> Option<Value>,
    ) {
        for key in keys {
            if key.name == name
                && let Some(value) = value(key.holds)
            {
                self.add(key, value, 1, event);
            }
            if let Holds::Object(inner) = key.holds
                && Self::name_anywhere(inner, name).is_some()
            {
                // The name can be a key at several levels of the dialect's answers. The level is unknown here, so add
                // the value at each level that has this key.
                let mut object = Self::default();
                object.add_anywhere(inner, name, event, value);
                if !object.entries.is_empty() {
                    self.add(key, Value::Object(object), 1, event);
                }
            }
        }
    }

    /// Returns the key of an entry.
    pub(super) fn name<'a>(&'a self, entry: &'a Entry) -> &'a str {
        match &entry.known {
            Some((key, _)) => key.name,
            None => self.names.get(entry.name.clone()).unwrap_or_default(),
        }
    }

    /// Removes all entries but keeps the memory.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.names.clear();
        self.unknown = 0;
        self.open = false;
    }

    /// Returns whether the object has at least one key that the dialect's answers can have.
    pub fn is_answer(&self) -> bool {
        self.entries.iter().any(|entry| entry.known.is_some())
    }

    /// Returns all keys, in the order of their first occurrence.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| self.name(entry))
    }

    /// Returns the known keys and their values, in the order of their first occurrence.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        let known = self.entries.iter();
        known.filter_map(|entry| entry.known.as_ref().map(|(key, value)| (key.name, value)))
    }

    /// Returns whether the object has this key, even if its value is `null`.
    pub fn has(&self, key: &str) -> bool {
        self.keys().any(|name| {
            count(1);
            name == key
        })
    }

    /// Returns the known keys that occur more than once.
    pub fn doubled(&self) -> impl Iterator<Item = &str> {
        let doubled = self.entries.iter().filter(|entry| entry.times > 1);
        doubled.map(|entry| self.name(entry))
    }

    /// Writes the object as one line of JSON, with at most `limit` bytes for each string. If all strings fit into the
    /// limit, reading the line gives an equal object.
    pub(super) fn write(&self, limit: usize, out: &mut Vec<u8>) {
        let is_open = |entry: &&Entry| match &entry.known {
            Some((_, Value::Object(object))) => object.open,
            _ => false,
        };
        // Write an unfinished object last, because all entries after it would be inside it.
        let (open, closed): (Vec<_>, Vec<_>) = self.entries.iter().partition(is_open);
        let mut before = b'{';
        for entry in closed.into_iter().chain(open) {
            // Write a duplicate key twice, because the reader of the line must see the duplicate.
            for time in 1..=entry.times.min(2) {
                out.push(before);
                before = b',';
                decoded::encode(self.name(entry), limit, out);
                out.push(b':');
                match &entry.known {
                    Some((_, value)) => value.write(limit, out),
                    None => out.extend_from_slice(b"null"),
                }
                // Close the first copy of an unfinished object. Otherwise the second copy would be inside the first.
                if is_open(&entry) && time < entry.times.min(2) {
                    out.push(b'}');
                }
            }
        }
        if before == b'{' {
            out.push(before);
        }
        // If the object was cut, do not close it, because the dialect must see that it was cut.
        if !self.open {
            out.push(b'}');
        }
    }
}
