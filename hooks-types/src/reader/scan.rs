//! Finds the objects in an output that block, ask or stop.
//!
//! An object can begin at the start of any line, even inside an open object, because the open "object" might only be
//! text with a brace. So up to [`OPEN`] objects are followed at the same time. When the outer object closes as valid
//! JSON with a key of an answer, the restrictions found inside it are dropped. Otherwise they take effect.
//!
//! If an object begins while [`OPEN`] objects are already followed, the second oldest object is given up: it is no
//! longer followed as an object. A [`FlatReader`](super::flat_reader::FlatReader) reads its rest, and finds every key
//! of an answer at any depth, so no later restriction is lost. All these keys lie inside the oldest object. If the
//! oldest object turns out to be an answer, they are dropped. Otherwise they take effect, and the flat reader continues
//! to the end of the output.
//!
//! An unescaped quote followed by a bracket ends an object too early. This happens when a hook pastes a command into
//! its reason. After an object that could have ended in this way, two flat readers read all text outside objects, to
//! the end of the output. The first reader assumes that the quote had ended the string, and the second that it had not.

use std::sync::Arc;

use memchr::memchr2;

use super::Answers;
use super::both_ways::BothWays;
use super::candidate::{Candidate, End};
use super::flat_readers::FlatReaders;
use super::found::Found;
use super::line_start::{Begins, LineStart};

mod objects;

/// Maximum number of objects that are followed at the same time. If a further object begins, the second oldest is given
/// up, because the oldest object is the most likely answer, and the newest object is the most likely to be intact.
const OPEN: usize = 8;

/// Reads output in pieces and collects the objects that block, ask or stop.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    /// Whether the output itself is kept in memory. Values may then have any length.
    kept: bool,
    /// The agent's name of the event, set when the first object begins.
    event: Option<Arc<str>>,
    /// The objects whose end has not been found yet, the oldest and outermost first.
    open: Vec<Candidate>,
    /// Ended candidates, whose memory is reused.
    spare: Vec<Candidate>,
    /// The objects that block, ask or stop and that take effect regardless of the rest of the output.
    found: Found,
    /// The readers that continue objects that were given up (because more than [`OPEN`] objects were open).
    given_up: FlatReaders,
    /// The readers of the text after an object that could have ended too early, and the offset of this text. `None` if
    /// there is no such object.
    behind: Option<(BothWays, usize)>,
    /// The offset of text that is outside all objects and that the readers in `behind` have not read yet.
    outside: Option<usize>,
    /// How the current line has begun. `None` if no object can begin at the current position.
    before: Option<LineStart>,
    /// Number of bytes read.
    total: usize,
    /// Number of closing brackets in the bytes read, counted only while a second object is open.
    closers: usize,
    /// Number of bytes that were examined. A byte that is read twice counts as two.
    #[cfg(test)]
    pub(super) work: usize,
    /// Number of times that an object was begun or was read further.
    #[cfg(test)]
    pub(super) steps: usize,
}

/// A piece of output and its offset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    bytes: &'a [u8],
    begin: usize,
}

impl<'a> Piece<'a> {
    /// Returns the bytes between two offsets of the output.
    pub(super) fn between(self, from: usize, to: usize) -> &'a [u8] {
        let range = from.saturating_sub(self.begin)..to.saturating_sub(self.begin);
        self.bytes.get(range).unwrap_or_default()
    }
}

impl Scan {
    /// Creates a scan. `kept` means that the output is kept in memory. If it is false, each piece is dropped after the
    /// scan has read it.
    pub(super) fn new(kept: bool) -> Self {
        Self {
            kept,
            event: None,
            open: Vec::new(),
            spare: Vec::new(),
            found: Found::default(),
            given_up: FlatReaders::default(),
            behind: None,
            outside: None,
            before: Some(LineStart::default()),
            total: 0,
            closers: 0,
            #[cfg(test)]
            work: 0,
            #[cfg(test)]
            steps: 0,
        }
    }

    /// Reads the next bytes.
    pub(super) fn feed(&mut self, answers: Answers<'_>, chunk: &[u8]) {
        let piece = Piece {
            bytes: chunk,
            begin: self.total,
        };
        let mut rest = chunk;
        // A lone `\r` ends a line too, because a progress display uses it to return to the beginning of the line, and
        // can print the result there.
        while let Some(end) = memchr2(b'\n', b'\r', rest) {
            let (line, after) = rest.split_at(end + 1);
            self.line(answers, piece, line);
            self.before = Some(LineStart::default());
            rest = after;
        }
        // The last line can continue in the next piece, so the state of that line is kept in `before`.
        self.line(answers, piece, rest);
        // Let all objects read to the end of the piece, because the piece is dropped after this
        // call. The newest object comes first, because an object that ends adds its findings to the
        // object around it.
        for at in (0..self.open.len()).rev() {
            self.catch_up(answers, piece, at);
        }
        self.read_given_up(piece);
        self.read_behind(piece);
    }

