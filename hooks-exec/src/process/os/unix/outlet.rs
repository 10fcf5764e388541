//! Reads one output of a hook from its pipe.
//!
//! The pipe is nonblocking and watched by the runtime. [`Source`] is only the pipe, for workers. [`Outlet`] is a pipe
//! and the captured bytes of a hook that runs once.

use std::io::{self, PipeReader};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::task::{Context, Poll};

use rustix::io::Errno;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::watched::watched;
use crate::capture::{Capture, Output};

/// The number of bytes per read: a quarter of the capacity of a pipe.
const CHUNK: usize = 16 * 1024;

/// The maximum number of reads before other tasks get a turn. Without this limit, an endless output would block the
/// thread.
const TURN: usize = 16;

/// One output of a hook that runs once: the pipe and the captured bytes.
#[derive(Debug)]
pub(super) struct Outlet {
    source: Source,
    capture: Capture,
}

/// A pipe that a hook writes to. Its bytes are passed to a sink.
#[derive(Debug)]
pub(super) struct Source {
    /// The pipe; `None` once every writer has closed it.
    pipe: Option<AsyncFd<OwnedFd>>,
    /// Whether the pipe is treated as empty after a read that returned fewer bytes than the buffer can hold.
    drained_by_a_short_read: bool,
}

/// Whether a call of `poll_read` has read something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// There was nothing to read.
    Idle,
    /// Bytes were read.
    Data,
}

impl Outlet {
    pub(super) fn new(pipe: PipeReader, capture: Capture) -> io::Result<Self> {
        Ok(Self {
            source: Source::new(pipe)?,
            capture,
        })
    }

    /// Reads the available bytes. The task is woken when more bytes arrive.
    pub(super) fn poll_read(&mut self, cx: &mut Context<'_>) -> io::Result<Progress> {
        let capture = &mut self.capture;
        self.source.poll_read(cx, |chunk| capture.push(chunk))
    }

    /// Reads the available bytes without waiting until the runtime reports them. After a process has exited, everything
    /// that it wrote is available.
    pub(super) fn read_rest(&mut self) -> io::Result<()> {
        let capture = &mut self.capture;
        self.source.read_rest(|chunk| capture.push(chunk))
    }

    /// Returns whether the pipe is open: a process can still write to it.
    pub(super) fn is_open(&self) -> bool {
        self.source.is_open()
    }

    pub(super) fn finish(&mut self) -> Output {
        self.capture.finish()
    }
}

impl Source {
    pub(super) fn new(pipe: PipeReader) -> io::Result<Self> {
        Ok(Self {
            pipe: Some(watched(pipe, Interest::READABLE)?),
            drained_by_a_short_read: false,
        })
    }

    /// Creates a source like [`new`](Self::new), but saves one system call per message. On Linux a read that returns
    /// fewer bytes than the buffer can hold has emptied the pipe, so the pipe is not read again. A pipe in packet mode
    /// (`O_DIRECT`), which the program can set, might not be empty then. Its rest is read with the next packet or at
    /// the exit.
    #[cfg(feature = "worker")]
    pub(super) fn quick(pipe: PipeReader) -> io::Result<Self> {
        Ok(Self {
            drained_by_a_short_read: cfg!(target_os = "linux"),
            ..Self::new(pipe)?
        })
    }

    /// Passes the available bytes to `sink`. The task is woken when more bytes arrive.
    pub(super) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        mut sink: impl FnMut(&[u8]),
    ) -> io::Result<Progress> {
        let mut progress = Progress::Idle;
        for _ in 0..TURN {
            let Some(pipe) = &self.pipe else {
                return Ok(progress);
            };
            let Poll::Ready(guard) = pipe.poll_read_ready(cx) else {
                return Ok(progress);
            };
            let mut guard = guard?;
            match read(guard.get_inner(), &mut sink)? {
                Chunk::Full => progress = Progress::Data,
                // The pipe is empty, so wait: the system reports later bytes, or the end of the output, as a new
                // event.
                Chunk::Data if self.drained_by_a_short_read => {
                    // In the next iteration `poll_read_ready` is pending, and registers the task.
                    guard.clear_ready();
                    progress = Progress::Data;
                }
                Chunk::Data => progress = Progress::Data,
                Chunk::None => guard.clear_ready(),
                Chunk::End => {
                    drop(guard);
                    self.pipe = None;
                }
            }
        }
        // The pipe might contain more bytes, and the runtime does not report them as a new event. So wake this task
        // again at once.
        cx.waker().wake_by_ref();
        Ok(progress)
    }

    /// Reads the available bytes without waiting until the runtime reports them.
    pub(super) fn read_rest(&mut self, mut sink: impl FnMut(&[u8])) -> io::Result<()> {
        for _ in 0..TURN {
            let Some(pipe) = &self.pipe else { break };
            match read(pipe.get_ref(), &mut sink)? {
                Chunk::Full | Chunk::Data => {}
                Chunk::None => break,
                Chunk::End => self.pipe = None,
            }
        }
        Ok(())
    }

    /// Returns whether the pipe is open: a process can still write to it.
    pub(super) fn is_open(&self) -> bool {
        self.pipe.is_some()
    }
}

/// The result of one read.
enum Chunk {
    /// The buffer was filled.
    Full,
    /// Fewer bytes were read than the buffer can hold.
    Data,
    /// The pipe is empty.
    None,
    /// Every writer has closed the pipe.
    End,
}

/// Reads the pipe once, and passes the bytes to `sink`.
fn read(pipe: &OwnedFd, sink: &mut impl FnMut(&[u8])) -> io::Result<Chunk> {
    // The buffer is on the stack and not initialised, because filling 16 KiB with zeros at each read takes time.
    let mut buffer = [MaybeUninit::<u8>::uninit(); CHUNK];
    loop {
        return match rustix::io::read(pipe, &mut buffer) {
            Ok(([], _)) => Ok(Chunk::End),
            Ok((chunk, _)) => {
                let full = chunk.len() == CHUNK;
                sink(chunk);
                Ok(if full { Chunk::Full } else { Chunk::Data })
            }
            Err(Errno::AGAIN) => Ok(Chunk::None),
            Err(Errno::INTR) => continue,
            Err(error) => Err(error.into()),
        };
    }
}
