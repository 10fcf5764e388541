//! Configuration, executor and router put together, and ended together.

use std::sync::Arc;
use std::time::Duration;

use hooks_exec::{ByKind, ProcessExecutor};
use hooks_router::Router;
use hooks_types::{DispatchLimits, HookSpec};

use crate::failure::Failure;
use crate::os::Interrupts;
use crate::show::Announcing;

/// How long hooks have to end when a signal ends us.
const FAREWELL: Duration = Duration::from_secs(1);

/// A running router and what its hooks run in.
#[derive(Debug)]
pub(crate) struct Engine {
    router: Router,
    processes: ProcessExecutor,
}

impl Engine {
    pub(crate) fn new(hooks: Vec<HookSpec>, limits: DispatchLimits) -> Self {
        let processes = ProcessExecutor::new();
        let executor = ByKind::new().with("command", Announcing::new(processes.clone()));
        Self {
            router: Router::new(hooks, limits, Arc::new(executor)),
            processes,
        }
    }

    pub(crate) fn router(&self) -> &Router {
        &self.router
    }

    /// Does `work` unless a signal comes first; then every hook is ended.
    pub(crate) async fn unless_interrupted<T>(
        &self,
        interrupts: &mut Interrupts,
        work: impl Future<Output = T>,
    ) -> Result<T, Failure> {
        let signal = tokio::select! {
            done = work => return Ok(done),
            signal = interrupts.next() => signal,
        };
        self.end().await;
        Err(Failure::interrupted(signal))
    }

    /// Ends whatever still runs.
    pub(crate) async fn end(&self) {
        self.processes.shutdown(FAREWELL).await;
    }
}

/// Listens for the signals that ask us to end.
pub(crate) fn interrupts() -> Result<Interrupts, Failure> {
    Interrupts::listen()
        .map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))
}