    /// Handles the end of the output, and returns the findings. `cut` means that the output continued beyond the bytes
    /// that were read.
    pub(super) fn finish(mut self, answers: Answers<'_>, cut: bool) -> Found {
        let end = match cut {
            true => End::Unknown,
            false => End::Open,
        };
        // End the innermost object first, because its findings are added to the object around it.
        while !self.open.is_empty() {
            self.end(answers, self.open.len() - 1, end);
        }
        let Self {
            given_up,
            behind,
            mut found,
            total,
            ..
        } = self;
        given_up.finish(answers, total, cut, &mut found);
        if let Some((behind, start)) = behind {
            for object in behind.finish() {
                if let Some(restraint) = answers.restraint(&object) {
                    found.add(restraint, object, start..total, cut);
                }
            }
        }
        found
    }

    /// Reads a part of a line.
    fn line(&mut self, answers: Answers<'_>, piece: Piece<'_>, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if let Some(before) = &mut self.before {
                let mut begins = bytes.iter().map(|byte| before.read(*byte)).enumerate();
                let begins = begins.find(|(_, begins)| *begins != Begins::Nothing);
                let (length, begins) = begins.unwrap_or((bytes.len(), Begins::Nothing));
                let (blank, rest) = bytes.split_at(length);
                // No object begins or ends in these bytes, so the open objects and the readers of the text outside can
                // read them later.
                if !blank.is_empty() {
                    self.note_outside();
                    self.total += blank.len();
                }
                bytes = rest;
                // Only agents that parse a printed string as JSON (Gemini CLI) find an answer inside a string. For all
                // other agents a line that begins with a quote is text.
                let quoted = answers.dialect.output_rules().reads_quoted;
                match begins {
                    Begins::Nothing => return,
                    Begins::Object => self.begin(answers, piece, false),
                    // If the agent reads objects inside strings, assume that the quote before the brace began a string.
                    Begins::Either => self.begin(answers, piece, quoted),
                    Begins::Quoted if quoted => self.begin(answers, piece, true),
                    Begins::Quoted | Begins::Text => {}
                }
                self.before = None;
            }
            bytes = self.part(answers, piece, bytes);
        }
    }

    /// Notes that text outside of all objects begins here, if no object is open or only an object inside a string.
    ///
    /// An unescaped quote could have ended an earlier object too early, so the readers of `behind` must read this text.
    fn note_outside(&mut self) {
        if self.open.first().is_none_or(Candidate::is_quoted) {
            self.outside.get_or_insert(self.total);
        }
    }

    /// Reads up to the end of the newest object and returns the remaining bytes.
    fn part<'b>(&mut self, answers: Answers<'_>, piece: Piece<'_>, bytes: &'b [u8]) -> &'b [u8] {
        let to = self.total + bytes.len();
        let before = self.open.len().saturating_sub(1);
        self.note_outside();
        let Some(newest) = self.open.last_mut() else {
            self.total = to;
            return &[];
        };
        let from = newest.read;
        let ended = newest.feed(piece.between(from, to));
        let end = ended.map_or(to, |length| from + length);
        let (part, rest) = bytes.split_at(end.saturating_sub(self.total).min(bytes.len()));
        self.total += part.len();
        // Let an older object read only if it can have ended, because reading for every short line would not be linear
        // in time. An object can have ended only if the output so far has enough closing brackets (`due`).
        if before > 0 {
            let closers = part.iter().filter(|byte| matches!(byte, b'}' | b']'));
            self.closers += closers.count();
        }
        newest.was_read(self.total, self.closers);
        self.look(self.total - from);
        if ended.is_some() {
            self.end(answers, before, End::Closed);
            self.before = Some(LineStart::default());
        }
        for at in (0..before).rev() {
            if self.open.get(at).is_some_and(|it| it.due <= self.closers) {
                self.catch_up(answers, piece, at);
            }
        }
        rest
    }

    /// Lets an object read further, up to the current position.
    fn catch_up(&mut self, answers: Answers<'_>, piece: Piece<'_>, at: usize) {
        let Some(candidate) = self.open.get_mut(at) else {
            return;
        };
        let from = candidate.read;
        if from == self.total {
            return;
        }
        let ended = candidate.feed(piece.between(from, self.total));
        candidate.was_read(self.total, self.closers);
        self.look(self.total - from);
        if ended.is_some() {
            self.end(answers, at, End::Closed);
        }
    }

    /// Adds to the counters of work, which only tests read.
    fn look(&mut self, _bytes: usize) {
        #[cfg(test)]
        {
            self.work += _bytes;
            self.steps += 1;
        }
    }
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
