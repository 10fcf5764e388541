//! Finds a line that restricts in output that is not kept.

use memchr::memchr2;

use super::lines::{BOM, trimmed};
use super::long_line::LongLine;
use crate::dialect::WireForm;
use crate::spec::HookSpec;
use crate::wire::{Restriction, wire_of};

/// The longest line that is kept whole; a longer one is judged by its shortened form.
const LINE_LIMIT: usize = 1 << 20;

/// Reads output chunk by chunk, keeping only the line at hand, and remembers the strictest whole
/// line that restricts (block, ask, stop) in the hook's dialect, the first of equals.
///
/// Feed it the output from its first byte on. It keeps at most a few MiB (a longer line is
/// shortened, its texts cut and its content made unreadable, so that an ask about it blocks) and looks no closer at lines
/// that do not begin like an object, so a flood costs little more than the search for its line
/// ends.
#[derive(Debug)]
pub struct RestrictionScanner {
    form: WireForm,
    line: Vec<u8>,
    state: LineState,
    long: LongLine,
    found: Option<(Restriction, Vec<u8>)>,
}

/// What is known of the line at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineState {
    /// Only white space and byte order marks so far.
    Blank,
    /// It begins like an object and is kept.
    Kept,
    /// It begins like an object, is too long to be kept, and is shortened.
    Shortened,
    /// It is none: dropped up to its end.
    Skipped,
}

impl RestrictionScanner {
    /// A scanner for a hook's output.
    #[must_use]
    pub fn new(spec: &HookSpec) -> Self {
        Self {
            form: spec.form.clone(),
            line: Vec::new(),
            state: LineState::Blank,
            long: LongLine::default(),
            found: None,
        }
    }

    /// Reads the next bytes.
    pub fn feed(&mut self, chunk: &[u8]) {
        let mut rest = chunk;
        while let Some(end) = memchr2(b'\n', b'\r', rest) {
            let (line, after) = rest.split_at(end);
            self.extend(line);
            self.end_line();
            rest = after.get(1..).unwrap_or_default();
        }
        self.extend(rest);
    }

    /// Ends the output; a last line without a newline counts as whole. Returns the line found.
    #[must_use]
    pub fn finish(mut self) -> Option<Vec<u8>> {
        self.end_line();
        self.found.map(|(_, line)| line)
    }

    /// Adds to the line at hand what may matter of it.
    fn extend(&mut self, part: &[u8]) {
        let mut part = part;
        if self.state == LineState::Blank {
            let Some(begin) = part.iter().position(|byte| !is_blank(*byte)) else {
                return;
            };
            part = part.get(begin..).unwrap_or_default();
            self.state = match part.first() {
                Some(b'{') => LineState::Kept,
                _ => LineState::Skipped,
            };
        }
        match self.state {
            LineState::Blank | LineState::Skipped => {}
            LineState::Shortened => self.long.feed(part),
            LineState::Kept if self.line.len() + part.len() <= LINE_LIMIT => {
                self.line.extend_from_slice(part);
            }
            LineState::Kept => {
                self.state = LineState::Shortened;
                self.long.feed(&std::mem::take(&mut self.line));
                self.long.feed(part);
            }
        }
    }

    fn end_line(&mut self) {
        let long = std::mem::take(&mut self.long);
        if self.state == LineState::Shortened {
            self.line = long.finish().unwrap_or_default();
        }
        if trimmed(&self.line).ends_with(b"}") {
            self.judge();
        }
        self.line.clear();
        self.state = LineState::Blank;
    }

    fn judge(&mut self) {
        let Ok(wire) = wire_of(self.form.dialect) else {
            return;
        };
        let restriction = wire.restricts(&self.line, &self.form);
        let strictest = self.found.as_ref().map(|(found, _)| *found);
        if let Some(restriction) = restriction
            && strictest < Some(restriction)
        {
            self.found = Some((restriction, std::mem::take(&mut self.line)));
        }
    }
}

/// White space, or a byte of a byte order mark: it may come in pieces.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || BOM.contains(&byte)
}

#[cfg(test)]
#[path = "scanner_tests.rs"]
mod tests;
