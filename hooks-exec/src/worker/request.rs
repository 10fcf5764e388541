//! Sends one request to a worker: chooses the worker, writes the event, and judges the answer.
//!
//! The usual case must be fast: the worker is idle, the event fits into the pipe, and the reply comes soon. So the code
//! first tries each step without waiting (`registered_at_once`, `send_at_once`). The futures of all other cases are
//! boxed, which keeps the future of the usual case small.

use std::sync::Arc;

use hooks_types::Failure;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::RunFacts;
use hooks_types::report::Cause;
use hooks_types::spec::SideEffects;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::instance::Worker;
use super::limits::WorkerLimits;
use super::pending_event::{EventResult, PendingEvent};
use super::request_output::{End, RequestOutput};
use super::sending::Sending;
use super::setting::Setting;
use super::slot::{NoWorker, Slot, waited_in_vain};
use super::state::Phase;
use crate::ProcessExecutor;
use crate::process::work_dir;
use crate::request::HookRequest;
use crate::run::HookRun;

/// An event for a worker, with everything that is needed to send the event and judge the answer.
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

/// The step that follows an attempt to ask a worker. The attempt has already written its result into the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NextStep {
    /// The result is final.
    Done,
    /// The worker ended without an answer, and the event may be sent again.
    Again,
}

