//! Routes each hook to the executor for its kind of handler.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use hooks_types::Failure;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, HandlerKind};
use hooks_types::text::short_name;

use crate::executor::HookExecutor;
use crate::request::HookRequest;
use crate::run::HookRun;

/// An executor that combines other executors and chooses one by [`Handler::kind`].
///
/// A hook of a kind without an executor fails with [`Cause::NoExecutor`]. A hook whose configuration entry is unusable
/// ([`Handler::Unusable`]) fails with the failure that loading recorded. In both cases the report has a row for the
/// hook, and the hook's `on_failure` setting decides the outcome.
#[derive(Debug, Clone, Default)]
pub struct ByKind {
    /// One executor for each kind.
    executors: BTreeMap<HandlerKind, Arc<dyn HookExecutor>>,
}

impl ByKind {
    /// Creates a combination without any executors. Add them by [`with_executor`](Self::with_executor).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the executor for hooks of a kind. If this kind already has an executor, the new executor replaces it.
    #[must_use]
    pub fn with_executor(
        mut self,
        kind: HandlerKind,
        executor: impl HookExecutor + 'static,
    ) -> Self {
        self.executors.insert(kind, Arc::new(executor));
        self
    }
}

#[async_trait]
impl HookExecutor for ByKind {
    async fn execute(&self, request: HookRequest) -> HookRun {
        // `Unusable` marks an entry that loading refused. No executor may run such an entry, so check for it before the
        // look-up.
        if let Handler::Unusable(failure) = &request.spec.handler {
            return HookRun::failed(failure.clone());
        }
        match self.executors.get(&request.spec.handler.kind()) {
            Some(executor) => executor.execute(request).await,
            None => HookRun::failed(no_executor(&request.spec.handler)),
        }
    }
}

/// Makes the failure for a hook whose handler the executor cannot run.
pub(crate) fn no_executor(handler: &Handler) -> Failure {
    match handler {
        Handler::Unusable(failure) => failure.clone(),
        other => Failure::new(
            Cause::NoExecutor,
            format!(
                "no executor runs hooks of kind `{}`",
                short_name(&other.kind().to_string())
            ),
        ),
    }
}

#[cfg(test)]
#[path = "by_kind_tests.rs"]
mod tests;
