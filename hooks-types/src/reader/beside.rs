//! What reads an object beside the reader that follows its brackets.

use super::flat_reader::FlatReader;

/// Readers of the same object that hear the keys of answers at any depth.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// From where something stands in a wrong place, as if the string before it had not ended.
    pub(super) turned: Option<Box<FlatReader>>,
    /// From the first bracket whose entries are not recorded or that place, as if it had. Counts where
    /// the object is no JSON or has not ended.
    pub(super) anywhere: Option<Box<FlatReader>>,
}

/// From which byte of a piece on they read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    pub(super) turned: Option<usize>,
    pub(super) anywhere: Option<usize>,
}

impl Beside {
    /// At the begin of a piece: those that read already read all of it.
    pub(super) fn begun(&self) -> Begun {
        Begun {
            turned: self.turned.as_ref().map(|_| 0),
            anywhere: self.anywhere.as_ref().map(|_| 0),
        }
    }

    /// Reads a piece.
    pub(super) fn feed(&mut self, begun: Begun, bytes: &[u8]) {
        for (reader, from) in [
            (&mut self.turned, begun.turned),
            (&mut self.anywhere, begun.anywhere),
        ] {
            if let (Some(reader), Some(from)) = (reader, from) {
                reader.feed(bytes.get(from..).unwrap_or_default());
            }
        }
    }
}
