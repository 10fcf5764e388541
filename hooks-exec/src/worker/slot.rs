//! [`Slot`]: holds the worker of one hook in one project. At most one worker of a slot accepts events. When this worker
//! has ended, the next event starts a new worker.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use hooks_types::env::EnvironmentPlan;
use hooks_types::output::RunFacts;
use hooks_types::report::Cause;
use hooks_types::text::time_span;
use hooks_types::{Failure, worker::VARIABLE};
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::circuit::{Admission, Circuit};
use super::files::Files;
use super::instance::Worker;
use super::limits::WorkerLimits;
use super::request_output::{End, RequestOutput};
use super::setting::Setting;
use super::state::State;
use crate::process::Order;
use crate::{HookRequest, ProcessExecutor};

/// Holds the worker of a hook in a project.
#[derive(Debug)]
pub(super) struct Slot {
    /// The project.
    pub(super) place: Place,
    /// The worker. The lock is held while a worker is started, so that several requests at once start only one worker.
    current: AsyncMutex<Option<Arc<Worker>>>,
    /// The worker that was started last, for callers that cannot wait for the lock of `current`.
    latest: Mutex<Option<Arc<Worker>>>,
    /// The [`Setting`] (variables and folder) of the last event, if later events may use it.
    setting: Mutex<Option<Arc<Setting>>>,
    /// Decides when a worker may be started again.
    circuit: Arc<Mutex<Circuit>>,
}

/// The project of a slot.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The project's root, in which the worker runs.
    pub(super) root: String,
    /// The event's folder, if the hook's program is a relative path. Otherwise `None`.
    pub(super) cwd: Option<String>,
}

/// Why there is no worker for a request.
#[derive(Debug)]
pub(super) enum NoWorker {
    /// The worker was started but did not greet. A block that it printed can still take effect.
    NotGreeted(End, Box<RequestOutput>),
    /// The worker was not started.
    Failed(Failure),
}

