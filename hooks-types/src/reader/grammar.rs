//! Tracks which token JSON allows next, and whether everything so far was valid.

use super::nest::Nest;
use super::steps::count;
use crate::lines::is_blank;

/// Tracks the brackets, colons and commas of one object.
#[derive(Debug, Clone)]
pub(super) struct Grammar {
    /// The open brackets.
    pub(super) nest: Nest,
    /// The tokens that may come next.
    place: Place,
    /// Whether every token so far was allowed in its place.
    pub(super) valid: bool,
}

/// The tokens that may come next in the innermost bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The first entry, or the closing bracket.
    Begin,
    /// A key (in an object) or a value (in an array).
    Entry,
    /// The colon after a key.
    Colon,
    /// The value of a key.
    Value,
    /// A comma, or the closing bracket.
    After,
}

impl Grammar {
    /// Creates the state before the first bracket.
    pub(super) fn new() -> Self {
        Self {
            nest: Nest::default(),
            place: Place::Begin,
            valid: true,
        }
    }

    /// Resets the state for a new object, and keeps its memory.
    pub(super) fn restart(&mut self) {
        self.nest.clear();
        self.place = Place::Begin;
        self.valid = true;
    }

    /// Returns whether JSON allows a string (if `string` is true) or any other kind of value (if `string` is false) as
    /// the next token.
    pub(super) fn takes(&self, string: bool) -> bool {
        match self.place {
            // In an object an entry begins with its key, so only a string is allowed.
            Place::Begin | Place::Entry => string || !self.nest.in_object(),
            Place::Value => self.nest.in_object(),
            Place::Colon | Place::After => false,
        }
    }

    /// Returns whether JSON allows this byte to begin the next token.
    pub(super) fn fits(&self, byte: u8) -> bool {
        match byte {
            b':' => self.nest.in_object() && self.place == Place::Colon,
            b',' => self.place == Place::After,
            b'}' | b']' => {
                self.nest.in_object() == (byte == b'}')
                    && matches!(self.place, Place::Begin | Place::After)
            }
            _ => is_blank(byte) || self.takes(byte == b'"'),
        }
    }

    /// Records the beginning of a string.
    pub(super) fn begin_string(&mut self) {
        self.valid &= self.takes(true);
    }

    /// Records the end of a string. Returns `true` if the string is a value, and `false` if it is a
    /// key.
    pub(super) fn end_string(&mut self) -> bool {
        // In an object, treat a misplaced string as a key, because a colon could follow.
        let is_value = self.place == Place::Value || !self.nest.in_object();
        self.place = match is_value {
            true => Place::After,
            false => Place::Colon,
        };
        is_value
    }

    /// Records the end of a word. Returns whether the word is a value.
    pub(super) fn end_word(&mut self, is_literal: impl FnOnce() -> bool) -> bool {
        let is_value = self.takes(false);
        self.valid = self.valid && is_value && is_literal();
        self.place = match self.nest.in_object() && !is_value {
            true => Place::Colon,
            false => Place::After,
        };
        is_value
    }

    /// Records a colon. Returns whether a value comes next.
    pub(super) fn colon(&mut self) -> bool {
        let in_object = self.nest.in_object();
        self.valid &= in_object && self.place == Place::Colon;
        // A colon in an array has no meaning, so it changes nothing.
        if in_object {
            self.place = Place::Value;
        }
        in_object
    }

    /// Records a comma. The next token is a key or a value, even if nothing precedes the comma.
    pub(super) fn comma(&mut self) {
        self.valid &= self.place == Place::After;
        self.place = Place::Entry;
    }

    /// Records the opening bracket of an object or an array.
    pub(super) fn open(&mut self, object: bool) {
        // The outermost bracket is always allowed, because nothing precedes it.
        self.valid &= self.nest.depth() == 0 || self.takes(false);
        self.valid &= self.nest.open(object);
        self.place = Place::Begin;
    }

    /// Closes a bracket. A mismatched bracket closes the brackets that it could be meant for, but a `]` never closes
    /// the recorded object, whose entries are at depth `recorded`. Returns whether the recorded object was closed.
    pub(super) fn close(&mut self, object: bool, recorded: usize) -> bool {
        let fits = self.nest.in_object() == object;
        self.valid &= fits && matches!(self.place, Place::Begin | Place::After);
        self.place = Place::After;
        // A `}` also closes the arrays inside its object that are still open.
        while object && self.nest.depth() > 1 && !self.nest.in_object() {
            self.nest.close();
            count(1);
        }
        let is_recorded = self.nest.depth() == recorded;
        // A `]` never closes an object whose entries are recorded, because a stray `]` in a pasted text must not end
        // the object before its decision is read.
        if is_recorded && !fits {
            return false;
        }
        // If the innermost bracket is an object inside an array, a `]` closes the object and the array.
        if !object && !fits && !self.nest.around_is_object() {
            self.nest.close();
        }
        self.nest.close();
        is_recorded
    }
}
