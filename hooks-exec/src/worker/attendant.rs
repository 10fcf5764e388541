//! The attendant: the task that reads a worker's outputs between events, notices the worker's exit, and ends the
//! worker.
//!
//! Each worker has one attendant. Only the attendant ends the process, except for an immediate kill: other tasks change
//! the worker's phase and notify the attendant. So the steps of ending (closing stdin, SIGTERM, SIGKILL) happen in one
//! place and in order.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hooks_types::output::Exit;
use tokio::time::{Instant, Sleep, sleep_until};

use super::instance::Worker;
use super::outputs::{Outputs, could_not_be_watched, read_chunk};
use super::state::Phase;

/// The longest time for which the attendant (the task that watches the worker) sets its timer while the worker is in
/// use.
///
/// The attendant's timer also makes the timers of events cheap. If a new timer is the earliest of the runtime, the
/// runtime must wake the thread that waits for the next timer, which costs a write and a thread switch. But the
/// deadline of an event is usually later than the attendant's timer, so the timer of an event is usually not the
/// earliest.
///
/// This is also the time from the last event until the attendant reads stdout again, and the time for which a task may
/// wait for a reply without setting a timer.
pub(super) const LOOK: Duration = Duration::from_secs(1);

/// How long killed processes may take to exit.
const REAP: Duration = Duration::from_millis(500);

/// Watches a worker until the worker has ended. If the returned future is dropped early, because its runtime ends, the
/// worker is killed.
pub(super) fn attend(worker: Arc<Worker>) -> impl Future<Output = ()> + Send {
    // Create the attendant outside the async block: its `Drop` kills the worker even if the task is never polled.
    let mut attendant = Attendant {
        worker,
        exit: Exit::None,
        mute: false,
    };
    async move {
        if let Err(error) = attendant.until_gone().await {
            let why = could_not_be_watched(&error);
            attendant.worker.state().close(Some(why));
        }
    }
}

/// The attendant: the task that watches one worker until the worker has ended.
struct Attendant {
    worker: Arc<Worker>,
    /// How the worker exited; [`Exit::None`] while it runs.
    exit: Exit,
    /// Whether the attendant has already handled that the worker closed its stdout.
    mute: bool,
}

/// Why [`Attendant::wait`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waited {
    /// The worker has exited.
    Exited,
    /// The worker has closed its stdout but has not exited.
    Mute,
    /// The attendant was notified: the worker's phase might have changed, a task began to read stdout, or a task
    /// noticed that stdout is closed.
    Turned,
    /// The worker has answered an event while the timer was set to a time later than [`LOOK`] from now.
    Answered,
    /// The timer has run out.
    TimeUp,
}

impl Attendant {
    /// Watches the worker until it is gone: reads its outputs, and ends it when its phase is `Closing` or `Forced`.
    async fn until_gone(&mut self) -> io::Result<()> {
        let worker = Arc::clone(&self.worker);
        let limits = worker.limits;
        let mut timer = pin!(sleep_until(later(limits.idle)));
        loop {
            match self.wait(timer.as_mut()).await? {
                Waited::Exited => return self.collect(),
                Waited::Mute => {
                    // A worker that exits closes its stdout a moment before its exit is reported. So wait a little
                    // for the exit.
                    worker.state().unasked = true;
                    worker.close(None);
                    if self.exited_within(timer.as_mut(), limits.grace).await? {
                        return self.collect();
                    }
                    worker.force(Some("closed its stdout".to_owned()));
                }
                Waited::Turned | Waited::Answered => {
                    if timer.deadline() > later(LOOK) {
                        // The worker was used after the last look, so set the timer to an earlier time.
                        timer.as_mut().reset(later(LOOK.min(limits.idle)));
                    }
                }
                Waited::TimeUp => {
                    let mut idle = worker.idle_for().unwrap_or_default();
                    if idle >= limits.idle {
                        worker.close(None);
                    }
                    if idle >= LOOK.min(limits.idle) && !worker.stop_listening_if_free() {
                        // An event has just begun. The task of the event has no timer and relies on the attendant's
                        // timer, so let the attendant's timer run out soon.
                        idle = Duration::ZERO;
                    }
                    // Wake the tasks that still wait for a reply. Each of them then sets a timer.
                    worker.state().wake_waiting();
                    timer.as_mut().reset(later(next_look(idle, limits.idle)));
                }
            }
            let (phase, free) = {
                let state = worker.state();
                (state.phase.clone(), state.waiting.is_empty())
            };
            match phase {
                Phase::Closing if free => break,
                Phase::Forced => break,
                _ => {}
            }
        }
        self.end(timer).await
    }

