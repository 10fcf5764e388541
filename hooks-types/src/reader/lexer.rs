//! Reads the strings and the words of JSON that comes in pieces, for readers that look at the bytes
//! between them themselves.

use memchr::memchr2;

use super::decoded::Text;
use super::lines::is_blank;
use super::steps::count;

/// Bytes kept of a key; no known key is as long, even with every character escaped.
pub(super) const KEY_LIMIT: usize = 256;

/// Bytes kept of a word; a longer number is not read as one.
pub(super) const WORD_LIMIT: usize = 1024;

/// What the next byte stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    None,
    Word,
    String,
    /// In a string, with so many bytes of an escape still to come: the one after the backslash, or
    /// hexadecimal digits.
    Escape,
    Digits(u8),
}

impl Token {
    /// Behind a byte in an escape: the next token, none if it is no escape of JSON, in which case the
    /// string goes on; and whether the byte belongs to the escape.
    fn escaped(self, byte: u8) -> (Option<Self>, bool) {
        match self {
            Self::Escape if byte == b'u' => (Some(Self::Digits(4)), true),
            Self::Escape => {
                let known = b"\"\\/bfnrt".contains(&byte);
                (known.then_some(Self::String), true)
            }
            Self::Digits(1) if byte.is_ascii_hexdigit() => (Some(Self::String), true),
            Self::Digits(more) if byte.is_ascii_hexdigit() => (Some(Self::Digits(more - 1)), true),
            _ => (None, false),
        }
    }
}

/// What ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    String,
    Word,
}

/// Reads one token after another.
#[derive(Debug, Clone)]
pub(super) struct Lexer {
    pub(super) token: Token,
    /// The bytes of the token at hand, or of the last one, as far as they are kept.
    pub(super) kept: Vec<u8>,
    /// How many are kept.
    room: usize,
    /// Some were not.
    pub(super) cut: bool,
    /// No string held anything that JSON has not.
    pub(super) clean: bool,
}

impl Lexer {
    /// Stands in a token of which this was kept, and keeps so many bytes of it.
    pub(super) fn new(token: Token, kept: Vec<u8>, room: usize) -> Self {
        Self {
            token,
            kept,
            room,
            cut: false,
            clean: true,
        }
    }

    /// Makes it ready for another text; what it took of memory it keeps.
    pub(super) fn restart(&mut self) {
        self.begin(Token::None, 0);
        self.clean = true;
    }

    /// Begins a string behind its quote, of which so many bytes are kept.
    pub(super) fn begin_string(&mut self, room: usize) {
        self.begin(Token::String, room);
    }

    /// Begins a word with its first byte, of which so many bytes are kept.
    pub(super) fn begin_word(&mut self, first: u8, room: usize) {
        self.begin(Token::Word, room);
        self.keep(&[first]);
    }

    fn begin(&mut self, token: Token, room: usize) {
        self.token = token;
        self.kept.clear();
        self.room = room;
        self.cut = false;
    }

    /// Reads on in a token: how many of these bytes belong to it, and what it was if it ends with
    /// them.
    pub(super) fn read(&mut self, bytes: &[u8]) -> (usize, Option<Ended>) {
        match self.token {
            Token::None => (0, None),
            Token::Word => {
                let end = bytes.iter().position(|byte| ends_word(*byte));
                let word = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
                self.keep(word);
                (word.len(), end.and_then(|_| self.end_word()))
            }
            Token::String => self.string(bytes),
            Token::Escape | Token::Digits(_) => {
                let Some(byte) = bytes.first() else {
                    return (0, None);
                };
                let (next, read) = self.token.escaped(*byte);
                self.clean &= next.is_some();
                self.token = next.unwrap_or(Token::String);
                if read {
                    self.keep(&[*byte]);
                }
                (usize::from(read), None)
            }
        }
    }

    /// Ends a word with the text, if it stands in one.
    pub(super) fn end_word(&mut self) -> Option<Ended> {
        let is_word = self.token == Token::Word;
        is_word.then(|| {
            self.token = Token::None;
            Ended::Word
        })
    }

    fn string(&mut self, bytes: &[u8]) -> (usize, Option<Ended>) {
        let end = memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
        let run = bytes.get(..end).unwrap_or_default();
        self.clean = self.clean && !run.iter().any(|byte| *byte < b' ');
        self.keep(run);
        match bytes.get(end) {
            None => (end, None),
            Some(b'"') => {
                self.token = Token::None;
                (end + 1, Some(Ended::String))
            }
            Some(_) => {
                self.keep(b"\\");
                self.token = Token::Escape;
                (end + 1, None)
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.room.saturating_sub(self.kept.len());
        self.cut |= bytes.len() > room;
        let kept = bytes.get(..room).unwrap_or(bytes);
        self.kept.extend_from_slice(kept);
        count(kept.len());
    }

    /// The string at hand.
    pub(super) fn text(&self) -> Text {
        Text::decode(&self.kept, self.cut)
    }

    /// The word at hand.
    pub(super) fn word(&self) -> String {
        String::from_utf8_lossy(&self.kept).into_owned()
    }
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b':' | b',') || is_blank(byte)
}
