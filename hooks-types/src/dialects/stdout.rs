//! What a hook printed, as text and as lines, with the remarks that reading it makes.

use std::borrow::Cow;

use crate::note::{Note, NoteCode};
use crate::said::Captured;
use crate::text::quoted;
use crate::wire::Restriction;

/// Bytes of noise that a note quotes at most.
const QUOTED: usize = 80;

/// One captured output as text.
#[derive(Debug, Clone)]
pub(crate) struct Printed<'a> {
    text: Cow<'a, str>,
    late: Option<Cow<'a, str>>,
    /// A byte order mark stood before the text.
    pub(crate) bom: bool,
    /// Some bytes were not UTF-8.
    pub(crate) lossy: bool,
    /// Bytes were dropped at the cap.
    pub(crate) truncated: bool,
}

impl<'a> Printed<'a> {
    /// Reads captured bytes; invalid UTF-8 becomes replacement characters.
    pub(crate) fn read(captured: &Captured<'a>) -> Self {
        let (bytes, bom) = match captured.bytes.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => (rest, true),
            None => (captured.bytes, false),
        };
        // A character cut in two at the cap is not the hook's fault.
        let text = String::from_utf8_lossy(bytes);
        let lossy = matches!(text, Cow::Owned(_)) && !captured.is_truncated();
        Self {
            text,
            late: captured.late_line.map(String::from_utf8_lossy),
            bom,
            lossy,
            truncated: captured.is_truncated(),
        }
    }

    /// The text without surrounding whitespace and without the byte order mark.
    pub(crate) fn trimmed(&self) -> &str {
        self.text.trim()
    }

    /// Whether nothing but whitespace was printed.
    pub(crate) fn is_empty(&self) -> bool {
        self.trimmed().is_empty()
    }

    /// The first line that is not empty, trimmed.
    pub(crate) fn first_line(&self) -> Option<&str> {
        self.text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty())
    }

    /// Whole lines, trimmed, the empty ones left out; last the line that was found beyond the cap.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        let kept = if self.truncated {
            self.text.rsplit_once('\n').map_or("", |(whole, _)| whole)
        } else {
            &self.text
        };
        kept.lines()
            .chain(self.late.as_deref())
            .map(str::trim)
            .filter(|line| !line.is_empty())
    }

    /// The strictest line that restricts by itself, the first of equals.
    pub(crate) fn restricting_line(
        &self,
        restricts: impl Fn(&str) -> Option<Restriction>,
    ) -> Option<&str> {
        let mut found: Option<(Restriction, &str)> = None;
        for line in self.lines().filter(|line| line.starts_with('{')) {
            if let Some(restriction) = restricts(line)
                && found.is_none_or(|(strictest, _)| restriction > strictest)
            {
                found = Some((restriction, line));
            }
        }
        found.map(|(_, line)| line)
    }

    /// Remarks on the bytes themselves.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.bom {
            notes.push(Note::new(
                NoteCode::Bom,
                "a byte order mark stands before the output",
            ));
        }
        if self.lossy {
            notes.push(Note::new(
                NoteCode::InvalidUtf8,
                "the output is not valid UTF-8",
            ));
        }
        notes
    }

    /// The remark that this output is not part of an answer.
    pub(crate) fn noise_note(&self) -> Note {
        Note::new(
            NoteCode::Noise,
            format!(
                "output that is not the answer: {}",
                quoted(self.trimmed().as_bytes(), QUOTED)
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(line: &str) -> Option<Restriction> {
        line.contains("block")
            .then_some(Restriction::Block)
            .or(line.contains("ask").then_some(Restriction::Ask))
    }

    #[test]
    fn finds_the_strictest_whole_line() {
        let bytes = b"\xef\xbb\xbfbanner block\n{ask}\r\n  {block 1}  \n{block 2}";
        let printed = Printed::read(&Captured::whole(bytes));
        assert_eq!(printed.restricting_line(blocks), Some("{block 1}"));
        assert!(printed.bom);
    }

    #[test]
    fn a_line_cut_at_the_cap_is_not_whole_but_a_late_one_counts() {
        let cut = Captured::cut(b"x\n{block", 900, None);
        assert_eq!(Printed::read(&cut).restricting_line(blocks), None);
        let late = Captured::cut(b"x\n{block", 900, Some(b"{block}"));
        assert_eq!(
            Printed::read(&late).restricting_line(blocks),
            Some("{block}")
        );
    }
}
