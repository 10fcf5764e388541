//! An object inside a JSON string, as an agent reads it that parses a printed string once more.

use super::object_reader::ObjectReader;
use super::steps::count;

/// Takes one string, which ends with its line at the latest, out of its quotes and escapes for the
/// reader of the object in it.
#[derive(Debug)]
pub(super) struct QuotedReader {
    inner: Inner,
    escape: Escape,
    /// The first half of a surrogate pair.
    high: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inner {
    /// The opening quote comes.
    Quote,
    /// Only white space so far.
    Blank,
    Object,
    /// The object has ended.
    Ended,
    /// There is no object, or something behind it.
    Broken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Backslash,
    Digits { left: u8, code: u32 },
}

impl QuotedReader {
    /// For a string whose first byte is its opening quote.
    pub(super) fn new() -> Self {
        Self {
            inner: Inner::Quote,
            escape: Escape::None,
            high: None,
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
                continue;
            }
            match (self.escape, byte) {
                (Escape::None, b'"') => end = Some(at + 1),
                (_, b'\n' | b'\r') => {
                    self.inner = Inner::Broken;
                    end = Some(at + 1);
                }
                (Escape::None, b'\\') => self.escape = Escape::Backslash,
                (Escape::None, _) => self.put(&[*byte], &mut text),
                (Escape::Backslash, b'u') => {
                    self.escape = Escape::Digits { left: 4, code: 0 };
                }
                (Escape::Backslash, _) => {
                    self.escape = Escape::None;
                    let byte = match byte {
                        b'b' => b'\x08',
                        b'f' => b'\x0c',
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        byte => *byte,
                    };
                    self.put(&[byte], &mut text);
                }
                (Escape::Digits { left, code }, byte) => self.digit(left, code, *byte, &mut text),
            }
            if end.is_some() {
                break;
            }
        }
        self.read(&text, object);
        end
    }

    fn digit(&mut self, left: u8, code: u32, byte: u8, text: &mut Vec<u8>) {
        let Some(digit) = char::from(byte).to_digit(16) else {
            self.escape = Escape::None;
            return self.put("\u{fffd}".as_bytes(), text);
        };
        let code = code * 16 + digit;
        self.escape = Escape::Digits {
            left: left - 1,
            code,
        };
        if left > 1 {
            return;
        }
        self.escape = Escape::None;
        let code = match (self.high.take(), code) {
            (_, 0xd800..0xdc00) => return self.high = Some(code),
            (Some(high), 0xdc00..0xe000) => 0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00),
            (_, code) => code,
        };
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn put(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        if self.high.take().is_some() {
            text.extend_from_slice("\u{fffd}".as_bytes());
        }
        text.extend_from_slice(bytes);
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
