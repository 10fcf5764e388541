//! Copies one output of the command as it comes and keeps the beginning for the hooks.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::task::JoinHandle;

/// How much of each output post hooks get.
pub(crate) const KEPT: usize = 1 << 20;

/// What a command wrote to one of its outputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The first bytes, at most [`KEPT`].
    pub(crate) bytes: Vec<u8>,
    /// All bytes, the dropped ones included.
    pub(crate) total: u64,
}

impl Kept {
    fn add(&mut self, chunk: &[u8]) {
        let room = KEPT - self.bytes.len().min(KEPT);
        self.bytes
            .extend_from_slice(&chunk[..chunk.len().min(room)]);
        self.total += chunk.len() as u64;
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.total > self.bytes.len() as u64
    }
}

/// A copy under way.
#[derive(Debug)]
pub(crate) struct Copying {
    kept: Arc<Mutex<Kept>>,
    task: JoinHandle<()>,
}

impl Copying {
    /// Copies `from` to `to` until either ends. When `to` is closed, `from` is closed too, so that
    /// the command learns of it as if it wrote there itself.
    pub(crate) fn start(
        from: impl AsyncRead + Unpin + Send + 'static,
        to: impl AsyncWrite + Unpin + Send + 'static,
    ) -> Self {
        let kept = Arc::new(Mutex::new(Kept::default()));
        let task = tokio::spawn(copy(from, to, Arc::clone(&kept)));
        Self { kept, task }
    }

    /// Waits for the rest after the command has ended. A process it left behind may hold the
    /// output open: once nothing has come for `quiet` the copy is given up.
    pub(crate) async fn finish(mut self, quiet: Duration) -> Kept {
        loop {
            let before = self.total();
            tokio::select! {
                _ = &mut self.task => break,
                () = tokio::time::sleep(quiet) => if self.total() == before { break },
            }
        }
        self.task.abort();
        std::mem::take(&mut *lock(&self.kept))
    }

    fn total(&self) -> u64 {
        lock(&self.kept).total
    }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    kept: Arc<Mutex<Kept>>,
) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let chunk = match from.read(&mut buffer).await {
            Ok(0) => return,
            Ok(read) => &buffer[..read],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        lock(&kept).add(chunk);
        if to.write_all(chunk).await.is_err() || to.flush().await.is_err() {
            return;
        }
    }
}

fn lock(kept: &Mutex<Kept>) -> std::sync::MutexGuard<'_, Kept> {
    // Adding to it cannot panic half way.
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everything_is_copied_and_the_beginning_kept() {
        let sent: Vec<u8> = (0..=255).cycle().take(KEPT + 10).collect();
        let (mut theirs, ours) = tokio::io::duplex(1000);
        let (mut read_back, to) = tokio::io::duplex(2 * KEPT);
        let copying = Copying::start(ours, to);
        theirs.write_all(&sent).await.unwrap();
        drop(theirs);
        let kept = copying.finish(Duration::from_secs(3600)).await;

        let mut copied = Vec::new();
        read_back.read_to_end(&mut copied).await.unwrap();
        assert!(copied == sent);
        assert!(kept.bytes == sent[..KEPT]);
        assert_eq!(kept.total, (KEPT + 10) as u64);
        assert!(kept.is_cut());
    }

    #[tokio::test(start_paused = true)]
    async fn an_output_that_is_held_open_is_given_up() {
        let (mut theirs, ours) = tokio::io::duplex(1000);
        theirs.write_all(b"now").await.unwrap();
        let copying = Copying::start(ours, tokio::io::sink());
        let kept = copying.finish(Duration::from_millis(200)).await;
        assert_eq!(kept.bytes, b"now");
    }
}
