//! The keys of a dialect's answers, as its tables declare them.

use super::value::Value;

/// One key of an answer object.
#[derive(Debug)]
pub struct Key {
    /// The key, unescaped.
    pub name: &'static str,
    /// What its value is for.
    pub holds: Holds,
}

/// What the value of a key is for.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Text or another value that decides nothing; of several the last counts.
    Remark,
    /// What replaces the event's own content; of several the last counts, and none of them loosens.
    Content,
    /// A decision. The function ranks a value by how strictly it decides on the agent's event of
    /// this name; of several the strictest counts, the first of equals, and none of them loosens.
    Decision(fn(&Value, &str) -> usize),
    /// An object that holds further keys; several are read as one.
    Object(&'static [Key]),
}

impl Key {
    /// A key that decides nothing.
    pub const fn remark(name: &'static str) -> Self {
        Self::new(name, Holds::Remark)
    }

    /// A key with a replacement.
    pub const fn content(name: &'static str) -> Self {
        Self::new(name, Holds::Content)
    }

    /// A key that decides.
    pub const fn decision(name: &'static str, rank: fn(&Value, &str) -> usize) -> Self {
        Self::new(name, Holds::Decision(rank))
    }

    /// A key with an object of keys.
    pub const fn object(name: &'static str, keys: &'static [Self]) -> Self {
        Self::new(name, Holds::Object(keys))
    }

    const fn new(name: &'static str, holds: Holds) -> Self {
        Self { name, holds }
    }
}

/// The place of a value among words in rising strictness, from 1; 0 for any other value.
pub fn among(value: &Value, words: &[&str]) -> usize {
    let word = value.as_str();
    let place = words.iter().position(|known| word == Some(*known));
    place.map_or(0, |place| place + 1)
}
