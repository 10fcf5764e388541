//! One output of a hook: a pipe and what came out of it.

use std::io::{self, PipeReader};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::task::{Context, Poll};

use rustix::io::Errno;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::watched::watched;
use crate::capture::{Capture, Output};

/// Bytes per read: a quarter of what a pipe holds.
const CHUNK: usize = 16 * 1024;

/// Reads in a row before others get a turn: an endless output must not keep its thread.
const TURN: usize = 16;

/// One output of a one-shot hook: a pipe and what is kept of it.
#[derive(Debug)]
pub(super) struct Outlet {
    source: Source,
    capture: Capture,
}

/// A pipe that a hook writes to. Whatever comes is handed to a sink.
#[derive(Debug)]
pub(super) struct Source {
    pipe: Option<AsyncFd<OwnedFd>>,
    /// A read that is shorter than asked for has emptied it.
    drained_by_a_short_read: bool,
}

/// What reading came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing was there.
    Idle,
    /// Bytes came.
    Data,
}

impl Outlet {
    pub(super) fn new(pipe: PipeReader, capture: Capture) -> io::Result<Self> {
        Ok(Self {
            source: Source::new(pipe)?,
            capture,
        })
    }

    /// Reads what has come. The task is woken when there is more.
    pub(super) fn poll_read(&mut self, cx: &mut Context<'_>) -> io::Result<Progress> {
        let capture = &mut self.capture;
        self.source.poll_read(cx, |chunk| capture.push(chunk))
    }

    /// Reads what is there without waiting for word from the runtime: whatever an exited process
    /// wrote is there.
    pub(super) fn read_rest(&mut self) -> io::Result<()> {
        let capture = &mut self.capture;
        self.source.read_rest(|chunk| capture.push(chunk))
    }

    /// Whether somebody can still write.
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

    /// One that is not asked again after a short read, which on Linux has emptied a pipe. Not so if
    /// its writer made it one of packets: then the rest comes with the next packet, or with the exit.
    #[cfg(feature = "worker")]
    pub(super) fn quick(pipe: PipeReader) -> io::Result<Self> {
        Ok(Self {
            drained_by_a_short_read: cfg!(target_os = "linux"),
            ..Self::new(pipe)?
        })
    }

    /// Reads what has come. The task is woken when there is more.
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
                // Nothing more was there. What comes after is announced anew, as is the end.
                Chunk::Data if self.drained_by_a_short_read => {
                    // Asked again, the pipe is not ready, and the task is noted to be woken.
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
        cx.waker().wake_by_ref();
        Ok(progress)
    }

    /// Reads what is there without waiting for word from the runtime.
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

    /// Whether somebody can still write.
    pub(super) fn is_open(&self) -> bool {
        self.pipe.is_some()
    }
}

enum Chunk {
    /// As much as fits.
    Full,
    Data,
    None,
    End,
}

fn read(pipe: &OwnedFd, sink: &mut impl FnMut(&[u8])) -> io::Result<Chunk> {
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
