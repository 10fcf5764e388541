//! The flat readers (readers of keys at any depth) of an output. They continue the objects that are no longer followed.

use super::Answers;
use super::flat_reader::{FlatReader, Unfinished};
use super::found::Found;
use super::lexer::Token;
use super::scan::Piece;

/// The flat readers of an output. After a merge, there is at most one reader for each kind of current token.
#[derive(Debug, Clone, Default)]
pub(super) struct FlatReaders {
    /// The readers, in the order in which their objects were given up (no longer followed).
    pub(super) readers: Vec<Flat>,
}

/// A flat reader that continues one or several objects.
#[derive(Debug, Clone)]
pub(super) struct Flat {
    /// The reader that finds the keys.
    reader: FlatReader,
    /// The offset at which the first of the reader's objects begins.
    start: usize,
    /// The offset up to which the reader has read.
    read: usize,
    /// Whether the reader's findings take effect. This is so once the outer object, in which the reader's objects lie,
    /// has ended and is not an answer.
    counts: bool,
}

impl FlatReaders {
    /// Adds an object that begins at `start`. The object and all readers must have been read up to the offset `total`.
    pub(super) fn take(
        &mut self,
        answers: Answers<'_>,
        of: Unfinished,
        start: usize,
        total: usize,
    ) {
        // Readers whose current tokens are of the same kind will find the same keys from now on. So one reader
        // continues for all of them, and there are never more readers than kinds of token.
        self.merge_alike();
        match self.standing_in(of.token) {
            Some(flat) => flat.reader.take_over(of),
            None => self.push(answers, of, start, total),
        }
    }

    /// Adds a reader.
    fn push(&mut self, answers: Answers<'_>, of: Unfinished, start: usize, read: usize) {
        let event = answers.form.event.as_str().into();
        self.readers.push(Flat {
            reader: FlatReader::new(answers.dialect.keys(), event, of),
            start,
            read,
            counts: false,
        });
    }

    /// Returns the reader whose current token is of this kind, if there is one.
    fn standing_in(&mut self, token: Token) -> Option<&mut Flat> {
        let mut readers = self.readers.iter_mut();
        readers.find(|flat| flat.reader.token() == token)
    }

    /// Merges readers whose current tokens are of the same kind.
    fn merge_alike(&mut self) {
        for mut flat in std::mem::take(&mut self.readers) {
            match self.standing_in(flat.reader.token()) {
                None => self.readers.push(flat),
                Some(known) => {
                    // After the merge, the findings of the two readers cannot be distinguished. So if the findings of
                    // one reader take effect, the findings of both take effect.
                    known.counts |= std::mem::take(&mut flat.counts);
                    known.reader.take_over(flat.reader.unfinished());
                }
            }
        }
    }

    /// Lets all readers read up to `total`. Returns the sum of the bytes that they read.
    pub(super) fn read(&mut self, piece: Piece<'_>, total: usize) -> usize {
        let mut read = 0;
        for flat in &mut self.readers {
            flat.reader.feed(piece.between(flat.read, total));
            read += total - flat.read;
            flat.read = total;
        }
        read
    }

    /// Handles the end of the outer object, in which the readers' objects lie. If the outer object is an answer, the
    /// findings inside it are dropped. Otherwise the findings take effect.
    pub(super) fn around_ended(&mut self, is_answer: bool) {
        match is_answer {
            true => self.readers.retain(|flat| flat.counts),
            false => self.readers.iter_mut().for_each(|flat| flat.counts = true),
        }
    }

    /// Handles the end of the output, and adds the findings to `found`. `cut` means that the output continued beyond
    /// the kept part.
    pub(super) fn finish(self, answers: Answers<'_>, total: usize, cut: bool, found: &mut Found) {
        for Flat { reader, start, .. } in self.readers {
            let object = reader.finish();
            if let Some(restraint) = answers.restraint(&object) {
                found.add(restraint, object, start..total, cut);
            }
        }
    }
}
