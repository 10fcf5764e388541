//! Cleans and escapes text from hooks for models, terminals and logs.

use std::path::Path;

use crate::invisible::Visible;
use crate::marks::{Shown, is_mark};

pub use crate::invisible::is_unseen;
pub use crate::marks::{is_backtick, shown_chars};
pub use crate::stack_trace::{error_of_trace, is_of_shell, missing_of_shell};
pub use crate::time_span::time_span;

/// Maximum length of a reason, context or notice, in characters.
pub const MESSAGE_LIMIT: usize = 10_000;

/// Removes everything from `text` that should not be shown: terminal escape sequences, control
/// characters, and invisible characters that reorder or hide text.
///
/// Tabs and newlines are kept, and every line ending becomes a newline. The result is trimmed, and cut at
/// [`MESSAGE_LIMIT`] characters with a final `…`.
pub fn plain(text: &str) -> String {
    cleaned(text).0
}

/// Cleans a text like [`plain`], and also returns the length in characters that it had if it was cut.
pub(crate) fn cleaned(text: &str) -> (String, Option<usize>) {
    let mut visible = Visible::new(text)
        // Trim before the cut, because leading blank lines must not use up the limit.
        .skip_while(|c| c.is_whitespace());
    let mut out: String = visible.by_ref().take(MESSAGE_LIMIT).collect();
    let rest = visible.enumerate();
    let last = rest.filter(|(_, c)| !c.is_whitespace()).last();
    let cut = last.map(|(at, _)| MESSAGE_LIMIT + at + 1);
    if cut.is_some() {
        // Replace the last character by the ellipsis, because the result must stay within the limit.
        out.pop();
        out.push('…');
    }
    out.truncate(out.trim_end().len());
    (out, cut)
}

/// Cleans a text like [`plain`], but without the limit, for agents that write long texts to a file.
pub fn uncut(text: &str) -> String {
    let visible: String = Visible::new(text).collect();
    visible.trim().to_owned()
}

/// Cleans a text like [`plain`], for display on a terminal: also escapes combining marks that could cover their
/// neighbours ([`shown_chars`]). Joiners and selectors are kept, because emoji need them.
pub fn on_screen(text: &str) -> String {
    escaped(&plain(text), is_unseen, |_| false)
}

/// Quotes bytes for a message, to be put between backticks or after a colon: at most `limit` characters, followed by
/// `…` if there are more. Escapes invalid UTF-8, backticks and everything that [`visible_name`] escapes, so the text
/// cannot end the quotation. Quotes and backslashes are kept, because JSON and patterns must stay readable. For a
/// quotation between double quotes use [`in_quotes`].
pub fn quoted(bytes: &[u8], limit: usize) -> String {
    squeezed(escaped_bytes(bytes, limit, is_backtick))
}

/// Quotes bytes for a message that ends with them, after a colon: like [`quoted`], but a backtick becomes `'`. A shell's
/// own messages begin their quotations with a backtick, and an escape in its place is hard to read. The backtick itself
/// is not kept, because a quoted command must not look like our advice.
pub fn excerpt(bytes: &[u8], limit: usize) -> String {
    let straight = |byte: &u8| if *byte == b'`' { b'\'' } else { *byte };
    // A character has at most 4 bytes, so these bytes have more characters than the limit.
    let most = limit.saturating_add(1).saturating_mul(4);
    let bytes: Vec<u8> = bytes.iter().take(most).map(straight).collect();
    quoted(&bytes, limit)
}

/// Quotes one of our messages inside a second message, like [`quoted`]. Keeps the backticks of the quoted message.
pub fn retold(message: &str, limit: usize) -> String {
    squeezed(escaped_bytes(message.as_bytes(), limit, |_| false))
}

/// Quotes a text and puts double quotes around it: like [`quoted`], but a double quote inside becomes `\"`, and the
/// backslashes directly before it are doubled.
pub fn in_quotes(text: &str, limit: usize) -> String {
    let mut out = String::from("\"");
    let mut backslashes = 0;
    for c in quoted(text.as_bytes(), limit).chars() {
        if c == '"' {
            out.extend(std::iter::repeat_n('\\', backslashes + 1));
        }
        backslashes = match c {
            '\\' => backslashes + 1,
            _ => 0,
        };
        out.push(c);
    }
    out.extend(std::iter::repeat_n('\\', backslashes));
    out.push('"');
    out
}

