//! An event that was registered with a worker, until its result is taken.

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::task::{Context, Poll};

use hooks_types::output::Exit;
use tokio::time::{Instant, timeout_at};

use super::attendant::LOOK;
use super::instance::Worker;
use super::protocol::cancel;
use super::request_output::{End, RequestOutput};
use crate::request::{HookRequest, last_moment};

/// How the wait for an event's reply ended, and everything that the worker printed during the wait.
pub(super) type EventResult = (End, Box<RequestOutput>);

/// An event that was registered with a worker. Dropping this value before the answer came gives the event up. If the
/// worker accepts only one event at a time, or might have got only a part of the event's line, it is killed. Otherwise
/// it is sent a cancel line.
pub(super) struct PendingEvent {
    /// The worker with which the event is registered.
    pub(super) worker: Arc<Worker>,
    pub(super) id: u64,
    /// Whether this task reads the worker's stdout. This is true if the worker accepts only one event at a time.
    pub(super) listens: bool,
    /// The time at which the event was registered or, if writing the event's line had to wait, the time at which the
    /// writing ended.
    pub(super) now: Instant,
    /// Whether the worker's files and the event's folder must still be checked.
    pub(super) unseen: bool,
    /// The result, if the worker answered while the event's line was being written.
    pub(super) early: Option<Box<EventResult>>,
    /// Whether the event's line might have been sent only in part.
    pub(super) partly: bool,
    /// Whether the result was taken. Dropping this value then does nothing.
    pub(super) over: bool,
}

impl PendingEvent {
    /// Waits for the reply. If no reply comes by the deadline, gives the event up.
    pub(super) async fn end(&mut self, request: &HookRequest) -> EventResult {
        let result = match self.early.take() {
            Some(result) => Some(*result),
            None => match self.result_soon(request.deadline).await {
                Some(result) => Some(result),
                None => Box::pin(self.result_in_time(request.deadline)).await,
            },
        };
        match result {
            Some(result) => {
                self.over = true;
                result
            }
            None => Box::pin(self.late_end(request)).await,
        }
    }

    /// Waits for the result without a timer. Returns `None` if the task is woken before the result came, or if the task
    /// must set a timer. In nearly all cases no timer is needed, because the attendant (the task that watches the
    /// worker) wakes this task within [`LOOK`], long before the deadline.
    pub(super) async fn result_soon(&self, deadline: Instant) -> Option<EventResult> {
        // The attendant (the task that watches the worker) wakes this task in time only if this task reads the worker's
        // stdout and both tasks run in the same runtime.
        let is_far = deadline.saturating_duration_since(self.now) >= 4 * LOOK;
        if !is_far || !self.listens || !self.worker.is_attended_here() {
            return None;
        }
        let mut waited = false;
        poll_fn(|cx| match self.poll_result(cx) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            // While the worker ends, its attendant will not wake this task: it may have woken the waiting tasks
            // already, and its timer now only limits the worker's exit. So this task must set a timer.
            Poll::Pending if waited || !self.worker.serves() => Poll::Ready(None),
            Poll::Pending => {
                waited = true;
                Poll::Pending
            }
        })
        .await
    }

    /// Waits for the result. Returns `None` if no result comes by the deadline.
    async fn result_in_time(&self, deadline: Instant) -> Option<EventResult> {
        timeout_at(deadline, self.result()).await.ok()
    }

    /// Gives the event up after the deadline. Then waits for the worker to end, but not beyond the request's last
    /// moment (deadline plus allowance).
    async fn late_end(&mut self, request: &HookRequest) -> EventResult {
        self.give_up();
        let result = match timeout_at(last_moment(request), self.result()).await {
            Ok(result) => result,
            Err(_) => {
                let taken = {
                    let mut state = self.worker.state();
                    let taken = state.take(self.id);
                    // The worker can still reply to this event. Remember the id, because that reply must be ignored.
                    state.given_up.push(self.id);
                    taken
                };
                // The worker might be kept only for this event, and must then end now. So wake its attendant, the task
                // that ends the worker.
                self.worker.turned.notify_one();
                match taken {
                    Some(waiting) => (End::TimeUp(None), waiting.output),
                    None => self.result().await,
                }
            }
        };
        self.over = true;
        match result {
            (End::Exit { exit, .. }, output) => {
                let code = match exit {
                    Exit::Code(code) => Some(code),
                    _ => None,
                };
                (End::TimeUp(code), output)
            }
            // Record the lateness as a flaw, so that the late reply cannot allow anything. A block in it still takes
            // effect.
            (End::Reply(mut reply), output) => {
                reply.flaw = Some("it came after the deadline".to_owned());
                (End::LateReply(reply), output)
            }
            result => result,
        }
    }

    /// Waits for the result without a time limit.
    fn result(&self) -> impl Future<Output = EventResult> {
        poll_fn(|cx| self.poll_result(cx))
    }

    /// Polls for the result. If this task reads the worker's stdout, reads stdout first.
    pub(super) fn poll_result(&self, cx: &mut Context<'_>) -> Poll<EventResult> {
        if self.listens {
            self.worker.listen(cx, self.id);
        }
        self.worker.state().poll_result(self.id, cx)
    }

    /// Gives the event up at its deadline. If the worker accepts only one event at a time, or might have got only a
    /// part of the event's line, it is ended. Otherwise it is sent a cancel, and is replaced when its remaining events
    /// are answered.
    fn give_up(&self) {
        let alone = self.worker.state().max_in_flight == 1;
        if alone || self.partly {
            if let Some(signal) = self.worker.signals.stopped_by() {
                let note = format!("was stopped by signal {signal}");
                self.worker.force(Some(note));
            } else {
                self.worker.force(Some("did not answer in time".to_owned()));
            }
            return;
        }
        self.cancel();
        self.worker.close(Some("did not answer in time".to_owned()));
    }

    /// Tells a worker that accepts several events to cancel this event.
    fn cancel(&self) {
        let line = cancel(self.id);
        // If a different request is writing its line at the moment, skip the cancel line: it is not necessary, but only
        // saves the worker some work.
        if let Ok(stdin) = self.worker.stdin.try_lock()
            && let Some(stdin) = &*stdin
        {
            match stdin.write_now(&line) {
                // The pipe is full and nothing was written, so the cancel is skipped.
                Ok(0) => {}
                Ok(count) if count == line.len() => {}
                // The line was written only in part, which spoils the next line, or the pipe is broken. So end the
                // worker.
                _ => self
                    .worker
                    .force(Some("did not accept a cancel".to_owned())),
            }
        }
    }
}

impl Drop for PendingEvent {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let alone = {
            let mut state = self.worker.state();
            if state.take(self.id).is_none() {
                // The event was answered at this moment. Drop its result, because no task will take it.
                state.forget(self.id);
                return;
            }
            // The worker can still reply to this event. Remember the id, because that reply must be ignored.
            state.given_up.push(self.id);
            state.max_in_flight == 1
        };
        if self.listens {
            // From now on the attendant (the task that watches the worker) reads stdout again. The attendant is
            // notified below.
            self.worker.stop_listening();
        }
        if alone || self.partly {
            self.worker.kill();
        } else {
            self.cancel();
            self.worker.close(None);
        }
    }
}
