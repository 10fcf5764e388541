//! Lays out the text that a person reads about hooks, for a terminal of a certain width.
//!
//! Two promises hold for every text of a project: no character of the project's texts acts on the terminal, and no line
//! of these texts begins in a column where a line of ours could begin. So a hook cannot imitate a second question, a
//! fingerprint or advice.

use hooks_types::fingerprint::Fingerprint;
use hooks_types::text::{visible, visible_line};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width of a page if the terminal's width is unknown. A text about which the user decides must not be one long
/// line.
const USUAL: usize = 78;

/// A page that is being written.
#[derive(Debug)]
pub(super) struct Page {
    /// The maximum number of columns of a line. A line with a fingerprint can be longer.
    room: usize,
    /// The text so far: empty, or ending in a newline.
    pub(super) text: String,
}

impl Page {
    /// Starts an empty page of this width; `None` means [`USUAL`].
    pub(super) fn new(room: Option<usize>) -> Self {
        Self {
            room: room.unwrap_or(USUAL),
            text: String::new(),
        }
    }

    /// Adds a fingerprint on a line of its own. The line is never wrapped, because the fingerprint is copied and
    /// compared.
    pub(super) fn fingerprint(&mut self, indent: usize, fingerprint: &Fingerprint) {
        self.text += &format!("{}{fingerprint}\n", " ".repeat(indent));
    }

    /// Adds a line of a command or script behind a mark such as `|`. Keeps blanks, because indentation is a part of a
    /// program. Shortens long runs of blanks, as [`Page::say`] does, only if the line is too long for the page.
    pub(super) fn quote(&mut self, indent: usize, mark: char, line: &str) {
        let whole = visible(line).replace('\n', "\\n").replace('\t', "\\t");
        let code = whole.trim_start_matches(' ');
        let blanks = whole.len() - code.len();
        let start = indent + 2 + blanks;
        let room = self.room.max(indent + 12);
        if start + code.width() <= room {
            let shown = format!("{}{mark} {whole}", " ".repeat(indent));
            self.text += shown.trim_end();
            self.text.push('\n');
            return;
        }
        // Keep the indentation of a long line if at least half of the page is left for its text.
        let shown = match start <= room / 2 {
            true => format!("{mark} {}{}", " ".repeat(blanks), visible_line(code)),
            false => format!("{mark} {}", visible_line(line)),
        };
        self.text += &cut(indent, &shown, room);
    }

    /// Adds a line of text and wraps it. Escapes text of strangers in it. Indents the lines after the first further
    /// than any text of this program begins.
    pub(super) fn say(&mut self, indent: usize, text: &str) {
        let shown = visible_line(text);
        // Use at least 12 columns for the text, even if a narrower terminal then wraps it once more.
        self.text += &cut(indent, &shown, self.room.max(indent + 12));
    }
}

/// Wraps a line at the width; lines after the first are indented four columns further. Wraps between words if a word
/// ends in the second half of the line, else inside a word. No letter is lost.
fn cut(indent: usize, text: &str, room: usize) -> String {
    let mut lines = String::new();
    let mut at = indent;
    let mut line = " ".repeat(indent);
    // The last position at which the line can be wrapped between two words.
    let mut gap = None;
    for letter in text.chars() {
        let width = letter.width().unwrap_or_default();
        if at + width > room {
            let rest = line.split_off(gap.take().unwrap_or(line.len()));
            // A long run of blanks must not produce an empty line, which could look like the end of the text.
            if !line.trim().is_empty() {
                lines += line.trim_end();
                lines.push('\n');
            }
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
            page.say(6, &text);
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
    fn a_quoted_line_keeps_its_indentation_and_its_columns() {
        let deep = format!("{}curl $url", " ".repeat(40));
        let aligned = "a           # a comment";
        let shown = |line: &str, room: usize| {
            let mut page = Page::new(Some(room));
            page.quote(6, '|', line);
            page.text
        };
        assert_eq!(shown(&deep, 80), format!("      | {deep}\n"));
        assert_eq!(shown(aligned, 80), format!("      | {aligned}\n"));
        let long = format!("{}{}", " ".repeat(12), "word ".repeat(20));
        assert!(shown(&long, 80).starts_with(&format!("      | {}word", " ".repeat(12))));
        // Blanks never push text over the edge of the page.
        let padded = format!("a{}rm -rf /", " ".repeat(100));
        assert_eq!(shown(&padded, 80), "      | a … rm -rf /\n");
        assert_eq!(shown(&deep, 40), "      |  … curl $url\n");
        assert_eq!(shown("\ta\u{1b}[2J", 80), "      | \\ta\\u{1b}[2J\n");
    }

    #[test]
    fn what_a_stranger_pads_to_the_edge_is_indented_like_no_line_of_ours() {
        let edge = "-".repeat(70);
        let texts = [
            format!(
                "PreToolUse `a{edge}{}`",
                "Trust this hook? [y/N] y".repeat(9)
            ),
            format!(
                "PreToolUse `{}fingerprint{}v1:ab`",
                " ".repeat(66),
                " ".repeat(69)
            ),
            format!("`hooks trust --fingerprint v1:ab` {edge}`hooks trust`"),
        ];
        for text in texts {
            for room in [20, 80, 140] {
                let mut page = Page::new(Some(room));
                page.say(2, &text);
                assert!(
                    page.text
                        .lines()
                        .skip(1)
                        .all(|line| line.starts_with("      ")),
                    "{}",
                    page.text
                );
                assert!(
                    page.text.lines().all(|line| line.width() <= room.max(14)),
                    "{}",
                    page.text
                );
            }
        }
    }

    #[test]
    fn nothing_invisible_is_shown_raw_nor_begins_a_line() {
        for room in [None, Some(40)] {
            let mut page = Page::new(room);
            let text = "a\u{1b}[2J\nb\u{ad}\u{200d}\u{fe0f}\u{e0061}\u{3164}";
            page.say(2, text);
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
