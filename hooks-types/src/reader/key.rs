//! The keys of a dialect's answers, as its tables declare them.

use super::value::Value;

/// One key of an answer object.
#[derive(Debug)]
pub(crate) struct Key {
    /// The key, unescaped.
    pub(crate) name: &'static str,
    /// What its value is for.
    pub(crate) holds: Holds,
}

/// What the value of a key is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holds {
    /// Text or another value that decides nothing; of several the last counts.
    Remark,
    /// What replaces the event's own content; of several the last counts, and none of them loosens.
    Content,
    /// A decision. The function ranks a value by how strictly it decides on the agent's event of
    /// this name; of several the strictest counts, the first of equals, and none of them loosens.
    Decision(fn(&Value, &str) -> usize),
    /// An object that holds further keys; several are read as one.
    #[cfg_attr(
        not(feature = "dialects"),
        expect(dead_code, reason = "native answers nest no keys")
    )]
    Object(&'static [Key]),
}

impl Key {
    /// A key that decides nothing.
    pub(crate) const fn remark(name: &'static str) -> Self {
        Self::new(name, Holds::Remark)
    }

    /// A key with a replacement.
    pub(crate) const fn content(name: &'static str) -> Self {
        Self::new(name, Holds::Content)
    }

    /// A key that decides.
    pub(crate) const fn decision(name: &'static str, rank: fn(&Value, &str) -> usize) -> Self {
        Self::new(name, Holds::Decision(rank))
    }

    /// A key with an object of keys.
    #[cfg(feature = "dialects")]
    pub(crate) const fn object(name: &'static str, keys: &'static [Self]) -> Self {
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

/// The place of a value among words in rising strictness, from 1; 0 for any other value.
#[cfg(feature = "dialects")]
pub(crate) fn among(value: &Value, words: &[&str]) -> usize {
    let word = value.as_str();
    let place = words.iter().position(|known| word == Some(*known));
    place.map_or(0, |place| place + 1)
}
