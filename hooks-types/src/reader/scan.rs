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
use super::object::Object;
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
    found: Found,
    /// An object may begin here.
    fresh: bool,
    /// Bytes read.
    total: usize,
    /// Bytes that were looked at, as often as they were.
    #[cfg(test)]
    pub(super) work: usize,
}

/// An object that is followed.
#[derive(Debug)]
struct Candidate {
    reader: Reader,
    /// Where it begins.
    start: usize,
    /// What restricts inside it.
    inside: Found,
}

#[derive(Debug)]
enum Reader {
    Plain(ObjectReader),
    /// In a string, where the agent reads it.
    Quoted(QuotedReader),
}

impl Reader {
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Plain(reader) => reader.feed(bytes),
            Self::Quoted(reader) => reader.feed(bytes),
        }
    }

    /// What was read of the object, and whether all of it was JSON.
    fn finish(self, ended: bool) -> (Object, bool) {
        match self {
            Self::Plain(reader) => {
                let valid = reader.is_valid();
                (reader.finish(ended), valid)
            }
            Self::Quoted(reader) => {
                let valid = reader.is_valid();
                (reader.into_object().finish(ended), valid)
            }
        }
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
            found: Found::default(),
            fresh: true,
            total: 0,
            #[cfg(test)]
            work: 0,
        }
    }

    /// Reads the next bytes.
    pub(super) fn feed(&mut self, answers: Answers<'_>, chunk: &[u8]) {
        let mut rest = chunk;
        while let Some(end) = memchr2(b'\n', b'\r', rest) {
            let (line, after) = rest.split_at(end + 1);
            self.line(answers, line);
            self.fresh = true;
            rest = after;
        }
        self.line(answers, rest);
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
    fn line(&mut self, answers: Answers<'_>, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.fresh {
                let begin = bytes.iter().position(|byte| !is_blank(*byte));
                let (blank, rest) = bytes.split_at(begin.unwrap_or(bytes.len()));
                self.pass(answers, blank);
                bytes = rest;
                match bytes.first() {
                    Some(b'{') => self.begin(answers, false),
                    Some(b'"') if answers.wire.reads_quoted() => self.begin(answers, true),
                    Some(_) => {}
                    None => return,
                }
                self.fresh = false;
            }
            bytes = self.part(answers, bytes);
        }
    }

    /// Reads up to where the newest object ends; returns what is left.
    fn part<'b>(&mut self, answers: Answers<'_>, bytes: &'b [u8]) -> &'b [u8] {
        let Some(newest) = self.open.last_mut() else {
            self.total += bytes.len();
            return &[];
        };
        let ended = newest.reader.feed(bytes);
        let (part, rest) = bytes.split_at(ended.unwrap_or(bytes.len()));
        self.look(part);
        self.total += part.len();
        let newest = self.open.len() - 1;
        if ended.is_some() {
            self.end(answers, newest, End::Closed);
            self.fresh = true;
        }
        self.pass_to(answers, newest, part);
        rest
    }

    /// Passes bytes to every object.
    fn pass(&mut self, answers: Answers<'_>, bytes: &[u8]) {
        self.total += bytes.len();
        self.pass_to(answers, self.open.len(), bytes);
    }

    /// Passes bytes to the objects before this one, the newer first.
    fn pass_to(&mut self, answers: Answers<'_>, newer: usize, bytes: &[u8]) {
        for at in (0..newer).rev() {
            let candidate = self.open.get_mut(at);
            let ended = candidate.and_then(|candidate| candidate.reader.feed(bytes));
            self.look(bytes);
            if ended.is_some() {
                self.end(answers, at, End::Closed);
            }
        }
    }

    fn look(&mut self, _bytes: &[u8]) {
        #[cfg(test)]
        {
            self.work += _bytes.len();
        }
    }

    fn begin(&mut self, answers: Answers<'_>, quoted: bool) {
        if self.open.len() == OPEN {
            self.end(answers, 1, End::Open);
        }
        let limit = match self.kept && self.open.is_empty() {
            true => usize::MAX,
            false => VALUE_LIMIT,
        };
        let event = || answers.form.event.as_str().into();
        let event = Arc::clone(self.event.get_or_insert_with(event));
        let reader = ObjectReader::new(answers.wire.keys(), event, limit);
        self.open.push(Candidate {
            reader: match quoted {
                true => Reader::Quoted(QuotedReader::new(reader)),
                false => Reader::Plain(reader),
            },
            start: self.total,
            inside: Found::default(),
        });
    }

    /// Takes an object out of those that are followed, with what it and what is inside it says.
    fn end(&mut self, answers: Answers<'_>, at: usize, end: End) {
        let candidate = self.open.remove(at);
        let (object, valid) = candidate.reader.finish(end == End::Open);
        let answer = object.is_answer();
        let mut says = Found::default();
        if answer && let Some(restraint) = answers.wire.restrains(&object, answers.form) {
            says.objects.push(FoundObject {
                restraint,
                object,
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
        if !is_whole {
            says.add(candidate.inside);
        }
        let around = at
            .checked_sub(1)
            .and_then(|before| self.open.get_mut(before));
        around
            .map_or(&mut self.found, |around| &mut around.inside)
            .add(says);
    }
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