// These methods write the result into `run`, because a result is large and would be moved at each return.
impl Asking<'_> {
    /// Asks a worker, and writes the result into `run`. If the worker ended without an answer, a second worker is asked
    /// if asking again does no harm: the first worker had not read any byte of the event, or the hook has no side
    /// effects.
    pub(super) async fn verdict(&self, run: &mut HookRun, started: Instant) {
        if self.attempt(run, started, self.file_check()).await == NextStep::Again {
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
        self.attempt(run, now, FileCheck::Before).await;
    }

    /// Returns whether the worker's files and the event's folder are checked before or after the event is sent. A hook
    /// without side effects may be asked twice. So they are checked after the event was sent, which saves time: if a file
    /// has changed or the folder is gone, the worker's answer is discarded.
    fn file_check(&self) -> FileCheck {
        match self.request.spec.side_effects {
            SideEffects::None => FileCheck::After,
            _ => FileCheck::Before,
        }
    }

    /// Sends the event to a worker once, and handles the answer.
    async fn attempt(&self, run: &mut HookRun, now: Instant, check: FileCheck) -> NextStep {
        // In nearly all cases no wait is needed. So first try without waiting.
        let mut pending = match self.registered_at_once(now, check) {
            Some(pending) => pending,
            None => match Box::pin(self.registered_in_time(run)).await {
                Ok(pending) => pending,
                Err(then) => return then,
            },
        };
        // If the worker accepts several events, a different request might be writing to it, so this write might have to
        // wait.
        let mut sending = Sending::default();
        let wrote = match pending.listens && self.send_at_once(&pending, &mut sending) {
            true => Some(Ok(())),
            false => {
                let wrote = Box::pin(self.send(&mut pending, &mut sending)).await;
                // The write might have taken long. So compute the remaining time until the deadline from this moment.
                pending.now = Instant::now();
                wrote
            }
        };
        let written = sending.written;
        run.facts.bytes_in = written;
        pending.partly = !matches!(wrote, Some(Ok(())));
        if let Some(Err(_)) = wrote {
            // The worker has closed its stdin. So end the worker; its exit decides about the event.
            let why = "did not accept the event".to_owned();
            pending.worker.force(Some(why));
        }
        if pending.unseen
            && let Err(failure) = self.check(&pending.worker)
        {
            // The worker runs an old version of a file, or works on an event whose folder is gone. Dropping `pending`
            // ends the worker.
            drop(pending);
            run.result = Err(failure);
            return NextStep::Again;
        }
        let (end, mut output) = pending.end(self.request).await;
        if pending.partly {
            output.sent_only(written);
            // The rest of the line will never be sent, so this worker cannot read a further event.
            (pending.worker).force(Some("answered before it had read the event".to_owned()));
        }
        if matches!(end, End::Exit { by_host: false, .. }) {
            return Box::pin(self.died(&pending.worker, written, (end, output), run)).await;
        }
        // Discard the facts of an earlier attempt, except its notes.
        let notes = std::mem::take(&mut run.facts.notes);
        run.facts = RunFacts::default();
        (run.facts.notes, run.facts.bytes_in) = (notes, written);
        run.result = output.judge(end, &mut run.facts);
        NextStep::Done
    }

    /// Handles a worker that ended by itself before it answered.
    async fn died(
        &self,
        worker: &Worker,
        written: u64,
        (end, mut output): EventResult,
        run: &mut HookRun,
    ) -> NextStep {
        // Asking again is safe if the hook has no side effects, or if the worker did not read the event.
        let harmless =
            self.request.spec.side_effects == SideEffects::None || worker.take_back(written).await;
        let mut heard = RunFacts::default();
        let verdict = output.judge(end, &mut heard);
        // If the worker printed a block before it exited, the block is the answer. So ask a second worker only without
        // an answer.
        let again = verdict.is_err() && harmless && self.has_time();
        take_over(&mut run.facts, heard, again);
        run.result = verdict;
        match again {
            true => NextStep::Again,
            false => NextStep::Done,
        }
    }

    /// Registers the request like [`registered`](Self::registered), but writes a failure into `run` and returns the
    /// next step.
    async fn registered_in_time(&self, run: &mut HookRun) -> Result<PendingEvent, NextStep> {
        match self.registered(&mut run.facts).await {
            Ok(pending) => Ok(pending),
            Err(NoWorker::Failed(failure)) => {
                run.result = Err(failure);
                Err(NextStep::Done)
            }
            Err(NoWorker::NotGreeted(end, mut output)) => {
                let died = matches!(end, End::Exit { .. }) && self.has_time();
                // A worker that broke the protocol would break it again, so do not ask a second worker then.
                let by_itself = died && !matches!(&end, End::Exit { why: Some(_), .. });
                run.result = output.judge(end, &mut run.facts);
                match by_itself && run.result.is_err() {
                    true => Err(NextStep::Again),
                    false => Err(NextStep::Done),
                }
            }
        }
    }

    /// Returns whether there is time left before the deadline.
    fn has_time(&self) -> bool {
        Instant::now() < self.request.deadline
    }

    /// Waits for a worker that can get the event, starts a worker if needed, and registers the request with the worker.
    async fn registered(&self, facts: &mut RunFacts) -> Result<PendingEvent, NoWorker> {
        loop {
            // Check the folder before a worker is started for the event, and again below, because the request can wait
            // long.
            work_dir::check(&self.setting.folder)?;
            let (request, plan) = (self.request, &self.setting.plan);
            let limits = *self.limits;
            let starting = (self.slot).worker(request, plan, self.processes, limits, facts);
            let worker = starting.await?;
            let permit = Arc::clone(&worker.permits).acquire_owned();
            let permit = match timeout_at(self.request.deadline, permit).await {
                Err(_) => return Err(waited_in_vain().into()),
                // This worker has stopped accepting events, so get the next worker.
                Ok(Err(_)) => continue,
                Ok(Ok(permit)) => permit,
            };
            // Check the command for each event, because its relative words name different files in the folder of each
            // event.
            let order = || self.slot.order(self.request, &self.setting.plan);
            let (spec, deadline) = (&self.request.spec, self.request.deadline);
            self.processes.vet(spec, order, deadline).await?;
            if !self.has_time() {
                // Return before the request is registered, because giving up a registered request would end a worker
                // that was never asked.
                return Err(waited_in_vain().into());
            }
            work_dir::check(&self.setting.folder)?;
            worker.read_before_an_event();
            // The worker's files might have changed while this request waited for the worker. So check the files again.
            if worker.is_fit()
                && let Some(pending) = self.register(worker, permit, Instant::now())
            {
                return Ok(pending);
            }
        }
    }

    /// Registers the request with the newest worker, if that is possible without waiting. Otherwise returns `None`.
    fn registered_at_once(&self, now: Instant, check: FileCheck) -> Option<PendingEvent> {
        let worker = self.slot.newest()?;
        let permit = Arc::clone(&worker.permits).try_acquire_owned().ok()?;
        if self.processes.has_to_vet(&self.request.spec) {
            return None;
        }
        // If the deadline had passed before the run began (`now`), do not send the event. After `None` the caller uses
        // `registered`, which returns the failure.
        if now >= self.request.deadline {
            return None;
        }
        worker.read_before_an_event();
        let later = check == FileCheck::After;
        if !later && (worker.closes_if_files_changed() || self.check_folder(&worker).is_err()) {
            return None;
        }
        let mut pending = self.register(worker, permit, now)?;
        pending.unseen = later;
        Some(pending)
    }

    /// Checks that the worker's files are unchanged and that the event's folder exists.
    fn check(&self, worker: &Worker) -> Result<(), Failure> {
        if worker.files_changed() {
            let message = "a file of its worker changed after the worker was started";
            return Err(Failure::new(Cause::WorkerUnavailable, message));
        }
        self.check_folder(worker)
    }

    /// Checks that the event's folder exists. Call this only after a check of the worker's files: if one of them is below
    /// the folder, that check has shown that the folder exists.
    fn check_folder(&self, worker: &Worker) -> Result<(), Failure> {
        let folder = &self.setting.folder;
        match worker.has_files_below(folder) {
            true => Ok(()),
            false => work_dir::check(folder),
        }
    }

    /// Registers the request with a worker. Returns `None` if the worker accepts no more events.
    fn register(
        &self,
        worker: Arc<Worker>,
        permit: OwnedSemaphorePermit,
        now: Instant,
    ) -> Option<PendingEvent> {
        let output = RequestOutput::new(self.request.clone(), self.processes.caps());
        let mut state = worker.state();
        // The worker might have begun to close after it was chosen. So check its phase again.
        if state.phase != Phase::Serving {
            return None;
        }
        let id = state.wait(output, Some(permit));
        let listens = state.max_in_flight == 1;
        drop(state);
        Some(PendingEvent {
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

/// When the files of a worker and the event's folder are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileCheck {
    /// They are checked before the event is sent.
    Before,
    /// They are checked after the event was sent and before the answer is used.
    After,
}

/// Adds the facts of an attempt to the facts of the run. If a second attempt follows (`again`), only the notes of the
/// first attempt are kept.
fn take_over(facts: &mut RunFacts, mut heard: RunFacts, again: bool) {
    facts.notes.append(&mut heard.notes);
    if !again {
        heard.notes = std::mem::take(&mut facts.notes);
        heard.bytes_in = facts.bytes_in;
        *facts = heard;
    }
}
