//! What the runs of one executor share.

use std::sync::Arc;
use std::time::Duration;

use super::registry::Registry;
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
