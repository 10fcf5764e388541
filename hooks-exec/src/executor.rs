//! The seam between the router and whatever runs a hook.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

use crate::request::HookRequest;
use crate::run::HookRun;

/// Runs hooks. Used as `Arc<dyn HookExecutor>`.
///
/// It is `#[async_trait]` and not `-> impl Future`, because which executor takes a hook is chosen
/// from configuration at run time.
///
/// # Implementing
///
/// Add the crate `async-trait` to your own dependencies, and put `#[async_trait]` on the impl.
///
/// * Return by `request.deadline` plus `request.allowance`; the router drops the future soon after
///   and reports a timeout. The deadline is a [`tokio::time::Instant`], so that tests can pause the
///   clock; a runtime needs time enabled, and IO where an executor uses it.
/// * Everything counts against the deadline: starting, writing, reading, ending.
/// * Fail with [`Cause::NoExecutor`](hooks_types::report::Cause::NoExecutor) for a handler you do not take.
/// * Return the failure inside [`Handler::Unusable`](hooks_types::spec::Handler::Unusable) as it is.
/// * A result is an answer or a failure with a cause; facts of the run go beside it either way.
/// * Judge output with [`hooks_types::output::interpret`] and nothing else.
/// * Never panic on anything a request holds.
///
/// The feature `contract` holds these promises as a suite to run on your own executor.
///
/// # Cancel safety
///
/// The router drops the future of a hook whose answer is not needed any more. Whatever was started
/// must then be ended without further polls, and nothing may be left behind.
#[async_trait]
pub trait HookExecutor: Debug + Send + Sync {
    /// Runs one hook to its verdict.
    async fn execute(&self, request: HookRequest) -> HookRun;
}

#[async_trait]
impl<E: HookExecutor + ?Sized> HookExecutor for Arc<E> {
    async fn execute(&self, request: HookRequest) -> HookRun {
        (**self).execute(request).await
    }
}

/// The seam stays object-safe.
const _: Option<&dyn HookExecutor> = None;
