//! Text that fits a terminal.

use hooks_types::text::visible_line;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a line.
const COLUMNS: usize = 78;

/// A line as one or several, those after the first indented further: cut between words where one ends
/// in its second half. What a text would do to the
/// terminal is shown.
pub(super) fn wrapped(indent: usize, text: &str) -> String {
    let mut lines = String::new();
    let mut at = indent;
    let mut line = " ".repeat(indent);
    // Where the line can be cut between two words.
    let mut gap = None;
    for letter in visible_line(text).chars() {
        let width = letter.width().unwrap_or_default();
        if at + width > COLUMNS {
            let rest = line.split_off(gap.take().unwrap_or(line.len()));
            lines += line.trim_end();
            lines.push('\n');
            line = " ".repeat(indent + 4) + &rest;
            at = line.width();
        }
        line.push(letter);
        at += width;
        if letter == ' ' && at > COLUMNS / 2 {
            gap = Some(line.len());
        }
    }
    lines += line.trim_end();
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_a_terminal_and_no_letter_is_lost() {
        let text = "curl -s https://example.invalid/a/very/long/path ".repeat(8);
        let shown = wrapped(6, &text);
        assert!(shown.lines().all(|line| line.len() <= 80));
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(letters(&shown), letters(&text));
        assert!(!wrapped(2, "a\u{1b}[2J\nb").contains('\u{1b}'));
    }
}
