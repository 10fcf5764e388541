//! A test suite that checks the promises of every [`HookExecutor`].
//!
//! Write a [`Bench`] for your executor: it makes hooks that behave as a check demands. Then check every promise of
//! [`PROMISES`]:
//!
//! ```no_run
//! # use hooks_exec::{HookExecutor, contract::{Bench, PROMISES}};
//! async fn my_executor_keeps_its_promises(executor: &dyn HookExecutor, bench: &dyn Bench) {
//!     for promise in PROMISES {
//!         if let Err(broken) = promise.check(executor, bench).await {
//!             panic!("{}: {broken}", promise.name());
//!         }
//!     }
//! }
//! ```
//!
//! The checks use the real clock and need a runtime with time enabled, and IO for processes. Every wait in a check
//! ends after 30 seconds, so an executor that hangs is reported as a broken promise.

mod promises;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use hooks_types::HookAnswer;

use crate::executor::HookExecutor;
use crate::request::HookRequest;

pub use promises::PROMISES;

/// The behaviour of a hook that a [`Bench`] makes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Behaviour {
    /// The hook reads its payload and gives this answer.
    Answer(HookAnswer),
    /// The hook reads its whole payload and blocks. The message of the block is the number of bytes that the hook read.
    CountPayload,
    /// The hook cannot answer: it crashes, exits with a failing code or returns an error.
    Fail,
    /// The hook starts, but never answers and never ends.
    Hang,
    /// The hook gives this answer completely and then ends badly: it crashes, or its connection breaks.
    BreakOff(HookAnswer),
    /// The hook gives this answer completely without reading its payload, which is large.
    Unread(HookAnswer),
}

/// Makes hooks for the executor that is checked.
#[async_trait]
pub trait Bench: Send + Sync {
    /// Makes a request for a hook of PreToolUse with this behaviour. The payload's wire form must have at
    /// least `payload` bytes.
    fn request(&self, behaviour: Behaviour, payload: usize) -> HookRequest;

    /// Returns whether the bench can make hooks with this behaviour. If not, promises about this behaviour are skipped.
    /// The default excludes [`Behaviour::BreakOff`] and [`Behaviour::Unread`], because a hook that is a closure can
    /// neither break off after its answer nor leave its payload unread.
    fn plays(&self, behaviour: &Behaviour) -> bool {
        !matches!(behaviour, Behaviour::BreakOff(_) | Behaviour::Unread(_))
    }

    /// Waits until the hook of the last [`Behaviour::Hang`] request has started. The caller can drop this future before
    /// the hook has started.
    async fn started(&self);

    /// Waits until the processes, connections and tasks that the hook of the last [`Behaviour::Hang`] request started
    /// are gone.
    async fn gone(&self);
}

/// Describes a broken promise: what was expected, and what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Broken {
    what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Broken {}

/// A running check of one promise.
type Checking<'a> = Pin<Box<dyn Future<Output = Result<(), Broken>> + Send + 'a>>;
/// Starts the check of one promise. This is a function pointer and not a closure, because [`PROMISES`] is a constant.
type Check = for<'a> fn(&'a dyn HookExecutor, &'a dyn Bench) -> Checking<'a>;

/// One promise that every executor keeps, with its check.
#[derive(Clone, Copy)]
pub struct Promise {
    name: &'static str,
    check: Check,
}

impl Promise {
    /// Returns the promise as a name in snake_case.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Checks the promise on an executor. If the bench cannot make the hooks that the promise is about, the promise
    /// is treated as kept.
    ///
    /// # Errors
    ///
    /// The executor breaks the promise.
    pub async fn check(
        &self,
        executor: &dyn HookExecutor,
        bench: &dyn Bench,
    ) -> Result<(), Broken> {
        (self.check)(executor, bench).await
    }
}

impl fmt::Debug for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Promise").field(&self.name).finish()
    }
}

#[cfg(test)]
#[path = "contract_tests.rs"]
mod tests;
