//! Finds the characters that a reader of a text cannot see, and leaves them out.

use std::iter::Peekable;
use std::str::Chars;

/// Iterates over the characters of a text that a reader should see.
pub(crate) struct Visible<'a> {
    /// The characters that are not read yet.
    rest: Peekable<Chars<'a>>,
}

impl Iterator for Visible<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            match self.rest.next()? {
                '\u{1b}' => self.escape(),
                '\u{9b}' => self.control_sequence(),
                // The eight-bit forms of DCS, SOS, OSC, PM and APC, each of which begins a string
                // for the terminal.
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

impl<'a> Visible<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            rest: text.chars().peekable(),
        }
    }

    /// Skips the rest of an escape sequence after ESC.
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
                // Any other sequence has any number of intermediate bytes and then a final byte (ECMA-35).
                while self.rest.next_if(|c| matches!(c, ' '..='/')).is_some() {}
                self.rest.next_if(|c| matches!(c, '0'..='~'));
            }
        }
    }

    /// Skips the parameters and the final byte of a control sequence.
    fn control_sequence(&mut self) {
        while self.rest.next_if(|c| matches!(c, ' '..='?')).is_some() {}
        self.rest.next_if(|c| matches!(c, '@'..='~'));
    }

    /// Skips a title, link or device string up to its terminator. Without a terminator, skips only the control
    /// character that began the string, because a stray control character must not hide the reason of a block.
    fn string_sequence(&mut self) {
        let mut ahead = self.rest.clone();
        while let Some(c) = ahead.next() {
            match c {
                '\u{7}' | '\u{9c}' => {
                    self.rest = ahead;
                    return;
                }
                '\u{1b}' => {
                    // `ESC \` ends the string. Any other escape begins a new sequence, so do not consume it here.
                    if ahead.next_if_eq(&'\\').is_some() {
                        self.rest = ahead;
                    }
                    return;
                }
                '\n' | '\r' => return,
                // This control character begins a new sequence, so stop here. Stopping also keeps the time linear.
                '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => return,
                _ => {}
            }
        }
    }
}

/// Returns whether a reader cannot see the character itself. These are characters that control the terminal (C0, DEL,
/// C1) or end a line, spaces other than U+0020, U+2800 (the empty braille pattern), the noncharacters at the end of
/// each plane, and characters that format, reorder or hide text (categories Cf, Zl and Zp, and
/// `Default_Ignorable_Code_Point`: soft hyphens, joiners, variation selectors, tags, Hangul fillers). Tab and newline
/// are included, so callers that print several lines exempt them.
pub fn is_unseen(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control() || is_hidden(c) || is_format_sign(c) || shows_nothing_by_itself(c)
}

/// Returns whether the character is invisible and reorders or hides other text: bidirectional
/// controls, zero-width spaces, byte order marks, annotation marks and the tag block. Joiners are
/// not included, because scripts and emoji need them.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Returns whether a font can draw something for the character although it has category Cf: signs around Arabic and
/// Indic numbers, and the layout of hieroglyphs.
fn is_format_sign(c: char) -> bool {
    matches!(
        c,
        '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
    )
}

/// Returns whether the character is invisible at the beginning of a line: it is white space, or [`is_unseen`] is true
/// for it and no font draws it visibly.
pub(crate) fn shows_nothing(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_hidden(c) || shows_nothing_by_itself(c)
}

/// Returns whether a character beyond ASCII is white space, U+2800 (the empty braille pattern), a noncharacter at the
/// end of a plane, or a character that Unicode tells every font to ignore (`Default_Ignorable_Code_Point`). Joiners and
/// variation selectors are included, although a text may contain them between visible characters.
fn shows_nothing_by_itself(c: char) -> bool {
    (!c.is_ascii() && c.is_whitespace())
        // The last two code points of every plane are noncharacters.
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}'
                | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}
