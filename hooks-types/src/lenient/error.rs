//! The error for a text that is not JSON, with the position of the problem.

use std::error::Error;
use std::fmt;

/// The error for a text that is not JSON even by the tolerant rules.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonError {
    /// What is wrong with the text at this position.
    pub(super) problem: &'static str,
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The column in bytes, counted from 1.
    pub(super) column: usize,
}

impl JsonError {
    /// Returns the line and the column, counted from 1.
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
