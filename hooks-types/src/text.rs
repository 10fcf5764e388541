//! Text from hooks, made fit for models, terminals and logs.

use std::iter::Peekable;
use std::str::Chars;

/// The longest reason, context or notice that is passed on, in characters.
pub const MESSAGE_LIMIT: usize = 10_000;

/// `text` made fit to show: without terminal escape sequences, control characters and invisible
/// characters that reorder or hide text; tab and newline stay, every line ending becomes a
/// newline. Trimmed, and cut at [`MESSAGE_LIMIT`] characters with a final `…`.
pub fn plain(text: &str) -> String {
    cleaned(text).0
}

/// The same, and whether something was cut off.
pub(crate) fn cleaned(text: &str) -> (String, bool) {
    let mut visible = Visible {
        rest: text.chars().peekable(),
    }
    .skip_while(|c| c.is_whitespace());
    let mut out: String = visible.by_ref().take(MESSAGE_LIMIT).collect();
    let cut = visible.any(|c| !c.is_whitespace());
    if cut {
        out.pop();
        out.push('…');
    }
    out.truncate(out.trim_end().len());
    (out, cut)
}

/// The same, uncut: for texts whose agent writes what is too long to a file.
pub fn uncut(text: &str) -> String {
    let visible: String = Visible {
        rest: text.chars().peekable(),
    }
    .collect();
    visible.trim().to_owned()
}

/// A short quotation of bytes for a message: at most `limit` characters, then `…`; control and
/// invisible characters and invalid UTF-8 escaped.
pub fn quoted(bytes: &[u8], limit: usize) -> String {
    let mut out = String::new();
    let mut room = limit;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if room == 0 {
                return out + "…";
            }
            room -= 1;
            match c {
                '"' | '\'' => out.push(c),
                c if is_hidden(c) => out.extend(c.escape_unicode()),
                c => out.extend(c.escape_debug()),
            }
        }
        for byte in chunk.invalid() {
            if room == 0 {
                return out + "…";
            }
            room -= 1;
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

/// Whether a reader would not see the character itself: it acts on a terminal (C0, DEL, C1), ends a
/// line or reorders or hides text, or is a letter by name and blank on the screen. Tab and newline
/// are among them; who prints several lines lets them pass.
pub fn is_unseen(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || is_hidden(c)
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        )
}

/// `text` with every unseen character escaped (`\u{1b}`); lines and tabs stay.
pub fn visible(text: &str) -> String {
    escaped(text, |c| is_unseen(c) && !matches!(c, '\n' | '\t'))
}

/// The same on one line: newlines and tabs are escaped too. For names and paths, which must not be
/// able to begin a line of their own.
pub fn visible_line(text: &str) -> String {
    escaped(text, is_unseen)
}

/// A message that quotes input: as [`visible_line`], and cut at 1000 characters with a final `…`.
pub fn one_line(message: &str) -> String {
    const LONGEST: usize = 1000;
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => visible_line(&message[..end]) + "…",
        None => visible_line(message),
    }
}

fn escaped(text: &str, escapes: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if escapes(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// JSON text with every unseen character inside its strings escaped (`\u009b`), so that a terminal
/// may show it. It reads back as the same value. White space between the tokens stays.
pub fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // serde_json has escaped the others already: raw ones stand between tokens.
        if is_unseen(c) && !matches!(c, '\n' | '\t' | '\r') {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The characters of a text that a reader should see.
struct Visible<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Iterator for Visible<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            match self.rest.next()? {
                '\u{1b}' => self.escape(),
                '\u{9b}' => self.control_sequence(),
                '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => self.string_sequence(),
                '\r' => {
                    self.rest.next_if_eq(&'\n');
                    return Some('\n');
                }
                '\u{2028}' | '\u{2029}' | '\u{85}' => return Some('\n'),
                c @ ('\t' | '\n') => return Some(c),
                c if c.is_control() || is_hidden(c) => {}
                c => return Some(c),
            }
        }
    }
}

impl Visible<'_> {
    /// Skips what follows an ESC.
    fn escape(&mut self) {
        match self.rest.peek() {
            Some('[') => {
                self.rest.next();
                self.control_sequence();
            }
            Some(']' | 'P' | 'X' | '^' | '_') => {
                self.rest.next();
                self.string_sequence();
            }
            _ => {
                while self.rest.next_if(|c| matches!(c, ' '..='/')).is_some() {}
                self.rest.next_if(|c| matches!(c, '0'..='~'));
            }
        }
    }

    /// Skips parameters and the final byte of a control sequence.
    fn control_sequence(&mut self) {
        while self.rest.next_if(|c| matches!(c, ' '..='?')).is_some() {}
        self.rest.next_if(|c| matches!(c, '@'..='~'));
    }

    /// Skips a title, link or device string up to its end. One that never ends loses only its
    /// introducer: a stray byte must not swallow the reason of a block.
    fn string_sequence(&mut self) {
        let mut ahead = self.rest.clone();
        while let Some(c) = ahead.next() {
            match c {
                '\u{7}' | '\u{9c}' => {
                    self.rest = ahead;
                    return;
                }
                '\u{1b}' => {
                    if ahead.next_if_eq(&'\\').is_some() {
                        self.rest = ahead;
                    }
                    return;
                }
                '\n' | '\r' => return,
                // The next introducer begins a sequence of its own, which also keeps this linear.
                '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => return,
                _ => {}
            }
        }
    }
}

/// Characters that show nothing and reorder or hide what does: bidirectional controls, zero-width
/// spaces, byte order marks, annotation marks and the tag block. Joiners stay, scripts and emoji need them.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether nothing of the character is seen by a reader at the begin of a line: white space, what
/// [`is_unseen`] names, and what Unicode has every font ignore (`Default_Ignorable_Code_Point`, with the
/// joiners and variation selectors that may stand within a text), noncharacters included.
pub(crate) fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || is_unseen(c)
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{2800}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
