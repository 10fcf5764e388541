//! The task that reads what a worker says, sees it exit, and ends it.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hooks_types::output::Exit;
use tokio::time::{Instant, Sleep, sleep_until};

use super::instance::Worker;
use super::lines::{Heard, Lines};
use super::memory;
use super::state::{Came, Phase};
use crate::process::Resident;

/// Events between two looks at a worker's memory.
const MEMORY_EVERY: u64 = 64;

/// How far ahead its own timer is while a worker is used. A deadline behind it is only noted. One
/// before all timers of the runtime wakes the thread that waits for the next of them: a write and a
/// turn more for each event.
const LOOK: Duration = Duration::from_secs(1);

/// How long killed processes may take to be gone.
const REAP: Duration = Duration::from_millis(500);

/// Attends a worker until it is gone. Dropped early, with its runtime, it kills it.
pub(super) async fn attend(worker: Arc<Worker>, resident: Resident) {
    let mut attendant = Attendant {
        lines: Lines::new(worker.limits.max_line),
        resident: Some(resident),
        worker,
        exit: Exit::None,
    };
    if let Err(error) = attendant.until_gone().await {
        attendant
            .worker
            .state()
            .close(Some(format!("could not be watched: {error}")));
    }
}

struct Attendant {
    worker: Arc<Worker>,
    /// Taken when it is collected; dropped before, it kills.
    resident: Option<Resident>,
    lines: Lines,
    exit: Exit,
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waited {
    Exited,
    /// It can say nothing any more, but has not exited.
    Mute,
    /// Its phase may be another.
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
                Waited::Turned => {}
                Waited::Answered => timer.as_mut().reset(later(LOOK.min(limits.idle))),
                Waited::TimeUp => {
                    let idle = worker.idle_for().unwrap_or_default();
                    if idle >= limits.idle {
                        worker.close(None);
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
        let Self {
            worker,
            resident,
            lines,
            exit,
        } = self;
        let Some(resident) = resident else {
            return Ok(Waited::Exited);
        };
        let could_speak = resident.can_speak();
        let mut turned = pin!(worker.turned.notified());
        poll_fn(|cx| {
            let mut replied = false;
            let out = |chunk: &[u8]| replied |= hear(worker, lines, chunk);
            let err = |chunk: &[u8]| worker.state().hear_log(chunk);
            if let Poll::Ready(exited) = resident.poll_exit(cx, out, err)? {
                *exit = exited;
                return Poll::Ready(Ok(Waited::Exited));
            }
            if could_speak && !resident.can_speak() {
                return Poll::Ready(Ok(Waited::Mute));
            }
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
        let rest = self.lines.rest();
        if !rest.trim_ascii().is_empty() {
            // A last line without a newline is a line.
            self.worker.state().hear_line(&rest);
        }
        if let Some(resident) = self.resident.take() {
            resident.collect();
        }
        Ok(())
    }
}

impl Drop for Attendant {
    fn drop(&mut self) {
        // Kills it if it is not collected.
        self.resident.take();
        self.worker.over(self.exit);
    }
}

/// Hands what came to whom it belongs to; whether a reply was in it.
fn hear(worker: &Worker, lines: &mut Lines, chunk: &[u8]) -> bool {
    let mut state = worker.state();
    let mut replied = false;
    lines.feed(chunk, |heard| match heard {
        Heard::Line(line) => match state.hear_line(line) {
            Came::Hello => worker.permits.add_permits(permits(state.max_in_flight)),
            Came::Reply => replied = true,
            Came::Nothing => {}
        },
        Heard::Piece(piece) => state.hear_stray(piece),
    });
    if replied {
        look_after(worker, &mut state);
    }
    let serves = matches!(state.phase, Phase::Greeting | Phase::Serving);
    drop(state);
    if !serves {
        worker.permits.close();
        worker.turned.notify_one();
    }
    replied
}

/// When to look again at a worker that has had nothing to do for so long.
fn next_look(idle: Duration, limit: Duration) -> Duration {
    let left = limit.saturating_sub(idle);
    if idle < LOOK { left.min(LOOK) } else { left }
}

/// Replaces a worker that has answered often enough or holds too much memory.
fn look_after(worker: &Worker, state: &mut super::state::State) {
    worker.circuit().succeeded();
    let limits = worker.limits;
    let grown = || {
        state.answered.is_multiple_of(MEMORY_EVERY)
            && memory::resident(worker.reins.pid()).is_some_and(|held| held > limits.max_memory)
    };
    if state.answered >= limits.max_events || grown() {
        state.close(None);
    }
}

/// More permits than a semaphore holds are as good as all of them.
fn permits(max_in_flight: usize) -> usize {
    max_in_flight.min(1024)
}

fn later(duration: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(duration).unwrap_or(now)
}
