//! Records the parts of a JSON text that could not be read as they are written, and were replaced on reading.

use std::collections::BTreeSet;

use crate::note::{Note, NoteCode};

/// Maximum number of nested arrays and objects that are kept. An array or object nested deeper is read as `null`.
pub(crate) const DEEPEST: usize = 128;

/// The number of replacements of one kind, and the byte offset of the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// The number of replacements.
    times: usize,
    /// The byte offset of the first replacement.
    first: usize,
}

/// The parts of a JSON text that could not be read as they are written, and were replaced on reading. They are counted
/// by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Halves of surrogate pairs, read as U+FFFD.
    pub(crate) surrogates: Count,
    /// Byte sequences that are not UTF-8, read as U+FFFD.
    pub(crate) bytes: Count,
    /// Numbers that no type can hold, read as text.
    pub(crate) numbers: Count,
    /// Raw control characters inside strings, kept although JSON forbids them there.
    pub(crate) controls: Count,
    /// Duplicate keys whose values are equal.
    pub(crate) doubled: Count,
    /// Duplicate keys whose values differ. The last value is read.
    pub(crate) contradicted: Count,
    /// Values that are nested too deep, read as `null`.
    pub(crate) cut: Count,
    /// The paths of unclear keys: keys with a replaced string or number, with raw control characters in their string,
    /// or with two different values. Only keys of the outermost object and of the objects directly inside it are
    /// recorded.
    unclear: BTreeSet<String>,
}

/// The separator of the keys in a path. The keys that callers look up do not contain a dot.
const PATH: &str = ".";

impl Count {
    /// Counts a replacement at this byte offset.
    pub(crate) fn add(&mut self, at: usize) {
        if self.times == 0 {
            self.first = at;
        }
        self.times += 1;
    }

    /// Adds replacements that come later in the text.
    fn merge(&mut self, other: Self) {
        if self.times == 0 {
            self.first = other.first;
        }
        self.times += other.times;
    }
}

impl Replaced {
    /// Returns one remark for each kind of replacement.
    pub fn notes(&self) -> Vec<Note> {
        [
            (self.surrogates, "unpaired surrogate read as U+FFFD"),
            (self.bytes, "sequence that is not UTF-8 read as U+FFFD"),
            (self.numbers, "number out of range read as text"),
            (self.controls, "control character that JSON forbids there"),
            (
                self.doubled,
                "duplicate key with equal values; the last value is used",
            ),
            (
                self.contradicted,
                "duplicate key with different values; the last value is used",
            ),
            (self.cut, "value deeper than 128 levels read as null"),
        ]
        .into_iter()
        .filter(|(count, _)| count.times > 0)
        .map(|(Count { times, first }, what)| {
            Note::new(
                NoteCode::Replaced,
                format!("the payload: {what} ({times} in all, the first at byte {first})"),
            )
        })
        .collect()
    }

    /// Returns the reason why hooks cannot judge the payload, or `None` if they can see all of it.
    pub fn unseen(&self) -> Option<String> {
        if self.cut.times > 0 {
            return Some(format!(
                "it is nested deeper than {DEEPEST} levels at byte {}, and hooks cannot see the \
                 deeper values",
                self.cut.first
            ));
        }
        // JSON parsers disagree on which of two equal keys takes effect, so the agent could use the value that hooks
        // did not see.
        (self.contradicted.times > 0).then(|| {
            format!(
                "at byte {} a key appears twice with different values, and the agent may use the value that \
                 hooks are not shown",
                self.contradicted.first
            )
        })
    }

    /// Returns whether the key at this path, one or two keys long, has two different values, a replaced string or
    /// number, or a string with raw control characters.
    #[must_use]
    pub fn is_unclear(&self, path: &[&str]) -> bool {
        self.unclear.contains(&path.join(PATH))
    }

    /// Marks the key at this path as unclear.
    pub(crate) fn add_unclear(&mut self, path: &[&str]) {
        self.unclear.insert(path.join(PATH));
    }

    /// Returns the number of replacements inside strings and numbers, plus the number of raw control characters.
    pub(crate) fn scalars(&self) -> usize {
        [self.surrogates, self.bytes, self.numbers, self.controls]
            .iter()
            .map(|count| count.times)
            .sum()
    }

    /// Adds the replacements in a JSON text that is embedded in a string of this text.
    pub fn merge(&mut self, other: &Self) {
        self.surrogates.merge(other.surrogates);
        self.bytes.merge(other.bytes);
        self.numbers.merge(other.numbers);
        self.controls.merge(other.controls);
        self.doubled.merge(other.doubled);
        self.contradicted.merge(other.contradicted);
        // `unclear` holds only paths of the outer text, and `other` comes from an embedded text. So do not change
        // `unclear`.
        self.cut.merge(other.cut);
    }
}
