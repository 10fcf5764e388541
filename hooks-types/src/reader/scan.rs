//! Finds the objects of an output that restrict.
//!
//! An object may begin wherever a line does, inside another open object too, because nobody knows
//! yet whether that one is an object or a piece of noise with a brace. So up to [`OPEN`] objects are
//! followed side by side. What restricts inside an object is forgotten when that object closes as
//! valid JSON with a key of an answer, and counts otherwise.

use std::sync::Arc;

use memchr::memchr2;

use super::Answers;
use super::found::{Found, FoundObject, VALUE_LIMIT};
use super::lines::is_blank;
use super::object_reader::ObjectReader;
use super::quoted::QuotedReader;

/// Objects that are followed at once. One more ends the second oldest: the oldest is the most
/// likely to be the answer, the newest to be a line that nothing else has spoilt.
const OPEN: usize = 8;

/// Reads output piece by piece.
#[derive(Debug)]
pub(super) struct Scan {
    /// The output is kept beside it, so values may be as long as they are.
    kept: bool,
    /// The agent's name of the event, once an object began.
    event: Option<Arc<str>>,
    open: Vec<Candidate>,
    /// Those that have ended, for the next to begin with what they took of memory.
    spare: Vec<Candidate>,
    found: Found,
    /// An object may begin here.
    fresh: bool,
    /// Bytes read.
    total: usize,
    /// Closing brackets that stood in them behind the begin of a second object.
    closers: usize,
    /// Bytes that were looked at, as often as they were.
    #[cfg(test)]
    pub(super) work: usize,
    /// How often an object was begun or read on.
    #[cfg(test)]
    pub(super) steps: usize,
}

/// A piece of output, and where it begins.
#[derive(Debug, Clone, Copy)]
struct Piece<'a> {
    bytes: &'a [u8],
    begin: usize,
}

impl<'a> Piece<'a> {
    /// From one place of the output to another.
    fn between(self, from: usize, to: usize) -> &'a [u8] {
        let range = from.saturating_sub(self.begin)..to.saturating_sub(self.begin);
        self.bytes.get(range).unwrap_or_default()
    }
}

/// An object that is followed.
#[derive(Debug)]
struct Candidate {
    object: Box<ObjectReader>,
    /// Where it stands in a string, in which the agent reads it.
    quoted: Option<QuotedReader>,
    /// Where it begins.
    start: usize,
    /// How far it was read.
    read: usize,
    /// It cannot end before so many closing brackets were seen.
    due: usize,
    /// What restricts inside it.
    inside: Found,
}

impl Candidate {
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        match &mut self.quoted {
            None => self.object.feed(bytes),
            Some(quoted) => quoted.feed(bytes, &mut self.object),
        }
    }

    /// Whether all of it was JSON.
    fn is_valid(&self) -> bool {
        self.object.is_valid() && self.quoted.as_ref().is_none_or(QuotedReader::is_whole)
    }

    /// Notes that it was read as far as there are so many bytes and closing brackets.
    fn was_read(&mut self, total: usize, closers: usize) {
        self.read = total;
        // A string ends without one.
        self.due = match self.quoted {
            None => closers + self.object.closers_to_come(),
            Some(_) => 0,
        };
    }
}

/// How a candidate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// With its own bracket.
    Closed,
    /// With the output, or it was given up.
    Open,
    /// With what is kept of the output: who reads the rest knows more.
    Unknown,
}

impl Scan {
    /// For output that is kept, or one that streams past.
    pub(super) fn new(kept: bool) -> Self {
        Self {
            kept,
            event: None,
            open: Vec::new(),
            spare: Vec::new(),
            found: Found::default(),
            fresh: true,
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
        while let Some(end) = memchr2(b'\n', b'\r', rest) {
            let (line, after) = rest.split_at(end + 1);
            self.line(answers, piece, line);
            self.fresh = true;
            rest = after;
        }
        self.line(answers, piece, rest);
        for at in (0..self.open.len()).rev() {
            self.catch_up(answers, piece, at);
        }
    }

    /// Ends the output, or what was kept of it (`cut`).
    pub(super) fn finish(mut self, answers: Answers<'_>, cut: bool) -> Found {
        let end = match cut {
            true => End::Unknown,
            false => End::Open,
        };
        while !self.open.is_empty() {
            self.end(answers, self.open.len() - 1, end);
        }
        self.found
    }

    /// A part of a line.
    fn line(&mut self, answers: Answers<'_>, piece: Piece<'_>, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.fresh {
                let begin = bytes.iter().position(|byte| !may_precede(*byte));
                let (blank, rest) = bytes.split_at(begin.unwrap_or(bytes.len()));
                // Nothing ends in them, so whoever is open reads them later.
                self.total += blank.len();
                bytes = rest;
                match bytes.first() {
                    Some(b'{') => self.begin(answers, piece, false),
                    Some(b'"') if answers.wire.reads_quoted() => self.begin(answers, piece, true),
                    Some(_) => {}
                    None => return,
                }
                self.fresh = false;
            }
            bytes = self.part(answers, piece, bytes);
        }
    }

