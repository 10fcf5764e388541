//! [`Outputs`]: the outputs of a worker, and the task that reads its stdout.

use std::io;
use std::task::{Context, Waker};

use super::instance::Worker;
use super::lines::{Lines, OutputPart};
use super::memory;
use super::state::{LineKind, Phase, State};
use crate::process::Resident;

/// The number of events between two checks of a worker's memory.
const MEMORY_EVERY: u64 = 64;

/// The outputs of one worker.
///
/// The attendant (the task that watches the worker) reads the outputs. But if a worker accepts only one event at a
/// time, the task of the event reads stdout itself: the reply then need not pass from task to task, which saves a
/// wake-up for each event. After the event, the attendant does not read stdout again until no event has come for a
/// while.
#[derive(Debug)]
pub(super) struct Outputs {
    /// The process; `None` once it is collected (reaped). Dropping this value earlier kills the process.
    pub(super) resident: Option<Resident>,
    /// Splits stdout into lines.
    pub(super) lines: Lines,
    /// The task that is woken when stdout has output. `None` means the attendant, the task that watches the worker.
    pub(super) listener: Option<Waker>,
}

impl Outputs {
    /// Creates the value for the outputs of a new process.
    pub(super) fn new(resident: Resident, max_line: usize) -> Self {
        Self {
            resident: Some(resident),
            lines: Lines::new(max_line),
            listener: None,
        }
    }
}

impl Worker {
    /// Reads the output that the worker has printed since its last event. Call this before the next event is written,
    /// because this output cannot be an answer to the next event. A worker that prints between events is replaced. The
    /// pipe is read directly, because the runtime might not have reported the output yet.
    pub(super) fn read_before_an_event(&self) {
        let mut outputs = self.outputs();
        let Outputs {
            resident, lines, ..
        } = &mut *outputs;
        let Some(resident) = resident else {
            return;
        };
        let read = resident.read_stdout_now(|chunk| {
            read_chunk(self, lines, chunk, None);
        });
        let begun = lines.has_begun();
        drop(outputs);
        if let Err(error) = read {
            self.force(Some(could_not_be_watched(&error)));
        } else if begun && self.state().waiting.is_empty() {
            self.close(Some("began a line that is not a reply".to_owned()));
        }
    }

    /// Reads stdout in the task that waits for the event `own`. From now on this task is woken when more output
    /// arrives.
    pub(super) fn listen(&self, cx: &mut Context<'_>, own: u64) {
        let mut outputs = self.outputs();
        let Outputs {
            resident,
            lines,
            listener,
        } = &mut *outputs;
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
            read_chunk(self, lines, chunk, Some(own));
        });
        let mute = !resident.can_speak();
        drop(outputs);
        if let Err(error) = read {
            self.force(Some(could_not_be_watched(&error)));
        } else if taken_over || mute {
            // The attendant (the task that watches the worker) decides when to take stdout back, and handles a stdout
            // that was closed.
            self.turned.notify_one();
        }
    }

    /// Gives stdout back to the attendant (the task that watches the worker), if no event is pending. Returns
    /// whether stdout was given back.
    pub(super) fn stop_listening_if_free(&self) -> bool {
        let mut outputs = self.outputs();
        // Check while the outputs are locked. A task that registers an event later then finds no listener, and notifies
        // the attendant.
        let free = self.state().waiting.is_empty();
        if free {
            outputs.listener = None;
        }
        free
    }

    /// Gives stdout back to the attendant. The caller must notify the attendant.
    pub(super) fn stop_listening(&self) {
        self.outputs().listener = None;
    }
}

/// Describes a worker whose pipes or process cannot be watched.
pub(super) fn could_not_be_watched(error: &io::Error) -> String {
    format!("could not be watched: {error}")
}

/// Passes a chunk of stdout to the waiting requests, line by line. Returns whether the chunk completed a reply.
pub(super) fn read_chunk(
    worker: &Worker,
    lines: &mut Lines,
    chunk: &[u8],
    own: Option<u64>,
) -> bool {
    let mut state = worker.state();
    if let Some(own) = own {
        state.hush(own);
    }
    let mut replied = false;
    lines.feed(chunk, |part| match part {
        OutputPart::Line(line) => match state.read_line(line) {
            LineKind::Hello => worker.permits.add_permits(permits(state.max_in_flight)),
            LineKind::Reply => replied = true,
            LineKind::Nothing => {}
        },
        OutputPart::Piece(piece) => state.read_stray(piece),
    });
    if replied {
        look_after(worker, &mut state);
    }
    let serves = matches!(state.phase, Phase::Greeting | Phase::Serving);
    drop(state);
    // Close the permits: requests that wait for a permit then look for another worker. The attendant (the task that
    // watches this worker) ends the worker.
    if !serves {
        worker.permits.close();
        worker.turned.notify_one();
    }
    replied
}

/// Records an answer as a success. Closes a worker that has reached the limit of events or of memory. The next event
/// then gets a new worker.
fn look_after(worker: &Worker, state: &mut State) {
    worker.circuit().succeeded();
    let limits = worker.limits;
    let grown = || {
        state.answered.is_multiple_of(MEMORY_EVERY)
            && memory::resident(worker.signals.pid()).is_some_and(|held| held > limits.max_memory)
    };
    if state.answered >= limits.max_events || grown() {
        state.close(None);
    }
}

/// Returns the number of permits for a worker: the number of events that it accepts at once, but at most 1024, because
/// the number of permits of a semaphore is limited.
fn permits(max_in_flight: usize) -> usize {
    max_in_flight.min(1024)
}
