//! Begins, gives up and ends the objects that a scan follows. An object is given up (no longer followed) if too many
//! objects are open.

use super::super::Answers;
use super::super::both_ways::BothWays;
use super::super::candidate::{Candidate, End};
use super::super::flat_reader::{FlatReader, Unfinished};
use super::super::found::VALUE_LIMIT;
use super::super::lexer::Token;
use super::super::object::Object;
use super::{OPEN, Piece, Scan};

impl Scan {
    /// Begins a new object at the current position.
    pub(super) fn begin(&mut self, answers: Answers<'_>, piece: Piece<'_>, quoted: bool) {
        if self.open.len() == OPEN {
            // The second oldest object might end in bytes that it has not read yet. So let it read these bytes first.
            self.catch_up(answers, piece, 1);
        }
        if self.open.len() == OPEN {
            self.give_up(answers, piece, 1);
        }
        // If the output is kept, the copies of the outermost object's values are not larger than the output. But nested
        // objects would copy the same bytes several times, so limit the size of their values.
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

    /// Replaces an object by a flat reader (a reader of keys at any depth), after the object was
    /// read up to the current position.
    fn give_up(&mut self, answers: Answers<'_>, piece: Piece<'_>, at: usize) {
        // A flat reader whose current token is of the same kind as the object's current token continues the object. So
        // first let all flat readers read up to the position of the object.
        self.read_given_up(piece);
        if let Some(candidate) = self.open.get(at) {
            let of = candidate.object.unfinished();
            self.given_up.take(answers, of, candidate.start, self.total);
        }
        self.end(answers, at, End::Open);
    }

    /// Lets the flat readers, which continue objects that were given up, read up to the current position.
    pub(super) fn read_given_up(&mut self, piece: Piece<'_>) {
        let read = self.given_up.read(piece, self.total);
        if read > 0 {
            self.look(read);
        }
    }

    /// Lets the readers in `behind` read the text outside of all objects, up to the current
    /// position.
    pub(super) fn read_behind(&mut self, piece: Piece<'_>) {
        if let (Some(from), Some((behind, _))) = (self.outside.take(), &mut self.behind) {
            let bytes = piece.between(from, self.total);
            behind.feed(bytes);
            self.look(2 * bytes.len());
        }
    }

    /// Stops following an object. Passes the object's findings, and those inside the object, to the outer object.
    /// Without an outer object, adds them to the findings of the scan.
    pub(super) fn end(&mut self, answers: Answers<'_>, at: usize, end: End) {
        let mut candidate = self.open.remove(at);
        let (total, outermost) = (self.total, at == 0);
        let behind = &mut self.behind;
        let (says, is_answer) = candidate.end(answers, total, end, |said| {
            // If this object is inside an open object, the parallel readers of the outer object read the following
            // text. So start new readers only if this object is the outermost.
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

/// Starts the readers of the text after an object that an unescaped quote could have ended too early. If these readers
/// already run because of an earlier object, adds the object's entries to them.
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
