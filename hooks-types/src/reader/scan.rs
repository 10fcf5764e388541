//! Finds the objects of an output that restrict.
//!
//! An object may begin wherever a line does, inside another open object too, because nobody knows
//! yet whether that one is an object or a piece of noise with a brace. So up to [`OPEN`] objects are
//! followed side by side. What restricts inside an object is forgotten when that object closes as
//! valid JSON with a key of an answer, and counts otherwise.
//!
//! One object more, and the second oldest is given up. What it may still say is not lost: a
//! [`FlatReader`] goes on in its place, which hears every key of an answer at any depth. What that
//! hears stands inside the oldest object: it is forgotten with the others if that becomes an answer.
//! Once the oldest object has ended otherwise it counts, and is read on to the end of the output.
//!
//! A quote that nobody escaped, and a bracket behind it, end an object too early: a guard pasted a
//! command into its reason. So behind an object that can have ended in such a string, what no other
//! object holds is read to the end of the output by two flat readers: one as if the string had not
//! ended, one as if it had.

use std::sync::Arc;

use memchr::memchr2;

use super::Answers;
use super::flat_reader::{FlatReader, Unfinished};
use super::found::{Found, FoundObject, VALUE_LIMIT};
use super::lines::is_blank;
use super::object::Object;
use super::object_reader::{ObjectReader, Token};
use super::quoted::QuotedReader;

