//! What goes on in the place of objects that are not followed any more.

use super::Answers;
use super::flat_reader::{FlatReader, Unfinished};
use super::found::Found;
use super::scan::Piece;

/// Readers in the place of objects that were given up; no two stand alike in a string or outside.
#[derive(Debug, Default)]
pub(super) struct GivenUp {
    pub(super) readers: Vec<Flat>,
}

/// A reader in the place of some of them.
#[derive(Debug)]
pub(super) struct Flat {
    reader: FlatReader,
    /// Where the first of them begins.
    start: usize,
    /// How far it was read.
    read: usize,
    /// The object around them has ended and is no answer: what they say counts.
    counts: bool,
}

impl GivenUp {
    /// Takes up an object that begins at `start` and was read as far as all others, `total` bytes.
    pub(super) fn take(
        &mut self,
        answers: Answers<'_>,
        of: Unfinished,
        start: usize,
        total: usize,
    ) {
        // Those that differed may stand alike by now.
        for mut flat in std::mem::take(&mut self.readers) {
            let alike = |other: &&mut Flat| other.reader.token() == flat.reader.token();
            match self.readers.iter_mut().find(alike) {
                None => self.readers.push(flat),
                Some(known) => {
                    known.counts |= std::mem::take(&mut flat.counts);
                    known.reader.take_over(flat.reader.unfinished());
                }
            }
        }
        let alike = |flat: &&mut Flat| flat.reader.token() == of.token;
        match self.readers.iter_mut().find(alike) {
            Some(flat) => flat.reader.take_over(of),
            None => {
                let event = answers.form.event.as_str().into();
                self.readers.push(Flat {
                    reader: FlatReader::new(answers.dialect.keys(), event, of),
                    start,
                    read: total,
                    counts: false,
                });
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