/// Escapes bytes for [`quoted`], up to its limit. Also escapes the characters for which `also` returns `true`.
fn escaped_bytes(bytes: &[u8], limit: usize, also: fn(char) -> bool) -> String {
    let mut out = String::new();
    let mut room = limit;
    let mut shown = Shown::default();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if room == 0 {
                return out + "…";
            }
            room -= 1;
            let escapes = shown.escapes(c);
            match c {
                '\n' | '\t' | '\r' | '\0' => out.extend(c.escape_debug()),
                c if escapes || also(c) || is_unprintable(c) => {
                    out.extend(c.escape_unicode());
                }
                c => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            if room == 0 {
                return out + "…";
            }
            room -= 1;
            shown = Shown::default();
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

/// Returns whether the standard library escapes the character because the character is unassigned or for private use.
fn is_unprintable(c: char) -> bool {
    !c.is_ascii() && !is_mark(c) && c.escape_debug().next() == Some('\\')
}

/// Escapes every unseen character (`\u{1b}`), except newlines and tabs, and every combining mark that could cover its
/// neighbours ([`shown_chars`]).
pub fn visible(text: &str) -> String {
    escaped(text, |c| matches!(c, '\n' | '\t'), |_| false)
}

/// Escapes a text like [`visible`], and also escapes newlines and tabs, because the text must not start a new line. A
/// run of more than 8 spaces becomes ` … `, because many spaces could push the following text to the next line of a
/// terminal.
///
/// Backticks are kept, because our messages contain backticks. For a name or path between backticks use
/// [`visible_name`].
pub fn visible_line(text: &str) -> String {
    squeezed(escaped(text, |_| false, |_| false))
}

/// Escapes a name or path that a message puts between backticks: like [`visible_line`], but backticks are escaped too,
/// because the name must not end the quotation. [`short_name`] also bounds the length.
pub fn visible_name(name: &str) -> String {
    squeezed(escaped(name, |_| false, is_backtick))
}

/// Formats a path for a message, like [`visible_name`].
pub fn visible_path(path: &Path) -> String {
    visible_name(&path.to_string_lossy())
}

/// Formats a path inside a sentence of a message: like [`visible_path`], and between backticks if it has a space. A
/// folder of a repository can have any name, and without the backticks a name with spaces could be read as a part of
/// the sentence.
pub fn path_in_sentence(path: &Path) -> String {
    let path = visible_path(path);
    match path.contains(' ') {
        true => format!("`{path}`"),
        false => path,
    }
}

/// The longest run of spaces that `squeezed` keeps.
const SPACES: &str = "        ";

/// Replaces each run of more than 8 spaces by ` … `.
fn squeezed(text: String) -> String {
    let Some(at) = text.find(SPACES) else {
        return text;
    };
    let (mut out, mut rest) = (text[..at].to_owned(), &text[at..]);
    while let Some(at) = rest.find(SPACES) {
        let behind = rest[at..].trim_start_matches(' ');
        let spaces = rest.len() - at - behind.len();
        out.push_str(&rest[..at]);
        out.push_str(if spaces > SPACES.len() {
            " … "
        } else {
            SPACES
        });
        rest = behind;
    }
    out + rest
}

/// Ends a text with a period, unless the text already ends like a sentence. Messages use this for the text of a hook or
/// a program, if another sentence follows the text.
pub fn sentence(text: &str) -> std::borrow::Cow<'_, str> {
    let text = text.trim_end();
    // Ignore closing quotes and brackets at the end, because the text's period can come before them.
    let is_ended = text
        .trim_end_matches(['"', '\'', ')', '`'])
        .ends_with(['.', '!', '?', '…']);
    match is_ended || text.is_empty() {
        true => text.into(),
        false => format!("{text}.").into(),
    }
}

/// Formats an untrusted name, such as a hook's id, for a message: like [`visible_name`], and cut at 100 characters with
/// a final `…`.
pub fn short_name(name: &str) -> String {
    cut(name, 100, visible_name)
}

/// Formats a message that quotes input: like [`visible_line`], and cut at 1000 characters with a
/// final `…`.
pub fn one_line(message: &str) -> String {
    cut(message, 1000, visible_line)
}

/// Escapes the first `longest` characters of a text.
fn cut(text: &str, longest: usize, escape: fn(&str) -> String) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => escape(&text[..end]) + "…",
        None => escape(text),
    }
}

/// Escapes unseen characters and covering marks ([`shown_chars`]), except characters for which `keeps` returns `true`.
/// Also escapes the characters for which `also` returns `true`.
fn escaped(text: &str, keeps: fn(char) -> bool, also: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (c, escapes) in shown_chars(text) {
        if (escapes && !keeps(c)) || also(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Makes a JSON text safe to print on a terminal: escapes every unseen character and covering mark inside strings
/// (`\u009b`). The text still parses to an equal value. White space between tokens is kept.
pub fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for (c, escapes) in shown_chars(json) {
        // serde_json already escapes newline, tab and carriage return in strings. So if one of them is not escaped, it
        // is between tokens: keep it.
        if escapes && !matches!(c, '\n' | '\t' | '\r') {
            // JSON escapes a character beyond U+FFFF as a surrogate pair, so escape each UTF-16 unit.
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
