//! A captured output: its text, the object that is the whole text, and the objects in the text that block, ask or stop.

use std::borrow::Cow;

use memchr::memchr2;

use super::Answers;
use super::found::{Found, FoundObject};
use super::object::Object;
use super::object_reader::ObjectReader;
use super::output_reader::{OutputReader, is_shown_as_it_is};
use crate::lines::{is_blank, lines};
use crate::run_output::Captured;
use crate::text::quoted;

/// A captured output.
#[derive(Debug, Clone)]
pub(crate) struct Output<'a> {
    /// The bytes as they were captured.
    bytes: &'a [u8],
    /// The bytes as text.
    text: Cow<'a, str>,
    /// The objects, anywhere in the output, that block, ask or stop.
    pub(crate) found: Found,
    /// The object that is the whole output, apart from white space and a byte order mark.
    pub(crate) whole: Option<Object>,
    /// Whether some bytes were not UTF-8.
    pub(crate) lossy: bool,
    /// Whether bytes were dropped at the size limit.
    pub(crate) truncated: bool,
    /// The number of bytes that the hook wrote, including dropped bytes.
    total: u64,
}

impl<'a> Output<'a> {
    /// Reads captured bytes. Invalid UTF-8 becomes replacement characters.
    pub(crate) fn read(captured: &Captured<'a>, answers: Answers<'_>) -> Self {
        let truncated = captured.is_truncated();
        let bytes = captured.bytes;
        let text = String::from_utf8_lossy(bytes);
        // Ignore replacement characters in truncated output: the size limit can cut a character in two, which is not a
        // mistake of the hook.
        let lossy = matches!(text, Cow::Owned(_)) && !truncated;
        let mut output = Self {
            bytes,
            text,
            found: Found::default(),
            whole: None,
            lossy,
            truncated,
            total: captured.total,
        };
        if !truncated {
            output.whole = object_in(output.trimmed(), answers);
        }
        let whole = output.found_in_whole(captured, answers);
        output.found = whole.unwrap_or_else(|| scanned(captured, answers));
        output
    }

    /// Describes a truncated output: its length, the limit, and what the hook should do.
    pub(crate) fn cut(&self) -> String {
        format!(
            "its output of {} bytes was cut at {}; print only the answer, and write logs to a file",
            self.total,
            self.bytes.len()
        )
    }

    /// Returns the result of [`scanned`] without a scan, if the whole output is one answer, as for most hooks. The
    /// answer has already been read, and objects inside it are part of it. Returns `None` if a scan is necessary.
    fn found_in_whole(&self, captured: &Captured<'_>, answers: Answers<'_>) -> Option<Found> {
        let whole = self.whole.as_ref().filter(|object| object.is_answer())?;
        // In these cases a scan could find more than this object: in the dropped bytes, or in the text that a terminal
        // would show.
        if self.lossy || captured.late_line.is_some() || !is_shown_as_it_is(self.bytes) {
            return None;
        }
        let mut found = Found::default();
        if let Some(restraint) = answers.restraint(whole) {
            let start = self.bytes.iter().position(|byte| !is_blank(*byte));
            let start = start.unwrap_or_default();
            let span = start..start + self.trimmed().len();
            found.add(restraint, whole.clone(), span, false);
        }
        Some(found)
    }

    /// Returns the text without surrounding white space and without a byte order mark.
    pub(crate) fn trimmed(&self) -> &str {
        let text = self.text.trim();
        text.strip_prefix('\u{feff}').unwrap_or(text).trim()
    }

    /// Returns whether the text begins with a byte order mark.
    pub(crate) fn has_bom(&self) -> bool {
        self.text.trim().starts_with('\u{feff}')
    }

    /// Returns the place of the first bytes that are not UTF-8, and the text around them (see [`not_utf8_at`]).
    pub(crate) fn not_utf8_at(&self) -> Option<(usize, String)> {
        not_utf8_at(self.bytes)
    }

