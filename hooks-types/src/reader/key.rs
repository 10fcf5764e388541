//! The keys of a dialect's answers, as the dialect declares them.

use super::value::Value;

/// One key of an answer object.
#[derive(Debug)]
#[non_exhaustive]
pub struct Key {
    /// The key, unescaped.
    pub name: &'static str,
    /// The purpose of the key's value.
    pub holds: Holds,
}

/// The purpose of a key's value.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Holds {
    /// A text or any other value that does not decide. If the key occurs twice, the last value is used.
    Remark,
    /// A replacement of the event's content. If the key occurs twice, the last value is read, but an allow or a
    /// replacement in the answer has no effect.
    Content,
    /// A decision. The function gets a value and the agent's name of the event, and ranks how
    /// strictly the value decides; 0 is the least strict. If the key occurs twice, the strictest
    /// value is used (the first of equally strict values), and an allow or a replacement in the
    /// answer has no effect. (This is a function pointer because tables of keys are constants.)
    Decision(fn(&Value, &str) -> usize),
    /// A decision by one of these words, which are listed in rising strictness. Duplicates are treated as for
    /// [`Holds::Decision`].
    Words(&'static [&'static str]),
    /// A decision by this boolean. Duplicates are treated as for [`Holds::Decision`].
    Flag(bool),
    /// An object with further keys. Duplicates are merged into one object.
    Object(&'static [Key]),
}

impl Key {
    /// Declares a key without a decision.
    pub const fn remark(name: &'static str) -> Self {
        Self::new(name, Holds::Remark)
    }

    /// Declares a key for a replacement.
    pub const fn content(name: &'static str) -> Self {
        Self::new(name, Holds::Content)
    }

    /// Declares a key for a decision.
    pub const fn decision(name: &'static str, rank: fn(&Value, &str) -> usize) -> Self {
        Self::new(name, Holds::Decision(rank))
    }

    /// Declares a key for a decision by one of these words, which are listed in rising strictness.
    pub const fn words(name: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(name, Holds::Words(words))
    }

    /// Declares a key that decides if it has this boolean value.
    pub const fn flag(name: &'static str, flag: bool) -> Self {
        Self::new(name, Holds::Flag(flag))
    }

    /// Declares a key for an object with these keys.
    pub const fn object(name: &'static str, keys: &'static [Self]) -> Self {
        Self::new(name, Holds::Object(keys))
    }

    /// Returns whether the value is part of an answer's decision.
    pub(crate) const fn decides(&self) -> bool {
        !matches!(self.holds, Holds::Remark)
    }

    const fn new(name: &'static str, holds: Holds) -> Self {
        Self { name, holds }
    }
}

impl Holds {
    /// Returns how strictly a value decides on an event, or `None` if the key does not decide.
    pub(super) fn rank(self, value: &Value, event: &str) -> Option<usize> {
        match self {
            Self::Decision(rank) => Some(rank(value, event)),
            Self::Words(words) => Some(among(value, words)),
            Self::Flag(flag) => Some(usize::from(value.as_bool() == Some(flag))),
            Self::Remark | Self::Content | Self::Object(_) => None,
        }
    }
}

/// Returns the position of a value in a list of words, counted from 1, or 0 for any other value. The words are in
/// rising strictness.
pub(super) fn among(value: &Value, words: &[&str]) -> usize {
    let word = value.as_str();
    let place = words.iter().position(|known| word == Some(*known));
    place.map_or(0, |place| place + 1)
}
