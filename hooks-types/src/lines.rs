//! Splits output into lines and trims them.

use std::borrow::Cow;

/// UTF-8's byte order mark.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Removes white space and a byte order mark around a line or a whole output.
pub(crate) fn trimmed(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii();
    bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii()
}

/// Returns all lines of an output, without their line ends: `\n`, `\r\n`, or a lone `\r` (which progress displays
/// print).
pub(crate) fn every_line(bytes: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    let lines = bytes.split(|byte| *byte == b'\n');
    // `\r\n` is one line end. So remove the `\r`, which would otherwise end a second, empty line.
    lines.flat_map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        line.split(|byte| *byte == b'\r')
    })
}

/// Returns the non-empty lines of an output, trimmed.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    every_line(bytes)
        .map(trimmed)
        .filter(|line| !line.is_empty())
}

/// Returns whether a byte may precede an object on its line: white space, a control character, or a
/// part of a byte order mark or of Unicode white space. Single bytes of these characters are
/// accepted too, because a piece of output can end inside a character.
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte,
        0..=b' ' | 0x7f
        // The bytes of U+FEFF (the byte order mark) in UTF-8.
        | 0xef | 0xbb | 0xbf
        // The bytes of U+0085 and U+00A0.
        | 0xc2 | 0x85 | 0xa0
        // The bytes of U+1680, U+2000 to U+200F, U+2028, U+2029, U+202F, U+205F and U+3000.
        | 0xe1 | 0x9a | 0xe2 | 0x80..=0x84 | 0x86..=0x8f | 0xa8 | 0xa9 | 0xaf | 0x9f | 0xe3
    )
}

/// Converts bytes to text, with replacement characters for invalid UTF-8.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_ending_and_byte_order_mark_is_taken_off() {
        let bytes = b"\xef\xbb\xbfone\r\ntwo\rthree\n \xef\xbb\xbf four \n\r";
        let found: Vec<&[u8]> = lines(bytes).collect();
        assert_eq!(found, [&b"one"[..], b"two", b"three", b"four"]);
    }

    #[test]
    fn every_line_ends_once() {
        for (text, expected) in [
            ("a\r\nb\r\n\r\nc", &["a", "b", "", "c"][..]),
            ("a\rb\r\rc", &["a", "b", "", "c"]),
            ("a\nb\n\nc", &["a", "b", "", "c"]),
            ("a\r\r\nb", &["a", "", "b"]),
            ("a\n\rb", &["a", "", "b"]),
        ] {
            let found: Vec<&[u8]> = every_line(text.as_bytes()).collect();
            let expected: Vec<&[u8]> = expected.iter().map(|line| line.as_bytes()).collect();
            assert_eq!(found, expected, "{text:?}");
            let mut backwards: Vec<&[u8]> = every_line(text.as_bytes()).rev().collect();
            backwards.reverse();
            assert_eq!(backwards, expected, "{text:?}");
        }
    }

    #[test]
    fn every_white_space_is_blank_and_no_letter_is() {
        for blank in (0..=0x3000)
            .filter_map(char::from_u32)
            .filter(|c| c.is_whitespace())
        {
            let mut bytes = [0; 4];
            let bytes = blank.encode_utf8(&mut bytes).bytes();
            assert!(bytes.into_iter().all(is_blank), "{blank:?}");
        }
        assert!(BOM.iter().copied().all(is_blank));
        for word in ["a", "{", "é", "ß", "Ж", "日", "\u{1f600}", "[", "\""] {
            assert!(!word.bytes().all(is_blank), "{word}");
        }
    }
}
