//! An object inside a JSON string, as an agent reads it that parses a printed string once more.

use super::decoded::{is_unfinished_escape, unescape};
use super::object_reader::ObjectReader;
use super::steps::count;

/// Takes one string, which ends with its line at the latest, out of its quotes and escapes for the
/// reader of the object in it.
#[derive(Debug, Clone)]
pub(super) struct QuotedReader {
    inner: Inner,
    /// The escape at hand, as far as it was read.
    escape: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inner {
    /// The opening quote may come.
    Quote,
    /// Only white space so far.
    Blank,
    Object,
    /// The object has ended.
    Ended,
    /// There is no object, or something behind it.
    Broken,
}

impl QuotedReader {
    /// For a string from its opening quote on, or from behind it.
    pub(super) fn new() -> Self {
        Self {
            inner: Inner::Quote,
            escape: Vec::new(),
        }
    }

    /// Whether it was a string with one object in it.
    pub(super) fn is_whole(&self) -> bool {
        self.inner == Inner::Ended
    }

    /// Reads the next bytes; if the string ends in them, how many belong to it.
    pub(super) fn feed(&mut self, bytes: &[u8], object: &mut ObjectReader) -> Option<usize> {
        // Grows as needed: many short strings may stand in these bytes.
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
            let escaped = self.escaped(*byte, &mut text);
            match byte {
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

    /// Takes a byte for the escape at hand, with what it completes; false: it belongs to none.
    fn escaped(&mut self, byte: u8, text: &mut Vec<u8>) -> bool {
        if self.escape.is_empty() {
            return false;
        }
        self.escape.push(byte);
        while self.escape.starts_with(b"\\") && !is_unfinished_escape(&self.escape) {
            let (character, length) = unescape(&self.escape);
            let character = match (character, self.escape.get(1)) {
                (Some(character), _) => character,
                // An escape that JSON does not have stands for its character.
                (None, Some(byte)) if *byte != b'u' && byte.is_ascii() => char::from(*byte),
                (None, _) => char::REPLACEMENT_CHARACTER,
            };
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            self.escape.drain(..length.min(self.escape.len()));
        }
        // What is left begins another escape, or is no part of one.
        let taken = self.escape.first().is_none_or(|first| *first == b'\\');
        if !taken {
            self.escape.clear();
        }
        taken
    }

    /// Reads text out of the string.
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
