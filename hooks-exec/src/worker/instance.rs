//! One worker: a process, the state it shares with those who wait, and its input.

use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hooks_types::Failure;
use hooks_types::output::Exit;
use hooks_types::report::Cause;
use tokio::sync::{Mutex as AsyncMutex, Notify, Semaphore};

use super::attendant::attend;
use super::circuit::Circuit;
use super::ears::Ears;
use super::files::Files;
use super::hearing::{End, Hearing};
use super::limits::WorkerLimits;
use super::protocol::hello;
use super::state::{Phase, State};
use crate::process::{Inlet, Reins, Resident};

/// A worker that was started. Its attendant keeps it until it has ended.
#[derive(Debug)]
pub(super) struct Worker {
    state: Mutex<State>,
    /// Locked before `state`, if both are.
    ears: Mutex<Ears>,
    /// As many as it takes events at once; none before its hello; closed when it takes no more.
    pub(super) permits: Arc<Semaphore>,
    /// Closed by taking it.
    pub(super) inlet: AsyncMutex<Option<Inlet>>,
    pub(super) reins: Reins,
    /// Tells the attendant to look at the phase.
    pub(super) turned: Notify,
    /// Tells that it is over.
    gone: Notify,
    files: Files,
    pub(super) limits: WorkerLimits,
    pub(super) circuit: Arc<Mutex<Circuit>>,
}

impl Worker {
    /// Takes over a program that was just started, and greets it. Those who want to hear its hello
    /// are in `state`.
    ///
    /// # Errors
    ///
    /// Its pipes do not work.
    pub(super) fn begin(
        state: State,
        (resident, inlet, reins): (Resident, Inlet, Reins),
        files: Files,
        limits: WorkerLimits,
        circuit: Arc<Mutex<Circuit>>,
    ) -> Result<Arc<Self>, Failure> {
        let hello = hello(limits.max_line);
        // An empty pipe takes it whole.
        match inlet.write_now(&hello) {
            Ok(written) if written == hello.len() => {}
            _ => {
                let message = "the worker's stdin accepts nothing";
                return Err(Failure::new(Cause::WorkerUnavailable, message));
            }
        }
        let worker = Arc::new(Self {
            state: Mutex::new(state),
            ears: Mutex::new(Ears::new(resident, limits.max_line)),
            permits: Arc::new(Semaphore::new(0)),
            inlet: AsyncMutex::new(Some(inlet)),
            reins,
            turned: Notify::new(),
            gone: Notify::new(),
            files,
            limits,
            circuit,
        });
        tokio::spawn(attend(Arc::clone(&worker)));
        Ok(worker)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that holds it can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn ears(&self) -> MutexGuard<'_, Ears> {
        self.ears.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What becomes of the event, or the hello, that waits under this number.
    pub(super) fn told(&self, id: u64) -> impl Future<Output = (End, Box<Hearing>)> {
        poll_fn(move |cx| self.state().poll_told(id, cx))
    }

    /// Whether it takes events, as far as is known.
    pub(super) fn serves(&self) -> bool {
        self.state().phase == Phase::Serving
    }

    /// Whether it may be given an event, looking at its files. One that may not be
    /// used any more is closed.
    pub(super) fn is_fit(&self) -> bool {
        if !self.serves() {
            return false;
        }
        if self.files_changed() {
            // As it should: nobody is to blame.
            self.close(None);
            return false;
        }
        true
    }

    /// Whether a file that it was started from is another by now.
    pub(super) fn files_changed(&self) -> bool {
        self.files.changed().is_some()
    }

    /// Whether it read nothing of an event of which this much was written. Known only of a worker
    /// that takes one event at a time: nothing was written behind it.
    pub(super) async fn left_unread(&self, written: u64) -> bool {
        if self.state().max_in_flight > 1 {
            return written == 0;
        }
        let inlet = self.inlet.lock().await;
        inlet
            .as_ref()
            .is_some_and(|inlet| inlet.unread() >= written)
    }

    /// Takes no more events; ends in order when those it has are answered.
    pub(super) fn close(&self, why: Option<String>) {
        self.state().close(why);
        self.permits.close();
        self.turned.notify_one();
    }

    /// Ends it by signals, at once the asking ones.
    pub(super) fn force(&self, why: Option<String>) {
        self.state().force(why);
        self.permits.close();
        self.turned.notify_one();
    }

    /// Kills it: who waited for it is gone.
    pub(super) fn kill(&self) {
        self.reins.kill();
        self.force(None);
    }

    pub(super) fn is_over(&self) -> bool {
        self.state().phase == Phase::Over
    }

    /// It has exited.
    pub(super) fn over(&self, exit: Exit) {
        let by_host = self.reins.ended_by_host();
        let mut state = self.state();
        if state.phase == Phase::Over {
            return;
        }
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

    pub(super) fn circuit(&self) -> MutexGuard<'_, Circuit> {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is over.
    pub(super) async fn ended(&self) {
        let mut gone = std::pin::pin!(self.gone.notified());
        gone.as_mut().enable();
        if !self.is_over() {
            gone.await;
        }
    }

    /// How long it has had nothing to do; none while it has.
    pub(super) fn idle_for(&self) -> Option<Duration> {
        let state = self.state();
        state.waiting.is_empty().then(|| state.last_used.elapsed())
    }
}

fn unasked(exit: Exit) -> String {
    match exit {
        Exit::Code(code) => format!("exited with code {code}"),
        Exit::Signal(signal) => format!("was ended by signal {signal}"),
        _ => "ended".to_owned(),
    }
}
