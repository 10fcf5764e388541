//! Decides which characters of a text from an untrusted source are shown unchanged, and which are escaped.

use crate::invisible::is_unseen;

/// Maximum number of combining marks that belong to a letter's script and that are kept on the letter: a Hebrew letter
/// can have a dot, a point and an accent.
const MOST: usize = 3;
/// Maximum number of combining marks without a script that are kept on one letter. Vietnamese letters have up to two
/// marks.
const MOST_GENERAL: usize = 2;

/// Returns each character of the text, and whether the character must be escaped. Unseen characters ([`is_unseen`])
/// must be escaped. Combining marks that could cover their neighbours must be escaped too: a mark without a letter or
/// digit before it, a mark beyond the number that languages put on one letter, and a mark that strikes, underlines,
/// encloses or spans characters.
pub fn shown_chars(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut shown = Shown::default();
    text.chars().map(move |c| (c, shown.escapes(c)))
}

/// The facts about the preceding characters that decide whether the next character is escaped.
#[derive(Default)]
pub(crate) struct Shown {
    /// Whether the preceding character is a letter or digit, possibly with kept marks on it.
    behind_letter: bool,
    /// The number of marks that were kept on the preceding letter or digit.
    marks: usize,
    /// Whether the preceding character is U+FE0F, which selects how an emoji is drawn.
    behind_selector: bool,
}

impl Shown {
    /// Returns whether the next character must be escaped.
    pub(crate) fn escapes(&mut self, c: char) -> bool {
        let is_keycap = c == '\u{20e3}' && self.behind_selector;
        self.behind_selector = c == '\u{fe0f}';
        if is_mark(c) && !is_unseen(c) && !is_keycap {
            let most = match is_general(c) {
                true => MOST_GENERAL,
                false => MOST,
            };
            let keeps = self.behind_letter && self.marks < most && !covers(c);
            self.marks += usize::from(keeps);
            self.behind_letter &= keeps;
            return !keeps;
        }
        (self.behind_letter, self.marks) = (c.is_alphanumeric(), 0);
        is_unseen(c)
    }
}

/// Returns whether the character is drawn on the preceding character: it is in category Mn or Me, or one of a few other
/// characters. The standard library's `Debug` escapes these characters only at the beginning of a text.
pub(crate) fn is_mark(c: char) -> bool {
    if c < '\u{300}' {
        return false;
    }
    let mut bytes = [b'a'; 5];
    let end = 1 + c.encode_utf8(&mut bytes[1..]).len();
    let behind = std::str::from_utf8(&bytes[1..end]).unwrap_or_default();
    let after_letter = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
    behind.escape_debug().next() == Some('\\') && after_letter.escape_debug().nth(1) == Some(c)
}

/// Returns whether the mark can be used with the letters of every script.
fn is_general(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
    )
}

/// Returns whether the mark could hide letters: the mark is drawn across, under or around its letter, or reaches over
/// the next letter. Several letters with the mark look struck out or underlined.
fn covers(c: char) -> bool {
    matches!(
        c,
        '\u{305}' | '\u{332}'..='\u{338}' | '\u{33f}' | '\u{347}' | '\u{35c}'..='\u{362}'
            | '\u{488}' | '\u{489}' | '\u{1abe}' | '\u{1dcd}' | '\u{1dfc}'
            | '\u{20d0}'..='\u{20ff}' | '\u{a670}'..='\u{a672}' | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Returns whether the character is a backtick or looks like a backtick.
pub fn is_backtick(c: char) -> bool {
    matches!(c, '`' | '\u{2cb}' | '\u{1fef}' | '\u{2035}' | '\u{ff40}')
}

#[cfg(test)]
#[path = "marks_tests.rs"]
mod tests;
