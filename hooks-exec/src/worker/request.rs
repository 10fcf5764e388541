//! Asks a worker about one request, from the choice of the worker to the verdict.
//!
//! The usual case must be fast: the worker is idle, the event fits into the pipe, and the reply comes soon. So
//! everything that can be done without waiting is tried first (`registered_at_once`, `send_at_once`), and the
//! futures of all other cases are boxed, which keeps the future of the usual case small.

use std::sync::Arc;

use hooks_types::Failure;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::RunFacts;
use hooks_types::report::Cause;
use hooks_types::spec::SideEffects;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::asked::{Asked, Said};
use super::hearing::{End, Hearing};
use super::instance::Worker;
use super::limits::WorkerLimits;
use super::sending::Sending;
use super::setting::Setting;
use super::slot::{NoWorker, Slot, waited_in_vain};
use super::state::Phase;
use crate::ProcessExecutor;
use crate::request::HookRequest;
use crate::run::HookRun;

/// An event for a worker, with everything that is needed to send it and judge the answer.
pub(super) struct Asking<'a> {
    pub(super) request: &'a HookRequest,
    /// The payload in the hook's wire form, as one line without its line break.
    pub(super) payload: &'a [u8],
    /// The variables and the folder of the event.
    pub(super) setting: &'a Setting,
    pub(super) slot: &'a Slot,
    pub(super) processes: &'a ProcessExecutor,
    pub(super) limits: &'a WorkerLimits,
}

/// What to do after an attempt. The result of the attempt was written into the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// The result is final.
    Done,
    /// The worker ended without an answer, and the event may be sent again.
    Again,
}

