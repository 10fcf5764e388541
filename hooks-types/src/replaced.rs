//! What of a JSON text was read otherwise than it stands.

use std::collections::BTreeSet;

use crate::lenient::DEEPEST;
use crate::note::{Note, NoteCode};

/// How often something happened, and the byte where it happened first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    times: usize,
    first: usize,
}

/// What was read otherwise than it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replaced {
    pub(crate) surrogates: Count,
    pub(crate) bytes: Count,
    pub(crate) numbers: Count,
    pub(crate) controls: Count,
    pub(crate) doubled: Count,
    pub(crate) contradicted: Count,
    pub(crate) cut: Count,
    /// The keys of the outermost object and of the objects in it, as paths, under which a scalar was
    /// replaced or two values stand.
    unclear: BTreeSet<String>,
}

/// Between the keys of a path. No key that is looked for holds one.
const PATH: &str = ".";

impl Count {
    /// One more, at this byte.
    pub(crate) fn add(&mut self, at: usize) {
        if self.times == 0 {
            self.first = at;
        }
        self.times += 1;
    }

    fn merge(&mut self, other: Self) {
        if self.times == 0 {
            self.first = other.first;
        }
        self.times += other.times;
    }
}

impl Replaced {
    /// One remark for each kind.
    pub fn notes(&self) -> Vec<Note> {
        [
            (self.surrogates, "unpaired surrogate read as U+FFFD"),
            (self.bytes, "sequence that is not UTF-8 read as U+FFFD"),
            (self.numbers, "number out of range read as text"),
            (self.controls, "control character that JSON forbids there"),
            (
                self.doubled,
                "key said twice with one value; the last one counts",
            ),
            (
                self.contradicted,
                "key said twice with two values; the last one counts",
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

    /// Why nobody can judge what the text is about; none where everything can be seen.
    pub fn unseen(&self) -> Option<String> {
        if self.cut.times > 0 {
            return Some(format!(
                "it is nested deeper than {DEEPEST} levels at byte {}, and hooks cannot be shown \
                 what is below",
                self.cut.first
            ));
        }
        (self.contradicted.times > 0).then(|| {
            format!(
                "at byte {} it says a key twice with two values, and the agent may obey the one \
                 that hooks are not shown",
                self.contradicted.first
            )
        })
    }

    /// Whether the key at this path, one or two keys long, is said twice with two values, or holds a
    /// string or a number that was replaced.
    #[must_use]
    pub fn is_unclear(&self, path: &[&str]) -> bool {
        self.unclear.contains(&path.join(PATH))
    }

    pub(crate) fn add_unclear(&mut self, path: &[&str]) {
        self.unclear.insert(path.join(PATH));
    }

    /// How many replacements there were within strings and numbers.
    pub(crate) fn scalars(&self) -> usize {
        [self.surrogates, self.bytes, self.numbers, self.controls]
            .iter()
            .map(|count| count.times)
            .sum()
    }

    /// Adds what was found in a text inside the text.
    pub fn merge(&mut self, other: &Self) {
        self.surrogates.merge(other.surrogates);
        self.bytes.merge(other.bytes);
        self.numbers.merge(other.numbers);
        self.controls.merge(other.controls);
        self.doubled.merge(other.doubled);
        self.contradicted.merge(other.contradicted);
        self.cut.merge(other.cut);
    }
}
