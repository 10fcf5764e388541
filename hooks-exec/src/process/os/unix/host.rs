//! What the runs of one executor share.

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "worker")]
use hooks_types::Failure;
#[cfg(feature = "worker")]
use tokio::time::Instant;

use super::registry::Registry;
#[cfg(feature = "worker")]
use super::resident::{Settled, settle, vet};
#[cfg(feature = "worker")]
use super::resident_order::{Look, Order};
use super::run;
use super::settings::Settings;
use crate::request::HookRequest;
use crate::run::HookRun;

/// The running hooks of one executor and its clones.
#[derive(Debug, Clone, Default)]
pub(in crate::process) struct Host {
    registry: Arc<Registry>,
}

impl Host {
    pub(in crate::process) async fn run(
        &self,
        settings: &Arc<Settings>,
        request: HookRequest,
    ) -> HookRun {
        run::run(&self.registry, settings, request).await
    }

    /// Starts a program that stays. What it is about to start is shown to `look` first.
    #[cfg(feature = "worker")]
    pub(in crate::process) async fn settle(
        &self,
        settings: &Arc<Settings>,
        order: Order,
        deadline: Instant,
        mut look: Box<Look>,
    ) -> Result<Settled, Failure> {
        let settings = Arc::clone(settings);
        run::begin(&self.registry, deadline, move |starting| {
            settle(starting, &settings, &order, &mut *look, deadline.into_std())
        })
        .await
    }

    /// Looks at a program that stays before it is given an event. One that is not confined may be
    /// given any.
    #[cfg(feature = "worker")]
    pub(in crate::process) async fn vet(
        &self,
        settings: &Arc<Settings>,
        order: Order,
        deadline: Instant,
    ) -> Result<(), Failure> {
        let settings = Arc::clone(settings);
        // Looking at files may take as long as a start.
        run::begin(&self.registry, deadline, move |_| vet(&settings, &order)).await
    }

    pub(in crate::process) async fn shutdown(&self, limit: Duration) -> usize {
        self.registry.shutdown(limit).await
    }

    pub(in crate::process) fn kill_all(&self) -> usize {
        self.registry.kill_all()
    }

    pub(in crate::process) fn running(&self) -> usize {
        self.registry.running()
    }
}
