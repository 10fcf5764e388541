//! Decodes `$'…'`, a kind of quotation of shells in which a backslash begins an escape, such as `\n`.

use std::iter::Peekable;
use std::str::Chars;

/// Reads up to and including the closing quote, and decodes the text before it. Bytes that are not UTF-8 become
/// replacement characters.
#[cfg(all(unix, feature = "process"))]
pub(crate) fn decode(rest: &mut Peekable<Chars<'_>>) -> String {
    let (mut bytes, _) = raw(rest);
    // A `$'…'` text ends at the first NUL in Bash, so cut it there.
    let end = bytes.iter().position(|byte| *byte == 0);
    bytes.truncate(end.unwrap_or(bytes.len()));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Decodes a text like [`decode`], but returns `None` if the value differs between shells, or is not UTF-8.
pub(crate) fn decode_exactly(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let (bytes, is_known) = raw(rest);
    // Shells treat the text after a NUL in different ways, so the value of a text with a NUL is not known.
    let is_known = is_known && !bytes.contains(&0);
    String::from_utf8(bytes).ok().filter(|_| is_known)
}

/// Reads up to and including the closing quote. Returns the decoded bytes, and whether every escape was valid.
fn raw(rest: &mut Peekable<Chars<'_>>) -> (Vec<u8>, bool) {
    let (mut bytes, mut is_known) = (Vec::new(), true);
    while let Some(letter) = rest.next().filter(|letter| *letter != '\'') {
        match letter {
            '\\' => is_known &= escape(rest, &mut bytes),
            plain => put(plain, &mut bytes),
        }
    }
    (bytes, is_known)
}

/// Decodes one escape, after its backslash. Returns `false` if the escape is `\u` or `\U` and has no digits, or names a
/// character that does not exist.
fn escape(rest: &mut Peekable<Chars<'_>>, bytes: &mut Vec<u8>) -> bool {
    let Some(letter) = rest.next() else {
        return true;
    };
    let byte = match letter {
        'a' => 7,
        'b' => 8,
        'e' | 'E' => 0x1b,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        'c' => rest.next().map_or(0, |control| control as u8 & 0x1f),
        '0'..='7' => {
            let first = letter.to_digit(8).unwrap_or_default();
            number(rest, first, 8, 2).unwrap_or(first) as u8
        }
        'x' => match number(rest, 0, 16, 2) {
            Some(number) => number as u8,
            None => {
                bytes.extend_from_slice(b"\\x");
                return true;
            }
        },
        'u' | 'U' => {
            let digits = if letter == 'u' { 4 } else { 8 };
            let code = number(rest, 0, 16, digits).and_then(char::from_u32);
            put(code.unwrap_or(char::REPLACEMENT_CHARACTER), bytes);
            return code.is_some();
        }
        '\\' | '\'' | '"' | '?' => letter as u8,
        other => {
            bytes.push(b'\\');
            put(other, bytes);
            return true;
        }
    };
    bytes.push(byte);
    true
}

/// Reads at most `most` further digits of a number. `first` is the digit that was already read; 0 if no digit was read.
/// Returns the number, or `None` if no further digit follows.
fn number(rest: &mut Peekable<Chars<'_>>, first: u32, radix: u32, most: usize) -> Option<u32> {
    let mut number = None;
    for _ in 0..most {
        let Some(digit) = rest.peek().and_then(|letter| letter.to_digit(radix)) else {
            break;
        };
        rest.next();
        let before = number.unwrap_or(first);
        number = Some(before.wrapping_mul(radix).wrapping_add(digit));
    }
    number
}

/// Appends a character to `bytes`, encoded as UTF-8.
fn put(letter: char, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(all(test, unix, feature = "process"))]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_as_bash_decodes_them() {
        for (text, decoded, left) in [
            (r"./gu\x61rd.sh' x", "./guard.sh", " x"),
            (r"\147\165\141rd'", "guard", ""),
            (r"\u0067\U00000075ard'", "guard", ""),
            (r"\xc3\xa9\x4a1'", "éJ1", ""),
            (r"it\'s\\\n\?'", "it's\\\n?", ""),
            (r"a\0b'c", "a", "c"),
            (r"\q\x'", "\\q\\x", ""),
            (r"open\", "open", ""),
        ] {
            let mut rest = text.chars().peekable();
            assert_eq!(decode(&mut rest), decoded, "{text}");
            assert_eq!(rest.collect::<String>(), left, "{text}");
        }
    }
}
