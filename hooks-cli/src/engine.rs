//! Builds a router and its executor from the configuration, and shuts both down.

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

/// When `hooks` ends, hooks that still run get this much time to end by themselves. Then they are killed.
const FAREWELL: Duration = Duration::from_secs(1);

/// A router, its executor and the folder for long texts.
#[derive(Debug)]
pub(crate) struct Engine {
    router: Router,
    /// A clone of the executor inside the router, needed to shut down the workers.
    programs: WorkerExecutor,
    /// A private folder for texts that are too long for an agent's model. Removed at the end if it is empty. `None`
    /// if it could not be created.
    texts: Option<PathBuf>,
}

impl Engine {
    /// Builds the router and its executor.
    ///
    /// # Errors
    ///
    /// The HTTP client that a hook needs cannot be built.
    pub(crate) fn new(configured: Configured) -> Result<Self, Failure> {
        Self::listening(configured, None)
    }

    /// Like [`new`](Self::new), and records the input and output of hooks in `record`.
    ///
    /// # Errors
    ///
    /// The same errors as [`new`](Self::new).
    pub(crate) fn listening(
        configured: Configured,
        record: Option<Record>,
    ) -> Result<Self, Failure> {
        let programs = WorkerExecutor::default();
        let mut executor = ByKind::new().with_executor(HandlerKind::Command, programs.clone());
        // Build the HTTP client only if a hook needs it: reading the certificates takes longer than most hooks run.
        if configured
            .hooks
            .iter()
            .any(|hook| hook.handler.kind() == HandlerKind::Http)
        {
            let http = HttpExecutor::new()
                .map_err(|error| Failure::new(format!("cannot speak HTTP: {error}")))?;
            executor = executor.with_executor(HandlerKind::Http, http);
        }
        let executor: Arc<dyn HookExecutor> = match record {
            None => Arc::new(Announcing::new(executor)),
            Some(record) => Arc::new(Announcing::new(Recording::new(executor, record))),
        };
        Ok(Self {
            router: Router::new(configured.hooks, configured.limits, executor)
                .with_budget_sources(configured.budgets),
            programs,
            // If the folder cannot be created, long texts are cut instead. The rows of the hooks in the report then say
            // so.
            texts: tempfile::Builder::new()
                .prefix("hooks-")
                .tempdir()
                .map(TempDir::keep)
                .ok(),
        })
    }

    /// Starts a session that writes long texts to the private folder.
    pub(crate) fn session(&self, meta: SessionMeta) -> Session {
        let session = self.router.session(meta);
        match &self.texts {
            Some(folder) => session.with_spill_dir(folder),
            None => session,
        }
    }

    /// Runs `work` to its end. If a signal arrives first, ends every hook.
    ///
    /// # Errors
    ///
    /// A signal arrived; the failure has its exit code.
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

    /// Ends all hooks that still run, and removes the folder for long texts if nothing is in it.
    pub(crate) async fn end(&self) {
        self.programs.shutdown(FAREWELL).await;
        if let Some(folder) = &self.texts {
            // `remove_dir` fails if the folder is not empty. That is intended: the model got the path of a text in the
            // folder, so the text must stay.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// Builds a router for explanations, whose executor runs no hook.
pub(crate) fn explaining(hooks: Vec<HookSpec>) -> Router {
    Router::new(hooks, ScopedLimits::default(), Arc::new(ByKind::new()))
}

/// Listens for the signals that ask us to end. From then on they no longer end this process by themselves.
///
/// # Errors
///
/// The system refuses a signal handler.
pub(crate) fn interrupts() -> Result<Interrupts, Failure> {
    Interrupts::listen()
        .map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))
}
