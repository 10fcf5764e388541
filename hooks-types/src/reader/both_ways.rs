//! Reads text in which it is unknown which quotes begin a string.
//!
//! This happens when a guard pastes a command into a string without escaping it. Two readers run,
//! one inside a string and one outside. If an escape for one of them is a quote for the other, both
//! can reach the same state; then one is switched to the other state. So wherever the pasted text
//! ends, one of the readers is in the right state.

use memchr::memchr2;

use super::flat_reader::FlatReader;
use super::object::Object;

/// One reader, and after a doubtful quote a second one in the opposite state.
#[derive(Debug, Clone)]
pub(super) struct BothWays {
    /// The reader that always runs.
    one: FlatReader,
    /// The reader in the opposite state, after a doubtful quote.
    other: Option<FlatReader>,
}

impl BothWays {
    /// Creates a single reader, which is enough until [`doubt`](Self::doubt).
    pub(super) fn of(one: FlatReader) -> Self {
        Self { one, other: None }
    }

    /// Adds a reader in the opposite state.
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

    /// Adds the keys of an object that may continue here.
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
        // Only these bytes change whether a reader is inside a string.
        while let Some(at) = memchr2(b'"', b'\\', bytes) {
            let (part, rest) = bytes.split_at(at + 1);
            self.one.feed(part);
            other.feed(part);
            if self.one.is_in_string() == other.is_in_string() {
                // Switch the reader that is not in the middle of a value.
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

    /// Returns the objects of the readers that found a key themselves.
    pub(super) fn finish(self) -> impl Iterator<Item = Object> {
        // A reader that found nothing repeats the entries that it was given, which are judged
        // already.
        let readers = [Some(self.one), self.other];
        let readers = readers.into_iter().flatten();
        readers
            .filter(|reader| reader.heard)
            .map(FlatReader::finish)
    }
}
