//! Writes the payload to a hook's stdin.
//!
//! A small payload is written to the pipe before the hook starts. If a payload does not fit into the pipe, its rest is
//! written while the hook runs, as fast as the hook reads. The number of written bytes is reported with the run,
//! because an allow has an effect only if the hook could read the whole payload.

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use rustix::io::Errno;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::watched::watched;

/// Both ends of the pipe to a hook, if the payload did not fit into the pipe.
///
/// The reading end stays open in this process on purpose: writing to a pipe that has a reader never raises SIGPIPE,
/// which could end the host. If the hook closes its stdin, the rest of the payload is not written, and the run
/// continues until the hook exits.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) writer: PipeWriter,
    pub(super) reader: PipeReader,
}

/// Writes as much as the pipe accepts without waiting, and returns the number of bytes.
pub(super) fn write_some(writer: impl AsFd, bytes: &[u8]) -> io::Result<usize> {
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
        match rustix::io::write(&writer, rest) {
            // The pipe is full, so stop here.
            Ok(0) | Err(Errno::AGAIN) => break,
            Ok(count) => written += count,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(written)
}

/// Writes the rest of the payload while the hook runs, then closes the pipe.
#[derive(Debug)]
pub(super) struct Feeder {
    /// The payload. All hooks that get this event share the bytes.
    bytes: Arc<Vec<u8>>,
    /// How many of the bytes are written.
    written: usize,
    /// Both ends of the pipe; `None` once everything is written.
    pipe: Option<(AsyncFd<OwnedFd>, PipeReader)>,
}

impl Feeder {
    /// Creates a feeder that continues after the first `written` bytes. Without a `feed` there is nothing left to
    /// write.
    pub(super) fn new(bytes: Arc<Vec<u8>>, written: usize, feed: Option<Feed>) -> io::Result<Self> {
        let pipe = match feed {
            Some(Feed { writer, reader }) => Some((watched(writer, Interest::WRITABLE)?, reader)),
            None => None,
        };
        Ok(Self {
            bytes,
            written,
            pipe,
        })
    }

    /// Writes as much as the pipe accepts. The result is pending until the whole payload is written.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((writer, _)) = &self.pipe {
            let mut guard = ready!(writer.poll_write_ready(cx))?;
            let rest = self.bytes.get(self.written..).unwrap_or_default();
            self.written += write_some(guard.get_inner(), rest)?;
            if self.is_whole() {
                drop(guard);
                self.pipe = None;
            } else {
                guard.clear_ready();
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Returns the number of bytes written to the pipe. The hook might not have read all of them.
    pub(super) fn written(&self) -> u64 {
        self.written as u64
    }

    /// Returns whether all bytes are written.
    pub(super) fn is_whole(&self) -> bool {
        self.written >= self.bytes.len()
    }
}
