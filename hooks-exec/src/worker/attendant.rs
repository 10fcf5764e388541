//! The task that reads what a worker says between its events, sees it exit, and ends it.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hooks_types::output::Exit;
use tokio::time::{Instant, Sleep, sleep_until};

use super::ears::{Ears, could_not_be_watched, hear};
use super::instance::Worker;
use super::state::Phase;

/// How far ahead its own timer is while a worker is used. A deadline behind it is only noted. One
/// before all timers of the runtime wakes the thread that waits for the next of them: a write and a
/// turn more for each event. It is also how long stdout stays with the task of the last event.
const LOOK: Duration = Duration::from_secs(1);

/// How long killed processes may take to be gone.
const REAP: Duration = Duration::from_millis(500);

/// Attends a worker until it is gone. Dropped early, with its runtime, it kills it.
pub(super) fn attend(worker: Arc<Worker>) -> impl Future<Output = ()> + Send {
    // It is there before the first poll, so that the worker is killed without one.
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

struct Attendant {
    worker: Arc<Worker>,
    exit: Exit,
    /// It has closed its stdout, and that was looked at.
    mute: bool,
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waited {
    Exited,
    /// It can say nothing any more, but has not exited.
    Mute,
    /// Its phase may be another, or an event began after a pause.
    Turned,
    /// It has answered, and the timer is far.
    Answered,
    TimeUp,
}

impl Attendant {
    async fn until_gone(&mut self) -> io::Result<()> {
        let worker = Arc::clone(&self.worker);
        let limits = worker.limits;
        let mut timer = pin!(sleep_until(later(limits.idle)));
        loop {
            match self.wait(timer.as_mut()).await? {
                Waited::Exited => return self.collect(),
                Waited::Mute => {
                    // What exits closes its outputs a moment before.
                    worker.state().unasked = true;
                    worker.close(None);
                    if self.exited_within(timer.as_mut(), limits.grace).await? {
                        return self.collect();
                    }
                    worker.force(Some("closed its stdout".to_owned()));
                }
                Waited::Turned | Waited::Answered => {
                    if timer.deadline() > later(LOOK) {
                        timer.as_mut().reset(later(LOOK.min(limits.idle)));
                    }
                }
                Waited::TimeUp => {
                    let idle = worker.idle_for().unwrap_or_default();
                    if idle >= limits.idle {
                        worker.close(None);
                    }
                    if idle >= LOOK.min(limits.idle) {
                        worker.stop_listening();
                    }
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

    /// Ends it: in order if it is closing, by signals if it is forced or does not end.
    async fn end(&mut self, mut timer: Pin<&mut Sleep>) -> io::Result<()> {
        let worker = Arc::clone(&self.worker);
        let grace = worker.limits.grace;
        worker.permits.close();
        if worker.state().phase == Phase::Closing {
            // Nobody writes: everybody who waited was answered.
            worker.inlet.lock().await.take();
            if self.exited_within(timer.as_mut(), grace).await? {
                return self.collect();
            }
        }
        worker.reins.ask_to_end();
        if !self.exited_within(timer.as_mut(), grace).await? {
            worker.reins.kill();
            self.exited_within(timer.as_mut(), REAP).await?;
        }
        self.collect()
    }

    async fn exited_within(
        &mut self,
        mut timer: Pin<&mut Sleep>,
        limit: Duration,
    ) -> io::Result<bool> {
        timer.as_mut().reset(later(limit));
        loop {
            match self.wait(timer.as_mut()).await? {
                Waited::Exited => return Ok(true),
                Waited::TimeUp => return Ok(false),
                // What it says is still heard; what was asked of it stays asked.
                Waited::Mute | Waited::Turned | Waited::Answered => {}
            }
        }
    }

    /// Reads until something happens.
    async fn wait(&mut self, mut timer: Pin<&mut Sleep>) -> io::Result<Waited> {
        let Self { worker, exit, mute } = self;
        let mut turned = pin!(worker.turned.notified());
        poll_fn(|cx| {
            let mut ears = worker.ears();
            let Ears {
                resident,
                lines,
                listener,
            } = &mut *ears;
            let Some(resident) = resident else {
                return Poll::Ready(Ok(Waited::Exited));
            };
            let mut replied = false;
            let out = |chunk: &[u8]| replied |= hear(worker, lines, chunk, None);
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
            drop(ears);
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

    /// It has exited, or was given up: what is left of it is ended.
    fn collect(&mut self) -> io::Result<()> {
        let (rest, resident) = {
            let mut ears = self.worker.ears();
            (ears.lines.rest(), ears.resident.take())
        };
        if !rest.trim_ascii().is_empty() {
            // A last line without a newline is a line.
            self.worker.state().hear_line(&rest);
        }
        if let Some(resident) = resident {
            resident.collect();
        }
        Ok(())
    }
}

impl Drop for Attendant {
    fn drop(&mut self) {
        // Kills it if it is not collected.
        let resident = self.worker.ears().resident.take();
        drop(resident);
        self.worker.over(self.exit);
    }
}

/// When to look again at a worker that has had nothing to do for so long.
fn next_look(idle: Duration, limit: Duration) -> Duration {
    let left = limit.saturating_sub(idle);
    if idle < LOOK { left.min(LOOK) } else { left }
}

fn later(duration: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(duration).unwrap_or(now)
}
