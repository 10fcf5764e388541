//! Follows one object through output that arrives in pieces.
//!
//! Every byte is examined once. A limited number of bytes is kept of each value under the dialect's keys. In all other
//! parts only brackets and quotes matter. Reading continues after every mistake in the JSON: a string before a colon is
//! always a key, and the next token after the colon is its value.
//!
//! After an unescaped quote, the reader confuses strings with the text between strings. Brackets in a string then seem
//! to open and close objects. So readers that ignore brackets run in parallel ([`BothWays`]), and the restrictions that
//! they find take effect too.

use std::sync::Arc;

use super::both_ways::BothWays;
use super::flat_reader::{FlatReader, Unfinished};
use super::grammar::Grammar;
use super::key::Key;
use super::lexer::{Ended, Lexer, Token, WORD_LIMIT};
use super::object::Object;
use super::recorder::Recorder;
use super::steps::count;
use super::value::Value;
use crate::lines::is_blank;

/// Reads a single object.
#[derive(Debug, Clone)]
pub(super) struct ObjectReader {
    /// Reads strings and words.
    pub(super) lexer: Lexer,
    /// Tracks brackets and the places of tokens.
    grammar: Grammar,
    /// Records the values of the dialect's keys.
    pub(super) recorder: Recorder,
    /// Whether a string was the last token, apart from closing brackets, colons and commas.
    ends_in_string: bool,
    /// The parallel readers, which find the keys of answers at any depth. They start at the first bracket whose entries
    /// are not recorded, or at the first misplaced token. Their findings are used only if the object is invalid JSON or
    /// unfinished.
    beside: Option<Box<BothWays>>,
}

impl ObjectReader {
    /// Creates a reader for an object with these keys, which a hook printed on `event` (the agent's name of the event).
    /// The reader keeps up to `limit` bytes of each value. The first byte to read must be the object's `{`.
    pub(super) fn new(keys: &'static [Key], event: Arc<str>, limit: usize) -> Self {
        Self {
            lexer: Lexer::new(Token::None, Vec::new(), 0),
            grammar: Grammar::new(),
            recorder: Recorder::new(keys, event, limit),
            ends_in_string: false,
            beside: None,
        }
    }

    /// Resets the reader for a new object with the same keys and event, and keeps its memory.
    pub(super) fn restart(&mut self, limit: usize) {
        self.lexer.restart();
        self.grammar.restart();
        self.recorder.restart(limit);
        self.ends_in_string = false;
        self.beside = None;
    }

    /// Returns the minimum number of closing brackets (`}` or `]`) before the object can end. One
    /// bracket closes at most one object.
    pub(super) fn closers_to_come(&self) -> usize {
        self.grammar.nest.open_objects().max(1)
    }

    /// Returns whether everything that was read so far is valid JSON.
    pub(super) fn is_valid(&self) -> bool {
        self.grammar.valid && self.lexer.clean
    }

    /// Returns the number of open brackets.
    fn depth(&self) -> usize {
        self.grammar.nest.depth()
    }

