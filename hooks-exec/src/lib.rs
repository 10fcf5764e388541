//! Runs one hook.
//!
//! The seam is [`HookExecutor`]: one request in, one run out. What a program printed is judged by
//! [`hooks_types::output::interpret`]; an executor decides no policy, reads no configuration and knows no
//! dialect.
//!
//! [`ByKind`] gives each hook to the executor for its kind of handler, [`ClosureExecutor`] runs
//! hooks inside the agent's own process. Features: `process` (default) starts programs; `signals` ends them when the agent is told to end; `worker` keeps some of them between events; `http`
//! posts to endpoints; `mock` is a scripted executor for tests; `contract` is the suite of promises that every executor keeps.
//!
//! `docs/glossary.md` in the repository explains the words that these pages use.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod executor;
mod last_words;
mod listener;
mod request;
mod run;
mod wire_forms;

mod by_kind;
#[cfg(any(feature = "process", feature = "http"))]
mod capture;
mod closure;
#[cfg(feature = "contract")]
pub mod contract;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "mock")]
mod mock;
#[cfg(feature = "process")]
mod process;
#[cfg(feature = "worker")]
mod worker;

pub use by_kind::ByKind;
pub use closure::ClosureExecutor;
pub use executor::HookExecutor;
#[cfg(feature = "http")]
pub use http::{HttpExecutor, HttpSetupError};
pub use last_words::LastWords;
pub use listener::Listener;
#[cfg(feature = "mock")]
pub use mock::{MockCall, MockExecutor, MockHandle};
#[cfg(feature = "process")]
pub use process::{DEFAULT_MAX_DEPTH, DEFAULT_OUTPUT_CAP, DEPTH_VARIABLE, ProcessExecutor};
pub use request::{Allowance, HookRequest};
pub use run::HookRun;
pub use wire_forms::SharedPayload;
#[cfg(feature = "worker")]
pub use worker::{WorkerExecutor, WorkerLimits};
