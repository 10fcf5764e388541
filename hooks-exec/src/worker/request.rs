//! One request, from its slot to its verdict.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hooks_types::answer::{Note, NoteCode};
use hooks_types::env::EnvironmentPlan;
use hooks_types::output::{Exit, RunFacts};
use hooks_types::report::Cause;
use hooks_types::spec::SideEffects;
use hooks_types::{Failure, HookAnswer};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::hearing::{End, Hearing, NO_HELLO};
use super::instance::Worker;
use super::limits::WorkerLimits;
use super::protocol::{AFTER_PAYLOAD, EventHead, cancel};
use super::slot::{NoWorker, Slot, waited_in_vain};
use super::state::Phase;
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
    pub(super) limits: &'a WorkerLimits,
}

/// What an event came to.
type Said = (End, Box<Hearing>);

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
    pub(super) async fn verdict(&self, facts: &mut RunFacts, started: Instant) -> Verdict {
        let again = match self.attempt(facts, started, self.late_look()).await {
            Attempt::Verdict(verdict) => return verdict,
            Attempt::Again(first) => Box::pin(self.asked_again(first, facts)),
        };
        again.await
    }

    async fn asked_again(&self, first: Verdict, facts: &mut RunFacts) -> Verdict {
        let now = Instant::now();
        if now >= self.request.deadline {
            return first;
        }
        if let Err(failure) = &first {
            let why = &failure.message;
            let why = why.strip_suffix(NO_HELLO).unwrap_or(why);
            let message = format!("it was asked again, because {why}");
            facts.notes.push(Note::new(NoteCode::Retried, message));
        }
        match self.attempt(facts, now, Look::Before).await {
            Attempt::Verdict(verdict) | Attempt::Again(verdict) => verdict,
        }
    }

    /// When the worker's files are looked at. A hook without side effects may be asked twice: its event
    /// is on its way during the look, and what the old worker does with it counts for nothing.
    fn late_look(&self) -> Look {
        match self.request.spec.side_effects {
            SideEffects::None => Look::Behind,
            _ => Look::Before,
        }
    }

    /// What waits is rare and large, and boxed: beside it, what every event moves is small.
    async fn attempt(&self, facts: &mut RunFacts, now: Instant, look: Look) -> Attempt {
        // Nearly always there is nothing to wait for.
        let mut asked = match self.registered_at_once(now, look) {
            Some(asked) => asked,
            None => match Box::pin(self.registered_in_time(facts)).await {
                Ok(asked) => asked,
                Err(attempt) => return *attempt,
            },
        };
        let mut sending = Sending::default();
        let wrote = match asked.listens && self.send_at_once(&asked, &mut sending) {
            true => Some(Ok(())),
            false => Box::pin(self.send(&mut asked, &mut sending)).await,
        };
        let written = sending.written;
        facts.bytes_in = written;
        asked.partly = !matches!(wrote, Some(Ok(())));
        if let Some(Err(_)) = wrote {
            // What cannot be written has no reader: the exit is what counts.
            let why = "did not accept the event".to_owned();
            asked.worker.force(Some(why));
        }
        if asked.unseen && asked.worker.files_changed() {
            // Dropped, it ends the worker.
            drop(asked);
            let message = "a file that its worker was started from changed";
            let failure = Failure::new(Cause::WorkerUnavailable, message);
            return Attempt::Again(Err(failure));
        }
        let (worker, partly) = (Arc::clone(&asked.worker), asked.partly);
        let (end, mut hearing) = asked.end(self.request).await;
        if partly {
            hearing.sent_only(written);
            // The rest of the line will not follow.
            worker.force(Some("answered before it had read the event".to_owned()));
        }
        if matches!(end, End::Exit { by_host: false, .. }) {
            return Box::pin(self.died(&worker, written, (end, hearing), facts)).await;
        }
        let mut heard = RunFacts::default();
        let verdict = hearing.judge(end, &mut heard);
        take_over(facts, heard, false);
        Attempt::Verdict(verdict)
    }

    /// The worker ended by itself before it answered.
    async fn died(
        &self,
        worker: &Worker,
        written: u64,
        (end, mut hearing): Said,
        facts: &mut RunFacts,
    ) -> Attempt {
        let harmless = self.request.spec.side_effects == SideEffects::None
            || worker.left_unread(written).await;
        let mut heard = RunFacts::default();
        let verdict = hearing.judge(end, &mut heard);
        let again = verdict.is_err() && harmless && self.has_time();
        take_over(facts, heard, again);
        match again {
            true => Attempt::Again(verdict),
            false => Attempt::Verdict(verdict),
        }
    }

    async fn registered_in_time(&self, facts: &mut RunFacts) -> Result<Asked, Box<Attempt>> {
        let attempt = match self.registered().await {
            Ok(asked) => return Ok(asked),
            Err(NoWorker::Failed(failure)) => Attempt::Verdict(Err(failure)),
            Err(NoWorker::RunOutput(end, mut hearing)) => {
                let died = matches!(end, End::Exit { .. }) && self.has_time();
                let by_itself = died && !matches!(&end, End::Exit { why: Some(_), .. });
                let verdict = hearing.judge(end, facts);
                match verdict {
                    Err(_) if by_itself => Attempt::Again(verdict),
                    _ => Attempt::Verdict(verdict),
                }
            }
        };
        Err(Box::new(attempt))
    }

    fn has_time(&self) -> bool {
        Instant::now() < self.request.deadline
    }

    /// A place among those who wait for a worker that may be given the event now.
    async fn registered(&self) -> Result<Asked, NoWorker> {
        loop {
            let (request, plan) = (self.request, self.plan);
            let starting = (self.slot).worker(request, plan, self.processes, *self.limits);
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
            worker.hear_before_an_event();
            // It may have changed while others were answered.
            if worker.is_fit()
                && let Some(asked) = self.register(&worker, permit, Instant::now())
            {
                return Ok(asked);
            }
        }
    }

    /// The same if nothing has to be waited for.
    fn registered_at_once(&self, now: Instant, look: Look) -> Option<Asked> {
        let worker = self.slot.serving()?;
        let permit = Arc::clone(&worker.permits).try_acquire_owned().ok()?;
        if self.processes.has_to_vet(&self.request.spec) {
            return None;
        }
        // No time has passed.
        if now >= self.request.deadline {
            return None;
        }
        worker.hear_before_an_event();
        let later = look == Look::Behind;
        if !later && !worker.is_fit() {
            return None;
        }
        let mut asked = self.register(&worker, permit, now)?;
        asked.unseen = later;
        Some(asked)
    }

    /// None if the worker takes no more events by now.
    fn register(
        &self,
        worker: &Arc<Worker>,
        permit: OwnedSemaphorePermit,
        now: Instant,
    ) -> Option<Asked> {
        let mut state = worker.state();
        if state.phase != Phase::Serving {
            return None;
        }
        let hearing = Hearing::new(self.request.clone(), self.processes.caps());
        let id = state.wait(hearing, Some(permit));
        let listens = state.max_in_flight == 1;
        drop(state);
        Some(Asked {
            worker: Arc::clone(worker),
            id,
            listens,
            now,
            unseen: false,
            early: None,
            partly: true,
            over: false,
        })
    }

    /// Writes the event's line if it is short and the pipe takes it. Nobody else writes to a worker
    /// that takes one event at a time.
    fn send_at_once(&self, asked: &Asked, sending: &mut Sending) -> bool {
        if self.payload.len() > COPIED {
            return false;
        }
        let Ok(inlet) = asked.worker.inlet.try_lock() else {
            return false;
        };
        let Some(inlet) = &*inlet else {
            return false;
        };
        let line = sending.line.insert(self.line(asked.id, asked.now));
        // What is wrong with the pipe is found again by who waits for it.
        let count = inlet.write_now(line).unwrap_or_default();
        sending.written = count as u64;
        count == line.len()
    }

    /// Writes what is left of the event's line, in time. None if the time is up, or if something was
    /// said first: it is heard even if it does not read all of the line.
    async fn send(&self, asked: &mut Asked, sending: &mut Sending) -> Option<io::Result<()>> {
        let worker = Arc::clone(&asked.worker);
        let writing = self.write(&worker, asked.id, sending);
        let mut writing = pin!(timeout_at(self.request.deadline, writing));
        poll_fn(|cx| {
            if let Poll::Ready(wrote) = writing.as_mut().poll(cx) {
                return Poll::Ready(wrote.ok());
            }
            asked.poll_told(cx).map(|said| {
                asked.early = Some(Box::new(said));
                None
            })
        })
        .await
    }

    async fn write(&self, worker: &Worker, id: u64, sending: &mut Sending) -> io::Result<()> {
        let mut inlet = worker.inlet.lock().await;
        let Some(inlet) = &mut *inlet else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let line = sending
            .line
            .get_or_insert_with(|| self.line(id, Instant::now()));
        let begun = usize::try_from(sending.written).unwrap_or(usize::MAX);
        let rest = line.get(begun..).unwrap_or_default();
        inlet.write(rest, &mut sending.written).await?;
        if self.payload.len() > COPIED {
            inlet.write(self.payload, &mut sending.written).await?;
            inlet.write(AFTER_PAYLOAD, &mut sending.written).await?;
        }
        Ok(())
    }

    /// The event's line, up to its payload if that is long.
    fn line(&self, id: u64, now: Instant) -> Vec<u8> {
        let left = self.request.deadline.saturating_duration_since(now);
        let left = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        let cwd = &self.request.payload.payload().meta.cwd;
        let mut line = EventHead::new(id, left, cwd, &self.plan.vars).to_bytes();
        if self.payload.len() <= COPIED {
            line.extend_from_slice(self.payload);
            line.extend_from_slice(AFTER_PAYLOAD);
        }
        line
    }
}

