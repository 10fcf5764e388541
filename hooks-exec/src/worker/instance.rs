//! [`Worker`]: one process, its stdin and outputs, and the state that its attendant (the task that watches it) shares
//! with waiting requests.

use std::future::{Future, poll_fn};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hooks_types::Failure;
use hooks_types::output::Exit;
use hooks_types::report::Cause;
use tokio::runtime;
use tokio::sync::{Mutex as AsyncMutex, Notify, Semaphore};

use super::attendant::attend;
use super::circuit::Circuit;
use super::files::Files;
use super::limits::WorkerLimits;
use super::outputs::Outputs;
use super::protocol::hello;
use super::request_output::{End, RequestOutput};
use super::state::{Phase, State};
use crate::process::{Resident, SignalHandle, StdinPipe};

/// A started worker process. Its attendant (the task that reads its output) owns this value until the process has
/// ended.
#[derive(Debug)]
pub(super) struct Worker {
    /// The state that the attendant (the task that watches the worker) and the waiting requests share.
    state: Mutex<State>,
    /// The worker's outputs. Code that needs both locks must lock `outputs` first and `state` second: the opposite
    /// order could deadlock.
    outputs: Mutex<Outputs>,
    /// One permit for each event that the worker accepts at once. There are no permits before the greeting, and the
    /// semaphore is closed when the worker accepts no more events.
    pub(super) permits: Arc<Semaphore>,
    /// The worker's stdin. Taking the value out closes stdin.
    pub(super) stdin: AsyncMutex<Option<StdinPipe>>,
    /// Sends signals to the worker's process group.
    pub(super) signals: SignalHandle,
    /// Wakes the attendant (the task that watches the worker), for example when the phase has changed.
    pub(super) turned: Notify,
    /// Notified when the worker has ended.
    gone: Notify,
    /// The runtime in which the attendant (the task that watches the worker) runs.
    runtime: runtime::Id,
    /// The worker's files as they were at the start.
    files: Files,
    pub(super) limits: WorkerLimits,
    /// Records the failures of this hook's workers, across restarts.
    pub(super) circuit: Arc<Mutex<Circuit>>,
}

impl Worker {
    /// Makes a worker from a program that was just started, and sends the agent's hello to it. `state` contains the
    /// request that waits for the program's hello.
    ///
    /// # Errors
    ///
    /// The program's stdin cannot be written.
    pub(super) fn begin(
        state: State,
        (resident, stdin, signals): (Resident, StdinPipe, SignalHandle),
        files: Files,
        limits: WorkerLimits,
        circuit: Arc<Mutex<Circuit>>,
    ) -> Result<Arc<Self>, Failure> {
        let hello = hello(limits.max_line);
        // The pipe is new and empty, so it must accept the whole line at once. If it does not, the pipe is broken.
        match stdin.write_now(&hello) {
            Ok(written) if written == hello.len() => {}
            _ => {
                let message = "the hello could not be written to the worker's stdin";
                return Err(Failure::new(Cause::WorkerUnavailable, message));
            }
        }
        let attended = runtime::Handle::current();
        let worker = Arc::new(Self {
            state: Mutex::new(state),
            outputs: Mutex::new(Outputs::new(resident, limits.max_line)),
            permits: Arc::new(Semaphore::new(0)),
            stdin: AsyncMutex::new(Some(stdin)),
            signals,
            turned: Notify::new(),
            gone: Notify::new(),
            runtime: attended.id(),
            files,
            limits,
            circuit,
        });
        attended.spawn(attend(Arc::clone(&worker)));
        Ok(worker)
    }

    /// Locks the state.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // A poisoned lock is safe to use, because the code that holds it cannot panic in the middle of a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the outputs.
    pub(super) fn outputs(&self) -> MutexGuard<'_, Outputs> {
        self.outputs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the current task and the attendant (the task that watches the worker) run in the same runtime.
    /// If not, the current task cannot rely on the attendant, because the attendant's runtime might not be running.
    pub(super) fn is_attended_here(&self) -> bool {
        runtime::Handle::try_current().is_ok_and(|here| here.id() == self.runtime)
    }

    /// Waits for the result of a request.
    pub(super) fn result(&self, id: u64) -> impl Future<Output = (End, Box<RequestOutput>)> {
        poll_fn(move |cx| self.state().poll_result(id, cx))
    }

    /// Returns whether the worker accepts events at this moment.
    pub(super) fn serves(&self) -> bool {
        self.state().phase == Phase::Serving
    }

