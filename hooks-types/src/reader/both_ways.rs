//! Reads text of which nobody knows which of its quotes begin a string.
//!
//! A guard pasted a command into a string, quotes, backslashes and all. Two readers go on, one in a
//! string and one outside. Where an escape of one is a quote of the other and both come to stand
//! alike, one of them is turned, so that wherever the pasted text ends one of them stands right.

use memchr::memchr2;

use super::flat_reader::FlatReader;
use super::object::Object;

/// One reader outside strings, and once a quote is in doubt a second one in the other state.
#[derive(Debug, Clone)]
pub(super) struct BothWays {
    one: FlatReader,
    other: Option<FlatReader>,
}

impl BothWays {
    /// Reads in one way until [`doubt`](Self::doubt).
    pub(super) fn of(one: FlatReader) -> Self {
        Self { one, other: None }
    }

    /// Reads in the other way too from here on.
    pub(super) fn doubt(&mut self, mut other: FlatReader) {
        if other.is_in_string() == self.one.is_in_string() {
            other.turn();
        }
        self.other = Some(other);
    }

    /// Whether it reads both ways.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.other.is_some()
    }

    /// Adds what an object said that may go on here.
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
        // Only these change what a reader stands in.
        while let Some(at) = memchr2(b'"', b'\\', bytes) {
            let (part, rest) = bytes.split_at(at + 1);
            self.one.feed(part);
            other.feed(part);
            if self.one.is_in_string() == other.is_in_string() {
                // Whoever reads a value reads it to its end.
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

    /// What was said, of those that heard a part of it themselves.
    pub(super) fn finish(self) -> impl Iterator<Item = Object> {
        let readers = [Some(self.one), self.other];
        let readers = readers.into_iter().flatten();
        readers
            .filter(|reader| reader.heard)
            .map(FlatReader::finish)
    }
}
