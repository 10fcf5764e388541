//! The keys of a dialect's answers, as its tables declare them.

use super::value::Value;

/// One key of an answer object.
#[derive(Debug)]
#[non_exhaustive]
pub struct Key {
    /// The key, unescaped.
    pub name: &'static str,
    /// What its value is for.
    pub holds: Holds,
}

/// What the value of a key is for.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Holds {
    /// Text or another value that decides nothing; of several the last counts.
    Remark,
    /// What replaces the event's own content; of several the last counts, and none of them loosens.
    Content,
    /// A decision. The function ranks a value by how strictly it decides on the agent's event of
    /// this name; of several the strictest counts, the first of equals, and none of them loosens.
    Decision(fn(&Value, &str) -> usize),
    /// A decision by one of these words, in rising strictness; like [`Holds::Decision`].
    Words(&'static [&'static str]),
    /// A decision by this flag; like [`Holds::Decision`].
    Flag(bool),
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

    /// A key that decides by a word, which are given in rising strictness.
    pub const fn words(name: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(name, Holds::Words(words))
    }

    /// A key that decides where it is this flag.
    pub const fn flag(name: &'static str, flag: bool) -> Self {
        Self::new(name, Holds::Flag(flag))
    }

    /// A key with an object of keys.
    pub const fn object(name: &'static str, keys: &'static [Self]) -> Self {
        Self::new(name, Holds::Object(keys))
    }

    /// Whether its value is part of what an answer decides.
    pub(crate) const fn decides(&self) -> bool {
        !matches!(self.holds, Holds::Remark)
    }

    const fn new(name: &'static str, holds: Holds) -> Self {
        Self { name, holds }
    }
}

impl Holds {
    /// How strictly a value decides on an event; `None` if the key decides nothing.
    pub(super) fn rank(self, value: &Value, event: &str) -> Option<usize> {
        match self {
            Self::Decision(rank) => Some(rank(value, event)),
            Self::Words(words) => Some(among(value, words)),
            Self::Flag(flag) => Some(usize::from(value.as_bool() == Some(flag))),
            Self::Remark | Self::Content | Self::Object(_) => None,
        }
    }
}

/// The place of a value among words in rising strictness, from 1; 0 for any other value.
pub(super) fn among(value: &Value, words: &[&str]) -> usize {
    let word = value.as_str();
    let place = words.iter().position(|known| word == Some(*known));
    place.map_or(0, |place| place + 1)
}