impl From<Failure> for NoWorker {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Slot {
    /// Creates a slot without a worker.
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            current: AsyncMutex::default(),
            latest: Mutex::default(),
            setting: Mutex::default(),
            circuit: Arc::default(),
        }
    }

    /// Returns the slot's worker, and starts a worker if needed. Waiting and starting end at the request's deadline.
    /// Notes on a start are added to `facts`.
    pub(super) async fn worker(
        &self,
        request: &HookRequest,
        plan: &EnvironmentPlan,
        processes: &ProcessExecutor,
        limits: WorkerLimits,
        facts: &mut RunFacts,
    ) -> Result<Arc<Worker>, NoWorker> {
        let locked = timeout_at(request.deadline, self.current.lock()).await;
        let mut current = locked.map_err(|_| waited_in_vain())?;
        if let Some(worker) = &*current
            && worker.serves()
        {
            return Ok(Arc::clone(worker));
        }
        // Remove the old worker from the slot. The attendant (the task that watches the old worker) still owns the old
        // worker, and ends it.
        *current = None;
        self.admitted(request.deadline, limits).await?;
        // Box the future of a start, which is rare but large: without the box, the future of every event would be as
        // large.
        let worker = Box::pin(self.start(request, plan, processes, limits, facts)).await?;
        *current = Some(Arc::clone(&worker));
        Ok(worker)
    }

    /// Returns the worker that was started last, which might no longer accept events.
    pub(super) fn newest(&self) -> Option<Arc<Worker>> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.clone()
    }

    /// Returns the setting (variables and folder) of a request. Makes a new setting only if the setting of the last
    /// event does not fit. The caller must check that the folder still exists.
    ///
    /// # Errors
    ///
    /// A value cannot be part of an environment, or the event's folder does not exist.
    pub(super) fn setting(&self, request: &HookRequest) -> Result<Arc<Setting>, Failure> {
        let mut kept = self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(setting) = kept.as_ref().filter(|setting| setting.fits(request)) {
            return Ok(Arc::clone(setting));
        }
        let setting = Arc::new(Setting::new(request)?);
        *kept = Some(Arc::clone(&setting));
        Ok(setting)
    }

    /// Waits until a worker may be started, because a pause follows failures of the hook's workers.
    async fn admitted(&self, deadline: Instant, limits: WorkerLimits) -> Result<(), Failure> {
        let (admission, why) = {
            let mut circuit = self.circuit.lock().unwrap_or_else(PoisonError::into_inner);
            let admission = circuit.admit(Instant::now(), limits.starts_per_minute);
            (admission, circuit.why().to_owned())
        };
        match admission {
            Admission::Now => Ok(()),
            // Other requests of this hook wait for the lock during the pause, so only one worker is started after the
            // pause.
            Admission::At(then) if then < deadline => {
                sleep_until(then).await;
                Ok(())
            }
            Admission::At(_) => Err(unavailable(format!(
                "its worker is not started again yet, because the last one {why}"
            ))),
            Admission::Open { failures, why } => Err(unavailable(format!(
                "its worker failed {failures} times within a minute and is not started again for \
                 now; the last one {why}"
            ))),
        }
    }

    /// Starts a worker, and waits until it has greeted.
    async fn start(
        &self,
        request: &HookRequest,
        plan: &EnvironmentPlan,
        processes: &ProcessExecutor,
        limits: WorkerLimits,
        facts: &mut RunFacts,
    ) -> Result<Arc<Worker>, NoWorker> {
        let order = self.order(request, plan);
        let seen = Arc::new(Mutex::new(Files::default()));
        // Record the state of the files before the start. If a file changes while the program reads it, the change
        // is then noticed.
        let look = {
            let (seen, spec) = (Arc::clone(&seen), Arc::clone(&request.spec));
            Box::new(move |program: &_, arguments: &[_], folder: &_| {
                let files = Files::of(&spec, program, arguments, folder);
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = files;
            })
        };
        let settled = match processes.settle(order, request.deadline, look).await {
            Ok(settled) => settled,
            Err(failure) => {
                // In these cases the worker did nothing wrong: the host is shutting down, the event has no time left,
                // or the event's folder is not trusted.
                if !matches!(
                    failure.cause,
                    Cause::Cancelled | Cause::Timeout | Cause::UntrustedProgram
                ) {
                    self.failed(&format!("did not start: {failure}"));
                }
                return Err(failure.into());
            }
        };
        let files = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
        facts.notes.extend(files.note());
        let mut state = State::new();
        // The request waits for the greeting as it would wait for an answer. So the request gets everything that the
        // worker prints before the greeting.
        let output = RequestOutput::new(request.clone(), processes.caps()).for_hello();
        let id = state.wait(output, None);
        let circuit = Arc::clone(&self.circuit);
        let worker = Worker::begin(state, settled.connect()?, files, limits, circuit)?;
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&worker));
        let mut result = pin!(worker.result(id));
        let mut guard = GreetingGuard(Some(Arc::clone(&worker)));
        let now = Instant::now();
        let hello = now.checked_add(limits.hello).unwrap_or(now);
        let said = match timeout_at(hello.min(request.deadline), result.as_mut()).await {
            Ok(said) => said,
            Err(_) => {
                let time = time_span(limits.hello);
                // Mention the time limit for the greeting only if this limit ended the wait, and not the request's
                // deadline.
                let own =
                    (hello <= request.deadline).then(|| format!("did not say hello within {time}"));
                worker.force(own.or_else(|| Some("did not say hello in time".to_owned())));
                let last = crate::request::last_moment(request);
                match timeout_at(last, result.as_mut()).await {
                    Ok(said) => said,
                    Err(_) => {
                        let taken = worker.state().take(id);
                        match taken {
                            Some(waiting) => (End::TimeUp(None), waiting.output),
                            None => result.await,
                        }
                    }
                }
            }
        };
        guard.0 = None;
        match said {
            (End::Greeted, _) => Ok(Arc::clone(&worker)),
            (end, output) => Err(NoWorker::NotGreeted(end, output)),
        }
    }

    /// Makes the order to start a worker for this request.
    pub(super) fn order(&self, request: &HookRequest, plan: &EnvironmentPlan) -> Order {
        Order {
            spec: Arc::clone(&request.spec),
            root: self.place.root.clone(),
            cwd: request.payload.payload().meta.cwd.clone(),
            plan: plan.clone(),
            variable: VARIABLE,
        }
    }

    /// Records a failure of the worker.
    fn failed(&self, why: &str) {
        let mut circuit = self.circuit.lock().unwrap_or_else(PoisonError::into_inner);
        circuit.failed(Instant::now(), why);
    }

    /// Returns the worker that was started last, if it has not ended.
    pub(super) fn latest(&self) -> Option<Arc<Worker>> {
        self.newest().filter(|worker| !worker.is_over())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(worker) = self.latest() {
            worker.close(None);
        }
    }
}

/// Holds a worker that has not greeted. Kills the worker if the request that waits for the greeting is dropped.
struct GreetingGuard(Option<Arc<Worker>>);

impl Drop for GreetingGuard {
    fn drop(&mut self) {
        if let Some(worker) = &self.0 {
            worker.kill();
        }
    }
}

/// Makes the failure of a hook that has no worker.
fn unavailable(message: String) -> Failure {
    Failure::new(Cause::WorkerUnavailable, message)
}

/// Makes the failure of a request whose time ended while its worker was busy.
pub(super) fn waited_in_vain() -> Failure {
    let message = "its worker was busy with other events until the time was up";
    Failure::new(Cause::Timeout, message)
}
