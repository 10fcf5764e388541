//! The state that the runs of one executor share.

use std::sync::Arc;
use std::time::Duration;

use hooks_types::{Failure, HookSpec, Payload};
#[cfg(feature = "worker")]
use tokio::time::Instant;

use super::launch;
use super::registry::Registry;
#[cfg(feature = "worker")]
use super::resident::{Settled, settle, vet};
#[cfg(feature = "worker")]
use super::resident_order::{BeforeStart, Order};
use super::run;
use super::settings::Settings;
use crate::request::HookRequest;
use crate::run::HookRun;

/// The running hooks of one executor and its clones.
#[derive(Debug, Clone, Default)]
pub(in crate::process) struct Host {
    /// The process groups of the hooks that run.
    registry: Arc<Registry>,
}

impl Host {
    /// Runs one hook.
    pub(in crate::process) async fn run(
        &self,
        settings: &Arc<Settings>,
        request: HookRequest,
    ) -> HookRun {
        run::run(&self.registry, settings, request).await
    }

    /// Starts a worker: a program that keeps running after its first event. Calls `look` right before the start.
    #[cfg(feature = "worker")]
    pub(in crate::process) async fn settle(
        &self,
        settings: &Arc<Settings>,
        order: Order,
        deadline: Instant,
        mut look: Box<BeforeStart>,
    ) -> Result<Settled, Failure> {
        let settings = Arc::clone(settings);
        run::begin(&self.registry, deadline, move |starting| {
            settle(starting, &settings, &order, &mut *look, deadline.into_std())
        })
        .await
    }

    /// Checks whether a worker (a program that answers many events) may get an event. A command without a confinement
    /// (folders whose files it must not run) and without a start check may get any event.
    #[cfg(feature = "worker")]
    pub(in crate::process) async fn vet(
        &self,
        settings: &Arc<Settings>,
        order: Order,
        deadline: Instant,
    ) -> Result<(), Failure> {
        let settings = Arc::clone(settings);
        // The check reads files, which blocks. So run it on a blocking thread, as `begin` does for the start of a
        // program.
        run::begin(&self.registry, deadline, move |_| vet(&settings, &order)).await
    }

    /// Returns the failure with which a run would refuse the hook, as
    /// [`ProcessExecutor::refusal`](crate::ProcessExecutor::refusal) describes.
    pub(in crate::process) fn refusal(
        &self,
        settings: &Settings,
        spec: &HookSpec,
        payload: &Payload,
    ) -> Option<Failure> {
        launch::refusal(settings, spec, payload)
    }

    /// Ends every running hook, as [`ProcessExecutor::shutdown`](crate::ProcessExecutor::shutdown) describes.
    pub(in crate::process) async fn shutdown(&self, limit: Duration) -> usize {
        self.registry.shutdown(limit).await
    }

    /// Kills every running hook, as [`ProcessExecutor::kill_all`](crate::ProcessExecutor::kill_all) describes.
    pub(in crate::process) fn kill_all(&self) -> usize {
        self.registry.kill_all()
    }

    /// Returns the number of live process groups, plus the number of hooks that are being started.
    pub(in crate::process) fn running(&self) -> usize {
        self.registry.running()
    }
}
