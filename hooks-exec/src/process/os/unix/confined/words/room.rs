//! Limits how much the texts of a command may grow.

/// How much the texts of one command may still grow by expansion. All texts of the command share it, because nested
/// texts would multiply a limit per text.
#[derive(Debug)]
pub(in super::super) struct Room {
    /// Words that braces add.
    pub(super) words: usize,
    /// Bytes that variables add.
    pub(super) bytes: usize,
    /// Bytes of here-documents, which are read a second time.
    pub(super) documents: usize,
    /// Bytes of texts that are read again with other choices.
    pub(super) readings: usize,
}

impl Room {
    /// Takes the room to read a text of this length again. Returns `false` if there is none left.
    pub(in super::super) fn has_reading(&mut self, length: usize) -> bool {
        let left = self.readings.checked_sub(length);
        self.readings = left.unwrap_or(0);
        left.is_some()
    }
}

impl Default for Room {
    fn default() -> Self {
        Self {
            words: 4096,
            bytes: 256 << 10,
            documents: 256 << 10,
            readings: 1 << 20,
        }
    }
}
