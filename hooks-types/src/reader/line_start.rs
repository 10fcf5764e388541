//! Recognises the bytes that may precede an object on its line: white space, control characters, byte order marks and
//! other invisible characters, invalid UTF-8, and terminal sequences that colour, erase or rename something. Programs
//! with a progress display print these bytes before their next output.

use super::terminal::Inside;
use crate::invisible::shows_nothing;
use crate::lines::is_blank;

/// The state at the beginning of a line, for bytes that arrive in pieces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LineStart {
    /// The terminal sequence that contains the next byte.
    inside: Inside,
    /// The bytes of an incomplete character (at most four in UTF-8). `length` is the number of these bytes.
    begun: [u8; 4],
    length: usize,
}

/// The meaning of a byte at the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// Nothing begins yet.
    Nothing,
    /// An object begins with this byte.
    Object,
    /// This byte is a quote that could begin a JSON string which contains an object.
    Quoted,
    /// An object begins with this byte. The object could be inside a JSON string, because a preceding quote that was
    /// read as part of a terminal sequence could have begun a string.
    Either,
    /// The line begins with text and not with an object.
    Text,
}

impl LineStart {
    /// Reads one byte. A brace begins an object even inside a terminal sequence, because the sequence could be
    /// incomplete.
    pub(super) fn read(&mut self, byte: u8) -> Begins {
        if byte == b'{' {
            return match self.inside {
                Inside::ControlQuote => Begins::Either,
                _ => Begins::Object,
            };
        }
        if let Some(inside) = self.inside.next(byte) {
            self.inside = inside;
            return Begins::Nothing;
        }
        self.inside = Inside::Nothing;
        if !byte.is_ascii() {
            return self.character(byte);
        }
        // If an ASCII byte interrupts a character, the interrupted character is invalid UTF-8. Ignore it.
        self.length = 0;
        match byte {
            b'\x1b' => {
                self.inside = Inside::Escape;
                Begins::Nothing
            }
            // Each object in an array is a separate answer, even if the array is on one line. So ignore the array's
            // brackets and commas.
            b'[' | b']' | b',' => Begins::Nothing,
            byte if is_blank(byte) => Begins::Nothing,
            b'"' => Begins::Quoted,
            _ => Begins::Text,
        }
    }

    /// Reads a byte that is not ASCII. The byte can be part of a character or invalid.
    fn character(&mut self, byte: u8) -> Begins {
        if let Some(place) = self.begun.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
        let begun = self.begun;
        let mut bytes = begun.get(..self.length).unwrap_or_default();
        while let Some(first) = bytes.first() {
            match std::str::from_utf8(bytes) {
                Ok(whole) => {
                    self.length = 0;
                    return self.whole(whole);
                }
                Err(error) if error.error_len().is_none() => break,
                // The bytes are invalid UTF-8. Skip only the first byte, because a later byte could begin a character.
                Err(_) => {
                    self.inside = Inside::of_c1(u32::from(*first)).unwrap_or_default();
                    bytes = bytes.get(1..).unwrap_or_default();
                }
            }
        }
        self.length = bytes.len();
        for (place, byte) in self.begun.iter_mut().zip(bytes) {
            *place = *byte;
        }
        Begins::Nothing
    }

    /// Reads a complete character that is not ASCII.
    fn whole(&mut self, character: &str) -> Begins {
        let control = character.chars().next().map(u32::from);
        if let Some(inside) = control.and_then(Inside::of_c1) {
            self.inside = inside;
            return Begins::Nothing;
        }
        // Ignore invisible characters, such as a direction mark or a soft hyphen: for a person, the object is then at
        // the start of the line.
        match character.chars().all(shows_nothing) {
            true => Begins::Nothing,
            false => Begins::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the kind of content that begins on the line (text, an object or a quoted object), and the index of its
    /// first byte.
    fn begins(bytes: &[u8]) -> (Begins, usize) {
        let mut before = LineStart::default();
        let read = bytes.iter().map(|byte| before.read(*byte));
        let mut read = read.enumerate().filter(|(_, it)| *it != Begins::Nothing);
        let (at, begins) = read.next().unwrap_or((bytes.len(), Begins::Nothing));
        (begins, at)
    }

    #[test]
    fn nothing_that_a_terminal_or_nobody_shows_begins_a_text() {
        for nothing in [
            &b""[..],
            b" \t\0\x7f",
            b"\xef\xbb\xbf\xc2\xa0\xe2\x80\x8b",
            b"[[ , []",
            b"\xff",
            b"\xff\xfe\xc3\xe2\x82\xf0\x9f",
            b"\x80\xbf\xc0\xaf\xed\xa0\x80",
            b"\x1b",
            b"\x1b[0m\x1b[2K\x1b[1;31m\x1b[?25l\x1b[1 q",
            b"\x1b(B\x1b7\x1bM\x1b=\x1b#8",
            b"\x1b]0;a title \"of\" 3 words\x07",
            b"\x1b]8;;http://x\x1b\\\x1bPq#0\x1b\\",
            "\u{9b}0m\u{9d}0;t\x07\u{85}".as_bytes(),
            b"\x9b0m\x9d0;t\x07",
            b"\x1b[\x1b[0m",
            b"\x1b[1\xff",
            b"\x1b[\"q\x1b[62;1\"p",
            "\u{202e}\u{2066}\u{ad}\u{61c}\u{34f}\u{e0001}\u{fe0f}\u{200d}\u{2800}\u{3164}"
                .as_bytes(),
        ] {
            let shown = String::from_utf8_lossy(nothing);
            assert_eq!(
                begins(nothing),
                (Begins::Nothing, nothing.len()),
                "{shown:?}"
            );
            let object = [nothing, b"{"].concat();
            assert_eq!(
                begins(&object),
                (Begins::Object, nothing.len()),
                "{shown:?}"
            );
        }
    }

    #[test]
    fn text_is_text() {
        for text in [
            "x",
            "50%",
            "é",
            "日本",
            "\u{1f600}",
            ":",
            "\x1b[0mx",
            "\x1b]0;t\x07é",
        ] {
            let object = [text.as_bytes(), b"{"].concat();
            assert_eq!(begins(&object).0, Begins::Text, "{text:?}");
        }
        assert_eq!(begins(b"\xffx{").0, Begins::Text);
        assert_eq!(begins(b" \x1b[0m\"{").0, Begins::Quoted);
    }

    #[test]
    fn a_brace_begins_an_object_within_a_sequence_too() {
        for begun in [
            &b"\x1b"[..],
            b"\x1b[",
            b"\x1b[1;",
            b"\x1b]0;t",
            b"\x1b]0;t\x1b",
            b"\xe2\x80",
        ] {
            let object = [begun, b"{"].concat();
            assert_eq!(begins(&object), (Begins::Object, begun.len()));
        }
        assert_eq!(begins(b"\x1b[\"{"), (Begins::Either, 3));
    }
}
