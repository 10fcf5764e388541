//! What a person reads about hooks, for a terminal of some width.

use hooks_types::text::visible_line;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::show::paragraph;

/// As wide as a page is where nothing says how wide it may be: what a person decides about is never in
/// one long line.
const USUAL: usize = 78;

/// Text in the making. What it holds of strangers cannot act on the terminal, hide there or begin a
/// line of its own.
#[derive(Debug)]
pub(super) struct Page {
    room: usize,
    pub(super) text: String,
}

impl Page {
    pub(super) fn new(room: Option<usize>) -> Self {
        Self {
            room: room.unwrap_or(USUAL),
            text: String::new(),
        }
    }

    /// A sentence: it wraps between words, and paths stay whole.
    pub(super) fn say(&mut self, indent: usize, text: &str) {
        self.text += &paragraph(&visible_line(text), indent, Some(self.room));
    }

    /// What is copied or compared, such as a path: on a line of its own, whatever its length.
    pub(super) fn whole(&mut self, indent: usize, text: &str) {
        self.text += &paragraph(&visible_line(text), indent, None);
    }

    /// A line of a file or of a command. Every letter of it is within the terminal.
    pub(super) fn quote(&mut self, indent: usize, text: &str) {
        let shown = visible_line(text);
        self.text += &cut(indent, &shown, self.room.max(indent + 12));
    }
}

/// A line as one or several, those after the first indented further: cut between words where one ends
/// in its second half.
fn cut(indent: usize, text: &str, room: usize) -> String {
    let mut lines = String::new();
    let mut at = indent;
    let mut line = " ".repeat(indent);
    // Where the line can be cut between two words.
    let mut gap = None;
    for letter in text.chars() {
        let width = letter.width().unwrap_or_default();
        if at + width > room {
            let rest = line.split_off(gap.take().unwrap_or(line.len()));
            lines += line.trim_end();
            lines.push('\n');
            line = " ".repeat(indent + 4) + &rest;
            at = line.width();
        }
        line.push(letter);
        at += width;
        if letter == ' ' && at > room / 2 {
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
    fn no_quoted_line_is_wider_than_the_terminal_and_no_letter_is_lost() {
        let text = "curl -s https://example.invalid/a/very/long/path ".repeat(8);
        for room in [1, 20, 40, 80, 140] {
            let mut page = Page::new(Some(room));
            page.quote(6, &text);
            let shown = page.text;
            assert!(
                shown.lines().all(|line| line.len() <= room.max(18)),
                "{shown}"
            );
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(letters(&shown), letters(&text));
        }
    }

    #[test]
    fn nothing_invisible_is_shown_raw_nor_begins_a_line() {
        for room in [None, Some(40)] {
            let mut page = Page::new(room);
            let text = "a\u{1b}[2J\nb\u{ad}\u{200d}\u{fe0f}\u{e0061}\u{3164}";
            page.say(2, text);
            page.whole(2, text);
            page.quote(2, text);
            let shown = page.text;
            assert!(
                shown
                    .chars()
                    .all(|c| c == '\n' || !hooks_types::text::is_unseen(c)),
                "{shown}"
            );
            assert!(shown.contains("\\u{ad}"), "{shown}");
        }
    }
}
