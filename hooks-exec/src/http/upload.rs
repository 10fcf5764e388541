//! The body of a request. It counts how much of the payload was sent, because an allow has an effect only if the
//! endpoint could read the whole payload.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use hooks_types::output::Delivery;
use hyper::body::{Body, Bytes, Frame, SizeHint};

use super::line::{Progress, Wire};

/// The number of bytes that the client gets at once. It is small, because the client must not hold many bytes that it
/// has not yet written to the connection.
const CHUNK: usize = 16 * 1024;

/// The body of a request.
#[derive(Debug)]
pub(super) struct Upload {
    rest: Bytes,
    taken: UploadProgress,
}

/// How much of an [`Upload`] was sent.
#[derive(Debug, Clone)]
pub(super) struct UploadProgress {
    /// The number of bytes of the payload that the client has taken.
    taken: Arc<AtomicU64>,
    /// The length of the payload.
    length: u64,
    /// The connection, which counts the bytes that the operating system takes.
    wire: Option<Wire>,
    /// The number of bytes that the system had taken from the connection before this body began. A connection
    /// can have served other requests before.
    before: Arc<OnceLock<u64>>,
}

impl Upload {
    /// Creates a body from the payload's bytes. All hooks that get this event share the bytes.
    pub(super) fn new(bytes: Arc<Vec<u8>>) -> Self {
        let rest = Bytes::from_owner(Shared(bytes));
        let taken = UploadProgress {
            taken: Arc::default(),
            length: rest.len() as u64,
            wire: None,
            before: Arc::default(),
        };
        Self { rest, taken }
    }

    /// Sets the connection that sends this body, and returns the counter of the bytes sent.
    pub(super) fn through(&mut self, wire: Wire) -> UploadProgress {
        self.taken.wire = Some(wire);
        self.taken.clone()
    }
}

impl UploadProgress {
    /// Returns the progress of the connection; `None` if the request has no connection yet.
    fn progress(&self) -> Option<Progress> {
        self.wire.as_ref()?.progress()
    }

    /// Returns the number of bytes that were sent, and how much of the payload the peer could read before it answered.
    ///
    /// A byte is regarded as sent only if the operating system has taken it from the client. Bytes that the client
    /// has taken from this body might still be in the client, if the peer does not read. The system's number can
    /// include the head of the request.
    pub(super) fn sent(&self) -> (u64, Delivery) {
        let taken = self.taken.load(Ordering::Acquire);
        let progress = self.progress();
        let bytes = match (progress, self.before.get()) {
            (Some(now), Some(before)) => taken.min(now.written.saturating_sub(*before)),
            _ => taken,
        };
        let delivery = match progress {
            // The peer answered before it could read any byte, so its answer cannot be about this payload.
            Some(now) if now.early => Delivery::Partial { written: 0 },
            _ if bytes >= self.length => Delivery::Whole,
            _ => Delivery::Partial { written: bytes },
        };
        (bytes, delivery)
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        // The first poll comes when the request has its connection, before any byte of the body is written. So
        // record here how many bytes the system took from the connection for earlier requests.
        if self.taken.before.get().is_none()
            && let Some(progress) = self.taken.progress()
        {
            let _ = self.taken.before.set(progress.written);
        }
        let size = self.rest.len().min(CHUNK);
        let chunk = self.rest.split_to(size);
        self.taken.taken.fetch_add(size as u64, Ordering::Release);
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

/// Lets [`Bytes`] hold the shared payload without a copy.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
