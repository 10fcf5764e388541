//! What goes on in the place of objects that are not followed any more.

use super::Answers;
use super::flat_reader::{FlatReader, Unfinished};
use super::found::Found;
use super::lexer::Token;
use super::scan::Piece;

/// Readers that know no brackets; no two stand alike in a string or outside.
#[derive(Debug, Clone, Default)]
pub(super) struct FlatReaders {
    pub(super) readers: Vec<Flat>,
}

/// A reader in the place of some of them.
#[derive(Debug, Clone)]
pub(super) struct Flat {
    reader: FlatReader,
    /// Where the first of them begins.
    start: usize,
    /// How far it was read.
    read: usize,
    /// The object around them has ended and is no answer: what they say counts.
    counts: bool,
}

impl FlatReaders {
    /// Takes up an object that begins at `start` and was read as far as all others, `total` bytes.
    pub(super) fn take(
        &mut self,
        answers: Answers<'_>,
        of: Unfinished,
        start: usize,
        total: usize,
    ) {
        self.merge_alike();
        match self.standing_in(of.token) {
            Some(flat) => flat.reader.take_over(of),
            None => self.push(answers, of, start, total),
        }
    }

    fn push(&mut self, answers: Answers<'_>, of: Unfinished, start: usize, read: usize) {
        let event = answers.form.event.as_str().into();
        self.readers.push(Flat {
            reader: FlatReader::new(answers.dialect.keys(), event, of),
            start,
            read,
            counts: false,
        });
    }

    fn standing_in(&mut self, token: Token) -> Option<&mut Flat> {
        let mut readers = self.readers.iter_mut();
        readers.find(|flat| flat.reader.token() == token)
    }

    /// Makes one of those that stand alike by now.
    fn merge_alike(&mut self) {
        for mut flat in std::mem::take(&mut self.readers) {
            match self.standing_in(flat.reader.token()) {
                None => self.readers.push(flat),
                Some(known) => {
                    known.counts |= std::mem::take(&mut flat.counts);
                    known.reader.take_over(flat.reader.unfinished());
                }
            }
        }
    }

    /// Reads on up to `total`; how many bytes that took.
    pub(super) fn read(&mut self, piece: Piece<'_>, total: usize) -> usize {
        let mut read = 0;
        for flat in &mut self.readers {
            flat.reader.feed(piece.between(flat.read, total));
            read += total - flat.read;
            flat.read = total;
        }
        read
    }

    /// The object around them has ended: those that are a part of an answer are forgotten, the others
    /// count.
    pub(super) fn around_ended(&mut self, is_answer: bool) {
        match is_answer {
            true => self.readers.retain(|flat| flat.counts),
            false => self.readers.iter_mut().for_each(|flat| flat.counts = true),
        }
    }

    /// What they say, the output or the part that is kept (`cut`) having ended.
    pub(super) fn finish(self, answers: Answers<'_>, total: usize, cut: bool, found: &mut Found) {
        for Flat { reader, start, .. } in self.readers {
            let object = reader.finish();
            if let Some(restraint) = answers.restraint(&object) {
                found.add(restraint, object, start..total, cut);
            }
        }
    }
}
