//! Limits how much the texts of a command may grow.

/// How much the texts of one command may still grow by expansion. All texts of the command share these limits. If each
/// nested text had separate limits, the total could grow without a bound.
#[derive(Debug)]
pub(in super::super) struct Room {
    /// The number of words that the expansion of braces may still add.
    pub(super) words: usize,
    /// The number of bytes that the values of variables may still add.
    pub(super) bytes: usize,
    /// The number of bytes of here-documents that may still be read a second time.
    pub(super) documents: usize,
    /// The number of bytes that may still be read again. A text is read repeatedly, each time with a new choice between
    /// values and defaults.
    pub(super) readings: usize,
}

impl Room {
    /// Takes `length` bytes from the limit for reading texts again. Returns `false` if fewer bytes are left.
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
