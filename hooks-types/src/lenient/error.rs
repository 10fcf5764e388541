//! Where a text stops being JSON.

use std::error::Error;
use std::fmt;

/// A text is not JSON, however tolerantly it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonError {
    pub(super) problem: &'static str,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl JsonError {
    /// Where, as line and column from 1.
    pub fn position(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            problem,
            line,
            column,
        } = self;
        write!(f, "{problem} at line {line} column {column}")
    }
}

impl Error for JsonError {}
