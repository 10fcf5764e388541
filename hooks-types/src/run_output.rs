//! How a hook ended and what it printed: what [`interpret`](crate::output::interpret) judges, and the
//! facts of a run that rows show.

use std::time::Duration;

use crate::note::Note;

/// Everything an executor knows when a hook has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RunOutput<'a> {
    /// How it ended.
    pub ending: Ending,
    /// Whether the payload reached it.
    pub delivery: Delivery,
    /// Its standard output, or the body of an HTTP response.
    pub stdout: Captured<'a>,
    /// Its standard error.
    pub stderr: Captured<'a>,
    /// Somebody still held its standard output when nobody listened any more: it may say more.
    pub stdout_held: bool,
    /// The code with which it exited after we had asked it to end; the ending says why we asked.
    pub late_exit: Option<i32>,
}

/// How a hook ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// By itself, with this code.
    Exited(i32),
    /// By a signal it did not get from us.
    Signaled(i32),
    /// By us, at its deadline. What it said before still counts if it restricts.
    TimedOut,
    /// By us, because its answer was not needed any more.
    Cancelled,
    /// An HTTP response with this status.
    Responded(u16),
}

/// Whether the payload reached a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a payload is delivered whole or not"
)]
pub enum Delivery {
    /// All of it was handed over.
    Whole,
    /// The hook closed its input, or ended, before all of it was handed over.
    Partial {
        /// Bytes that were handed over.
        written: u64,
    },
}

/// One captured output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Captured<'a> {
    /// The first bytes, up to the cap.
    pub bytes: &'a [u8],
    /// Bytes that were written, the dropped ones included.
    pub total: u64,
    /// The objects that restrict in all that was written, one a line, as
    /// [`RestrictionScanner`](crate::output::RestrictionScanner) found them.
    pub late_line: Option<&'a [u8]>,
}

/// How a run ended, as rows show it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// It never started, or ended neither by itself nor with a code of its own when it was asked to.
    #[default]
    None,
    /// With this code.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

/// What is known about a run whatever its result.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct RunFacts {
    /// How it ended.
    pub exit: Exit,
    /// From before the start to the verdict.
    pub duration: Duration,
    /// Bytes handed to it.
    pub bytes_in: u64,
    /// Bytes it wrote to stdout.
    pub bytes_out: u64,
    /// Bytes it wrote to stderr.
    pub bytes_err: u64,
    /// Some output was dropped at the cap.
    pub truncated: bool,
    /// Processes of it outlived it.
    pub leaked: bool,
    /// A process of it left its group and still held a pipe when we gave up.
    pub not_contained: bool,
    /// Remarks.
    pub notes: Vec<Note>,
}

impl<'a> RunOutput<'a> {
    /// A hook that got its payload, ended so and printed this.
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
        /// Sets whether the payload reached it.
        fn with_delivery(delivery: Delivery) = delivery;
        /// Sets whether somebody still held its standard output at the end.
        fn with_stdout_held(stdout_held: bool) = stdout_held;
        /// Sets the code it exited with when it was asked to end.
        fn with_late_exit(late_exit: Option<i32>) = late_exit;
    }
}

impl<'a> Captured<'a> {
    /// An output that was kept whole.
    pub fn whole(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            total: bytes.len() as u64,
            late_line: None,
        }
    }

    /// An output cut at the cap.
    pub fn cut(bytes: &'a [u8], total: u64, late_line: Option<&'a [u8]>) -> Self {
        Self {
            bytes,
            total,
            late_line,
        }
    }

    /// Whether bytes were dropped.
    pub fn is_truncated(&self) -> bool {
        self.total > self.bytes.len() as u64
    }
}
