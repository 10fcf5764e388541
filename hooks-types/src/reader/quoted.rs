//! Reads an object inside a JSON string, for agents that parse a printed string a second time.

use super::decoded::{is_unfinished_escape, unescape};
use super::object_reader::ObjectReader;
use super::steps::count;

/// Removes the quotes and escapes of one string, and passes the text to the reader of the object inside the string. The
/// string ends at the end of its line, if not before.
#[derive(Debug, Clone)]
pub(super) struct QuotedReader {
    /// The part of the string that contains the next byte.
    inner: Inner,
    /// The bytes of the current escape.
    escape: Vec<u8>,
}

/// The part of the string that contains the next byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inner {
    /// Before the optional opening quote.
    Quote,
    /// Only white space so far.
    Blank,
    /// Inside the object.
    Object,
    /// The object has ended.
    Ended,
    /// The string contains no object, or something follows the object.
    Broken,
}

impl QuotedReader {
    /// Creates a reader for a string. The first byte to read is the opening quote or the byte after the opening quote.
    pub(super) fn new() -> Self {
        Self {
            inner: Inner::Quote,
            escape: Vec::new(),
        }
    }

    /// Returns whether the text was a string with exactly one object in it.
    pub(super) fn is_whole(&self) -> bool {
        self.inner == Inner::Ended
    }

    /// Reads the next bytes. If the string ends in them, returns the number of bytes that belong to
    /// the string. Returns `None` if the string continues.
    pub(super) fn feed(&mut self, bytes: &[u8], object: &mut ObjectReader) -> Option<usize> {
        // Do not allocate the buffer in advance, because these bytes can contain many short
        // strings.
        let mut text = Vec::new();
        let mut end = None;
        for (at, byte) in bytes.iter().enumerate() {
            count(1);
            if self.inner == Inner::Quote {
                self.inner = Inner::Blank;
                if *byte == b'"' {
                    continue;
                }
            }
            // An escape can be divided between two pieces, so collect its bytes until it is complete.
            let escaped = self.escaped(*byte, &mut text);
            match byte {
                // A JSON string cannot contain a raw line end, so the string ends here and is
                // broken.
                b'\n' | b'\r' => {
                    self.inner = Inner::Broken;
                    end = Some(at + 1);
                }
                _ if escaped => {}
                b'"' => end = Some(at + 1),
                b'\\' => self.escape.push(b'\\'),
                byte => text.push(*byte),
            }
            if end.is_some() {
                break;
            }
        }
        self.read(&text, object);
        end
    }

    /// Adds a byte to the current escape. If the byte completes the escape, writes the escape's text. Returns `false`
    /// if the byte does not belong to an escape.
    fn escaped(&mut self, byte: u8, text: &mut Vec<u8>) -> bool {
        if self.escape.is_empty() {
            return false;
        }
        self.escape.push(byte);
        // After the first half of a surrogate pair, wait for the escape with the second half.
        while self.escape.starts_with(b"\\") && !is_unfinished_escape(&self.escape) {
            let (character, length) = unescape(&self.escape);
            let character = match (character, self.escape.get(1)) {
                (Some(character), _) => character,
                // An escape that JSON does not define is read as the character after the backslash.
                (None, Some(byte)) if *byte != b'u' && byte.is_ascii() => char::from(*byte),
                (None, _) => char::REPLACEMENT_CHARACTER,
            };
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            self.escape.drain(..length.min(self.escape.len()));
        }
        // If the remaining bytes begin with a backslash, they are a new escape, so keep them. Otherwise the last byte
        // does not belong to an escape.
        let taken = self.escape.first().is_none_or(|first| *first == b'\\');
        if !taken {
            self.escape.clear();
        }
        taken
    }

    /// Reads decoded text of the string.
    fn read(&mut self, mut text: &[u8], object: &mut ObjectReader) {
        if self.inner == Inner::Blank {
            text = text.trim_ascii_start();
            self.inner = match text.first() {
                None => Inner::Blank,
                Some(b'{') => Inner::Object,
                Some(_) => Inner::Broken,
            };
        }
        if self.inner == Inner::Object {
            let Some(end) = object.feed(text) else {
                return;
            };
            self.inner = Inner::Ended;
            text = text.get(end..).unwrap_or_default();
        }
        if self.inner == Inner::Ended && !text.trim_ascii().is_empty() {
            self.inner = Inner::Broken;
        }
    }
}
