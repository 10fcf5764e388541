//! Finds the restricting objects in an output.
//!
//! An object can begin wherever a line does, even inside another open object, because it is not
//! known yet whether the outer one is an object or noise with a brace. So up to [`OPEN`] objects
//! are followed at the same time. When the outer object closes as valid JSON with a key of an
//! answer, the restrictions found inside it are dropped. Otherwise they count.
//!
//! When one more object begins, the second oldest is given up. A
//! [`FlatReader`](super::flat_reader::FlatReader) takes its place, which finds every key of an
//! answer at any depth, so no later restriction is lost. These findings are inside the oldest
//! object: they are dropped if that object becomes an answer. If it ends in any other way, they
//! count, and the flat reader continues to the end of the output.
//!
//! An unescaped quote followed by a bracket ends an object too early. This happens when a guard
//! pastes a command into its reason. After an object that may have ended this way, flat readers
//! also read all text outside of other objects, to the end of the output. One of them assumes that
//! the string had ended, the other that it had not.

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

/// Number of objects that are followed at the same time. One more makes the second oldest give way:
/// the oldest is the most likely to be the answer, and the newest is the most likely to be an
/// intact line.
const OPEN: usize = 8;

/// Reads output in pieces and collects the restricting objects.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    /// Whether the output itself is kept in memory. Values may then have any length.
    kept: bool,
    /// The agent's name of the event, set when the first object begins.
    event: Option<Arc<str>>,
    /// The objects that are followed, the oldest and outermost first.
    open: Vec<Candidate>,
    /// Ended candidates, whose memory is reused.
    spare: Vec<Candidate>,
    /// The restrictions that count, whatever follows.
    found: Found,
    /// The readers that continue the objects that were given up.
    given_up: FlatReaders,
    /// The readers of the text after objects that may have ended too early, and where that text
    /// begins.
    behind: Option<(BothWays, usize)>,
    /// The start of text that is outside of all objects and that `behind` has not read yet.
    outside: Option<usize>,
    /// Set while an object may begin at the current position.
    before: Option<Before>,
    /// Number of bytes read.
    total: usize,
    /// Number of closing brackets in the bytes read, counted only while a second object is open.
    closers: usize,
    /// Number of bytes examined, counting repetitions.
    #[cfg(test)]
    pub(super) work: usize,
    /// Number of times that an object began or was read further.
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
    /// Creates a scan of output that is kept in memory, or of output that streams past.
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
        // A lone `\r` ends a line too: a progress display goes back to the beginning of its line
        // and writes its result there.
        while let Some(end) = memchr2(b'\n', b'\r', rest) {
            let (line, after) = rest.split_at(end + 1);
            self.line(answers, piece, line);
            self.before = Some(Before::default());
            rest = after;
        }
        // The last line may continue in the next piece, so `before` keeps its state.
        self.line(answers, piece, rest);
        // All objects catch up, because the piece is gone after this call. Newest first: an object
        // that ends adds its findings to the object around it.
        for at in (0..self.open.len()).rev() {
            self.catch_up(answers, piece, at);
        }
        self.read_given_up(piece);
        self.read_behind(piece);
    }

    /// Ends the output. `cut` means that only the kept part of it has ended.
    pub(super) fn finish(mut self, answers: Answers<'_>, cut: bool) -> Found {
        let end = match cut {
            true => End::Unknown,
            false => End::Open,
        };
        // Innermost first, for the same reason as in `feed`.
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
                // Nothing ends in these bytes, so the open objects can read them later.
                self.total += blank.len();
                bytes = rest;
                // Only agents that parse a printed string a second time (Gemini CLI) find an answer
                // in it. For all others a quote begins a line of text.
                let quoted = answers.dialect.output_rules().reads_quoted;
                match begins {
                    Begins::Nothing => return,
                    Begins::Object => self.begin(answers, piece, false),
                    // For an agent that reads quoted objects, the quote before the brace probably
                    // began one.
                    Begins::Either => self.begin(answers, piece, quoted),
                    Begins::Quoted if quoted => self.begin(answers, piece, true),
                    Begins::Quoted | Begins::Text => {}
                }
                self.before = None;
            }
            bytes = self.part(answers, piece, bytes);
        }
    }

    /// Reads up to the end of the newest object and returns the remaining bytes.
    fn part<'b>(&mut self, answers: Answers<'_>, piece: Piece<'_>, bytes: &'b [u8]) -> &'b [u8] {
        let to = self.total + bytes.len();
        let before = self.open.len().saturating_sub(1);
        if self.open.first().is_none_or(Candidate::is_quoted) {
            // This quote may also follow an object that ended too early.
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
        // Read the older objects only when they can have ended, not for every short line. This
        // keeps the time linear: an object cannot end before its number of closing brackets has
        // passed.
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

    /// Reads an object further, up to the current position.
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

    /// Counts work in tests.
    fn look(&mut self, _bytes: usize) {
        #[cfg(test)]
        {
            self.work += _bytes;
            self.steps += 1;
        }
    }

    /// Begins a new object at the current position.
    fn begin(&mut self, answers: Answers<'_>, piece: Piece<'_>, quoted: bool) {
        if self.open.len() == OPEN {
            // The second oldest object may have ended in the bytes that it has not read yet.
            self.catch_up(answers, piece, 1);
        }
        if self.open.len() == OPEN {
            self.give_up(answers, piece, 1);
        }
        // Values of the outermost object are parts of the kept output, so their copies are not
        // larger than the output. Objects inside one another would copy the same bytes again and
        // again.
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

    /// Replaces an object, read up to the current position, by a flat reader.
    fn give_up(&mut self, answers: Answers<'_>, piece: Piece<'_>, at: usize) {
        // If a flat reader is in the same token, it continues for this object. So all readers must first have read
        // as far as the object.
        self.read_given_up(piece);
        if let Some(candidate) = self.open.get(at) {
            let of = candidate.object.unfinished();
            self.given_up.take(answers, of, candidate.start, self.total);
        }
        self.end(answers, at, End::Open);
    }

    /// Lets the flat readers of given-up objects read up to the current position.
    fn read_given_up(&mut self, piece: Piece<'_>) {
        let read = self.given_up.read(piece, self.total);
        if read > 0 {
            self.look(read);
        }
    }

    /// Reads the text outside of all objects, up to the current position.
    fn read_behind(&mut self, piece: Piece<'_>) {
        if let (Some(from), Some((behind, _))) = (self.outside.take(), &mut self.behind) {
            let bytes = piece.between(from, self.total);
            behind.feed(bytes);
            self.look(2 * bytes.len());
        }
    }

    /// Removes an object from those that are followed. Passes on its findings and the findings
    /// inside it.
    fn end(&mut self, answers: Answers<'_>, at: usize, end: End) {
        let mut candidate = self.open.remove(at);
        let (total, outermost) = (self.total, at == 0);
        let behind = &mut self.behind;
        let (says, is_answer) = candidate.end(answers, total, end, |said| {
            // An object around this one is still being read, and its own parallel readers cover the
            // text that follows here.
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

/// Starts to read the text after an object that an unescaped quote may have ended, or adds the
/// object's keys to the readers that already do.
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
