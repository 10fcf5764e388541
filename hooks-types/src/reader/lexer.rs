//! Reads the strings and words of JSON that arrives in pieces. Callers read the bytes between the strings and words.

use memchr::memchr2;

use super::decoded::Text;
use super::steps::count;
use crate::lines::is_blank;

/// Maximum number of bytes that are kept of a key. All known keys are shorter, even with every
/// character escaped.
pub(super) const KEY_LIMIT: usize = 256;

/// Maximum number of bytes that are kept of a word. A longer number is treated as an invalid word.
pub(super) const WORD_LIMIT: usize = 1024;

/// The kind of the token that contains the next byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// Between two tokens.
    None,
    /// Inside a word: a number, `true`, `false`, `null`, or anything else without quotes.
    Word,
    /// Inside a string.
    String,
    /// Inside a string, after a backslash: the byte that says which escape it is has not been read yet.
    Escape,
    /// Inside an escape such as `\u00e9`: this many hexadecimal digits have not been read yet.
    Digits(u8),
}

impl Token {
    /// Reads a byte of an escape. Returns the kind of the token that contains the following byte, and whether this byte
    /// belongs to the escape. If JSON does not define the escape, the kind is `None`, and the string continues.
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

/// The kind of a token that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    String,
    Word,
}

/// Reads strings and words, which can be divided between several pieces of output.
#[derive(Debug, Clone)]
pub(super) struct Lexer {
    /// The current token.
    pub(super) token: Token,
    /// The kept bytes of the current token or, between two tokens, of the preceding token.
    pub(super) kept: Vec<u8>,
    /// Maximum number of bytes to keep of the current token.
    room: usize,
    /// Whether bytes of the current token were dropped.
    pub(super) cut: bool,
    /// Whether every string so far was valid JSON.
    pub(super) clean: bool,
}

impl Lexer {
    /// Creates a lexer that continues inside a token. `kept` holds the bytes of the token that were kept so far. At
    /// most `room` bytes are kept in total.
    pub(super) fn new(token: Token, kept: Vec<u8>, room: usize) -> Self {
        Self {
            token,
            kept,
            room,
            cut: false,
            clean: true,
        }
    }

    /// Resets the lexer for a new text, and keeps its memory.
    pub(super) fn restart(&mut self) {
        self.begin(Token::None, 0);
        self.clean = true;
    }

    /// Begins a string after its opening quote. Up to `room` bytes of the string are kept.
    pub(super) fn begin_string(&mut self, room: usize) {
        self.begin(Token::String, room);
    }

    /// Begins a word with its first byte. Up to `room` bytes of the word are kept.
    pub(super) fn begin_word(&mut self, first: u8, room: usize) {
        self.begin(Token::Word, room);
        self.keep(&[first]);
    }

    /// Begins a token. Up to `room` bytes of the token are kept.
    fn begin(&mut self, token: Token, room: usize) {
        self.token = token;
        self.kept.clear();
        self.room = room;
        self.cut = false;
    }

    /// Reads more of the current token. Returns the number of bytes that belong to the token, and
    /// the token's kind if it ends.
    pub(super) fn read(&mut self, bytes: &[u8]) -> (usize, Option<Ended>) {
        match self.token {
            Token::None => (0, None),
            Token::Word => {
                let end = bytes.iter().position(|byte| ends_word(*byte));
                let word = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
                // If the word does not end in these bytes (`end` is `None`), it can continue in the
                // bytes that follow.
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
                // If this byte is not part of the escape, do not consume it: it is the next byte of
                // the string.
                if read {
                    self.keep(&[*byte]);
                }
                (usize::from(read), None)
            }
        }
    }

    /// Ends the current token at the end of the text, if that token is a word.
    pub(super) fn end_word(&mut self) -> Option<Ended> {
        let is_word = self.token == Token::Word;
        is_word.then(|| {
            self.token = Token::None;
            Ended::Word
        })
    }

    /// Reads more of a string: to its closing quote, to the next escape, or to the end of the
    /// bytes.
    fn string(&mut self, bytes: &[u8]) -> (usize, Option<Ended>) {
        let end = memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
        let run = bytes.get(..end).unwrap_or_default();
        // JSON forbids raw control characters in a string, but a hook that pastes a command can print them. Keep them,
        // because the hook's decision must not be lost.
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

    /// Keeps bytes of the current token, up to its limit.
    fn keep(&mut self, bytes: &[u8]) {
        let room = self.room.saturating_sub(self.kept.len());
        self.cut |= bytes.len() > room;
        let kept = bytes.get(..room).unwrap_or(bytes);
        self.kept.extend_from_slice(kept);
        count(kept.len());
    }

    /// Returns the current string or, between two tokens, the preceding string.
    pub(super) fn text(&self) -> Text {
        Text::decode(&self.kept, self.cut)
    }

    /// Returns the current word or, between two tokens, the preceding word.
    pub(super) fn word(&self) -> String {
        String::from_utf8_lossy(&self.kept).into_owned()
    }
}

/// Returns whether a byte ends a word. Any other byte belongs to the word, so a word that JSON does not define (`True`,
/// `no`) is one token.
fn ends_word(byte: u8) -> bool {
    matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b':' | b',') || is_blank(byte)
}
