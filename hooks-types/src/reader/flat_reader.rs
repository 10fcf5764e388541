//! Reads the keys of answers at any depth, for objects that are no longer followed (because too many objects are open,
//! or because a quote was not escaped).
//!
//! This reader recognises quotes and colons but ignores brackets. All values under keys of an answer are recorded as if
//! they were in a single object. So the reader finds every restriction, but can also report a restriction that no
//! single object contains. Time is linear, and memory is bounded by the number of the dialect's keys.

use std::sync::Arc;

use super::decoded::Text;
use super::found::VALUE_LIMIT;
use super::key::{Holds, Key};
use super::lexer::{Ended, KEY_LIMIT, Lexer, Token, WORD_LIMIT};
use super::object::Object;
use super::value::Value;
use crate::lines::is_blank;

/// The state of an object that is no longer followed. A flat reader, which ignores brackets,
/// continues from this state.
#[derive(Debug, Clone)]
pub(super) struct Unfinished {
    /// The entries that were read so far.
    pub(super) object: Object,
    /// The kind of the current token. `kept` holds the token's bytes, as far as they were kept.
    pub(super) token: Token,
    pub(super) kept: Vec<u8>,
    /// The key whose value comes next.
    pub(super) key: Option<&'static str>,
}

impl Unfinished {
    /// Returns the state of an object without entries.
    pub(super) fn nothing(token: Token) -> Self {
        Self {
            object: Object::default(),
            token,
            kept: Vec::new(),
            key: None,
        }
    }
}

/// Reads keys and values, and ignores the brackets around them.
#[derive(Debug, Clone)]
pub(super) struct FlatReader {
    /// The keys that the dialect's answers can have.
    keys: &'static [Key],
    event: Arc<str>,
    /// All entries that were found.
    object: Object,
    lexer: Lexer,
    /// Whether the last token was a string. The string is a key if a colon follows.
    last: bool,
    /// The key whose value comes next.
    key: Option<&'static str>,
    /// Whether the reader has found a key. Otherwise it has only the entries that it got at its start.
    pub(super) heard: bool,
}

impl FlatReader {
    /// Creates a reader that continues the object `of`. The reader looks for `keys`, the keys of the dialect's answers
    /// to `event` (the agent's name of the event).
    pub(super) fn new(keys: &'static [Key], event: Arc<str>, of: Unfinished) -> Self {
        Self {
            keys,
            event,
            object: of.object,
            lexer: Lexer::new(of.token, of.kept, VALUE_LIMIT),
            last: false,
            key: of.key,
            heard: false,
        }
    }

    /// Returns the kind of the current token. Two readers whose current tokens are of equal kind find the same keys and
    /// values in the following bytes.
    pub(super) fn token(&self) -> Token {
        self.lexer.token
    }

    /// Returns whether the reader is inside a string.
    pub(super) fn is_in_string(&self) -> bool {
        !matches!(self.lexer.token, Token::None | Token::Word)
    }

    /// Returns whether the value of a key comes next.
    pub(super) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Switches from the inside of a string to the outside, or back.
    pub(super) fn turn(&mut self) {
        match self.is_in_string() {
            true => self.lexer.restart(),
            false => self.lexer.begin_string(KEY_LIMIT),
        }
        // The last token was read in the wrong state (inside a string instead of outside, or the
        // reverse). So do not use the token as a key or as a value.
        self.last = false;
        self.key = None;
    }

    /// Adds the entries of an object that have a known key.
    pub(super) fn know(&mut self, object: &Object) {
        self.object.know(object, &self.event);
    }

    /// Continues a further object. Its current token must be of the same kind (such as a string) as the current token
    /// of this reader.
    ///
    /// An object begins at the start of a line. So if the object began inside a string of this reader, the string
    /// contains a line break. A string with a line break cannot be a key or a word that decides, so the part of the
    /// string that was read is sufficient.
    pub(super) fn take_over(&mut self, other: Unfinished) {
        if let Some(key) = self.key
            && self.lexer.token != Token::None
            && other.key.is_some()
        {
            self.add(key, &Value::Text(Text::decode(&self.lexer.kept, true)));
        }
        self.object.merge(other.object, &self.event);
        self.lexer.kept = other.kept;
        self.key = other.key.or(self.key);
    }