    /// Ends the worker: in phase `Closing` by closing its stdin, and in phase `Forced` by signals. If a worker does not
    /// exit after its stdin was closed, it is signalled too.
    async fn end(&mut self, mut timer: Pin<&mut Sleep>) -> io::Result<()> {
        let worker = Arc::clone(&self.worker);
        let grace = worker.limits.grace;
        worker.permits.close();
        if worker.state().phase == Phase::Closing {
            // All pending events were answered, so no request writes any more. Taking the pipe out closes stdin.
            worker.stdin.lock().await.take();
            if self.exited_within(timer.as_mut(), grace).await? {
                return self.collect();
            }
        }
        worker.signals.ask_to_end();
        if !self.exited_within(timer.as_mut(), grace).await? {
            worker.signals.kill();
            self.exited_within(timer.as_mut(), REAP).await?;
        }
        self.collect()
    }

    /// Waits for the worker's exit for at most `limit`, and continues to read its outputs. Returns whether the worker
    /// has exited.
    async fn exited_within(
        &mut self,
        mut timer: Pin<&mut Sleep>,
        limit: Duration,
    ) -> io::Result<bool> {
        // This timer now serves only the exit. So wake the waiting tasks: each of them sets a timer for its deadline.
        self.worker.state().wake_waiting();
        timer.as_mut().reset(later(limit));
        loop {
            match self.wait(timer.as_mut()).await? {
                Waited::Exited => return Ok(true),
                Waited::TimeUp => return Ok(false),
                // The worker is already being ended, so nothing else has to be done. `wait` has read its output.
                Waited::Mute | Waited::Turned | Waited::Answered => {}
            }
        }
    }

    /// Reads the outputs until one of the cases of [`Waited`] happens. If a different task reads stdout, wakes that
    /// task when more output arrives.
    async fn wait(&mut self, mut timer: Pin<&mut Sleep>) -> io::Result<Waited> {
        let Self { worker, exit, mute } = self;
        let mut turned = pin!(worker.turned.notified());
        poll_fn(|cx| {
            let mut outputs = worker.outputs();
            let Outputs {
                resident,
                lines,
                listener,
            } = &mut *outputs;
            let Some(resident) = resident else {
                return Poll::Ready(Ok(Waited::Exited));
            };
            let mut replied = false;
            let out = |chunk: &[u8]| replied |= read_chunk(worker, lines, chunk, None);
            let err = |chunk: &[u8]| worker.state().hear_log(chunk);
            let listener = listener.as_ref().unwrap_or(cx.waker()).clone();
            let mut listening = Context::from_waker(&listener);
            if let Poll::Ready(exited) = resident.poll_exit(cx, &mut listening, out, err)? {
                *exit = exited;
                return Poll::Ready(Ok(Waited::Exited));
            }
            if !*mute && !resident.can_speak() {
                *mute = true;
                return Poll::Ready(Ok(Waited::Mute));
            }
            drop(outputs);
            if turned.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Ok(Waited::Turned));
            }
            if replied && timer.deadline() > later(LOOK) {
                return Poll::Ready(Ok(Waited::Answered));
            }
            timer.as_mut().poll(cx).map(|()| Ok(Waited::TimeUp))
        })
        .await
    }

    /// Handles the last output of a worker, and ends the rest of its process group. The worker has exited, or could not
    /// be killed in time.
    fn collect(&mut self) -> io::Result<()> {
        let (rest, resident) = {
            let mut outputs = self.worker.outputs();
            (outputs.lines.rest(), outputs.resident.take())
        };
        if !rest.trim_ascii().is_empty() {
            // The last line might have no newline at its end. So handle the rest of the output as a line.
            self.worker.state().read_line(&rest);
        }
        if let Some(resident) = resident {
            resident.collect();
        }
        Ok(())
    }
}

impl Drop for Attendant {
    fn drop(&mut self) {
        // If the process was not collected, dropping `resident` kills its group.
        let resident = self.worker.outputs().resident.take();
        drop(resident);
        self.worker.over(self.exit);
    }
}

/// Returns how long to wait before the next look at the worker. `idle` is how long the worker has been idle.
fn next_look(idle: Duration, limit: Duration) -> Duration {
    let left = limit.saturating_sub(idle);
    if idle < LOOK { left.min(LOOK) } else { left }
}

/// Returns the moment that is `duration` from now, or now if the moment is too far in the future for an [`Instant`].
fn later(duration: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(duration).unwrap_or(now)
}