    /// Reads the next bytes. If the object ends in them, returns the number of bytes that belong to
    /// the object. Returns `None` if the object continues.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        // The start of the bytes that still have to be copied into the current value.
        let mut copy = 0;
        // The start of the bytes that the parallel readers have not read.
        let mut beside = 0;
        while let Some(rest) = bytes.get(at..)
            && let Some(byte) = rest.first()
        {
            let begin = at;
            if self.lexer.token != Token::None {
                let (read, ended) = self.lexer.read(rest);
                at += read;
                match ended {
                    Some(Ended::String) => self.end_string(),
                    Some(Ended::Word) => self.end_word(),
                    None => {}
                }
            } else if self.decides_nothing() {
                at += self.skip(rest);
            } else {
                if self.begin_beside(*byte, bytes.get(beside..at).unwrap_or_default()) {
                    beside = at;
                }
                // A copy begins at the bracket that opens the value, and ends after the bracket
                // that closes it. This byte can be either of the two.
                let copied = self.recorder.raw.is_some();
                let open = self.structure(*byte);
                match (copied, self.recorder.raw.is_some()) {
                    (false, true) => copy = at,
                    (true, true) if self.recorder.is_raw_over(self.depth()) => {
                        let part = bytes.get(copy..=at).unwrap_or_default();
                        self.recorder.copy(part);
                        self.recorder.end_raw();
                    }
                    _ => {}
                }
                at += 1;
                if !open {
                    self.feed_beside(bytes.get(beside..at).unwrap_or_default());
                    return Some(at);
                }
            }
            count(at - begin);
        }
        self.feed_beside(bytes.get(beside..).unwrap_or_default());
        self.recorder.copy(bytes.get(copy..).unwrap_or_default());
        None
    }

    /// Starts the first or the second parallel reader, if this byte makes it necessary. A parallel reader that already
    /// runs first reads the `unread` bytes. Returns whether a reader was started.
    fn begin_beside(&mut self, byte: u8, unread: &[u8]) -> bool {
        let depth = self.depth();
        let in_doubt = self.beside.as_ref().is_some_and(|it| it.is_in_doubt());
        if depth == 0 || in_doubt {
            return false;
        }
        // A misplaced token shows that a quote was not escaped. From here on, the reader could confuse strings with the
        // text between strings.
        let misplaced = !self.grammar.fits(byte);
        let opens = matches!(byte, b'{' | b'[');
        // Entries in this bracket are not recorded. If a pasted text opened the bracket, the rest
        // of the answer seems to be inside it. So start a parallel reader, which finds keys at any
        // depth.
        let hidden = opens && !self.recorder.records(depth, byte == b'{');
        if !misplaced && (!hidden || self.beside.is_some()) {
            return false;
        }
        self.feed_beside(unread);
        if self.beside.is_none() {
            let key = self.recorder.key_here(depth).map(|key| key.name);
            let one = self.reader_beside(Token::None, key);
            self.beside = Some(Box::new(BothWays::of(one)));
        }
        // It is unknown whether the next byte is inside a string. So run two readers: one is inside a string, and the
        // other is outside strings.
        if misplaced {
            let other = self.reader_beside(Token::String, None);
            if let Some(beside) = &mut self.beside {
                beside.doubt(other);
            }
        }
        true
    }

    /// Passes bytes to the parallel readers, if they run.
    fn feed_beside(&mut self, bytes: &[u8]) {
        if let Some(beside) = &mut self.beside {
            beside.feed(bytes);
        }
    }

    /// Creates a parallel reader that continues from the entries recorded so far.
    fn reader_beside(&self, token: Token, key: Option<&'static str>) -> FlatReader {
        let of = Unfinished {
            token,
            kept: Vec::new(),
            key,
            ..self.unfinished()
        };
        let Recorder { keys, event, .. } = &self.recorder;
        FlatReader::new(keys, Arc::clone(event), of)
    }

    /// Takes the objects that the parallel readers found. Returns no objects if the object is `whole` (it has ended and
    /// is valid JSON), because then every quote was escaped.
    pub(super) fn take_beside(&mut self, whole: bool) -> impl Iterator<Item = Object> {
        // Valid JSON has only one meaning, so the findings of the parallel readers are dropped.
        let beside = self.beside.take().filter(|_| !whole);
        beside.into_iter().flat_map(|beside| beside.finish())
    }

    /// Returns whether an unescaped quote could have ended the object too early.
    pub(super) fn may_have_ended_early(&self) -> bool {
        // In `{"reason":"no: x"}","decision":"block"}` the object seems to end at the brace of the pasted `x"}`. An
        // object that ends too early in this way ends in a string, or is invalid JSON.
        self.ends_in_string || !self.is_valid()
    }

    /// Returns the object as far as it was read. A word at the end of the bytes is included. `ended` means that no more
    /// bytes follow.
    pub(super) fn finish(mut self, ended: bool) -> Object {
        self.end(ended).map(std::mem::take).unwrap_or_default()
    }

    /// Ends the object like [`finish`](Self::finish), but returns a reference. The reader can then
    /// be reused.
    pub(super) fn end(&mut self, ended: bool) -> Option<&mut Object> {
        if self.lexer.end_word().is_some() {
            self.end_word();
        }
        self.recorder.end(ended, ended && self.depth() > 0)
    }

    /// Returns the state from which a flat reader can continue.
    pub(super) fn unfinished(&self) -> Unfinished {
        let (object, key) = self.recorder.so_far(self.depth());
        Unfinished {
            object,
            token: self.lexer.token,
            kept: self.lexer.kept.clone(),
            key,
        }
    }

    /// Returns whether only the brackets matter in the following bytes. This is the case if the
    /// object is known to be invalid and the innermost bracket is deeper than the recorded objects.
    fn decides_nothing(&self) -> bool {
        let read = !self.is_valid() && self.beside.as_ref().is_some_and(|it| it.is_in_doubt());
        read && self.recorder.raw.is_none() && self.recorder.depth() < self.depth()
    }

    /// Follows brackets up to a string or to a recorded object. Returns the number of bytes read.
    fn skip(&mut self, bytes: &[u8]) -> usize {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'"' => {
                    // Read the string, because brackets inside it must be ignored. Keep no bytes of it (limit 0).
                    self.lexer.begin_string(0);
                    return at + 1;
                }
                b'{' | b'[' => _ = self.grammar.nest.open(*byte == b'{'),
                b'}' | b']' => {
                    // The innermost bracket is deeper than the recorded objects, so this bracket does not close a
                    // recorded object.
                    self.close(*byte == b'}');
                    if !self.decides_nothing() {
                        return at + 1;
                    }
                }
                _ => {}
            }
        }
        bytes.len()
    }

    /// Reads a byte that is outside of strings and words. Returns `false` if it ended the object.
    fn structure(&mut self, byte: u8) -> bool {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b'"' => {
                self.ends_in_string = true;
                self.grammar.begin_string();
                let room = self.recorder.bytes_left(self.depth());
                self.lexer.begin_string(room);
            }
            b'{' | b'[' => {
                self.ends_in_string = false;
                self.recorder.open(self.depth(), byte == b'{');
                self.grammar.open(byte == b'{');
            }
            b'}' | b']' => return self.close(byte == b'}'),
            b':' if self.grammar.colon() => self.recorder.key(self.depth(), &self.lexer),
            b':' => {}
            b',' => {
                self.grammar.comma();
                self.recorder.comma(self.depth());
            }
            // Skip any other blank byte. JSON allows only the four characters above as white space, so mark the object
            // as invalid JSON.
            _ if is_blank(byte) => self.grammar.valid = false,
            _ => self.lexer.begin_word(byte, WORD_LIMIT),
        }
        true
    }

    /// Records the end of a string.
    fn end_string(&mut self) {
        let is_value = self.grammar.end_string();
        let text = || Value::Text(self.lexer.text());
        self.recorder
            .token(self.grammar.nest.depth(), true, is_value, text);
    }

    /// Records the end of a word.
    fn end_word(&mut self) {
        self.ends_in_string = false;
        let lexer = &self.lexer;
        let is_literal = || !lexer.cut && is_literal(&lexer.kept);
        let is_value = self.grammar.end_word(is_literal);
        let word = || Value::Word(lexer.word());
        self.recorder
            .token(self.grammar.nest.depth(), false, is_value, word);
    }

    /// Closes a bracket. Returns `false` if this was the bracket of the object itself.
    fn close(&mut self, object: bool) -> bool {
        if self.grammar.close(object, self.recorder.depth()) {
            self.recorder.end_level(false);
        }
        self.depth() > 0
    }
}

/// Returns whether a word is `true`, `false`, `null` or a JSON number.
fn is_literal(word: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(word).is_ok()
}

#[cfg(test)]
#[path = "object_reader_tests.rs"]
mod tests;
