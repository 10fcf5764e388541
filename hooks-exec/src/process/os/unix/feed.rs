//! The payload on its way into a hook.

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use rustix::io::Errno;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::watched::watched;

/// What the pipe did not take before the hook was started.
///
/// Keeping a reading end open has a reason: a pipe that somebody can read never raises SIGPIPE,
/// whatever the host does with that signal. A hook that closes its input just leaves the rest
/// unwritten; its exit decides.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) writer: PipeWriter,
    pub(super) reader: PipeReader,
}

/// Writes as much as the pipe takes at once.
pub(super) fn write_some(writer: impl AsFd, bytes: &[u8]) -> io::Result<usize> {
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
        match rustix::io::write(&writer, rest) {
            Ok(0) | Err(Errno::AGAIN) => break,
            Ok(count) => written += count,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(written)
}

/// Writes the rest while the hook runs, then closes the pipe.
#[derive(Debug)]
pub(super) struct Feeder {
    bytes: Arc<Vec<u8>>,
    written: usize,
    pipe: Option<(AsyncFd<OwnedFd>, PipeReader)>,
}

impl Feeder {
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

    /// Writes what fits; ready when nothing is left to do.
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

    pub(super) fn written(&self) -> u64 {
        self.written as u64
    }

    pub(super) fn is_whole(&self) -> bool {
        self.written >= self.bytes.len()
    }
}