    /// Reads up to where the newest object ends; returns what is left.
    fn part<'b>(&mut self, answers: Answers<'_>, piece: Piece<'_>, bytes: &'b [u8]) -> &'b [u8] {
        let to = self.total + bytes.len();
        let before = self.open.len().saturating_sub(1);
        let Some(newest) = self.open.last_mut() else {
            self.total = to;
            return &[];
        };
        let from = newest.read;
        let ended = newest.feed(piece.between(from, to));
        let end = ended.map_or(to, |length| from + length);
        let (part, rest) = bytes.split_at(end.saturating_sub(self.total).min(bytes.len()));
        self.total += part.len();
        // The objects before it are read on when they can have ended, not with every short line.
        if before > 0 {
            let closers = part.iter().filter(|byte| matches!(byte, b'}' | b']'));
            self.closers += closers.count();
        }
        newest.was_read(self.total, self.closers);
        self.look(self.total - from);
        if ended.is_some() {
            self.end(answers, before, End::Closed);
            self.fresh = true;
        }
        for at in (0..before).rev() {
            if self.open.get(at).is_some_and(|it| it.due <= self.closers) {
                self.catch_up(answers, piece, at);
            }
        }
        rest
    }

    /// Reads an object on up to here.
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

    fn look(&mut self, _bytes: usize) {
        #[cfg(test)]
        {
            self.work += _bytes;
            self.steps += 1;
        }
    }

    fn begin(&mut self, answers: Answers<'_>, piece: Piece<'_>, quoted: bool) {
        if self.open.len() == OPEN {
            self.catch_up(answers, piece, 1);
        }
        if self.open.len() == OPEN {
            self.end(answers, 1, End::Open);
        }
        let limit = match self.kept && self.open.is_empty() {
            true => usize::MAX,
            false => VALUE_LIMIT,
        };
        let event = || answers.form.event.as_str().into();
        let event = self.event.get_or_insert_with(event);
        let mut candidate = self.spare.pop().unwrap_or_else(|| Candidate {
            object: Box::new(ObjectReader::new(
                answers.wire.keys(),
                Arc::clone(event),
                limit,
            )),
            quoted: None,
            start: 0,
            read: 0,
            due: 0,
            inside: Found::default(),
        });
        candidate.object.restart(limit);
        candidate.quoted = quoted.then(QuotedReader::new);
        candidate.start = self.total;
        candidate.was_read(self.total, self.closers);
        self.open.push(candidate);
    }

    /// Takes an object out of those that are followed, with what it and what is inside it says.
    fn end(&mut self, answers: Answers<'_>, at: usize, end: End) {
        let mut candidate = self.open.remove(at);
        let valid = candidate.is_valid();
        let object = candidate.object.end(end == End::Open);
        let object = object.filter(|object| object.is_answer());
        let answer = object.is_some();
        let mut says = Found::default();
        if let Some(object) = object
            && let Some(restraint) = answers.wire.restrains(object, answers.form)
        {
            says.objects.push(FoundObject {
                restraint,
                object: std::mem::take(object),
                span: candidate.start..self.total,
                cut: end == End::Unknown,
            });
        }
        // Behind the part that is kept it may close and be an answer.
        let is_whole = match end {
            End::Closed => valid && answer,
            End::Unknown => valid,
            End::Open => false,
        };
        let inside = std::mem::take(&mut candidate.inside);
        if !is_whole {
            says.add(inside);
        }
        self.spare.push(candidate);
        let around = at
            .checked_sub(1)
            .and_then(|before| self.open.get_mut(before));
        around
            .map_or(&mut self.found, |around| &mut around.inside)
            .add(says);
    }
}

/// Whether a byte may stand before an object that starts a line. An array of answers on one line is
/// read as the same array over several lines: each object in it counts by itself.
fn may_precede(byte: u8) -> bool {
    is_blank(byte) || matches!(byte, b'[' | b',')
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
