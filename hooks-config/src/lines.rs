//! Converts byte offsets to lines and columns.

/// Returns line and column of a byte of `text`, both from 1. Columns count characters.
pub(crate) fn position(text: &str, byte: usize) -> (u32, u32) {
    moved((1, 1), &text[..floor(text, byte)])
}

/// Line and column at regular offsets of a text, called marks. A position is counted from the last mark before it.
/// Without marks, each diagnostic about a long file would scan the file from its start.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lines {
    /// Line and column at byte 0, `STEP`, 2 * `STEP` and so on, each rounded down to the start of a
    /// character.
    marks: Vec<(u32, u32)>,
}

/// The number of bytes between two neighbouring [`Lines::marks`].
const STEP: usize = 1024;

impl Lines {
    /// Scans the text once, and keeps line and column after every `STEP` bytes.
    pub(crate) fn of(text: &str) -> Self {
        let mut marks = vec![(1, 1)];
        let mut last = 0;
        let mut at = (1, 1);
        for step in (STEP..text.len()).step_by(STEP) {
            let here = floor(text, step);
            at = moved(at, &text[last..here]);
            last = here;
            marks.push(at);
        }
        Self { marks }
    }

    /// Returns line and column of a byte, both from 1. `text` must be the text that these `Lines`
    /// were built from.
    pub(crate) fn position(&self, text: &str, byte: usize) -> (u32, u32) {
        let byte = floor(text, byte);
        let mark = (byte / STEP).min(self.marks.len().saturating_sub(1));
        let start = floor(text, mark * STEP);
        let known = self.marks.get(mark).copied().unwrap_or((1, 1));
        moved(known, &text[start..byte.max(start)])
    }
}

/// Returns the line and column at which a text ends, if it begins at the given line and column.
fn moved((line, column): (u32, u32), text: &str) -> (u32, u32) {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let newlines = count(text.matches('\n').count());
    let last = text.rsplit('\n').next().unwrap_or_default();
    let letters = count(last.chars().count());
    match newlines {
        0 => (line, column.saturating_add(letters)),
        more => (line.saturating_add(more), letters.saturating_add(1)),
    }
}

/// Returns the byte offset at which the character that contains the byte begins.
fn floor(text: &str, byte: usize) -> usize {
    // An offset can lie after the end of the text or inside a character. Neither must cause a panic.
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_from_one() {
        assert_eq!(position("añb\ncd", 0), (1, 1));
        assert_eq!(position("añb\ncd", 3), (1, 3));
        assert_eq!(position("añb\ncd", 5), (2, 1));
        assert_eq!(position("ab", 99), (1, 3));
    }

    #[test]
    fn marks_on_the_way_change_no_position() {
        let text = "añ\n🦀 b\n\n".repeat(700) + &"é".repeat(5000);
        let lines = Lines::of(&text);
        for byte in (0..text.len() + 3).step_by(7).chain([0, 1023, 1024, 1025]) {
            assert_eq!(lines.position(&text, byte), position(&text, byte), "{byte}");
        }
        assert_eq!(Lines::of("").position("", 5), (1, 1));
    }
}
