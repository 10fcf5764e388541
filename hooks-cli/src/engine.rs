//! Configuration, executor and router put together, and ended together.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hooks_exec::{ByKind, HookExecutor, HttpExecutor, WorkerExecutor};
use hooks_router::{Router, Session};
use hooks_types::spec::{HandlerKind, ScopedLimits};
use hooks_types::{HookSpec, SessionMeta};
use tempfile::TempDir;

use crate::configuration::Configured;
use crate::failure::Failure;
use crate::os::Interrupts;
use crate::recording::{Record, Recording};
use crate::show::Announcing;

/// How long hooks have to end when a signal ends us.
const FAREWELL: Duration = Duration::from_secs(1);

/// A running router and what its hooks run in.
#[derive(Debug)]
pub(crate) struct Engine {
    router: Router,
    programs: WorkerExecutor,
    /// For texts that are too long for an agent's model, ours alone; gone with us while it is
    /// empty.
    texts: Option<PathBuf>,
}

impl Engine {
    pub(crate) fn new(configured: Configured) -> Result<Self, Failure> {
        Self::listening(configured, None)
    }

    /// The same, with everything that hooks read and print recorded.
    pub(crate) fn listening(
        configured: Configured,
        record: Option<Record>,
    ) -> Result<Self, Failure> {
        let programs = WorkerExecutor::default();
        let mut executor = ByKind::new().with(HandlerKind::Command, programs.clone());
        // Its certificates take longer to read than most hooks to run.
        if configured
            .hooks
            .iter()
            .any(|hook| hook.handler.kind() == HandlerKind::Http)
        {
            let http = HttpExecutor::new()
                .map_err(|error| Failure::new(format!("cannot speak HTTP: {error}")))?;
            executor = executor.with(HandlerKind::Http, http);
        }
        let executor: Arc<dyn HookExecutor> = match record {
            None => Arc::new(Announcing::new(executor)),
            Some(record) => Arc::new(Announcing::new(Recording::new(executor, record))),
        };
        Ok(Self {
            router: Router::new(configured.hooks, configured.limits, executor),
            programs,
            // Without one the texts are cut, and their rows say so.
            texts: tempfile::Builder::new()
                .prefix("hooks-")
                .tempdir()
                .map(TempDir::keep)
                .ok(),
        })
    }

    pub(crate) fn session(&self, meta: SessionMeta) -> Session {
        let session = self.router.session(meta);
        match &self.texts {
            Some(folder) => session.with_spill_dir(folder),
            None => session,
        }
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
        self.programs.shutdown(FAREWELL).await;
        if let Some(folder) = &self.texts {
            // Stays where a text is in it, for whoever was told of it.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// A router that runs nothing: for what it can tell without.
pub(crate) fn explaining(hooks: Vec<HookSpec>) -> Router {
    Router::new(hooks, ScopedLimits::default(), Arc::new(ByKind::new()))
}

/// Listens for the signals that ask us to end.
pub(crate) fn interrupts() -> Result<Interrupts, Failure> {
    Interrupts::listen()
        .map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))
}
