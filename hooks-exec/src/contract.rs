//! The promises of [`HookExecutor`], to be held against any executor.
//!
//! Write a [`Bench`] for yours, which makes hooks that behave as asked, and run every promise of
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
//! They run on the real clock and on a runtime with time enabled, and IO for processes. A broken promise is told, never
//! waited for: each check ends within a minute.

mod promises;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use hooks_types::HookAnswer;

use crate::executor::HookExecutor;
use crate::request::HookRequest;

pub use promises::PROMISES;

/// What a hook of a [`Bench`] does.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Behaviour {
    /// It answers this.
    Answer(HookAnswer),
    /// It reads its whole payload and blocks with a message that is the number of bytes it read.
    CountPayload,
    /// It cannot answer: it crashes, exits with a failing code, returns an error.
    Fail,
    /// It starts and never answers.
    Hang,
    /// It answers this whole and then ends badly: it crashes, or its connection breaks.
    BreakOff(HookAnswer),
    /// It answers this whole without having read its payload, which is large.
    Unread(HookAnswer),
}

/// Makes hooks for the executor that is checked.
#[async_trait]
pub trait Bench: Send + Sync {
    /// A request for a hook of PreToolUse that behaves so, on a payload whose wire form has at
    /// least this many bytes.
    fn request(&self, behaviour: Behaviour, payload: usize) -> HookRequest;

    /// Whether its hooks can behave so. Hooks that are values neither break off nor leave a payload
    /// unread, so a bench plays these only if it says so.
    fn plays(&self, behaviour: &Behaviour) -> bool {
        !matches!(behaviour, Behaviour::BreakOff(_) | Behaviour::Unread(_))
    }

    /// Waits until the hook of the last [`Behaviour::Hang`] request has started. The future may be
    /// dropped before.
    async fn started(&self);

    /// Waits until everything that hook started is gone: processes, connections, tasks.
    async fn gone(&self);
}

/// How a promise was broken.
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

type Checking<'a> = Pin<Box<dyn Future<Output = Result<(), Broken>> + Send + 'a>>;
type Check = for<'a> fn(&'a dyn HookExecutor, &'a dyn Bench) -> Checking<'a>;

/// One promise of the seam.
#[derive(Clone, Copy)]
pub struct Promise {
    name: &'static str,
    check: Check,
}

impl Promise {
    /// What is promised.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Holds an executor to it.
    ///
    /// # Errors
    ///
    /// The promise is broken.
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
