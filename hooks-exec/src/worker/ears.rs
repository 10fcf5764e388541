//! What hears a worker: its outputs, and the task that reads its stdout.

use std::io;
use std::task::{Context, Waker};

use super::instance::Worker;
use super::lines::{Heard, Lines};
use super::memory;
use super::state::{Came, Phase, State};
use crate::process::Resident;

/// Events between two looks at a worker's memory.
const MEMORY_EVERY: u64 = 64;

/// The outputs of one worker.
///
/// Its attendant reads them. Of a worker that takes one event at a time, the task of that event reads
/// stdout itself, so that its reply is not handed from one task to the next. It does not give it back
/// for each event: the attendant takes it back when no event came for a while.
#[derive(Debug)]
pub(super) struct Ears {
    /// Taken when it is collected; dropped before, it kills.
    pub(super) resident: Option<Resident>,
    pub(super) lines: Lines,
    /// The task that is woken when there is something on stdout. None: the attendant.
    pub(super) listener: Option<Waker>,
}

impl Ears {
    pub(super) fn new(resident: Resident, max_line: usize) -> Self {
        Self {
            resident: Some(resident),
            lines: Lines::new(max_line),
            listener: None,
        }
    }
}

impl Worker {
    /// Reads what the worker has printed since its last event, before the next one is written: it is
    /// not about that one, and a worker that prints between events is replaced. The runtime may not
    /// have heard of it yet, so the pipe itself is asked.
    pub(super) fn hear_before_an_event(&self) {
        let mut ears = self.ears();
        let Ears {
            resident, lines, ..
        } = &mut *ears;
        let Some(resident) = resident else {
            return;
        };
        let read = resident.read_stdout_now(|chunk| {
            hear(self, lines, chunk, None);
        });
        let begun = lines.has_begun();
        drop(ears);
        if let Err(error) = read {
            self.force(Some(could_not_be_watched(&error)));
        } else if begun && self.state().waiting.is_empty() {
            self.close(Some("began a line that is not a reply".to_owned()));
        }
    }

    /// Reads stdout in the task of an event, which is woken from now on when there is more. The event
    /// need not be woken for what it reads itself.
    pub(super) fn listen(&self, cx: &mut Context<'_>, own: u64) {
        let mut ears = self.ears();
        let Ears {
            resident,
            lines,
            listener,
        } = &mut *ears;
        let Some(resident) = resident else {
            return;
        };
        let taken_over = listener.is_none();
        if !listener
            .as_ref()
            .is_some_and(|known| known.will_wake(cx.waker()))
        {
            *listener = Some(cx.waker().clone());
        }
        let read = resident.poll_stdout(cx, |chunk| {
            hear(self, lines, chunk, Some(own));
        });
        let mute = !resident.can_speak();
        drop(ears);
        if let Err(error) = read {
            self.force(Some(could_not_be_watched(&error)));
        } else if taken_over || mute {
            // The attendant looks when to take it back, and what to do about a closed stdout.
            self.turned.notify_one();
        }
    }

    /// Gives stdout back to the attendant, which must be told.
    pub(super) fn stop_listening(&self) {
        self.ears().listener = None;
    }
}

pub(super) fn could_not_be_watched(error: &io::Error) -> String {
    format!("could not be watched: {error}")
}

/// Hands what came to whom it belongs to; whether a reply was in it.
pub(super) fn hear(worker: &Worker, lines: &mut Lines, chunk: &[u8], own: Option<u64>) -> bool {
    let mut state = worker.state();
    if let Some(own) = own {
        state.hush(own);
    }
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

/// Replaces a worker that has answered often enough or holds too much memory.
fn look_after(worker: &Worker, state: &mut State) {
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
