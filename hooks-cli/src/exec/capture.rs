//! Copies one output stream of the command as it arrives, and keeps its beginning for the post hooks.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

/// The maximum number of bytes of each output stream that post hooks (the hooks after the command) get.
pub(crate) const KEPT: usize = 1 << 20;

/// How long an output may stay silent after the command's end before it is closed. Processes that the command left
/// behind can still hold the output open.
const QUIET: Duration = Duration::from_millis(200);

/// The longest time that an output is read after the command's end, even if data keeps coming.
const LISTENING: Duration = Duration::from_secs(1);

/// No pipe holds more bytes than this, unless a privileged process made it larger. So of the bytes that are read after
/// the command's end, only this many can be the command's own.
const IN_A_PIPE: u64 = 1 << 20;

/// What a command wrote to one of its outputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The first bytes, at most [`KEPT`].
    pub(crate) bytes: Vec<u8>,
    /// The number of all bytes, including dropped bytes.
    pub(crate) total: u64,
}

impl Kept {
    /// Counts a chunk and keeps as much of it as there is room for.
    fn add(&mut self, chunk: &[u8]) {
        let room = KEPT - self.bytes.len().min(KEPT);
        self.bytes
            .extend_from_slice(&chunk[..chunk.len().min(room)]);
        self.total += chunk.len() as u64;
    }

    /// Returns whether bytes were dropped.
    pub(crate) fn is_cut(&self) -> bool {
        self.total > self.bytes.len() as u64
    }
}

/// A running copy of one output stream.
#[derive(Debug)]
pub(crate) struct Copying {
    /// The bytes so far. Shared with the task: the bytes stay available even if the task is stopped.
    kept: Arc<Mutex<Kept>>,
    /// The task that copies.
    task: JoinHandle<()>,
    /// Dropped when the command has ended, which tells the copying task to stop soon.
    running: Option<oneshot::Sender<()>>,
}

impl Copying {
    /// Copies `from` to `to` until either ends. When `to` is closed, `from` is closed too, so that the
    /// command's next write fails as if it wrote to `to` itself.
    pub(crate) fn start(
        from: impl AsyncRead + Unpin + Send + 'static,
        to: impl AsyncWrite + Unpin + Send + 'static,
    ) -> Self {
        let kept = Arc::new(Mutex::new(Kept::default()));
        let (running, ended) = oneshot::channel();
        let task = tokio::spawn(copy(from, to, Arc::clone(&kept), ended));
        Self {
            kept,
            task,
            running: Some(running),
        }
    }

    /// Waits for the rest of the output after the command has ended. Waits as long as the reader of our own output
    /// needs, but waits only a limited time for more data, because processes that the command left behind can hold the
    /// output open.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: the copying task goes on, and a later call waits for it again.
    pub(crate) async fn finish(&mut self) {
        self.running = None;
        if !self.task.is_finished() {
            // Ignore an error: it would mean that the copying task panicked, and then the rest of the output is lost.
            let _ = (&mut self.task).await;
        }
    }

    /// Stops copying and returns the bytes that arrived so far.
    pub(crate) fn into_kept(self) -> Kept {
        self.task.abort();
        std::mem::take(&mut *lock(&self.kept))
    }
}

/// Copies until the output ends, until our own output cannot be written, or until the time for
/// processes that the command left behind is over. Returning drops `from`, which closes the pipe.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    kept: Arc<Mutex<Kept>>,
    mut ended: oneshot::Receiver<()>,
) {
    let mut buffer = vec![0; 64 * 1024];
    let mut late: Option<Late> = None;
    loop {
        let read = match &mut late {
            Some(late) => match late.read(&mut from, &mut buffer).await {
                Some(read) => read,
                None => return,
            },
            None => tokio::select! {
                biased;
                read = from.read(&mut buffer) => read,
                _ = &mut ended => {
                    late = Some(Late::new());
                    continue;
                }
            },
        };
        let chunk = match read {
            Ok(0) => return,
            Ok(read) => &buffer[..read],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        lock(&kept).add(chunk);
        if to.write_all(chunk).await.is_err() || to.flush().await.is_err() {
            return;
        }
        // If a process writes without a pause, the `biased` select above always reads and never notices the command's
        // end. So check for the end here too.
        if late.is_none() && !matches!(ended.try_recv(), Err(oneshot::error::TryRecvError::Empty)) {
            late = Some(Late::new());
        }
    }
}

/// The limit on reading after the command has ended. Only the time spent waiting for the pipe is limited, not the time
/// that the reader of our own output takes.
struct Late {
    /// When the end of the command was noticed.
    since: Instant,
    /// Time spent waiting for the pipe.
    waited: Duration,
    /// Bytes read since the command's end.
    bytes: u64,
}

impl Late {
    fn new() -> Self {
        Self {
            since: Instant::now(),
            waited: Duration::ZERO,
            bytes: 0,
        }
    }

    /// Reads once. Returns `None` when the time for processes that the command left behind is over.
    async fn read(
        &mut self,
        from: &mut (impl AsyncRead + Unpin),
        buffer: &mut [u8],
    ) -> Option<io::Result<usize>> {
        // A process that writes without a pause never makes us wait, so a limit on waiting has no effect. If more bytes
        // than a pipe can hold were read since the command's end, everything that the command itself wrote has been
        // read. Then limit the time since the command's end as well.
        if self.bytes > IN_A_PIPE && self.since.elapsed() > LISTENING {
            return None;
        }
        let patience = QUIET.min(LISTENING.saturating_sub(self.waited));
        let began = Instant::now();
        let read = timeout(patience, from.read(buffer)).await.ok()?;
        self.waited += began.elapsed();
        self.bytes += read.as_ref().map_or(0, |read| *read as u64);
        Some(read)
    }
}

/// Locks the kept bytes, even if another thread panicked while it held the lock.
fn lock(kept: &Mutex<Kept>) -> std::sync::MutexGuard<'_, Kept> {
    // Appending cannot panic half way, so a poisoned lock still holds valid data: use the data.
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "capture_tests.rs"]
mod tests;
