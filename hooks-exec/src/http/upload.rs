//! The payload on its way to an endpoint, counted as the client takes it and the system does.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use hooks_types::output::Delivery;
use hyper::body::{Body, Bytes, Frame, SizeHint};

use super::line::{Progress, Wire};

/// Bytes handed to the connection at once. Small, so that the count follows what was written.
const CHUNK: usize = 16 * 1024;

/// A request's body.
#[derive(Debug)]
pub(super) struct Upload {
    rest: Bytes,
    taken: Taken,
}

/// How much of an [`Upload`] was sent.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    /// Bytes that the client has taken.
    taken: Arc<AtomicU64>,
    length: u64,
    wire: Option<Wire>,
    /// Bytes that the system had taken from the connection before the first of these.
    before: Arc<OnceLock<u64>>,
}

impl Upload {
    /// The payload's bytes, shared with the other hooks of the dispatch.
    pub(super) fn new(bytes: Arc<Vec<u8>>) -> Self {
        let rest = Bytes::from_owner(Shared(bytes));
        let taken = Taken {
            taken: Arc::default(),
            length: rest.len() as u64,
            wire: None,
            before: Arc::default(),
        };
        Self { rest, taken }
    }

    /// Says which connection the bytes go through, and gives the counter.
    pub(super) fn through(&mut self, wire: Wire) -> Taken {
        self.taken.wire = Some(wire);
        self.taken.clone()
    }
}

impl Taken {
    fn progress(&self) -> Option<Progress> {
        self.wire.as_ref()?.progress()
    }

    /// Bytes that were sent, and how much of the payload the peer could read before it answered.
    ///
    /// Sent are those that the client has taken, if the system has taken as many from the client, which
    /// holds some back for a peer that does not read. The request's head may be counted among the
    /// latter.
    pub(super) fn sent(&self) -> (u64, Delivery) {
        let taken = self.taken.load(Ordering::Acquire);
        let progress = self.progress();
        let bytes = match (progress, self.before.get()) {
            (Some(now), Some(before)) => taken.min(now.written.saturating_sub(*before)),
            _ => taken,
        };
        let delivery = match progress {
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

struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
