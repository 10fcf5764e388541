//! Finds the objects of an output that restrict.
//!
//! An object may begin wherever a line does, inside another open object too, because nobody knows
//! yet whether that one is an object or a piece of noise with a brace. So up to [`OPEN`] objects are
//! followed side by side. What restricts inside an object is forgotten when that object closes as
//! valid JSON with a key of an answer, and counts otherwise.
//!
//! One object more, and the second oldest is given up. What it may still say is not lost: a
//! [`FlatReader`](super::flat_reader::FlatReader) goes on in its place, which hears every key of an answer at any depth. What that
//! hears stands inside the oldest object: it is forgotten with the others if that becomes an answer.
//! Once the oldest object has ended otherwise it counts, and is read on to the end of the output.
//!
//! A quote that nobody escaped, and a bracket behind it, end an object too early: a guard pasted a
//! command into its reason. So behind an object that can have ended in such a string, what no other
//! object holds is read to the end of the output by flat readers too: as if the string had not ended,
//! and as if it had.

use std::sync::Arc;

use memchr::memchr2;

use super::Answers;
use super::before::{Before, Begins};
use super::both_ways::BothWays;
use super::candidate::{Candidate, End};
use super::flat_reader::{FlatReader, Unfinished};
use super::flat_readers::FlatReaders;
use super::found::{Found, VALUE_LIMIT};
use super::lexer::Token;
use super::object::Object;

/// Objects that are followed at once. For one more the second oldest is given up: the oldest is the
/// most likely to be the answer, the newest to be a line that nothing else has spoilt.
const OPEN: usize = 8;

/// Reads output piece by piece.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    /// The output is kept beside it, so values may be as long as they are.
    kept: bool,
    /// The agent's name of the event, once an object began.
    event: Option<Arc<str>>,
    open: Vec<Candidate>,
    /// Those that have ended, for the next to begin with what they took of memory.
    spare: Vec<Candidate>,
    found: Found,
    given_up: FlatReaders,
    /// Reads what stands behind objects that may have ended too early, and where it begins.
    behind: Option<(BothWays, usize)>,
    /// Where text begins that no object holds, and that was not read for them.
    outside: Option<usize>,
    /// An object may begin here, behind this.
    before: Option<Before>,
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
pub(super) struct Piece<'a> {
    bytes: &'a [u8],
    begin: usize,
}

impl<'a> Piece<'a> {
    /// From one place of the output to another.
    pub(super) fn between(self, from: usize, to: usize) -> &'a [u8] {
        let range = from.saturating_sub(self.begin)..to.saturating_sub(self.begin);
        self.bytes.get(range).unwrap_or_default()
    }
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
            given_up: FlatReaders::default(),
            behind: None,
            outside: None,
            before: Some(Before::default()),
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
            self.before = Some(Before::default());
            rest = after;
        }
        self.line(answers, piece, rest);
        for at in (0..self.open.len()).rev() {
            self.catch_up(answers, piece, at);
        }
        self.read_given_up(piece);
        self.read_behind(piece);
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

    /// A part of a line.
    fn line(&mut self, answers: Answers<'_>, piece: Piece<'_>, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if let Some(before) = &mut self.before {
                let mut begins = bytes.iter().map(|byte| before.read(*byte)).enumerate();
                let begins = begins.find(|(_, begins)| *begins != Begins::Nothing);
                let (length, begins) = begins.unwrap_or((bytes.len(), Begins::Nothing));
                let (blank, rest) = bytes.split_at(length);
                // Nothing ends in them, so whoever is open reads them later.
                self.total += blank.len();
                bytes = rest;
                let quoted = answers.dialect.output_rules().reads_quoted;
                match begins {
                    Begins::Nothing => return,
                    Begins::Object => self.begin(answers, piece, false),
                    Begins::Either => self.begin(answers, piece, quoted),
                    Begins::Quoted if quoted => self.begin(answers, piece, true),
                    Begins::Quoted | Begins::Text => {}
                }
                self.before = None;
            }
            bytes = self.part(answers, piece, bytes);
        }
    }

    /// Reads up to where the newest object ends; returns what is left.
    fn part<'b>(&mut self, answers: Answers<'_>, piece: Piece<'_>, bytes: &'b [u8]) -> &'b [u8] {
        let to = self.total + bytes.len();
        let before = self.open.len().saturating_sub(1);
        if self.open.first().is_none_or(Candidate::is_quoted) {
            // That quote may as well be one behind an object that ended too early.
            self.outside.get_or_insert(self.total);
        }
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
            self.before = Some(Before::default());
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
            self.give_up(answers, piece, 1);
        }
        let limit = match self.kept && self.open.is_empty() {
            true => usize::MAX,
            false => VALUE_LIMIT,
        };
        let event = || answers.form.event.as_str().into();
        let event = self.event.get_or_insert_with(event);
        let spare = self.spare.pop();
        let mut candidate = spare.unwrap_or_else(|| Candidate::new(answers, event));
        candidate.begin(self.total, quoted, limit);
        candidate.was_read(self.total, self.closers);
        self.open.push(candidate);
        self.read_behind(piece);
    }

    /// Leaves an object that was read up to here to a flat reader.
    fn give_up(&mut self, answers: Answers<'_>, piece: Piece<'_>, at: usize) {
        self.read_given_up(piece);
        if let Some(candidate) = self.open.get(at) {
            let of = candidate.object.unfinished();
            self.given_up.take(answers, of, candidate.start, self.total);
        }
        self.end(answers, at, End::Open);
    }

    /// Reads on up to here in the place of the objects that were given up.
    fn read_given_up(&mut self, piece: Piece<'_>) {
        let read = self.given_up.read(piece, self.total);
        if read > 0 {
            self.look(read);
        }
    }

    /// Reads what stands in no object, up to here.
    fn read_behind(&mut self, piece: Piece<'_>) {
        if let (Some(from), Some((behind, _))) = (self.outside.take(), &mut self.behind) {
            let bytes = piece.between(from, self.total);
            behind.feed(bytes);
            self.look(2 * bytes.len());
        }
    }

    /// Takes an object out of those that are followed, with what it and what is inside it says.
    fn end(&mut self, answers: Answers<'_>, at: usize, end: End) {
        let mut candidate = self.open.remove(at);
        let (total, outermost) = (self.total, at == 0);
        let behind = &mut self.behind;
        let (says, is_answer) = candidate.end(answers, total, end, |said| {
            if outermost {
                begin_behind(behind, answers, said, total);
            }
        });
        self.spare.push(candidate);
        let around = at.checked_sub(1).and_then(|at| self.open.get_mut(at));
        match around {
            Some(around) => around.inside.merge(says),
            None => {
                self.found.merge(says);
                self.given_up.around_ended(is_answer);
            }
        }
    }
}

/// Begins to read behind an object that a quote which nobody escaped may have ended, or tells who
/// reads there what it said.
fn begin_behind(
    behind: &mut Option<(BothWays, usize)>,
    answers: Answers<'_>,
    said: &Object,
    total: usize,
) {
    if behind.is_none() {
        let reader = |token| {
            let event = answers.form.event.as_str().into();
            FlatReader::new(answers.dialect.keys(), event, Unfinished::nothing(token))
        };
        let mut ways = BothWays::of(reader(Token::None));
        ways.doubt(reader(Token::String));
        *behind = Some((ways, total));
    }
    if let Some((ways, _)) = behind {
        ways.know(said);
    }
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
