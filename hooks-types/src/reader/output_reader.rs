//! Reads the bytes of an output and, if a terminal would show a different text, also this text.
//!
//! A tool with colours enabled also colours its JSON (`jq -C`). The terminal sequences between the tokens make the
//! answer invalid JSON. So from the first terminal sequence on, the output is read a second time, without the sequences
//! and without invisible characters. A program with a progress display moves the cursor back and writes its answer over
//! the previous text, so this move is treated as the start of a line. A restriction in either reading takes effect. An
//! allow or a replacement is read only from the original bytes.

use super::Answers;
use super::found::Found;
use super::scan::Scan;
use super::terminal::Inside;
use crate::invisible::shows_nothing;

/// The first byte of a terminal sequence.
const ESCAPE: u8 = 0x1b;

/// Control characters that move the cursor.
const BACKSPACE: u8 = 0x08;
const VERTICAL_TAB: u8 = 0x0b;
const FORM_FEED: u8 = 0x0c;

/// The eight-bit control character that ends a string for the terminal.
const STRING_TERMINATOR: u8 = 0x9c;

/// Reads output in pieces: the bytes, and the text that a terminal would show.
#[derive(Debug)]
pub(super) struct OutputReader {
    /// The reader of the original bytes.
    scan: Scan,
    /// The reader of the text that a terminal shows. `None` while this text equals the original bytes.
    shown: Option<Box<(Shown, Scan)>>,
}

impl OutputReader {
    /// Creates a reader. `kept` means that the output is kept in memory. If it is false, each piece is dropped after
    /// this reader has read it.
    pub(super) fn new(kept: bool) -> Self {
        Self {
            scan: Scan::new(kept),
            shown: None,
        }
    }

    /// Reads the next bytes.
    pub(super) fn feed(&mut self, answers: Answers<'_>, chunk: &[u8]) {
        if self.shown.is_none() && may_differ(chunk) {
            // So far, a terminal shows exactly the raw bytes. So the reader of the shown text starts as a copy of the
            // reader of the raw bytes.
            self.shown = Some(Box::new((Shown::default(), self.scan.clone())));
        }
        if let Some(both) = &mut self.shown {
            let (shown, scan) = &mut **both;
            scan.feed(answers, &shown.of(chunk));
        }
        self.scan.feed(answers, chunk);
    }

    /// Handles the end of the output, and returns the findings. `cut` means that the output continued beyond the kept
    /// part.
    pub(super) fn finish(self, answers: Answers<'_>, cut: bool) -> Found {
        let mut found = self.scan.finish(answers, cut);
        if let Some(both) = self.shown {
            for also in both.1.finish(answers, cut).objects {
                // Use an empty range, because the object is not a part of the original bytes.
                found.add(also.restraint, also.object, 0..0, also.cut);
            }
        }
        found
    }
}

/// Returns whether a terminal shows the bytes exactly as they are.
pub(super) fn is_shown_as_it_is(bytes: &[u8]) -> bool {
    !may_differ(bytes) || Shown::default().of(bytes) == bytes
}

/// Returns whether a terminal could show something different from the bytes. Any byte except
/// printable ASCII, tabs and line ends could be hidden, or could hide the following bytes.
fn may_differ(bytes: &[u8]) -> bool {
    let is_plain = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    // Test all bytes of a piece without an early exit, because the compiler can then compare many bytes at once.
    let differs = |piece: &[u8]| piece.iter().fold(false, |any, byte| any | !is_plain(byte));
    bytes.chunks(64).any(differs)
}

/// Removes the parts of an output that are not visible on a terminal.
#[derive(Debug, Clone, Default)]
struct Shown {
    /// The terminal sequence that contains the next byte.
    inside: Inside,
    /// Whether the sequence began with an eight-bit control character. A JSON string can contain this character, so the
    /// text after the sequence is not treated as a new line.
    is_eight_bits: bool,
    /// The bytes of an incomplete character.
    begun: Vec<u8>,
}

