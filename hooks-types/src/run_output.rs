//! The output and the ending of a hook's run, which [`interpret`](crate::output::interpret) judges,
//! and the facts of a run that the report shows.

use std::time::Duration;

use crate::note::Note;

/// Everything about a run that is needed to judge it. The executor fills it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RunOutput<'a> {
    /// How the hook ended.
    pub ending: Ending,
    /// Whether the hook got the whole payload.
    pub delivery: Delivery,
    /// The standard output, or the body of an HTTP response.
    pub stdout: Captured<'a>,
    /// The standard error.
    pub stderr: Captured<'a>,
    /// Whether a process still held the hook's standard output when the executor stopped reading. If so, more output
    /// could have followed.
    pub stdout_held: bool,
    /// The exit code of a hook that exited only after the executor had asked it to end. `ending` says why the executor
    /// asked.
    pub late_exit: Option<i32>,
}

/// How a hook ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// The hook exited with this code.
    Exited(i32),
    /// A signal that the executor had not sent ended the hook.
    Signaled(i32),
    /// The executor ended the hook at its deadline. A block, an ask or a stop that the hook printed
    /// earlier still takes effect.
    TimedOut,
    /// The executor ended the hook because its answer was no longer needed.
    Cancelled,
    /// An HTTP response with this status.
    Responded(u16),
}

/// Whether a hook got its whole payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a payload is delivered whole or not"
)]
pub enum Delivery {
    /// The hook got the whole payload.
    Whole,
    /// The hook closed its input or ended before it had got the whole payload.
    Partial {
        /// Number of bytes of the payload that the hook got.
        written: u64,
    },
}

/// The captured part of one output stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Captured<'a> {
    /// The first bytes, up to the size limit.
    pub bytes: &'a [u8],
    /// Number of bytes that the hook wrote, including dropped bytes.
    pub total: u64,
    /// The objects in the whole output that block, ask or stop, one per line, as
    /// [`RestrictionScanner`](crate::output::RestrictionScanner) found them.
    pub late_line: Option<&'a [u8]>,
}

/// How a run ended, as the report shows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// The hook did not start, or the executor ended the hook and there is no exit code.
    #[default]
    None,
    /// The hook exited with this code.
    Code(i32),
    /// This signal ended the hook.
    Signal(i32),
}

/// Facts about a run that do not depend on its result.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct RunFacts {
    /// How the run ended.
    pub exit: Exit,
    /// Time from directly before the start to the answer.
    pub duration: Duration,
    /// Number of bytes handed to the hook.
    pub bytes_in: u64,
    /// Number of bytes that the hook wrote to stdout.
    pub bytes_out: u64,
    /// Number of bytes that the hook wrote to stderr.
    pub bytes_err: u64,
    /// Whether output was dropped at the size limit.
    pub truncated: bool,
    /// Whether processes of the hook were still running after it had ended.
    pub leaked: bool,
    /// Whether a process left the hook's process group and still held one of the hook's pipes at
    /// the end.
    pub not_contained: bool,
    /// Remarks for the hook's row in the report.
    pub notes: Vec<Note>,
}

impl<'a> RunOutput<'a> {
    /// Creates the output of a hook that got its whole payload.
    pub fn new(ending: Ending, stdout: Captured<'a>, stderr: Captured<'a>) -> Self {
        Self {
            ending,
            delivery: Delivery::Whole,
            stdout,
            stderr,
            stdout_held: false,
            late_exit: None,
        }
    }

    setters! {
        /// Sets whether the hook got the whole payload.
        fn with_delivery(delivery: Delivery) = delivery;
        /// Sets whether a process still held the standard output when the executor stopped reading.
        fn with_stdout_held(stdout_held: bool) = stdout_held;
        /// Sets the exit code of a hook that exited only after the executor had asked it to end.
        fn with_late_exit(late_exit: Option<i32>) = late_exit;
    }
}

impl<'a> Captured<'a> {
    /// Creates an output whose bytes were all kept.
    pub fn whole(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            total: bytes.len() as u64,
            late_line: None,
        }
    }

    /// Creates an output that was cut at the size limit.
    pub fn cut(bytes: &'a [u8], total: u64, late_line: Option<&'a [u8]>) -> Self {
        Self {
            bytes,
            total,
            late_line,
        }
    }

    /// Returns whether bytes were dropped.
    pub fn is_truncated(&self) -> bool {
        self.total > self.bytes.len() as u64
    }
}
