//! The payload on its way to an endpoint, counted as the connection takes it.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use hooks_types::Delivery;
use hyper::body::{Body, Bytes, Frame, SizeHint};

/// Bytes handed to the connection at once. Small, so that the count follows what was written.
const CHUNK: usize = 16 * 1024;

/// A request's body.
#[derive(Debug)]
pub(super) struct Upload {
    rest: Bytes,
    taken: Arc<AtomicU64>,
}

/// How much of an [`Upload`] the connection has taken.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    taken: Arc<AtomicU64>,
    length: u64,
}

impl Upload {
    /// The payload's bytes, shared with the other hooks of the dispatch, and their counter.
    pub(super) fn new(bytes: Arc<Vec<u8>>) -> (Self, Taken) {
        let rest = Bytes::from_owner(Shared(bytes));
        let taken = Arc::default();
        let counter = Taken {
            taken: Arc::clone(&taken),
            length: rest.len() as u64,
        };
        (Self { rest, taken }, counter)
    }
}

impl Taken {
    /// Bytes that the connection has taken.
    pub(super) fn bytes(&self) -> u64 {
        self.taken.load(Ordering::Acquire)
    }

    /// Whether that is all of them.
    pub(super) fn delivery(&self) -> Delivery {
        match self.bytes() {
            all if all >= self.length => Delivery::Whole,
            written => Delivery::Partial { written },
        }
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
        let size = self.rest.len().min(CHUNK);
        let chunk = self.rest.split_to(size);
        self.taken.fetch_add(size as u64, Ordering::Release);
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
