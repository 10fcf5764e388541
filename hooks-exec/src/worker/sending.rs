//! Writes an event to a worker.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::time::{Instant, timeout_at};

use super::instance::Worker;
use super::pending_event::PendingEvent;
use super::protocol::{AFTER_PAYLOAD, begin_event};
use super::request::Asking;

/// Payloads up to this size, in bytes, are copied into the line. One write then sends everything.
const COPIED: usize = 32 * 1024;

/// The number of bytes to reserve in the buffer for the beginning of a line.
const BEGINNING: usize = 96;

/// The progress of writing an event's line.
#[derive(Debug, Default)]
pub(super) struct Sending {
    /// The part of the line that is built in memory; `None` until it is built.
    line: Option<Vec<u8>>,
    /// How many bytes of the whole line were written.
    pub(super) written: u64,
}

impl Asking<'_> {
    /// Writes the event's line if it is short and the pipe accepts it. Returns whether the whole line was written. Use
    /// this only for a worker that accepts one event at a time, because then no second request can write to the worker
    /// at the same time.
    pub(super) fn send_at_once(&self, pending: &PendingEvent, sending: &mut Sending) -> bool {
        if self.payload.len() > COPIED {
            return false;
        }
        let Ok(mut stdin) = pending.worker.stdin.try_lock() else {
            return false;
        };
        let Some(stdin) = &mut *stdin else {
            return false;
        };
        let line = self.line(std::mem::take(stdin.spare()), pending.id, pending.now);
        // Ignore an error here, because `send` writes again, and reports the error.
        let count = stdin.write_now(&line).unwrap_or_default();
        sending.written = count as u64;
        if count < line.len() {
            sending.line = Some(line);
            return false;
        }
        *stdin.spare() = line;
        true
    }

    /// Writes the rest of the event's line before the deadline. Returns `None` if the deadline passed, or if the worker
    /// answered before the whole line was written.
    pub(super) async fn send(
        &self,
        pending: &mut PendingEvent,
        sending: &mut Sending,
    ) -> Option<io::Result<()>> {
        let worker = Arc::clone(&pending.worker);
        let writing = self.write(&worker, pending.id, sending);
        let mut writing = pin!(timeout_at(self.request.deadline, writing));
        poll_fn(|cx| {
            if let Poll::Ready(wrote) = writing.as_mut().poll(cx) {
                return Poll::Ready(wrote.ok());
            }
            pending.poll_result(cx).map(|result| {
                pending.early = Some(Box::new(result));
                None
            })
        })
        .await
    }

    /// Writes the rest of the event's line.
    async fn write(&self, worker: &Worker, id: u64, sending: &mut Sending) -> io::Result<()> {
        let mut stdin = worker.stdin.lock().await;
        let Some(stdin) = &mut *stdin else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let line = sending
            .line
            .get_or_insert_with(|| self.line(Vec::new(), id, Instant::now()));
        let begun = usize::try_from(sending.written).unwrap_or(usize::MAX);
        let rest = line.get(begun..).unwrap_or_default();
        stdin.write(rest, &mut sending.written).await?;
        if self.payload.len() > COPIED {
            stdin.write(self.payload, &mut sending.written).await?;
            stdin.write(AFTER_PAYLOAD, &mut sending.written).await?;
        }
        Ok(())
    }

    /// Builds the event's line in the buffer `line`, and drops the buffer's old content. A long payload is not
    /// included: it is written after the line, without a copy.
    fn line(&self, mut line: Vec<u8>, id: u64, now: Instant) -> Vec<u8> {
        line.clear();
        let left = self.request.deadline.saturating_duration_since(now);
        let left = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        let copied = self.payload.len().min(COPIED);
        line.reserve(BEGINNING + self.setting.written.len() + copied);
        begin_event(&mut line, id, left);
        line.extend_from_slice(&self.setting.written);
        if self.payload.len() <= COPIED {
            line.extend_from_slice(self.payload);
            line.extend_from_slice(AFTER_PAYLOAD);
        }
        line
    }
}