// These methods write the result into `run`, because it is large and would be moved at each return.
impl Asking<'_> {
    /// Asks a worker, and writes the result into `run`. Asks a second worker if the first one ended without having read
    /// any of the event, or if the hook has no side effects, so that reading the event twice does no harm.
    pub(super) async fn verdict(&self, run: &mut HookRun, started: Instant) {
        if self.attempt(run, started, self.late_look()).await == Then::Again {
            Box::pin(self.asked_again(run)).await;
        }
    }

    /// Sends the event to a worker a second time, if there is time. A third attempt is never made.
    async fn asked_again(&self, run: &mut HookRun) {
        let now = Instant::now();
        if now >= self.request.deadline {
            return;
        }
        if let Err(failure) = &run.result {
            let message = format!("it was asked again, because {}", failure.message);
            run.facts.notes.push(Note::new(NoteCode::Retried, message));
        }
        self.attempt(run, now, Look::Before).await;
    }

    /// Returns when the worker's files are checked. A hook without side effects may be asked twice, so its files are
    /// checked while the event is on its way. If one has changed, the old worker's answer is discarded.
    fn late_look(&self) -> Look {
        match self.request.spec.side_effects {
            SideEffects::None => Look::Behind,
            _ => Look::Before,
        }
    }

    /// Sends the event to a worker once, and handles the answer.
    async fn attempt(&self, run: &mut HookRun, now: Instant, look: Look) -> Then {
        // In nearly all cases there is nothing to wait for.
        let mut asked = match self.registered_at_once(now, look) {
            Some(asked) => asked,
            None => match Box::pin(self.registered_in_time(run)).await {
                Ok(asked) => asked,
                Err(then) => return then,
            },
        };
        // If the worker accepts several events, another request might be writing to it, so this write might have to
        // wait.
        let mut sending = Sending::default();
        let wrote = match asked.listens && self.send_at_once(&asked, &mut sending) {
            true => Some(Ok(())),
            false => {
                let wrote = Box::pin(self.send(&mut asked, &mut sending)).await;
                // The write may have used most of the time, and from now on less is left until the deadline.
                asked.now = Instant::now();
                wrote
            }
        };
        let written = sending.written;
        run.facts.bytes_in = written;
        asked.partly = !matches!(wrote, Some(Ok(())));
        if let Some(Err(_)) = wrote {
            // The worker has closed its stdin. So end the worker; its exit decides about the event.
            let why = "did not accept the event".to_owned();
            asked.worker.force(Some(why));
        }
        if asked.unseen && asked.worker.files_changed() {
            // Dropping `asked` ends the worker.
            drop(asked);
            let message = "a file that its worker was started from changed";
            let failure = Failure::new(Cause::WorkerUnavailable, message);
            run.result = Err(failure);
            return Then::Again;
        }
        let (end, mut hearing) = asked.end(self.request).await;
        if asked.partly {
            hearing.sent_only(written);
            // The rest of the line will never be sent, so this worker cannot read another event.
            (asked.worker).force(Some("answered before it had read the event".to_owned()));
        }
        if matches!(end, End::Exit { by_host: false, .. }) {
            return Box::pin(self.died(&asked.worker, written, (end, hearing), run)).await;
        }
        // Keep only the notes of an earlier attempt.
        let notes = std::mem::take(&mut run.facts.notes);
        run.facts = RunFacts::default();
        (run.facts.notes, run.facts.bytes_in) = (notes, written);
        run.result = hearing.judge(end, &mut run.facts);
        Then::Done
    }

    /// Handles a worker that ended by itself before it answered.
    async fn died(
        &self,
        worker: &Worker,
        written: u64,
        (end, mut hearing): Said,
        run: &mut HookRun,
    ) -> Then {
        // Asking again is safe if the worker cannot have acted on the event.
        let harmless = self.request.spec.side_effects == SideEffects::None
            || worker.left_unread(written).await;
        let mut heard = RunFacts::default();
        let verdict = hearing.judge(end, &mut heard);
        // If the worker printed a block before it exited, the block is the answer, and no second worker is asked.
        let again = verdict.is_err() && harmless && self.has_time();
        take_over(&mut run.facts, heard, again);
        run.result = verdict;
        match again {
            true => Then::Again,
            false => Then::Done,
        }
    }

    /// Like [`registered`](Self::registered), but writes a failure into `run` and returns what to do next.
    async fn registered_in_time(&self, run: &mut HookRun) -> Result<Asked, Then> {
        match self.registered(&mut run.facts).await {
            Ok(asked) => Ok(asked),
            Err(NoWorker::Failed(failure)) => {
                run.result = Err(failure);
                Err(Then::Done)
            }
            Err(NoWorker::RunOutput(end, mut hearing)) => {
                let died = matches!(end, End::Exit { .. }) && self.has_time();
                // A worker that broke the protocol would do so again, so ask no second worker.
                let by_itself = died && !matches!(&end, End::Exit { why: Some(_), .. });
                run.result = hearing.judge(end, &mut run.facts);
                match by_itself && run.result.is_err() {
                    true => Err(Then::Again),
                    false => Err(Then::Done),
                }
            }
        }
    }

    /// Whether the deadline has not passed.
    fn has_time(&self) -> bool {
        Instant::now() < self.request.deadline
    }

    /// Waits for a worker that can get the event, starts one if needed, and registers the request with it.
    async fn registered(&self, facts: &mut RunFacts) -> Result<Asked, NoWorker> {
        loop {
            let (request, plan) = (self.request, &self.setting.plan);
            let limits = *self.limits;
            let starting = (self.slot).worker(request, plan, self.processes, limits, facts);
            let worker = starting.await?;
            let permit = Arc::clone(&worker.permits).acquire_owned();
            let permit = match timeout_at(self.request.deadline, permit).await {
                Err(_) => return Err(waited_in_vain().into()),
                // This worker has stopped accepting events, so get the next one.
                Ok(Err(_)) => continue,
                Ok(Ok(permit)) => permit,
            };
            // Check the command for this event too: its words can name other files in the event's folder.
            let order = || self.slot.order(self.request, &self.setting.plan);
            let (spec, deadline) = (&self.request.spec, self.request.deadline);
            self.processes.vet(spec, order, deadline).await?;
            if !self.has_time() {
                // Return before the request is registered: giving up a registered request would end a worker that was
                // never asked.
                return Err(waited_in_vain().into());
            }
            worker.hear_before_an_event();
            // The worker's files might have changed while it answered other events.
            if worker.is_fit()
                && let Some(asked) = self.register(worker, permit, Instant::now())
            {
                return Ok(asked);
            }
        }
    }

    /// Registers the request with the newest worker, if that is possible without waiting. Otherwise returns `None`.
    fn registered_at_once(&self, now: Instant, look: Look) -> Option<Asked> {
        let worker = self.slot.newest()?;
        let permit = Arc::clone(&worker.permits).try_acquire_owned().ok()?;
        if self.processes.has_to_vet(&self.request.spec) {
            return None;
        }
        // `now` is the start of the run, so the deadline had passed before the run began.
        if now >= self.request.deadline {
            return None;
        }
        worker.hear_before_an_event();
        let later = look == Look::Behind;
        if !later && worker.closes_if_files_changed() {
            return None;
        }
        let mut asked = self.register(worker, permit, now)?;
        asked.unseen = later;
        Some(asked)
    }

    /// Registers the request with a worker. Returns `None` if the worker accepts no more events.
    fn register(
        &self,
        worker: Arc<Worker>,
        permit: OwnedSemaphorePermit,
        now: Instant,
    ) -> Option<Asked> {
        let hearing = Hearing::new(self.request.clone(), self.processes.caps());
        let mut state = worker.state();
        // The worker might have begun to close since it was chosen.
        if state.phase != Phase::Serving {
            return None;
        }
        let id = state.wait(hearing, Some(permit));
        let listens = state.max_in_flight == 1;
        drop(state);
        Some(Asked {
            worker,
            id,
            listens,
            now,
            unseen: false,
            early: None,
            partly: true,
            over: false,
        })
    }
}

/// When the files of a worker are checked for changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Before the event is sent.
    Before,
    /// After the event was sent, before the answer is used.
    Behind,
}

/// Takes over the facts of an attempt. If another attempt follows, only its notes are kept.
fn take_over(facts: &mut RunFacts, mut heard: RunFacts, again: bool) {
    facts.notes.append(&mut heard.notes);
    if !again {
        heard.notes = std::mem::take(&mut facts.notes);
        heard.bytes_in = facts.bytes_in;
        *facts = heard;
    }
}
