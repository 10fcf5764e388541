//! Where lines of output end and what does not count around them.

use std::borrow::Cow;

/// UTF-8's byte order mark.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A line, or a whole output, without byte order mark and without white space around it.
pub(crate) fn trimmed(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii();
    bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii()
}

/// The lines of an output, trimmed. `\n`, `\r\n` and a lone `\r` (a progress display) end a line.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(trimmed)
        .filter(|line| !line.is_empty())
}

/// Whether a byte may stand before an object on its line: white space, a control character, or a
/// part of a byte order mark or of Unicode's white space, which may come in pieces.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte,
        0..=b' ' | 0x7f
        // U+FEFF
        | 0xef | 0xbb | 0xbf
        // U+0085, U+00A0
        | 0xc2 | 0x85 | 0xa0
        // U+1680, U+2000 to U+200F, U+2028, U+2029, U+202F, U+205F, U+3000
        | 0xe1 | 0x9a | 0xe2 | 0x80..=0x84 | 0x86..=0x8f | 0xa8 | 0xa9 | 0xaf | 0x9f | 0xe3
    )
}

/// Bytes as text; what is no UTF-8 becomes replacement characters.
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
