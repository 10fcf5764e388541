//! One captured output: its text, the object it is, the objects in it that restrict.

use std::borrow::Cow;

use super::Answers;
use super::found::{Found, FoundObject};
use super::lines::lines;
use super::object::Object;
use super::object_reader::ObjectReader;
use super::scan::Scan;
use crate::said::Captured;

/// One captured output.
#[derive(Debug, Clone)]
pub(crate) struct Output<'a> {
    bytes: &'a [u8],
    text: Cow<'a, str>,
    /// What restricts, wherever it stands.
    pub(crate) found: Found,
    /// The object that all of it is, and nothing else but white space and a byte order mark.
    pub(crate) whole: Option<Object>,
    /// Some bytes were not UTF-8.
    pub(crate) lossy: bool,
    /// Bytes were dropped at the cap.
    pub(crate) truncated: bool,
}

impl<'a> Output<'a> {
    /// Reads captured bytes; invalid UTF-8 becomes replacement characters.
    pub(crate) fn read(captured: &Captured<'a>, answers: Answers<'_>) -> Self {
        let truncated = captured.is_truncated();
        let bytes = captured.bytes;
        let mut scan = Scan::new(true);
        scan.feed(answers, bytes);
        let mut found = scan.finish(answers, truncated);
        if let Some(late) = captured.late_line {
            let mut scan = Scan::new(true);
            scan.feed(answers, late);
            found.complete(scan.finish(answers, false));
        }
        let text = String::from_utf8_lossy(bytes);
        // A character cut in two at the cap is not the hook's fault.
        let lossy = matches!(text, Cow::Owned(_)) && !truncated;
        let mut output = Self {
            bytes,
            text,
            found,
            whole: None,
            lossy,
            truncated,
        };
        output.whole = object_in(output.trimmed(), answers).filter(|_| !truncated);
        output
    }

    /// The text without white space and byte order mark around it.
    pub(crate) fn trimmed(&self) -> &str {
        let text = self.text.trim();
        text.strip_prefix('\u{feff}').unwrap_or(text).trim()
    }

    /// Whether a byte order mark stands before the text.
    pub(crate) fn has_bom(&self) -> bool {
        self.text.trim().starts_with('\u{feff}')
    }

    /// Whether nothing but white space was printed.
    pub(crate) fn is_empty(&self) -> bool {
        !self.truncated && self.trimmed().is_empty()
    }

    /// The strictest object that restricts, the first of equals.
    pub(crate) fn restricting(&self) -> Option<&Object> {
        Some(&self.found.strictest()?.object)
    }

    /// The lines of what was kept, trimmed, the empty ones left out.
    pub(crate) fn lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        let lines = self.text.split(['\n', '\r']);
        let lines =
            lines.map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'));
        lines.filter(|line| !line.is_empty())
    }

    /// The first line of output beside an object.
    pub(crate) fn beside(&self, found: &FoundObject) -> Option<&'a [u8]> {
        let before = self.bytes.get(..found.span.start).unwrap_or_default();
        let after = self.bytes.get(found.span.end..).unwrap_or_default();
        lines(before).chain(lines(after)).next()
    }
}

/// The object that a text is, whole.
pub(crate) fn object_in(text: &str, answers: Answers<'_>) -> Option<Object> {
    if !(text.starts_with('{') && text.ends_with('}')) {
        return None;
    }
    let event = answers.form.event.as_str().into();
    let mut reader = ObjectReader::new(answers.dialect.keys(), event, usize::MAX);
    let end = reader.feed(text.as_bytes());
    (end == Some(text.len()) && reader.is_valid()).then(|| reader.finish(true))
}
