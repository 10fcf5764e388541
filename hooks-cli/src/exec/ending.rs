//! The ways in which a command ends, and what each means for `hooks exec`.

use std::io;
use std::time::Duration;

use hooks_types::text::time_span;

use crate::exit_code;

/// How a command ended, or why it did not start.
#[derive(Debug)]
pub(crate) enum Ending {
    /// The command ended by itself with this code.
    Exited(i32),
    /// A signal with this number ended the command.
    Signaled(i32),
    /// The command ran into the time limit that the call's `timeout_ms` set, in milliseconds.
    TimedOut(u64),
    /// No process was started.
    NotStarted(io::Error),
    /// The exit status is unknown.
    Unknown(io::Error),
}

impl Ending {
    /// Returns why the call is treated as failed, or `None` if it succeeded.
    pub(crate) fn error(&self, program: &str) -> Option<String> {
        match self {
            Self::Exited(0) => None,
            Self::Exited(code) => Some(format!("exit code {code}")),
            Self::Signaled(signal) => Some(format!("ended by signal {signal}")),
            Self::TimedOut(limit) => Some(format!(
                "timed out after {}",
                time_span(Duration::from_millis(*limit))
            )),
            Self::NotStarted(error) => Some(format!("cannot start `{program}`: {error}")),
            Self::Unknown(error) => Some(format!("cannot tell how `{program}` ended: {error}")),
        }
    }

    /// Returns whether a process was started.
    pub(crate) fn started(&self) -> bool {
        !matches!(self, Self::NotStarted(_))
    }

    /// Returns whether `hooks` must print the cause, because the exit code alone would not show it.
    pub(crate) fn is_ours_to_tell(&self) -> bool {
        matches!(self, Self::NotStarted(_) | Self::Unknown(_))
    }

    /// Returns the exit code if the command ended by itself.
    pub(crate) fn code(&self) -> Option<i32> {
        match self {
            Self::Exited(code) => Some(*code),
            _ => None,
        }
    }

    /// Returns the exit code of `hooks` for this ending. The codes are the codes of shells, `env` and `timeout`.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Exited(code) => exit_code::of_command(*code),
            Self::Signaled(signal) => exit_code::of_signal(*signal),
            Self::TimedOut(_) => exit_code::TIMED_OUT,
            Self::NotStarted(error) if error.kind() == io::ErrorKind::NotFound => {
                exit_code::NOT_FOUND
            }
            Self::NotStarted(_) => exit_code::NOT_RUNNABLE,
            Self::Unknown(_) => exit_code::FAILED,
        }
    }
}