    /// Returns the state from which a reader whose current token is of the same kind can continue.
    pub(super) fn unfinished(self) -> Unfinished {
        Unfinished {
            object: self.object,
            token: self.lexer.token,
            kept: self.lexer.kept,
            key: self.key,
        }
    }

    /// Handles the end of the output, and returns all entries that were found.
    pub(super) fn finish(mut self) -> Object {
        if self.lexer.end_word().is_some() {
            self.end_word();
        }
        if let Some(key) = self.key {
            // Record an unfinished replacement. Otherwise the answer would seem to have no
            // replacement.
            self.object
                .add_anywhere(self.keys, key, &self.event, &|holds| {
                    matches!(holds, Holds::Content).then_some(Value::Raw(None))
                });
        }
        // The entries can come from different objects, so repeated keys are not duplicates.
        self.object.forget_repetitions();
        self.object
    }

    /// Reads the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..)
            && let Some(byte) = rest.first()
        {
            if self.lexer.token == Token::None {
                self.structure(*byte);
                at += 1;
                continue;
            }
            let (read, ended) = self.lexer.read(rest);
            at += read;
            match ended {
                Some(Ended::String) => self.end_string(),
                Some(Ended::Word) => self.end_word(),
                None => {}
            }
        }
    }

    /// Reads a byte that is outside of strings and words.
    fn structure(&mut self, byte: u8) {
        match byte {
            b'"' => self.lexer.begin_string(self.bytes_left(KEY_LIMIT)),
            b':' => self.colon(),
            b'{' | b'[' => self.open(byte),
            b',' | b'}' | b']' => {
                self.last = false;
                self.key = None;
            }
            _ if is_blank(byte) => {}
            _ => self.lexer.begin_word(byte, self.bytes_left(WORD_LIMIT)),
        }
    }

    /// Returns the number of bytes to keep of a token: `VALUE_LIMIT` for a value, `otherwise` for a
    /// possible key.
    fn bytes_left(&self, otherwise: usize) -> usize {
        self.key.map_or(otherwise, |_| VALUE_LIMIT)
    }

    /// Records the end of a word.
    fn end_word(&mut self) {
        self.last = false;
        if let Some(key) = self.key.take() {
            self.add(key, &Value::Word(self.lexer.word()));
        }
    }

    /// Records the end of a string. If there is a current key, the string is its value. Otherwise
    /// the string can be the next key.
    fn end_string(&mut self) {
        self.last = true;
        if let Some(key) = self.key.take() {
            self.add(key, &Value::Text(self.lexer.text()));
        }
    }

    /// Makes the last string the current key, if the dialect has a key of this name at any depth.
    fn colon(&mut self) {
        if !std::mem::take(&mut self.last) {
            return;
        }
        let name = self.lexer.text().text;
        self.key = Object::name_anywhere(self.keys, &name);
        self.heard |= self.key.is_some();
    }

    /// Records an opening bracket as the value of the current key.
    fn open(&mut self, byte: u8) {
        self.last = false;
        let Some(key) = self.key.take() else {
            return;
        };
        let brackets = match byte {
            b'{' => "{}",
            _ => "[]",
        };
        let value = |holds| match holds {
            // This reader finds the keys of an inner object at any depth. So do not record a value for the inner object
            // itself.
            Holds::Object(_) => None,
            Holds::Content => Some(Value::Raw(None)),
            // Record only the type of the value (array or object), because this reader does not look for the value's
            // end.
            _ => Some(Value::Raw(Some(brackets.into()))),
        };
        self.object
            .add_anywhere(self.keys, key, &self.event, &value);
    }

    /// Adds a value to the current key. If the dialect defines an object under the key, any other
    /// value is ignored.
    fn add(&mut self, key: &'static str, value: &Value) {
        let value = |holds| match holds {
            Holds::Object(_) => None,
            _ => Some(value.clone()),
        };
        self.object
            .add_anywhere(self.keys, key, &self.event, &value);
    }
}

#[cfg(test)]
#[path = "flat_reader_tests.rs"]
mod tests;
