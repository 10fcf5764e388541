//! Breaks text into the lines of a table's cell, and long words at their separators.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Like [`wrapped`], with an ellipsis before every line but the first.
pub(crate) fn continued(text: &str, width: usize) -> Vec<String> {
    if text.width() <= width {
        return vec![text.to_owned()];
    }
    let mut lines = wrapped(text, width.saturating_sub(MORE.width()));
    lines
        .iter_mut()
        .skip(1)
        .for_each(|line| line.insert_str(0, MORE));
    lines
}

/// The mark before every line but the first of a name or command. A bar would be wrong here: it could be taken for a
/// pipe in the command.
pub(super) const MORE: &str = "… ";

/// A long word is broken after one of these characters. It is also broken before `[`, and between the words of
/// `UserPromptSubmit`.
const SEPARATORS: [char; 5] = ['/', '_', '-', ',', ':'];

/// Breaks the text into lines of at most `width` columns, at spaces if possible.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut taken = 0;
    for word in text.split(' ') {
        let needed = word.width();
        if taken > 0 && taken + 1 + needed > width {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        } else if taken > 0 || !line.is_empty() {
            line.push(' ');
            taken += 1;
        }
        // A word that is wider than the column is broken at its last separator in the line, or else anywhere.
        let mut cut = None;
        for c in word.chars() {
            let wide = c.width().unwrap_or_default();
            if taken > 0 && taken + wide > width {
                let rest = line.split_off(cut.take().unwrap_or(line.len()));
                lines.push(std::mem::replace(&mut line, rest));
                taken = line.width();
            }
            let is_hump = c.is_uppercase() && line.ends_with(char::is_lowercase);
            if (c == '[' || is_hump) && taken > 0 {
                cut = Some(line.len());
            }
            line.push(c);
            taken += wide;
            // Do not break after a slash at the start of a line: the rest would be the whole word.
            if SEPARATORS.contains(&c) && taken > 1 {
                cut = Some(line.len());
            }
        }
    }
    lines.push(line);
    lines
}

/// Splits a word where [`wrapped`] can break it.
pub(super) fn parts_of(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut last) = (0, ' ');
    for (at, c) in word.char_indices() {
        let is_hump = c.is_uppercase() && last.is_lowercase();
        if at > start && (SEPARATORS.contains(&last) || c == '[' || is_hump) {
            parts.push(&word[start..at]);
            start = at;
        }
        last = c;
    }
    parts.push(&word[start..]);
    parts
}