impl Shown {
    /// Returns the visible part of the next bytes.
    fn of(&mut self, chunk: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(chunk.len());
        for byte in chunk {
            if self.inside == Inside::Text && *byte == STRING_TERMINATOR {
                self.inside = Inside::Nothing;
                continue;
            }
            // The sequence could be incomplete, or could only look like a sequence (in a quoted command). So end it at
            // these bytes, because it must not hide the end of a string, the end of an object, or the next line.
            let ends = match byte {
                b'\\' => self.inside != Inside::TextEscape,
                byte => b"\n\r{}\"".contains(byte),
            };
            let inside = self.inside.next(*byte).filter(|_| !ends);
            let moved =
                inside.is_some() && !self.is_eight_bits && self.inside.writes_elsewhere(*byte);
            self.inside = inside.unwrap_or_default();
            if inside.is_some() {
                out.extend(moved.then_some(b'\n'));
                continue;
            }
            if byte.is_ascii() {
                out.append(&mut self.begun);
                match *byte {
                    ESCAPE => {
                        self.inside = Inside::Escape;
                        self.is_eight_bits = false;
                    }
                    BACKSPACE | VERTICAL_TAB | FORM_FEED => out.push(b'\n'),
                    byte if byte.is_ascii_control() && !b"\t\n\r".contains(&byte) => {}
                    byte => out.push(byte),
                }
            } else {
                self.begun.push(*byte);
                self.characters(&mut out);
            }
        }
        out
    }

    /// Takes the complete characters out of the collected bytes, and writes the visible characters.
    fn characters(&mut self, out: &mut Vec<u8>) {
        while let Some(first) = self.begun.first() {
            let (length, character, is_shown) = match std::str::from_utf8(&self.begun) {
                Ok(text) => {
                    let c = text.chars().next();
                    let is_shown = c.is_none_or(|c| !shows_nothing(c) || c.is_whitespace());
                    (text.len(), c.map(u32::from), is_shown)
                }
                Err(error) if error.error_len().is_none() => return,
                // The bytes are invalid UTF-8. Skip only the first byte, because a later byte could
                // begin a character.
                Err(_) => (1, Some(u32::from(*first)), false),
            };
            let bytes = self.begun.drain(..length);
            if is_shown {
                out.extend(bytes);
            }
            let begun = character.and_then(Inside::of_c1);
            self.is_eight_bits = begun.is_some();
            self.inside = begun.unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the shown text, after a check that single bytes give the same result as one piece.
    fn shown(bytes: &[u8]) -> String {
        let whole = Shown::default().of(bytes);
        let mut shown = Shown::default();
        let pieces: Vec<u8> = bytes.chunks(1).flat_map(|byte| shown.of(byte)).collect();
        assert_eq!(pieces, whole);
        String::from_utf8_lossy(&whole).into_owned()
    }

    #[test]
    fn what_a_terminal_would_not_show_is_taken_out_and_nothing_else() {
        for (bytes, expected) in [
            (&b"{\"a\": 1}\r\n"[..], "{\"a\": 1}\r\n"),
            (
                b"\x1b[1;39m{\x1b[34;1m\"a\"\x1b[0m:\x1b[0;32m\"b\"\x1b[0m}",
                "{\"a\":\"b\"}",
            ),
            (b"\x1b]0;title\x07x\x1b(By\xc2\x9b0mz\x9b1mz", "xyzz"),
            (b"\x1b]0;never ended\n{}", "\n{}"),
            (b"\x1b[{}\x1b]{}", "{}{}"),
            (
                "a\u{ad}b\u{202e}c\u{fe0f}d\u{fffe}e\u{feff}f".as_bytes(),
                "abcdef",
            ),
            (
                "é\u{a0}\u{3000}日\u{1f600}".as_bytes(),
                "é\u{a0}\u{3000}日\u{1f600}",
            ),
            (b"a\xff\xe2\x82b", "a\u{fffd}b"),
            (
                "\"x\u{9d}\" \"y\u{9b}\" \"z\u{9d}\\\"\"".as_bytes(),
                "\"x\" \"y\" \"z\\\"\"",
            ),
            (b"\x1b]0;t\xc2\x9cx\x1b]0;t\x1b\\y", "xy"),
            (b"a\0b\x07c\x0f\x7fd\te", "abcd\te"),
            (b"{\0\"\0a\0", "{\"a"),
            (b"50%\x1b[2K\x1b[1G{}", "50%\n{}"),
            (b"50%\x08{}\x0b{}\x1bE{}", "50%\n{}\n{}\n{}"),
            (b"\x1b7a\xc2\x9b1Gb\xc2\x85c\x1b[1Gd", "ab\u{85}c\nd"),
            (b"\x1b[2J\x1b[H{}\x1b[01;31m\x1b[Kx", "\n\n{}x"),
        ] {
            assert_eq!(shown(bytes), expected, "{}", bytes.escape_ascii());
        }
    }
}
