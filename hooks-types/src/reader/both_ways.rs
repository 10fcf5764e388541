//! Reads text whose quotes are ambiguous: it is unknown which quotes begin a string and which quotes end a string.
//!
//! This happens when a guard pastes a command into a string without escaping it. Two readers run: one assumes that the
//! text begins inside a string, and the other that it begins outside a string. Every quote switches both readers,
//! except `\"`: this is an escape inside a string, but opens a string for the reader that is outside. Both readers
//! would then be inside a string, so one of them is switched. At the end of the pasted text, one of the two readers is
//! therefore in the right state.

use memchr::memchr2;

use super::flat_reader::FlatReader;
use super::object::Object;

/// A reader and, after an ambiguous quote, a second reader. One of the two readers is always inside a string, and the
/// other reader is outside strings.
#[derive(Debug, Clone)]
pub(super) struct BothWays {
    /// The reader that always runs.
    one: FlatReader,
    /// The second reader, which is added after an ambiguous quote.
    other: Option<FlatReader>,
}

impl BothWays {
    /// Starts with a single reader. [`doubt`](Self::doubt) adds the second reader.
    pub(super) fn of(one: FlatReader) -> Self {
        Self { one, other: None }
    }

    /// Adds `other` as the second reader. If both readers are inside a string, or both outside,
    /// switches `other`.
    pub(super) fn doubt(&mut self, mut other: FlatReader) {
        if other.is_in_string() == self.one.is_in_string() {
            other.turn();
        }
        self.other = Some(other);
    }

    /// Returns whether there are two readers.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.other.is_some()
    }

    /// Adds the known entries of an object to the readers, because the object might continue in the next bytes.
    pub(super) fn know(&mut self, object: &Object) {
        self.one.know(object);
        if let Some(other) = &mut self.other {
            other.know(object);
        }
    }

    /// Reads the next bytes.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) {
        let Some(other) = &mut self.other else {
            return self.one.feed(bytes);
        };
        // Only a quote or a backslash can change whether a reader is inside a string. So compare
        // the two readers only after a quote or a backslash.
        while let Some(at) = memchr2(b'"', b'\\', bytes) {
            let (part, rest) = bytes.split_at(at + 1);
            self.one.feed(part);
            other.feed(part);
            if self.one.is_in_string() == other.is_in_string() {
                // Both readers are inside a string, or both are outside, so switch one of them. Prefer a reader that
                // does not wait for the value of a key, because a switch discards the key.
                match other.has_key() && !self.one.has_key() {
                    true => self.one.turn(),
                    false => other.turn(),
                }
            }
            bytes = rest;
        }
        self.one.feed(bytes);
        other.feed(bytes);
    }

    /// Returns the objects that the readers found.
    pub(super) fn finish(self) -> impl Iterator<Item = Object> {
        // Skip a reader that found no key. It has only the entries that it got at its start, and these were already
        // judged.
        let readers = [Some(self.one), self.other];
        let readers = readers.into_iter().flatten();
        readers
            .filter(|reader| reader.heard)
            .map(FlatReader::finish)
    }
}