/// When the files of a worker are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Before it is given the event.
    Before,
    /// After that, before its answer is.
    Behind,
}

/// An event's line on its way.
#[derive(Debug, Default)]
struct Sending {
    /// Its copied part, once it is made.
    line: Option<Vec<u8>>,
    written: u64,
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
    /// The worker takes one event at a time: its task reads what it says.
    listens: bool,
    /// When it was registered.
    now: Instant,
    /// The worker's files have not been looked at.
    unseen: bool,
    /// What was said while its line was written.
    early: Option<Box<Said>>,
    /// Its line may not be whole.
    partly: bool,
    over: bool,
}

impl Asked {
    /// Waits for the reply, and if it does not come, for the end of the worker.
    async fn end(mut self, request: &HookRequest) -> Said {
        if let Some(said) = self.early.take() {
            self.over = true;
            return *said;
        }
        match timeout_at(request.deadline, self.told()).await {
            Ok(said) => {
                self.over = true;
                said
            }
            Err(_) => Box::pin(self.late_end(request)).await,
        }
    }

    /// The same after the deadline: it is given up.
    async fn late_end(mut self, request: &HookRequest) -> Said {
        self.give_up();
        let said = match timeout_at(last_moment(request), self.told()).await {
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
                    Some(waiting) => (End::TimeUp(None), waiting.hearing),
                    None => self.told().await,
                }
            }
        };
        self.over = true;
        match said {
            (End::Exit { exit, .. }, hearing) => {
                let code = match exit {
                    Exit::Code(code) => Some(code),
                    _ => None,
                };
                (End::TimeUp(code), hearing)
            }
            (End::Reply(mut reply), hearing) => {
                reply.flaw = Some("it came after the deadline".to_owned());
                (End::Reply(reply), hearing)
            }
            said => said,
        }
    }

    fn told(&self) -> impl Future<Output = Said> {
        poll_fn(|cx| self.poll_told(cx))
    }

    fn poll_told(&self, cx: &mut Context<'_>) -> Poll<Said> {
        if self.listens {
            self.worker.listen(cx, self.id);
        }
        self.worker.state().poll_told(self.id, cx)
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
                _ => self
                    .worker
                    .force(Some("did not accept a cancel".to_owned())),
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
                state.forget(self.id);
                return;
            }
            state.given_up.push(self.id);
            state.max_in_flight == 1
        };
        if self.listens {
            // Its attendant, which is told, reads on.
            self.worker.stop_listening();
        }
        if alone || self.partly {
            self.worker.kill();
        } else {
            self.cancel();
            self.worker.close(None);
        }
    }
}
