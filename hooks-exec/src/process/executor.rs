//! [`ProcessExecutor`]: runs hooks that are programs.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hooks_types::spec::Handler;
use hooks_types::{Failure, HookSpec, Payload};

use super::os::Host;
use super::settings::Settings;
use crate::by_kind::no_executor;
use crate::executor::HookExecutor;
use crate::request::HookRequest;
use crate::run::HookRun;

/// Runs [`Handler::Command`] hooks: starts the program in a separate process group, writes the payload, reads stdout
/// and stderr at the same time, and judges the output when the program has exited.
///
/// A run returns at the latest after its deadline plus its allowance, even if the program does not end. Clones share
/// their running hooks, so one [`shutdown`](Self::shutdown) ends all of these hooks.
///
/// This executor is built and tested on Linux only. The code is written for macOS and other Unixes too, but no check
/// builds or runs it there. On Windows every hook fails with
/// [`Cause::NotUsable`](hooks_types::report::Cause::NotUsable).
///
/// ```no_run
/// use std::time::Duration;
/// use hooks_exec::ProcessExecutor;
///
/// # async fn at_exit() {
/// let executor = ProcessExecutor::new().with_stdout_cap(256 << 10);
/// // ... give a clone to the router, and before the agent exits:
/// let killed = executor.shutdown(Duration::from_secs(2)).await;
/// # let _ = killed;
/// # }
/// ```
///
/// # Cancel safety
///
/// Dropping the future kills the hook's process group at once, without another poll. A thread of this crate collects
/// (reaps) the processes. This works even if the runtime has ended.
///
/// # Panics
///
/// `execute` panics outside a tokio runtime with time and IO enabled, as tokio itself does.
#[derive(Debug, Clone, Default)]
pub struct ProcessExecutor {
    /// The limits, shared with running hooks. A setter copies them, so a run keeps the limits with which it began.
    settings: Arc<Settings>,
    /// The running hooks, shared by all clones.
    host: Host,
}

impl ProcessExecutor {
    /// Creates an executor with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many bytes of stdout are kept; the default is [`DEFAULT_OUTPUT_CAP`](crate::DEFAULT_OUTPUT_CAP). Later
    /// bytes are searched for a block and dropped, and a block in them still takes effect.
    #[must_use]
    pub fn with_stdout_cap(mut self, bytes: usize) -> Self {
        Arc::make_mut(&mut self.settings).stdout_cap = bytes;
        self
    }

    /// Sets how many bytes of stderr are kept. The rest is read and dropped.
    #[must_use]
    pub fn with_stderr_cap(mut self, bytes: usize) -> Self {
        Arc::make_mut(&mut self.settings).stderr_cap = bytes;
        self
    }

    /// Sets how deep hooks may be nested: a hook can start an agent, whose hooks are then one level deeper. 0 means
    /// that no hook runs.
    #[must_use]
    pub fn with_max_depth(mut self, depth: u32) -> Self {
        Arc::make_mut(&mut self.settings).max_depth = depth;
        self
    }

    /// Sets the environment variables that hooks may inherit. The default is the environment of this process.
    #[must_use]
    pub fn with_host_env<N, V>(mut self, variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Arc::make_mut(&mut self.settings).host_env = Some(variables.collect());
        self
    }

    /// Ends every running hook and refuses new hooks. Asks each process group to end, and after `limit` kills the
    /// groups that still run. Returns the number of groups that had to be killed.
    ///
    /// The runs of these hooks return [`Cancelled`](hooks_types::report::Cause::Cancelled), unless their output
    /// contains a block.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped before `limit` has passed, all groups were asked to end, but no group was killed.
    pub async fn shutdown(&self, limit: Duration) -> usize {
        self.host.shutdown(limit).await
    }

    /// Kills every running hook at once and refuses new hooks. Use it in Rust panic hooks, and for exits that cannot
    /// wait. Returns the number of hooks that ran or were being started. Blocks the thread until no hook is being
    /// started, but at most 200 ms.
    pub fn kill_all(&self) -> usize {
        self.host.kill_all()
    }

    /// Starts a worker: a program that keeps running after its first event. [`shutdown`](Self::shutdown) ends it like
    /// any other program. Calls `look` with the program, its arguments and its folder right before the start.
    #[cfg(feature = "worker")]
    pub(crate) async fn settle(
        &self,
        order: super::resident_order::Order,
        deadline: tokio::time::Instant,
        look: Box<super::resident_order::BeforeStart>,
    ) -> Result<super::os::Settled, Failure> {
        self.host
            .settle(&self.settings, order, deadline, look)
            .await
    }

    /// Checks that a worker (a program that answers many events) may still answer an event: its files are trusted, and
    /// its command does not lead to a file of an untrusted project.
    #[cfg(feature = "worker")]
    pub(crate) async fn vet(
        &self,
        spec: &HookSpec,
        order: impl FnOnce() -> super::resident_order::Order,
        deadline: tokio::time::Instant,
    ) -> Result<(), Failure> {
        if !self.has_to_vet(spec) {
            return Ok(());
        }
        Box::pin(self.host.vet(&self.settings, order(), deadline)).await
    }

    /// Returns whether a worker (a program that answers many events) must be checked before each event.
    #[cfg(feature = "worker")]
    pub(crate) fn has_to_vet(&self, spec: &HookSpec) -> bool {
        // If the handler is not a command, return `true`: the check then refuses the handler.
        !command_of(spec)
            .is_ok_and(|command| command.confinement.is_none() && command.start_check.is_none())
    }

    /// Returns how many bytes of stdout and of stderr are kept.
    #[cfg(feature = "worker")]
    pub(crate) fn caps(&self) -> (usize, usize) {
        (self.settings.stdout_cap, self.settings.stderr_cap)
    }

    /// Returns the failure with which a run would refuse the hook, because its command leads to a file of a project
    /// that is not trusted. Starts nothing. Returns `None` if the hook would not be refused, or if its program cannot
    /// be resolved, which is a failure of another kind.
    ///
    /// Reads the disk, so it blocks the thread.
    #[must_use]
    pub fn refusal(&self, spec: &HookSpec, payload: &Payload) -> Option<Failure> {
        self.host.refusal(&self.settings, spec, payload)
    }

    /// Returns the number of running hooks, including hooks that are being started and processes that have exited but
    /// are not collected (reaped) yet.
    #[must_use]
    pub fn running(&self) -> usize {
        self.host.running()
    }
}

#[async_trait]
impl HookExecutor for ProcessExecutor {
    async fn execute(&self, request: HookRequest) -> HookRun {
        match &request.spec.handler {
            Handler::Command(_) => self.host.run(&self.settings, request).await,
            other => HookRun::failed(no_executor(other)),
        }
    }
}

/// Returns the command of a spec.
///
/// # Errors
///
/// The spec's handler is not a command.
pub(crate) fn command_of(spec: &HookSpec) -> Result<&hooks_types::spec::Command, Failure> {
    match &spec.handler {
        Handler::Command(command) => Ok(command),
        other => Err(no_executor(other)),
    }
}
