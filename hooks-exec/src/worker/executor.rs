//! The executor of hooks that stay.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::env::{EnvironmentPlan, environment};
use hooks_types::output::RunFacts;
use hooks_types::spec::{Handler, Launch, PayloadChannel};
use hooks_types::{Failure, HookAnswer};
use tokio::time::{Instant, timeout_at};

use super::limits::WorkerLimits;
use super::pool::Pool;
use super::request::Asking;
use crate::executor::HookExecutor;
use crate::process::ProcessExecutor;
use crate::request::HookRequest;
use crate::run::HookRun;

/// Runs [`Handler::Command`] hooks: those with [`Launch::Worker`] are started once and asked about
/// one event after another, the others are started for each event.
///
/// A worker runs in the project's root, in a process group of its own, and is one of the running
/// hooks of the [`ProcessExecutor`] it was started by. It belongs to the runtime of the request that
/// started it. It is replaced when its program, a file that its command names or its configuration
/// changed, when it broke the protocol ([`hooks_types::worker`]), and after the bounds of
/// [`WorkerLimits`]. Its environment is that of its start; variables of an event come with the event.
///
/// A hook is started for the event, whatever it says, if its payload is longer than
/// [`WorkerLimits::max_line`], is passed as an argument, or may set variables through a file.
///
/// # Cancel safety
///
/// Dropping the future kills a worker that takes one event at a time; the next event starts another.
/// One that takes several is told, and replaced when the others are answered.
#[derive(Debug, Clone)]
pub struct WorkerExecutor {
    processes: ProcessExecutor,
    limits: WorkerLimits,
    pool: Arc<Pool>,
}

impl Default for WorkerExecutor {
    fn default() -> Self {
        Self::new(ProcessExecutor::new())
    }
}

impl WorkerExecutor {
    /// An executor that starts programs through this one, with its limits.
    #[must_use]
    pub fn new(processes: ProcessExecutor) -> Self {
        Self {
            processes,
            limits: WorkerLimits::default(),
            pool: Arc::default(),
        }
    }

    /// Sets the bounds of workers.
    #[must_use]
    pub fn with_limits(mut self, limits: WorkerLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Ends every worker and every running hook, and refuses new ones: closes the workers' input,
    /// then does what [`ProcessExecutor::shutdown`] does with what is left of `limit`. Returns how
    /// many had to be killed.
    ///
    /// # Cancel safety
    ///
    /// Dropped early, it has closed the input of all workers.
    pub async fn shutdown(&self, limit: Duration) -> usize {
        let now = Instant::now();
        let deadline = now.checked_add(limit).unwrap_or(now);
        let workers = self.pool.close();
        let grace = now.checked_add(self.limits.grace.min(limit / 2));
        for worker in workers {
            let _ = timeout_at(grace.unwrap_or(now), worker.ended()).await;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        self.processes.shutdown(left).await
    }

    /// Kills every worker and running hook at once, and refuses new ones.
    pub fn kill_all(&self) -> usize {
        let killed = self.processes.kill_all();
        self.pool.close();
        killed
    }

    /// How many workers live.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.pool.workers()
    }

    /// How many processes run: workers, and hooks that were started for an event.
    #[must_use]
    pub fn running(&self) -> usize {
        self.processes.running()
    }

    async fn ask(&self, request: &HookRequest) -> Result<HookRun, Instead> {
        let payload = &request.payload;
        let bytes = match payload.bytes(&request.spec.form) {
            Ok(bytes) => bytes,
            Err(error) => return Ok(HookRun::failed(Failure::from(error))),
        };
        let payload_line = bytes.trim_ascii();
        if payload_line.len() >= self.limits.max_line.saturating_sub(HEAD) {
            return Err(Instead(
                "its payload is longer than a worker's longest line",
            ));
        }
        if has_line_break(payload_line) {
            return Err(Instead("its payload is not one line"));
        }
        let mut plan = environment(&request.spec, payload.payload());
        if plan.env_file.is_some() {
            return Err(Instead("it may set variables through a file"));
        }
        if let Err(failure) = plan.check(&request.spec) {
            return Ok(HookRun::failed(failure));
        }
        keep_from_own(&mut plan, request);
        let Some(slot) = self.pool.slot(request, self.limits.max_workers) else {
            return Err(Instead("the limit on the number of workers is reached"));
        };
        let started = Instant::now();
        let mut facts = RunFacts::default();
        let asking = Asking {
            request,
            payload: payload_line,
            plan: &plan,
            slot: &slot,
            processes: &self.processes,
            limits: &self.limits,
        };
        let result: Result<HookAnswer, Failure> = asking.verdict(&mut facts, started).await;
        facts.duration = started.elapsed();
        Ok(HookRun::new(result, facts))
    }
}

/// Room for what stands around a payload in its line.
const HEAD: usize = 16 * 1024;

/// Looks at many bytes at once: nearly always there is none.
fn has_line_break(bytes: &[u8]) -> bool {
    let is_one = |byte: &u8| (*byte == b'\n') | (*byte == b'\r');
    let (chunks, rest) = bytes.as_chunks::<32>();
    let found = |chunk: &[u8; 32]| chunk.iter().fold(false, |found, byte| found | is_one(byte));
    chunks.iter().any(found) || rest.iter().any(is_one)
}

/// Why a hook was started for the event.
struct Instead(&'static str);

/// The hook's own variables win over those of an event.
fn keep_from_own(plan: &mut EnvironmentPlan, request: &HookRequest) {
    if let Handler::Command(command) = &request.spec.handler
        && !command.env.is_empty()
    {
        plan.vars.retain(|name, _| !command.env.contains_key(name));
    }
}

impl HookExecutor for WorkerExecutor {
    // As `#[async_trait]` writes it, which would keep the request twice.
    fn execute<'a, 'f>(
        &'a self,
        request: HookRequest,
    ) -> Pin<Box<dyn Future<Output = HookRun> + Send + 'f>>
    where
        'a: 'f,
        Self: 'f,
    {
        Box::pin(async move {
            match &request.spec.handler {
                Handler::Command(command)
                    if command.launch == Launch::Worker
                        && command.payload == PayloadChannel::Stdin => {}
                _ => return self.processes.execute(request).await,
            }
            // What it gives is not kept beside what runs instead.
            let why = match self.ask(&request).await {
                Ok(run) => return run,
                Err(Instead(why)) => why,
            };
            let mut run = self.processes.execute(request).await;
            let message = format!("it was started for this event: {why}");
            run.facts.notes.push(Note::new(NoteCode::Worker, message));
            run
        })
    }
}

#[cfg(test)]
#[path = "executor_tests.rs"]
mod tests;
