//! Runs one hook.
//!
//! The seam is [`HookExecutor`]: one request in, one run out. What a program printed is judged by
//! [`hooks_types::interpret`]; an executor decides no policy, reads no configuration and knows no
//! dialect.
//!
//! [`ByKind`] gives each hook to the executor for its kind of handler, [`ClosureExecutor`] runs
//! hooks inside the agent's own process. Features: `process` (default) starts programs; `mock` is
//! a scripted executor for tests; `contract` is the suite of promises that every executor keeps.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod executor;
mod request;
mod run;
mod wire_forms;

mod by_kind;
mod closure;
#[cfg(feature = "mock")]
mod mock;
#[cfg(feature = "process")]
mod process;

pub use by_kind::ByKind;
pub use closure::ClosureExecutor;
pub use executor::HookExecutor;
#[cfg(feature = "mock")]
pub use mock::{MockCall, MockExecutor, MockHandle};
#[cfg(feature = "process")]
pub use process::{DEFAULT_MAX_DEPTH, DEFAULT_OUTPUT_CAP, DEPTH_VARIABLE, ProcessExecutor};
pub use request::{Allowance, HookRequest};
pub use run::HookRun;
pub use wire_forms::SharedPayload;
