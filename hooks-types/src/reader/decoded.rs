//! Decodes JSON strings and encodes text as JSON strings.

/// The decoded text of a JSON string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The text, with U+FFFD in place of each part that could not be read.
    pub(crate) text: String,
    /// Whether U+FFFD replaced a part.
    pub(crate) lossy: bool,
    /// Whether the end of the text is missing.
    pub(crate) cut: bool,
}

impl Text {
    /// Decodes the bytes between the quotes of a string.
    pub(super) fn decode(raw: &[u8], cut: bool) -> Self {
        super::steps::count(raw.len());
        let mut bytes = Vec::with_capacity(raw.len());
        let mut lossy = false;
        let mut rest = raw;
        while let Some(at) = memchr::memchr(b'\\', rest) {
            let (plain, escape) = rest.split_at(at);
            bytes.extend_from_slice(plain);
            let (character, length) = unescape(escape);
            if character.is_none() && cut && length >= escape.len() {
                // The string was cut inside this escape, so drop the incomplete escape.
                rest = &[];
                break;
            }
            lossy |= character.is_none();
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = escape.get(length..).unwrap_or_default();
        }
        bytes.extend_from_slice(rest);
        if cut {
            // The size limit can cut a character in two. This is not a mistake of the hook, so drop the incomplete
            // character.
            let end = bytes.len() - unfinished(&bytes);
            bytes.truncate(end);
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|error| {
            lossy = true;
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        });
        Self { text, lossy, cut }
    }
}

/// Returns the character of the escape at the start of `bytes`, and its length. The character is
/// `None` for half a surrogate pair and for an invalid escape.
pub(crate) fn unescape(bytes: &[u8]) -> (Option<char>, usize) {
    let character = match bytes.get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unescape_unicode(bytes),
        _ => return (None, 2),
    };
    (Some(character), 2)
}

/// Decodes one escape of the form `\uXXXX`, or two of them that form a surrogate pair.
fn unescape_unicode(bytes: &[u8]) -> (Option<char>, usize) {
    let Some(first) = unit(bytes) else {
        // Skip only the hexadecimal digits that are present.
        let digits = bytes.iter().skip(2).take(4);
        let digits = digits.take_while(|b| b.is_ascii_hexdigit()).count();
        return (None, 2 + digits);
    };
    if !(0xd800..0xdc00).contains(&first) {
        return (char::from_u32(first), 6);
    }
    match bytes.get(6..).and_then(unit) {
        Some(second @ 0xdc00..0xe000) => {
            let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            (char::from_u32(code), 12)
        }
        // This is half a surrogate pair. Consume only its six bytes: the next escape is decoded separately.
        _ => (None, 6),
    }
}

/// Returns the number in `\uXXXX`, or `None` if the bytes do not begin with this kind of escape.
fn unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |number, digit| {
        Some(number * 16 + char::from(*digit).to_digit(16)?)
    })
}

/// Returns whether more bytes could complete the escape at the start of `bytes`.
pub(super) fn is_unfinished_escape(bytes: &[u8]) -> bool {
    let is_begun = |bytes: &[u8]| match bytes.strip_prefix(b"\\u") {
        Some(digits) => digits.len() < 4 && digits.iter().all(u8::is_ascii_hexdigit),
        None => bytes.len() < 2,
    };
    let is_high = unit(bytes).is_some_and(|unit| (0xd800..0xdc00).contains(&unit));
    let is_pair = |next: &[u8]| next.first().is_none_or(|byte| *byte == b'\\') && is_begun(next);
    is_begun(bytes) || (is_high && bytes.get(6..).is_some_and(is_pair))
}

/// Returns the length of the incomplete UTF-8 character at the end of the bytes.
fn unfinished(bytes: &[u8]) -> usize {
    // A character has at most four bytes, so an incomplete character begins in the last three bytes.
    let tail = bytes.len().saturating_sub(3);
    let start = bytes.iter().skip(tail).position(|byte| *byte >= 0xc0);
    let tail = start.and_then(|start| bytes.get(tail + start..));
    tail.filter(|tail| std::str::from_utf8(tail).is_err_and(|e| e.error_len().is_none()))
        .map_or(0, <[u8]>::len)
}

/// Writes text as a JSON string, with at most `limit` bytes between the quotes.
pub(super) fn encode(text: &str, limit: usize, out: &mut Vec<u8>) {
    out.push(b'"');
    let end = out.len() + limit;
    for character in text.chars() {
        let begin = out.len();
        match character {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            c if u32::from(c) < 0x20 => {
                out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes());
            }
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        // This character exceeds the limit. Cut before the character and not inside its escape.
        if out.len() > end {
            out.truncate(begin);
            break;
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_what_cannot_be_read_is_replaced() {
        for (raw, text, lossy) in [
            (
                &br#"\u0064eny\n\"\\\/\b\f\r\t"#[..],
                "deny\n\"\\/\u{8}\u{c}\r\t",
                false,
            ),
            (br"\ud83d\ude00", "\u{1f600}", false),
            (br"a\ud800", "a\u{fffd}", true),
            (br"\ud800\u0041", "\u{fffd}A", true),
            (br"\udc00!", "\u{fffd}!", true),
            (br"\x\u12", "\u{fffd}\u{fffd}", true),
            (b"\xff\n", "\u{fffd}\n", true),
        ] {
            let decoded = Text::decode(raw, false);
            assert_eq!(
                (decoded.text.as_str(), decoded.lossy),
                (text, lossy),
                "{raw:?}"
            );
        }
    }

    #[test]
    fn a_cut_goes_through_no_character() {
        for whole in ["\\ud83d\\ude00", "\u{1f600}", "é", "\\n", "\\u00e9"] {
            for end in 0..whole.len() {
                let decoded = Text::decode(&whole.as_bytes()[..end], true);
                assert!(!decoded.lossy || whole.len() == 12, "{whole} {end}");
                assert!(
                    decoded
                        .text
                        .chars()
                        .all(|c| c == char::REPLACEMENT_CHARACTER)
                );
            }
        }
    }

    #[test]
    fn written_text_is_json_and_reads_the_same() {
        let text = "a\"\\\n\r\t\u{1}é\u{1f600}\u{7f}";
        let mut out = Vec::new();
        encode(text, 1000, &mut out);
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        assert_eq!(Text::decode(&out[1..out.len() - 1], false).text, text);
        let mut out = Vec::new();
        encode("ab\u{1}é", 9, &mut out);
        assert_eq!(out, b"\"ab\\u0001\"");
    }
}
