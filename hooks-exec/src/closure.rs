//! [`ClosureExecutor`]: runs hooks inside the agent's own process.

use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use async_trait::async_trait;
use hooks_types::output::RunFacts;
use hooks_types::report::Cause;
use hooks_types::spec::Handler;
use hooks_types::text::short_name;
use hooks_types::{Failure, HookAnswer};
use tokio::time::{Instant, timeout_at};

use crate::by_kind::no_executor;
use crate::executor::HookExecutor;
use crate::panicked::panicked;
use crate::request::HookRequest;
use crate::run::HookRun;

/// The name of the hook in the message about a panic.
const HOOK: &str = "the in-process hook";

/// The running future of a closure.
type Answering = Pin<Box<dyn Future<Output = Result<HookAnswer, Failure>> + Send>>;
/// A registered closure.
type InProcessHook = Arc<dyn Fn(HookRequest) -> Answering + Send + Sync>;

/// Runs [`Handler::InProcess`] hooks: async closures of the agent, found by their key.
///
/// A closure that panics fails with [`Cause::Panicked`]. A closure that is still pending at its deadline is dropped and
/// fails with [`Cause::Timeout`]. A closure that blocks its thread cannot be ended: move blocking work to
/// `tokio::task::spawn_blocking`.
///
/// # Cancel safety
///
/// Dropping the future drops the closure's future, which is not polled again.
///
/// # Examples
///
/// ```
/// use hooks_exec::ClosureExecutor;
/// use hooks_types::HookAnswer;
///
/// let executor = ClosureExecutor::new().with_hook("no-secrets", |request| async move {
///     match request.payload.payload().event.name().as_str() {
///         "UserPromptSubmit" => Ok(HookAnswer::block("prompts are closed today")),
///         _ => Ok(HookAnswer::proceed()),
///     }
/// });
/// # let _ = executor;
/// ```
#[derive(Clone, Default)]
pub struct ClosureExecutor {
    /// The closures by key.
    hooks: BTreeMap<String, InProcessHook>,
}

impl ClosureExecutor {
    /// Creates an executor without hooks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a hook under the key that [`Handler::InProcess`] names.
    #[must_use]
    pub fn with_hook<H, F>(mut self, key: impl Into<String>, hook: H) -> Self
    where
        H: Fn(HookRequest) -> F + Send + Sync + 'static,
        F: Future<Output = Result<HookAnswer, Failure>> + Send + 'static,
    {
        let boxed = move |request| -> Answering { Box::pin(hook(request)) };
        self.hooks.insert(key.into(), Arc::new(boxed));
        self
    }
}

impl fmt::Debug for ClosureExecutor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.hooks.keys()).finish()
    }
}

#[async_trait]
impl HookExecutor for ClosureExecutor {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let Handler::InProcess { key } = &request.spec.handler else {
            return HookRun::failed(no_executor(&request.spec.handler));
        };
        let Some(hook) = self.hooks.get(key) else {
            let message = format!(
                "no in-process hook is registered under `{}`",
                short_name(key)
            );
            return HookRun::failed(Failure::new(Cause::NoExecutor, message));
        };
        // Ignore the request's allowance (extra time to end a hook), because dropping the future ends the closure at
        // once.
        let (started, deadline) = (Instant::now(), request.deadline);
        let result = match timeout_at(deadline, caught(hook, request)).await {
            Ok(result) => result,
            Err(_) => Err(Failure::new(
                Cause::Timeout,
                "the in-process hook did not answer within its time limit",
            )),
        };
        let mut facts = RunFacts::default();
        facts.duration = started.elapsed();
        HookRun::new(result, facts)
    }
}

/// Runs a hook to its end. A panic in the closure or in its future becomes a failure.
async fn caught(hook: &InProcessHook, request: HookRequest) -> Result<HookAnswer, Failure> {
    // `AssertUnwindSafe`: the future is dropped right after a panic, so its state is not used again.
    let mut answering = match catch_unwind(AssertUnwindSafe(|| hook(request))) {
        Ok(answering) => answering,
        Err(panic) => return Err(panicked(HOOK, &*panic)),
    };
    poll_fn(
        move |cx| match catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(cx))) {
            Ok(poll) => poll,
            Err(panic) => Poll::Ready(Err(panicked(HOOK, &*panic))),
        },
    )
    .await
}

#[cfg(test)]
#[path = "closure_tests.rs"]
mod tests;
