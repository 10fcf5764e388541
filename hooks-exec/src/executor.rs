//! The interface between the router and the code that runs a hook.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

use crate::request::HookRequest;
use crate::run::HookRun;

/// Runs hooks. The router uses an executor as `Arc<dyn HookExecutor>`.
///
/// The trait uses `#[async_trait]` instead of `-> impl Future`, because it must be object-safe: configuration chooses
/// the executor of a hook at run time.
///
/// # Implementing
///
/// Add the crate `async-trait` to your own dependencies, and put `#[async_trait]` on the impl.
///
/// * Return by `request.deadline` plus `request.allowance`. The router drops the future soon after that and reports a
///   timeout. The deadline is a [`tokio::time::Instant`], because tests can then pause the clock. The runtime needs
///   time enabled, and IO if the executor uses IO.
/// * The deadline covers all steps together: starting the hook, writing the payload, reading the output, and waiting
///   for the hook's end.
/// * Fail with [`Cause::NoExecutor`](hooks_types::report::Cause::NoExecutor) for a kind of handler that
///   you do not run.
/// * If the handler is [`Handler::Unusable`](hooks_types::spec::Handler::Unusable), return the failure inside it
///   unchanged.
/// * Return an answer or a failure with a cause. Return the facts of the run in both cases.
/// * Judge output only with [`HookRequest::judge`]. All executors then recognize a block by the same rules.
/// * Never panic because of data in a request.
///
/// The feature `contract` has a suite that checks these promises on your own executor.
///
/// ```
/// use async_trait::async_trait;
/// use hooks_exec::{HookExecutor, HookRequest, HookRun};
/// use hooks_types::report::Cause;
/// use hooks_types::spec::Handler;
/// use hooks_types::{Failure, HookAnswer};
///
/// /// Runs hooks of the kind `dry_run`, which always proceed.
/// #[derive(Debug)]
/// struct DryRun;
///
/// #[async_trait]
/// impl HookExecutor for DryRun {
///     async fn execute(&self, request: HookRequest) -> HookRun {
///         match &request.spec.handler {
///             Handler::Other(other) if other.kind == "dry_run" => {
///                 HookRun::answered(HookAnswer::proceed())
///             }
///             Handler::Unusable(failure) => HookRun::failed(failure.clone()),
///             other => {
///                 let message = format!("no executor for hooks of kind `{}`", other.kind());
///                 HookRun::failed(Failure::new(Cause::NoExecutor, message))
///             }
///         }
///     }
/// }
/// ```
///
/// # Cancel safety
///
/// The router drops the future of a hook whose answer is no longer needed. Everything that the future started
/// (processes, connections, tasks) must then end without further polls.
#[async_trait]
pub trait HookExecutor: Debug + Send + Sync {
    /// Runs one hook and returns its answer or failure.
    async fn execute(&self, request: HookRequest) -> HookRun;
}

#[async_trait]
impl<E: HookExecutor + ?Sized> HookExecutor for Arc<E> {
    async fn execute(&self, request: HookRequest) -> HookRun {
        (**self).execute(request).await
    }
}

/// Fails to compile if the trait is not object-safe any more.
const _: Option<&dyn HookExecutor> = None;