/// Objects that are followed at once. For one more the second oldest is given up: the oldest is the
/// most likely to be the answer, the newest to be a line that nothing else has spoilt.
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
    /// In the place of objects that were given up; no two stand alike in a string or outside.
    flat: Vec<Flat>,
    /// What stands behind objects that may have ended too early; no two stand alike.
    behind: Vec<Flat>,
    /// Where text begins that no object holds, and that nobody has read for them.
    outside: Option<usize>,
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

    /// Whether a quote that is not escaped can have ended it before its end.
    fn may_have_ended_early(&self) -> bool {
        self.object.ends_in_string() || !self.object.is_valid()
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

/// A reader in the place of objects that were given up.
#[derive(Debug)]
struct Flat {
    reader: FlatReader,
    /// Where the first of them begins.
    start: usize,
    /// How far it was read.
    read: usize,
    /// The object around them has ended and is no answer: what they say counts.
    counts: bool,
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
            flat: Vec::new(),
            behind: Vec::new(),
            outside: None,
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
        self.read_flat(piece);
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
        let behind = std::mem::take(&mut self.behind);
        for Flat { reader, start, .. } in std::mem::take(&mut self.flat).into_iter().chain(behind) {
            let object = reader.finish();
            if let Some(restraint) = answers.dialect.read(&object, answers.form).restraint() {
                let mut says = Found::default();
                says.objects.push(FoundObject {
                    restraint,
                    object,
                    span: start..self.total,
                    cut,
                });
                self.found.add(says);
            }
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
                    Some(b'"') if answers.dialect.output_rules().reads_quoted => {
                        self.begin(answers, piece, true)
                    }
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
        let is_quoted = self.open.first().is_some_and(|it| it.quoted.is_some());
        let Some(newest) = self.open.last_mut() else {
            self.outside.get_or_insert(self.total);
            self.total = to;
            return &[];
        };
        let from = newest.read;
        let ended = newest.feed(piece.between(from, to));
        let end = ended.map_or(to, |length| from + length);
        let (part, rest) = bytes.split_at(end.saturating_sub(self.total).min(bytes.len()));
        if is_quoted {
            // The quote may as well be one behind an object that ended too early.
            self.outside.get_or_insert(self.total);
        }
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
            self.give_up(answers, piece, 1);
        }
        let limit = match self.kept && self.open.is_empty() {
            true => usize::MAX,
            false => VALUE_LIMIT,
        };
        let event = || answers.form.event.as_str().into();
        let event = self.event.get_or_insert_with(event);
        let mut candidate = self.spare.pop().unwrap_or_else(|| Candidate {
            object: Box::new(ObjectReader::new(
                answers.dialect.keys(),
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
        self.read_behind(piece);
        candidate.was_read(self.total, self.closers);
        self.open.push(candidate);
    }

    /// Leaves an object that was read up to here to a flat reader.
    fn give_up(&mut self, answers: Answers<'_>, piece: Piece<'_>, at: usize) {
        self.read_flat(piece);
        merge_alike(&mut self.flat);
        if let Some(candidate) = self.open.get(at) {
            let of = candidate.object.unfinished();
            let alike = |flat: &&mut Flat| flat.reader.token() == of.token;
            match self.flat.iter_mut().find(alike) {
                Some(flat) => flat.reader.take_over(of),
                None => self.flat.push(Flat {
                    reader: FlatReader::new(
                        answers.dialect.keys(),
                        answers.form.event.as_str().into(),
                        of,
                    ),
                    start: candidate.start,
                    read: self.total,
                    counts: false,
                }),
            }
        }
        self.end(answers, at, End::Open);
    }

    /// Begins to read what stands behind an object that ended here.
    fn begin_behind(&mut self, answers: Answers<'_>) {
        let stands_in = |it: &[Flat], token| it.iter().any(|it| it.reader.token() == token);
        let tokens = [Token::String, Token::None];
        if tokens.iter().all(|token| stands_in(&self.behind, *token)) {
            return;
        }
        merge_alike(&mut self.behind);
        for token in tokens {
            if stands_in(&self.behind, token) {
                continue;
            }
            let of = Unfinished {
                object: Object::default(),
                token,
                kept: Vec::new(),
                key: None,
            };
            let event = answers.form.event.as_str().into();
            self.behind.push(Flat {
                reader: FlatReader::new(answers.dialect.keys(), event, of),
                start: self.total,
                read: self.total,
                counts: true,
            });
        }
    }

    /// Reads what stands in no object, up to here.
    fn read_behind(&mut self, piece: Piece<'_>) {
        let Some(from) = self.outside.take().filter(|_| !self.behind.is_empty()) else {
            return;
        };
        let bytes = piece.between(from, self.total);
        for flat in &mut self.behind {
            flat.reader.feed(bytes);
        }
        self.look(bytes.len() * self.behind.len());
    }

    /// Reads on up to here in the place of the objects that were given up.
    fn read_flat(&mut self, piece: Piece<'_>) {
        let total = self.total;
        let mut read = 0;
        for flat in &mut self.flat {
            flat.reader.feed(piece.between(flat.read, total));
            read += total - flat.read;
            flat.read = total;
        }
        if read > 0 {
            self.look(read);
        }
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
            && let Some(restraint) = answers.dialect.read(object, answers.form).restraint()
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
        if at == 0 && end == End::Closed && candidate.may_have_ended_early() {
            self.begin_behind(answers);
        }
        let inside = std::mem::take(&mut candidate.inside);
        if !is_whole {
            says.add(inside);
        }
        for object in candidate.object.take_beside(valid && end != End::Open) {
            if let Some(restraint) = answers.dialect.read(&object, answers.form).restraint() {
                let mut beside = Found::default();
                beside.objects.push(FoundObject {
                    restraint,
                    object,
                    span: candidate.start..self.total,
                    cut: end == End::Unknown,
                });
                says.add(beside);
            }
        }
        self.spare.push(candidate);
        if at == 0 {
            // Of the objects that were given up, those that began in this one.
            match is_whole {
                true => self.flat.retain(|flat| flat.counts),
                false => self.flat.iter_mut().for_each(|flat| flat.counts = true),
            }
        }
        let around = at
            .checked_sub(1)
            .and_then(|before| self.open.get_mut(before));
        around
            .map_or(&mut self.found, |around| &mut around.inside)
            .add(says);
    }
}

/// Makes one reader of those that stand alike.
fn merge_alike(readers: &mut Vec<Flat>) {
    for mut flat in std::mem::take(readers) {
        let alike = |other: &&mut Flat| other.reader.token() == flat.reader.token();
        match readers.iter_mut().find(alike) {
            None => readers.push(flat),
            Some(known) => {
                known.counts |= std::mem::take(&mut flat.counts);
                known.reader.take_over(flat.reader.unfinished());
            }
        }
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
