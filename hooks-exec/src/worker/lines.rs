//! [`Lines`]: assembles lines from chunks of output, in bounded memory.
//!
//! A line that is too long cannot be a reply, but it can contain a block. So the line is not dropped: it is passed on
//! in pieces, which are searched for a block.

use memchr::memchr;

/// A part of a worker's output.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum OutputPart<'a> {
    /// A whole line, without its newline.
    Line(&'a [u8]),
    /// A piece of a line that is too long to be kept. The last piece includes the newline.
    Piece(&'a [u8]),
}

/// Assembles lines from chunks. A line longer than the limit is passed on in pieces.
#[derive(Debug)]
pub(super) struct Lines {
    /// The longest line that is kept, in bytes.
    limit: usize,
    /// The bytes of the current line that have arrived.
    begun: Vec<u8>,
    /// Whether the current line is too long to be kept. It is then passed on in pieces.
    too_long: bool,
}

impl Lines {
    /// Creates an empty splitter for lines of up to `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            begun: Vec::new(),
            too_long: false,
        }
    }

    /// Adds a chunk, and calls `take` for each line or piece that the chunk completes.
    pub(super) fn feed(&mut self, chunk: &[u8], mut take: impl FnMut(OutputPart<'_>)) {
        let mut rest = chunk;
        while let Some(end) = memchr(b'\n', rest) {
            let (line, after) = rest.split_at(end);
            let (newline, after) = after.split_at(1);
            if self.too_long {
                take(OutputPart::Piece(line));
                take(OutputPart::Piece(newline));
                self.too_long = false;
            } else if self.begun.is_empty() && line.len() <= self.limit {
                take(OutputPart::Line(line));
            } else if self.keep(line, &mut take) {
                take(OutputPart::Line(&std::mem::take(&mut self.begun)));
            } else {
                take(OutputPart::Piece(newline));
                self.too_long = false;
            }
            rest = after;
        }
        if self.too_long {
            take(OutputPart::Piece(rest));
        } else {
            self.keep(rest, &mut take);
        }
    }

    /// Adds a part to the current line. If the line becomes too long, passes it on in pieces and returns `false`.
    fn keep(&mut self, part: &[u8], take: &mut impl FnMut(OutputPart<'_>)) -> bool {
        if self.begun.len().saturating_add(part.len()) <= self.limit {
            self.begun.extend_from_slice(part);
            return true;
        }
        self.too_long = true;
        take(OutputPart::Piece(&std::mem::take(&mut self.begun)));
        take(OutputPart::Piece(part));
        false
    }

    /// Returns whether the current line contains more than white space.
    pub(super) fn has_begun(&self) -> bool {
        self.too_long || !self.begun.trim_ascii().is_empty()
    }

    /// Takes the text after the last newline. Call this when no more output can come.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits these chunks. Returns the whole lines, the joined pieces, and the rest without a newline.
    fn heard(limit: usize, chunks: &[&[u8]]) -> (Vec<Vec<u8>>, Vec<u8>, Vec<u8>) {
        let mut lines = Lines::new(limit);
        let (mut whole, mut pieces) = (Vec::new(), Vec::new());
        for chunk in chunks {
            lines.feed(chunk, |part| match part {
                OutputPart::Line(line) => whole.push(line.to_vec()),
                OutputPart::Piece(piece) => pieces.extend_from_slice(piece),
            });
            assert!(lines.begun.len() <= limit);
        }
        (whole, pieces, lines.rest())
    }

    #[test]
    fn lines_come_out_the_same_whatever_the_chunks() {
        let text = b"one\n\ntwo lines\nlong long long line\nthree\nrest";
        let expected = heard(9, &[text]);
        assert_eq!(expected.0, [&b"one"[..], b"", b"two lines", b"three"]);
        assert_eq!(expected.1, b"long long long line\n");
        assert_eq!(expected.2, b"rest");
        for size in 1..text.len() {
            let chunks: Vec<&[u8]> = text.chunks(size).collect();
            assert_eq!(heard(9, &chunks), expected, "chunks of {size}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_never_kept_beyond_the_limit() {
        let chunk = [b'x'; 100];
        let chunks: Vec<&[u8]> = std::iter::repeat_n(&chunk[..], 1000).collect();
        let (whole, pieces, rest) = heard(1000, &chunks);
        assert_eq!((whole.len(), pieces.len(), rest.len()), (0, 100_000, 0));
    }
}
