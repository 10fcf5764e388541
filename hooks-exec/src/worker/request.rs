//! One request, from its slot to its verdict.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::env::EnvironmentPlan;
use hooks_types::output::{Exit, RunFacts};
use hooks_types::spec::SideEffects;
use hooks_types::worker::{AFTER_PAYLOAD, EventHead, cancel};
use hooks_types::{Failure, HookAnswer};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::{Instant, timeout_at};

use super::hearing::{End, Hearing};
use super::instance::Worker;
use super::limits::WorkerLimits;
use super::slot::{NoWorker, Slot, waited_in_vain};
use super::state::{Phase, Waiting};
use crate::ProcessExecutor;
use crate::request::{HookRequest, last_moment};

/// Payloads up to this size are copied into the line, so that one write takes it.
const COPIED: usize = 32 * 1024;

/// One event that a worker is asked about.
pub(super) struct Asking<'a> {
    pub(super) request: &'a HookRequest,
    pub(super) payload: &'a [u8],
    pub(super) plan: &'a EnvironmentPlan,
    pub(super) slot: &'a Slot,
    pub(super) processes: &'a ProcessExecutor,
    pub(super) limits: WorkerLimits,
}

type Verdict = Result<HookAnswer, Failure>;

/// How one attempt went.
enum Attempt {
    Verdict(Verdict),
    /// The worker ended without an answer, and the event may be sent again.
    Again(Verdict),
}

impl Asking<'_> {
    /// Asks a worker; once more if the first one ended without having read any of the event, or if
    /// reading it twice does no harm.
    pub(super) async fn verdict(&self, facts: &mut RunFacts) -> Verdict {
        match self.attempt(facts).await {
            Attempt::Verdict(verdict) => verdict,
            Attempt::Again(first) => {
                if Instant::now() >= self.request.deadline {
                    return first;
                }
                if let Err(failure) = &first {
                    let message = format!("it was asked again, because {failure}");
                    facts.notes.push(Note::new(NoteCode::Retried, message));
                }
                match Box::pin(self.attempt(facts)).await {
                    Attempt::Verdict(verdict) | Attempt::Again(verdict) => verdict,
                }
            }
        }
    }

    async fn attempt(&self, facts: &mut RunFacts) -> Attempt {
        let mut asked = match self.registered().await {
            Ok(asked) => asked,
            Err(NoWorker::Failed(failure)) => return Attempt::Verdict(Err(failure)),
            Err(NoWorker::RunOutput(end, hearing)) => {
                let died = matches!(end, End::Exit { .. }) && self.has_time();
                let by_itself = died && !matches!(&end, End::Exit { why: Some(_), .. });
                let verdict = hearing.judge(end, facts);
                return match verdict {
                    Err(_) if by_itself => Attempt::Again(verdict),
                    _ => Attempt::Verdict(verdict),
                };
            }
        };
        let mut written = 0;
        let wrote = {
            let writing = self.write(&asked.worker, asked.id, &mut written);
            let mut writing = pin!(timeout_at(self.request.deadline, writing));
            poll_fn(|cx| {
                if let Poll::Ready(wrote) = writing.as_mut().poll(cx) {
                    return Poll::Ready(wrote.ok());
                }
                // It is heard even if it does not read all of it.
                Pin::new(&mut asked.told).poll(cx).map(|said| {
                    asked.early = Some(said);
                    None
                })
            })
            .await
        };
        facts.bytes_in = written;
        asked.partly = !matches!(wrote, Some(Ok(())));
        if let Some(Err(_)) = wrote {
            // What cannot be written has no reader: the exit is what counts.
            let why = "did not take the event".to_owned();
            asked.worker.force(Some(why));
        }
        let worker = Arc::clone(&asked.worker);
        let partly = asked.partly;
        let (end, mut hearing) = asked.end(self.request).await;
        if partly {
            hearing.sent_only(written);
            // The rest of the line will not follow.
            worker.force(Some("answered before it had read the event".to_owned()));
        }
        let died = matches!(&end, End::Exit { by_host: false, .. });
        let harmless = died
            && (self.request.spec.side_effects == SideEffects::None
                || worker.left_unread(written).await);
        let mut heard = RunFacts::default();
        let verdict = hearing.judge(end, &mut heard);
        let again = verdict.is_err() && harmless && self.has_time();
        take_over(facts, heard, again);
        match again {
            true => Attempt::Again(verdict),
            false => Attempt::Verdict(verdict),
        }
    }

    fn has_time(&self) -> bool {
        Instant::now() < self.request.deadline
    }

    /// A place among those who wait for a worker that may be given the event now.
    async fn registered(&self) -> Result<Asked, NoWorker> {
        loop {
            let (request, plan) = (self.request, self.plan);
            let starting = self.slot.worker(request, plan, self.processes, self.limits);
            let worker = starting.await?;
            let permit = Arc::clone(&worker.permits).acquire_owned();
            let permit = match timeout_at(self.request.deadline, permit).await {
                Err(_) => return Err(waited_in_vain().into()),
                // It takes no more; the next one does.
                Ok(Err(_)) => continue,
                Ok(Ok(permit)) => permit,
            };
            // Its command is another in another folder.
            let order = || self.slot.order(self.request, self.plan);
            let (spec, deadline) = (&self.request.spec, self.request.deadline);
            self.processes.vet(spec, order, deadline).await?;
            if !self.has_time() {
                // A worker is not to be ended for what it was never asked.
                return Err(waited_in_vain().into());
            }
            // It may have changed while others were answered.
            if worker.is_fit()
                && let Some(asked) = self.register(&worker, permit)
            {
                return Ok(asked);
            }
        }
    }

    /// None if the worker takes no more events by now.
    fn register(&self, worker: &Arc<Worker>, permit: OwnedSemaphorePermit) -> Option<Asked> {
        let (tell, told) = oneshot::channel();
        let mut state = worker.state();
        if state.phase != Phase::Serving {
            return None;
        }
        let id = state.next_id();
        state.waiting.push(Waiting {
            id,
            hearing: Hearing::new(self.request.clone(), self.processes.caps()),
            tell,
            _permit: Some(permit),
        });
        drop(state);
        Some(Asked {
            worker: Arc::clone(worker),
            id,
            told,
            early: None,
            partly: true,
            over: false,
        })
    }

    /// Writes the event's line.
    async fn write(&self, worker: &Worker, id: u64, written: &mut u64) -> std::io::Result<()> {
        let mut inlet = worker.inlet.lock().await;
        let Some(inlet) = &mut *inlet else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        let left = self.request.deadline - Instant::now();
        let left = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        let cwd = &self.request.payload.payload().meta.cwd;
        let mut line = EventHead::new(id, left, cwd, &self.plan.vars).to_bytes();
        if self.payload.len() <= COPIED {
            line.extend_from_slice(self.payload);
            line.extend_from_slice(AFTER_PAYLOAD);
            return inlet.write(&line, written).await;
        }
        for part in [&line, self.payload, AFTER_PAYLOAD] {
            inlet.write(part, written).await?;
        }
        Ok(())
    }
}

