//! [`WorkerExecutor`]: runs hooks as workers.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hooks_types::Failure;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Launch, PayloadChannel};
use memchr::memchr2;
use tokio::time::{Instant, timeout_at};

use super::limits::WorkerLimits;
use super::pool::Pool;
use super::request::Asking;
use super::setting::Setting;
use crate::executor::HookExecutor;
use crate::process::ProcessExecutor;
use crate::request::HookRequest;
use crate::run::HookRun;

/// Runs [`Handler::Command`] hooks. A hook with [`Launch::Worker`] is started once and then answers one event after
/// another. Any other hook is started for each event.
///
/// A worker runs in the project's root and in a separate process group. The [`ProcessExecutor`] that started the worker
/// counts it as a running hook. The worker is killed if the runtime of the request that started it ends. A worker is
/// replaced if its program, a file that its command names or its configuration changes, if it breaks the protocol
/// ([`hooks_types::worker`]), and when it reaches a bound of [`WorkerLimits`]. Its environment is set at its start.
/// Variables that belong to an event are sent with the event.
///
/// For some events a program is started even if the hook is a worker: if the payload is longer than
/// [`WorkerLimits::max_line`] or is passed as an argument, or if the hook may set variables through a file.
///
/// # Cancel safety
///
/// If the worker accepts one event at a time, dropping the future kills the worker, and the next event starts a new
/// worker. If the worker accepts several events, it is sent a cancel, and is replaced when its remaining events are
/// answered.
#[derive(Debug, Clone)]
pub struct WorkerExecutor {
    /// Starts the workers, and also the programs that are started for a single event.
    processes: ProcessExecutor,
    /// The limits for workers.
    limits: WorkerLimits,
    /// The workers, shared by all clones.
    pool: Arc<Pool>,
}

impl Default for WorkerExecutor {
    fn default() -> Self {
        Self::new(ProcessExecutor::new())
    }
}

impl WorkerExecutor {
    /// Creates an executor that starts programs through `processes` and applies the limits of `processes` to them.
    #[must_use]
    pub fn new(processes: ProcessExecutor) -> Self {
        Self {
            processes,
            limits: WorkerLimits::default(),
            pool: Arc::default(),
        }
    }

    /// Sets the limits for workers.
    #[must_use]
    pub fn with_limits(mut self, limits: WorkerLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Ends every worker and every running hook, and refuses new workers and hooks. Closes the workers' stdin first.
    /// Then calls [`ProcessExecutor::shutdown`] with the rest of `limit`. Returns the number of process groups that had
    /// to be killed.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped early, the stdin of every worker was closed, but no process was killed.
    pub async fn shutdown(&self, limit: Duration) -> usize {
        let now = Instant::now();
        let deadline = now.checked_add(limit).unwrap_or(now);
        // A worker ends by itself when its stdin is closed. So first use a part of `limit` to wait for the exits of
        // the workers. Only then send signals.
        let workers = self.pool.close();
        // Wait at most half of the limit, because signals and collecting need time too.
        let grace = now.checked_add(self.limits.grace.min(limit / 2));
        for worker in workers {
            let _ = timeout_at(grace.unwrap_or(now), worker.ended()).await;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        self.processes.shutdown(left).await
    }

    /// Kills every worker and every running hook at once, and refuses new workers and hooks, as
    /// [`ProcessExecutor::kill_all`] does. Returns the number of workers and hooks that ran or were being started.
    pub fn kill_all(&self) -> usize {
        let killed = self.processes.kill_all();
        self.pool.close();
        killed
    }

    /// Returns the number of live workers.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.pool.workers()
    }

    /// Returns the number of running processes: workers, and hooks that were started for one event.
    #[must_use]
    pub fn running(&self) -> usize {
        self.processes.running()
    }

    /// Sends the event to a worker, and writes the result into `run`.
    ///
    /// # Errors
    ///
    /// The event was not sent to a worker. [`Unasked`] says why.
    async fn ask(&self, request: &HookRequest, run: &mut HookRun) -> Result<(), Unasked> {
        let bytes = request.payload.bytes(&request.spec.form);
        let bytes = bytes.map_err(Failure::from)?;
        let payload_line = bytes.trim_ascii();
        if payload_line.len() >= self.limits.max_line.saturating_sub(HEAD) {
            return Err(Unasked::Instead(
                "its payload is longer than a worker's longest line",
            ));
        }
        // The protocol has one line for each event. So if the payload contains line breaks, do not ask a worker, but
        // start the program only for this event.
        if memchr2(b'\n', b'\r', payload_line).is_some() {
            return Err(Unasked::Instead("its payload is not one line"));
        }
        let own = match Setting::is_shared(request) {
            true => None,
            false => Some(Arc::new(Setting::new(request)?)),
        };
        if own.as_ref().is_some_and(|own| own.plan.env_file.is_some()) {
            return Err(Unasked::Instead("it may set variables through a file"));
        }
        let Some(slot) = self.pool.slot(request, self.limits.max_workers) else {
            return Err(Unasked::Instead(
                "the limit on the number of workers is reached",
            ));
        };
        let setting = own.map_or_else(|| slot.setting(request), Ok)?;
        run.facts.notes.extend(setting.moved.clone());
        let started = Instant::now();
        let asking = Asking {
            request,
            payload: payload_line,
            setting: &setting,
            slot: &slot,
            processes: &self.processes,
            limits: &self.limits,
        };
        asking.verdict(run, started).await;
        run.facts.duration = started.elapsed();
        Ok(())
    }
}

/// The number of bytes that an event's line may have besides the payload.
const HEAD: usize = 16 * 1024;

/// Why the event was not sent to a worker.
enum Unasked {
    /// The program must be started only for this event. The text is the reason.
    Instead(&'static str),
    /// The event cannot be sent to any program. The failure is boxed, because it is rare.
    Failed(Box<Failure>),
}

impl From<Failure> for Unasked {
    fn from(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }
}

impl HookExecutor for WorkerExecutor {
    // This method is written by hand instead of with `#[async_trait]`, because the future of the macro would hold the
    // request twice.
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
            // This value is never returned: every path of `ask` writes a result.
            let mut run = HookRun::failed(Failure::new(Cause::WorkerUnavailable, String::new()));
            // Keep only the reason: the future of `ask` is then dropped before the program runs.
            let why = match self.ask(&request, &mut run).await {
                Ok(()) => return run,
                Err(Unasked::Failed(failure)) => return HookRun::failed(*failure),
                Err(Unasked::Instead(why)) => why,
            };
            run = self.processes.execute(request).await;
            let message = format!(
                "no worker was used, and the program was started for this event alone: {why}"
            );
            run.facts.notes.push(Note::new(NoteCode::Worker, message));
            run
        })
    }
}

#[cfg(test)]
#[path = "executor_tests.rs"]
mod tests;