    /// Returns whether the output is empty or only white space.
    pub(crate) fn is_empty(&self) -> bool {
        !self.truncated && self.trimmed().is_empty()
    }

    /// Returns the object with the strictest block, ask or stop. Of equally strict objects, returns the first.
    pub(crate) fn restricting(&self) -> Option<&Object> {
        Some(&self.found.strictest()?.object)
    }

    /// Returns the non-empty lines of the kept output, trimmed.
    pub(crate) fn lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        let lines = self.text.split(['\n', '\r']);
        let lines =
            lines.map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'));
        lines.filter(|line| !line.is_empty())
    }

    /// Returns the text of this object. The text is empty if the object is not in the kept output.
    pub(crate) fn part(&self, found: &FoundObject) -> Cow<'a, str> {
        String::from_utf8_lossy(self.bytes.get(found.span.clone()).unwrap_or_default())
    }

    /// Returns whether this object is complete but is not valid JSON.
    pub(crate) fn is_broken(&self, found: &FoundObject) -> bool {
        let part = self.part(found);
        let read = || serde_json::from_str::<serde::de::IgnoredAny>(&part);
        !self.truncated && part.starts_with('{') && read().is_err()
    }

    /// Returns the first non-empty line outside this object, or `None` if there is no such line.
    pub(crate) fn beside(&self, found: &FoundObject) -> Option<&'a [u8]> {
        let before = self.bytes.get(..found.span.start).unwrap_or_default();
        let after = self.bytes.get(found.span.end..).unwrap_or_default();
        lines(before).chain(lines(after)).next()
    }
}

/// Returns the position of the first byte that is not UTF-8, counted from 1, and the text around this position.
pub(crate) fn not_utf8_at(bytes: &[u8]) -> Option<(usize, String)> {
    let at = std::str::from_utf8(bytes).err()?.valid_up_to();
    // Do not begin the quotation inside a character.
    let start = at.saturating_sub(16);
    let is_begin = |at: &usize| bytes.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80);
    let start = (start..=at).find(is_begin).unwrap_or(at);
    let around = bytes.get(start..bytes.len().min(at + 12))?;
    let end = |at: &usize| bytes.get(start + at).is_none_or(|byte| byte & 0xc0 != 0x80);
    let whole = (1..=around.len()).rev().find(end).unwrap_or(around.len());
    Some((at + 1, quoted(around.get(..whole)?, 60)))
}

/// Returns the objects, anywhere in an output, that block, ask or stop.
fn scanned(captured: &Captured<'_>, answers: Answers<'_>) -> Found {
    // An object begins with a brace. Inside a JSON string, an escape can stand for the brace, but then a quote precedes
    // it. So output with neither a brace nor a quote needs no scan.
    if captured.late_line.is_none() && memchr2(b'{', b'"', captured.bytes).is_none() {
        return Found::default();
    }
    let mut scan = OutputReader::new(true);
    scan.feed(answers, captured.bytes);
    let mut found = scan.finish(answers, captured.is_truncated());
    if let Some(late) = captured.late_line {
        let mut scan = OutputReader::new(true);
        scan.feed(answers, late);
        found.complete(scan.finish(answers, false));
    }
    found
}

/// Returns the object in a text, if the whole text is one object.
pub(crate) fn object_in(text: &str, answers: Answers<'_>) -> Option<Object> {
    if !(text.starts_with('{') && text.ends_with('}')) {
        return None;
    }
    // Create the reader only now, because the checks above reject most output that is not an answer.
    let event = answers.form.event.as_str().into();
    let mut reader = ObjectReader::new(answers.dialect.keys(), event, usize::MAX);
    let end = reader.feed(text.as_bytes());
    (end == Some(text.len()) && reader.is_valid()).then(|| reader.finish(true))
}

#[cfg(test)]
#[path = "output_tests.rs"]
mod tests;
