//! An output as interpretation sees it: text without a byte order mark, line by line.

use std::borrow::Cow;

use crate::said::Captured;

/// UTF-8's byte order mark.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

/// An output without the byte order mark before it.
pub(crate) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BOM).unwrap_or(bytes)
}

/// A line, or a whole output, without byte order mark and without white space around it.
pub(crate) fn trimmed(bytes: &[u8]) -> &[u8] {
    without_bom(bytes.trim_ascii()).trim_ascii()
}

/// The whole lines of an output, trimmed, the late one last. `\n`, `\r\n` and a lone `\r` (a
/// progress display) end a line; the end of an output that was kept whole does too, the cap does
/// not.
pub(crate) fn whole_lines<'a>(captured: &Captured<'a>) -> impl Iterator<Item = &'a [u8]> {
    let bytes = captured.bytes;
    let end = match captured.is_truncated() {
        true => bytes.iter().rposition(|b| is_line_end(*b)).unwrap_or(0),
        false => bytes.len(),
    };
    let kept = bytes.get(..end).unwrap_or(bytes);
    kept.split(|b| is_line_end(*b))
        .chain(captured.late_line)
        .map(trimmed)
}

/// Whether a byte ends a line.
pub(crate) fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Bytes as text; what is no UTF-8 becomes replacement characters.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines<'a>(captured: &Captured<'a>) -> Vec<&'a [u8]> {
        whole_lines(captured)
            .filter(|line| !line.is_empty())
            .collect()
    }

    #[test]
    fn every_line_ending_and_byte_order_mark_is_taken_off() {
        let bytes = b"\xef\xbb\xbfone\r\ntwo\rthree\n \xef\xbb\xbf four ";
        assert_eq!(
            lines(&Captured::whole(bytes)),
            [&b"one"[..], b"two", b"three", b"four"]
        );
    }

    #[test]
    fn the_line_the_cap_cut_is_not_whole() {
        assert_eq!(
            lines(&Captured::cut(
                b"one\n{\"decision\":\"ask\"}",
                99,
                Some(b"late\r")
            )),
            [&b"one"[..], b"late"]
        );
        assert_eq!(lines(&Captured::cut(b"one", 99, None)), Vec::<&[u8]>::new());
    }
}
