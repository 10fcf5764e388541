//! The error of a command: why `hooks` could not do its work.

use std::fmt;

use crate::exit_code;

/// One clear message, and the exit code of `hooks` for this error.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The message. It can quote text of strangers; `main` escapes the message before it is printed.
    message: String,
    code: u8,
}

impl Failure {
    /// Makes the failure for an error of `hooks` itself: exit code 125.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: exit_code::FAILED,
        }
    }

    /// Makes the failure for a command line that asks for something impossible: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: exit_code::WRONG_USAGE,
        }
    }

    /// Returns whether the error is in the command line.
    pub(crate) fn is_usage(&self) -> bool {
        self.code == exit_code::WRONG_USAGE
    }

    /// Makes the failure for a signal that ended `hooks`.
    pub(crate) fn interrupted(signal: i32) -> Self {
        Self {
            message: format!("interrupted by signal {signal}"),
            code: exit_code::of_signal(signal),
        }
    }

    /// Returns the exit code of `hooks`.
    pub(crate) fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