    /// Returns whether the worker can get an event. Checks the worker's files, and closes the worker if a file has
    /// changed.
    pub(super) fn is_fit(&self) -> bool {
        self.serves() && !self.closes_if_files_changed()
    }

    /// Closes the worker if one of its files has changed. Returns whether a file has changed.
    pub(super) fn closes_if_files_changed(&self) -> bool {
        let changed = self.files_changed();
        if changed {
            // Give no reason, because the worker has done nothing wrong.
            self.close(None);
        }
        changed
    }

    /// Returns whether one of the worker's files has changed since the start.
    pub(super) fn files_changed(&self) -> bool {
        self.files.changed().is_some()
    }

    /// Returns whether a check of the worker's files shows that a folder exists.
    pub(super) fn has_files_below(&self, folder: &Path) -> bool {
        self.files.are_below(folder)
    }

    /// Returns whether no byte of an event was read, and none can be read later. Call this only when the worker has
    /// ended. `written` is the number of bytes of the event that were sent. If the worker accepts several events, this is
    /// certain only if nothing was sent, because the pipe can contain events of several requests.
    ///
    /// A count of the bytes in the pipe would not be enough: a process that left the worker's group can still have the
    /// worker's stdin, and could read the event afterwards. So the bytes are taken out of the pipe. A pipe keeps the order
    /// of its bytes. So if at least `written` bytes are left, the whole event is among them.
    pub(super) async fn take_back(&self, written: u64) -> bool {
        if self.state().max_in_flight > 1 {
            return written == 0;
        }
        let stdin = self.stdin.lock().await;
        stdin
            .as_ref()
            .is_some_and(|stdin| stdin.take_unread() >= written)
    }

    /// Closes the worker: it gets no more events. The attendant (the task that watches the worker) ends the worker when
    /// the pending events are answered. `why` says what the worker did wrong; `None` if it did nothing wrong.
    pub(super) fn close(&self, why: Option<String>) {
        self.state().close(why);
        self.permits.close();
        self.turned.notify_one();
    }

    /// Ends the worker by signals, beginning with SIGTERM. `why` says what the worker did wrong; `None` if it did
    /// nothing wrong.
    pub(super) fn force(&self, why: Option<String>) {
        self.state().force(why);
        self.permits.close();
        self.turned.notify_one();
    }

    /// Kills the worker at once. Call this when the request that the worker works for was dropped.
    pub(super) fn kill(&self) {
        self.signals.kill();
        self.force(None);
    }

    /// Returns whether the worker has ended.
    pub(super) fn is_over(&self) -> bool {
        self.state().phase == Phase::Over
    }

    /// Records the worker's exit. If the worker was not asked to end, also records a failure.
    pub(super) fn over(&self, exit: Exit) {
        let by_host = self.signals.ended_by_host();
        let mut state = self.state();
        if state.phase == Phase::Over {
            return;
        }
        // If a worker was closed without a reason (`why`), it did nothing wrong: it was asked to end, for example
        // because it was idle for too long or by a shutdown.
        let asked = matches!(state.phase, Phase::Closing | Phase::Forced)
            && state.why.is_none()
            && !state.unasked;
        if !asked && !by_host {
            let why = state.why.clone().unwrap_or_else(|| unasked(exit));
            self.circuit().failed(tokio::time::Instant::now(), &why);
        }
        state.over(exit, by_host);
        drop(state);
        self.permits.close();
        self.gone.notify_waiters();
    }

    /// Locks the record of failures.
    pub(super) fn circuit(&self) -> MutexGuard<'_, Circuit> {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the worker has ended.
    pub(super) async fn ended(&self) {
        let mut gone = std::pin::pin!(self.gone.notified());
        // Register before the check. Otherwise an end between the check and the registration would be missed.
        gone.as_mut().enable();
        if !self.is_over() {
            gone.await;
        }
    }

    /// Returns how long the worker has been idle; `None` while an event is pending.
    pub(super) fn idle_for(&self) -> Option<Duration> {
        let state = self.state();
        state.waiting.is_empty().then(|| state.last_used.elapsed())
    }
}

/// Describes the exit of a worker that was not asked to end.
fn unasked(exit: Exit) -> String {
    match exit {
        Exit::Code(code) => format!("exited with code {code}"),
        Exit::Signal(signal) => format!("was ended by signal {signal}"),
        _ => "ended".to_owned(),
    }
}
