//! The executor of hook programs.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hooks_types::HookSpec;
use hooks_types::spec::Handler;

use super::os::Host;
use super::settings::Settings;
use crate::by_kind::no_executor;
use crate::executor::HookExecutor;
use crate::request::HookRequest;
use crate::run::HookRun;

/// Runs [`Handler::Command`] hooks: starts the program in a process group of its own, writes the
/// payload while reading both outputs, and judges what it said when it has exited.
///
/// A run returns by its deadline plus its allowance, whatever the program does. Clones share their
/// running hooks, so that one [`shutdown`](Self::shutdown) ends them all.
///
/// Linux only so far: macOS and other Unixes are built for but were never run; on Windows every
/// hook fails with [`Cause::NotUsable`](hooks_types::report::Cause::NotUsable).
///
/// # Cancel safety
///
/// Dropping the future kills the hook's process group at once, without another poll; the processes
/// are collected by a thread of this crate, so the runtime may be gone by then.
///
/// # Panics
///
/// `execute` needs a tokio runtime with time and IO enabled, as tokio itself does.
#[derive(Debug, Clone, Default)]
pub struct ProcessExecutor {
    settings: Arc<Settings>,
    host: Host,
}

impl ProcessExecutor {
    /// An executor with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many bytes of stdout are kept. More is read and dropped; lines of it that restrict
    /// still count.
    #[must_use]
    pub fn with_stdout_cap(mut self, bytes: usize) -> Self {
        Arc::make_mut(&mut self.settings).stdout_cap = bytes;
        self
    }

    /// Sets how many bytes of stderr are kept. More is read and dropped.
    #[must_use]
    pub fn with_stderr_cap(mut self, bytes: usize) -> Self {
        Arc::make_mut(&mut self.settings).stderr_cap = bytes;
        self
    }

    /// Sets how deep hooks may start agents that fire hooks; 0 lets no hook run.
    #[must_use]
    pub fn with_max_depth(mut self, depth: u32) -> Self {
        Arc::make_mut(&mut self.settings).max_depth = depth;
        self
    }

    /// Sets the variables that hooks may inherit, in place of this process's own.
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

    /// Ends every running hook and refuses new ones: asks each group to end, and kills what is left
    /// when `limit` has passed. Returns how many had to be killed.
    ///
    /// Their runs return as [`Cancelled`](hooks_types::report::Cause::Cancelled), unless what they had said
    /// restricts.
    ///
    /// # Cancel safety
    ///
    /// Dropped early, it has asked all groups to end and killed none.
    pub async fn shutdown(&self, limit: Duration) -> usize {
        self.host.shutdown(limit).await
    }

    /// Kills every running hook at once and refuses new ones; for panic hooks and exits that cannot
    /// wait. Returns how many there were. They are collected by a thread of this crate.
    pub fn kill_all(&self) -> usize {
        self.host.kill_all()
    }

    /// Starts a program that stays; it ends with the others. What it is about to start is shown to
    /// `look` first.
    #[cfg(feature = "worker")]
    pub(crate) async fn settle(
        &self,
        order: super::resident_order::Order,
        deadline: tokio::time::Instant,
        look: Box<super::resident_order::Look>,
    ) -> Result<super::os::Settled, hooks_types::Failure> {
        self.host
            .settle(&self.settings, order, deadline, look)
            .await
    }

    /// Looks at a program that stays before it is given an event.
    #[cfg(feature = "worker")]
    pub(crate) async fn vet(
        &self,
        spec: &HookSpec,
        order: impl FnOnce() -> super::resident_order::Order,
        deadline: tokio::time::Instant,
    ) -> Result<(), hooks_types::Failure> {
        if !self.has_to_vet(spec) {
            return Ok(());
        }
        Box::pin(self.host.vet(&self.settings, order(), deadline)).await
    }

    /// Whether a program that stays is looked at for each event.
    #[cfg(feature = "worker")]
    pub(crate) fn has_to_vet(&self, spec: &HookSpec) -> bool {
        // What is no command is refused by who looks.
        !command_of(spec)
            .is_ok_and(|command| command.confinement.is_none() && command.start_check.is_none())
    }

    /// The bytes of an output that are kept: of stdout, and of stderr.
    #[cfg(feature = "worker")]
    pub(crate) fn caps(&self) -> (usize, usize) {
        (self.settings.stdout_cap, self.settings.stderr_cap)
    }

    /// How many hooks run, those included that are ended but not collected yet.
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

/// The program of a spec that was checked to hold one.
pub(super) fn command_of(
    spec: &HookSpec,
) -> Result<&hooks_types::spec::Command, hooks_types::Failure> {
    match &spec.handler {
        Handler::Command(command) => Ok(command),
        other => Err(no_executor(other)),
    }
}
