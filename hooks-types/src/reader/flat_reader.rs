//! Reads the keys of answers at any depth, for objects that are not followed any more.
//!
//! It knows quotes and colons and no brackets: whatever stands under a key of an answer, in whichever
//! object, is taken up as if one object said it. So it may see a restriction that no single object
//! says, and misses none. Time is linear, and memory bounded by the dialect's keys.

use std::sync::Arc;

use memchr::memchr2;

use super::decoded::Text;
use super::found::VALUE_LIMIT;
use super::key::{Holds, Key};
use super::lines::is_blank;
use super::object::Object;
use super::object_reader::{KEY_LIMIT, Token, WORD_LIMIT, ends_word};
use super::value::Value;

/// What an object that is given up knows, for the flat reader that goes on in its place.
#[derive(Debug)]
pub(super) struct Unfinished {
    /// What it said so far.
    pub(super) object: Object,
    /// The token it stands in, and what was kept of that.
    pub(super) token: Token,
    pub(super) kept: Vec<u8>,
    /// The key whose value comes.
    pub(super) key: Option<&'static str>,
}

/// Reads keys and values, whatever is around them.
#[derive(Debug)]
pub(super) struct FlatReader {
    keys: &'static [Key],
    event: Arc<str>,
    object: Object,
    token: Token,
    kept: Vec<u8>,
    room: usize,
    cut: bool,
    /// The token read last is a string, which is a key if a colon follows.
    last: bool,
    key: Option<&'static str>,
}

impl FlatReader {
    /// Goes on for an object with these keys on the agent's `event`.
    pub(super) fn new(keys: &'static [Key], event: Arc<str>, of: Unfinished) -> Self {
        Self {
            keys,
            event,
            object: of.object,
            token: of.token,
            kept: of.kept,
            room: VALUE_LIMIT,
            cut: false,
            last: false,
            key: of.key,
        }
    }

    /// Where it stands: two that stand alike read alike from here on.
    pub(super) fn token(&self) -> Token {
        self.token
    }

    /// Goes on for one more object, which stands in the same kind of token.
    ///
    /// A string in which another object began holds a line break. It is no key, and no word that
    /// decides; its text so far is as good as all of it.
    pub(super) fn take_over(&mut self, other: Unfinished) {
        if let Some(key) = self.key
            && self.token != Token::None
            && other.key.is_some()
        {
            self.add(key, &Value::Text(Text::decode(&self.kept, true)));
        }
        self.object.merge(other.object, &self.event);
        self.kept = other.kept;
        self.key = other.key.or(self.key);
    }

    /// What it knows, for another that stands alike.
    pub(super) fn unfinished(self) -> Unfinished {
        Unfinished {
            object: self.object,
            token: self.token,
            kept: self.kept,
            key: self.key,
        }
    }

    /// All that was said, the output having ended.
    pub(super) fn finish(mut self) -> Object {
        if self.token == Token::Word {
            self.end_word();
        }
        if let Some(key) = self.key {
            // A replacement that was begun is not as good as none.
            self.object
                .add_anywhere(self.keys, key, &self.event, &|holds| {
                    matches!(holds, Holds::Content).then_some(Value::Raw(None))
                });
        }
        // Different objects said them.
        self.object.forget_repetitions();
        self.object
    }

    /// Reads the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some((byte, rest)) = bytes.get(at..).and_then(<[u8]>::split_first) {
            at += match self.token {
                Token::None => self.structure(*byte),
                Token::Word => self.word(*byte),
                Token::String => self.string(*byte, rest),
                Token::Escape | Token::Digits(_) => self.escape(*byte),
            };
        }
    }

    fn structure(&mut self, byte: u8) -> usize {
        match byte {
            b'"' => self.begin(Token::String, KEY_LIMIT),
            b':' => self.colon(),
            b'{' | b'[' => self.open(byte),
            b',' | b'}' | b']' => {
                self.last = false;
                self.key = None;
            }
            _ if is_blank(byte) => {}
            _ => {
                self.begin(Token::Word, WORD_LIMIT);
                self.keep(&[byte]);
            }
        }
        1
    }

    fn begin(&mut self, token: Token, room: usize) {
        self.token = token;
        self.kept.clear();
        self.cut = false;
        self.room = match self.key {
            Some(_) => VALUE_LIMIT,
            None => room,
        };
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.room.saturating_sub(self.kept.len());
        self.cut |= bytes.len() > room;
        self.kept
            .extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn word(&mut self, byte: u8) -> usize {
        if ends_word(byte) {
            self.end_word();
            return 0;
        }
        self.keep(&[byte]);
        1
    }

    fn end_word(&mut self) {
        self.token = Token::None;
        self.last = false;
        if let Some(key) = self.key.take() {
            let word = String::from_utf8_lossy(&self.kept).into_owned();
            self.add(key, &Value::Word(word));
        }
    }

    fn string(&mut self, byte: u8, rest: &[u8]) -> usize {
        match byte {
            b'"' => {
                self.token = Token::None;
                self.last = true;
                if let Some(key) = self.key.take() {
                    let text = Text::decode(&self.kept, self.cut);
                    self.add(key, &Value::Text(text));
                }
                1
            }
            b'\\' => {
                self.keep(&[byte]);
                self.token = Token::Escape;
                1
            }
            _ => {
                let run = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
                self.keep(&[byte]);
                self.keep(rest.get(..run).unwrap_or_default());
                1 + run
            }
        }
    }

    fn escape(&mut self, byte: u8) -> usize {
        let (next, read) = self.token.escaped(byte);
        if read {
            self.keep(&[byte]);
        }
        self.token = next.unwrap_or(Token::String);
        usize::from(read)
    }

    fn colon(&mut self) {
        if !std::mem::take(&mut self.last) {
            return;
        }
        let name = Text::decode(&self.kept, self.cut).text;
        self.key = Object::name_anywhere(self.keys, &name);
    }

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
            // Its keys are found wherever they stand.
            Holds::Object(_) => None,
            Holds::Content => Some(Value::Raw(None)),
            _ => Some(Value::Raw(Some(brackets.into()))),
        };
        self.object
            .add_anywhere(self.keys, key, &self.event, &value);
    }

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
