//! An answer object as it was read: the values of known keys, the names of others.

use std::ops::Range;

use super::decoded;
use super::key::{Holds, Key};
use super::steps::count;
use super::value::Value;

/// Unknown keys whose names are kept.
const UNKNOWN: usize = 64;

/// One object, or as much of it as was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object {
    pub(super) entries: Vec<Entry>,
    /// The names of unknown keys, one behind the other: a log line costs no allocation a key.
    names: String,
    unknown: usize,
    /// The output ended inside it.
    pub open: bool,
}

/// A key and what stands under it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Where the name of an unknown key stands among the object's names.
    name: Range<usize>,
    /// None: the key is not one of the dialect's, and its value was not kept.
    pub(super) known: Option<(&'static Key, Value)>,
    /// How often it was said.
    pub(super) times: usize,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        let known = |entry: &Self| {
            let known = entry.known.as_ref();
            known.map(|(key, value)| (key.name, value.clone()))
        };
        self.name == other.name && self.times == other.times && known(self) == known(other)
    }
}

impl Object {
    /// Takes up a key that is not one of the dialect's.
    pub(super) fn add_unknown(&mut self, name: &str) {
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

    /// Takes up a value. Of a key said twice the strictest decision holds, else the last value.
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
            (Holds::Object(_), _) if matches!(before, Value::Object(_)) => {}
            (holds, value)
                if holds.rank(&value, event).is_some()
                    && holds.rank(&value, event) <= holds.rank(before, event) => {}
            (_, value) => *before = value,
        }
    }

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

    /// Adds what another said under known keys.
    pub(super) fn know(&mut self, other: &Self, event: &str) {
        for entry in &other.entries {
            count(1);
            if let Some((key, value)) = &entry.known {
                self.add(key, value.clone(), entry.times, event);
            }
        }
    }

    /// Forgets how often each key was said.
    pub(super) fn forget_repetitions(&mut self) {
        for entry in &mut self.entries {
            entry.times = 1;
            if let Some((_, Value::Object(inside))) = &mut entry.known {
                inside.forget_repetitions();
            }
        }
    }

    /// The name of a key that is in these tables at any depth.
    pub(super) fn name_anywhere(keys: &'static [Key], name: &str) -> Option<&'static str> {
        keys.iter().find_map(|key| match key.holds {
            _ if key.name == name => Some(key.name),
            Holds::Object(inner) => Self::name_anywhere(inner, name),
            _ => None,
        })
    }

    /// Takes up a value under a key of this name in every table that has it.
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
                let mut object = Self::default();
                object.add_anywhere(inner, name, event, value);
                if !object.entries.is_empty() {
                    self.add(key, Value::Object(object), 1, event);
                }
            }
        }
    }

    /// The key of an entry.
    pub(super) fn name<'a>(&'a self, entry: &'a Entry) -> &'a str {
        match &entry.known {
            Some((key, _)) => key.name,
            None => self.names.get(entry.name.clone()).unwrap_or_default(),
        }
    }

    /// Forgets everything but the room it takes.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.names.clear();
        self.unknown = 0;
        self.open = false;
    }

    /// Whether it has a key of an answer.
    pub fn is_answer(&self) -> bool {
        self.entries.iter().any(|entry| entry.known.is_some())
    }

    /// Keys in the order they first stood.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| self.name(entry))
    }

    /// Known keys and their values, in the order they first stood.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        let known = self.entries.iter();
        known.filter_map(|entry| entry.known.as_ref().map(|(key, value)| (key.name, value)))
    }

    /// Whether the key is there, `null` included.
    pub fn has(&self, key: &str) -> bool {
        self.keys().any(|name| {
            count(1);
            name == key
        })
    }

    /// Known keys that were said more than once.
    pub fn doubled(&self) -> impl Iterator<Item = &str> {
        let doubled = self.entries.iter().filter(|entry| entry.times > 1);
        doubled.map(|entry| self.name(entry))
    }

    /// Writes it as JSON on one line, every string of at most `limit` bytes; read again, it is the
    /// same.
    pub(super) fn write(&self, limit: usize, out: &mut Vec<u8>) {
        let is_open = |entry: &&Entry| match &entry.known {
            Some((_, Value::Object(object))) => object.open,
            _ => false,
        };
        // What is left open stands last, for the rest would stand inside it.
        let (open, closed): (Vec<_>, Vec<_>) = self.entries.iter().partition(is_open);
        let mut before = b'{';
        for entry in closed.into_iter().chain(open) {
            for time in 1..=entry.times.min(2) {
                out.push(before);
                before = b',';
                decoded::encode(self.name(entry), limit, out);
                out.push(b':');
                match &entry.known {
                    Some((_, value)) => value.write(limit, out),
                    None => out.extend_from_slice(b"null"),
                }
                if is_open(&entry) && time < entry.times.min(2) {
                    out.push(b'}');
                }
            }
        }
        if before == b'{' {
            out.push(before);
        }
        // Left open if it was cut: what its dialect makes of that must stay.
        if !self.open {
            out.push(b'}');
        }
    }
}