/// The facts of an attempt; of one that is followed by another only its remarks.
fn take_over(facts: &mut RunFacts, mut heard: RunFacts, again: bool) {
    facts.notes.append(&mut heard.notes);
    if !again {
        heard.notes = std::mem::take(&mut facts.notes);
        heard.bytes_in = facts.bytes_in;
        *facts = heard;
    }
}

/// An event that was sent. Dropped before it is answered, the worker is told, or ended if it
/// cannot be.
struct Asked {
    worker: Arc<Worker>,
    id: u64,
    told: oneshot::Receiver<(End, Hearing)>,
    /// What was said while its line was written.
    early: Option<Result<(End, Hearing), oneshot::error::RecvError>>,
    /// Its line may not be whole.
    partly: bool,
    over: bool,
}

impl Asked {
    /// Waits for the reply, and if it does not come, for the end of the worker.
    async fn end(mut self, request: &HookRequest) -> (End, Hearing) {
        let mut told = match self.early.take() {
            Some(said) => Ok(said),
            None => timeout_at(request.deadline, &mut self.told).await,
        };
        let late = told.is_err();
        if late {
            self.give_up();
            told = timeout_at(last_moment(request), &mut self.told).await;
        }
        let said = match told {
            Ok(said) => said,
            Err(_) => {
                let taken = {
                    let mut state = self.worker.state();
                    let taken = state.take(self.id);
                    state.given_up.push(self.id);
                    taken
                };
                // It may have waited for this one only.
                self.worker.turned.notify_one();
                match taken {
                    Some(waiting) => Ok((End::TimeUp(None), waiting.hearing)),
                    None => (&mut self.told).await,
                }
            }
        };
        self.over = true;
        match said {
            Ok((End::Exit { exit, .. }, hearing)) if late => {
                let code = match exit {
                    Exit::Code(code) => Some(code),
                    _ => None,
                };
                (End::TimeUp(code), hearing)
            }
            Ok((End::Reply(mut reply), hearing)) if late => {
                reply.flaw = Some("it came after the deadline".to_owned());
                (End::Reply(reply), hearing)
            }
            Ok(said) => said,
            // The attendant tells everybody before it goes.
            Err(_) => (End::TimeUp(None), Hearing::new(request.clone(), (0, 0))),
        }
    }

    /// The time is up. A worker that has nothing else to do is ended; one that has is told, and
    /// replaced when the others are answered.
    fn give_up(&self) {
        let alone = self.worker.state().max_in_flight == 1;
        if alone || self.partly {
            if let Some(signal) = self.worker.reins.stopped_by() {
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

    /// Tells a worker that takes several events that this one is not waited for.
    fn cancel(&self) {
        let line = cancel(self.id);
        // Somebody is writing a line: this one is not worth waiting for.
        if let Ok(inlet) = self.worker.inlet.try_lock()
            && let Some(inlet) = &*inlet
        {
            match inlet.write_now(&line) {
                Ok(0) => {}
                Ok(count) if count == line.len() => {}
                _ => self.worker.force(Some("did not take a cancel".to_owned())),
            }
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let alone = {
            let mut state = self.worker.state();
            if state.take(self.id).is_none() {
                // It was answered in the same moment.
                return;
            }
            state.given_up.push(self.id);
            state.max_in_flight == 1
        };
        if alone || self.partly {
            self.worker.kill();
        } else {
            self.cancel();
            self.worker.close(None);
        }
    }
}
