//! Runs one hook to its end.
//!
//! The trait [`HookExecutor`] connects an executor to the router: an executor takes one [`HookRequest`] and returns one
//! [`HookRun`]. [`hooks_types::output::interpret`] judges the output. An executor decides no policy, reads no
//! configuration and knows no dialect.
//!
//! | executor | feature | runs |
//! |---|---|---|
//! | [`ByKind`] | | each hook with the executor for its kind of handler |
//! | [`ClosureExecutor`] | | closures in the agent's own process |
//! | `ProcessExecutor` | `process` (default) | programs; with `signals` it ends them when the agent gets a signal |
//! | `WorkerExecutor` | `worker` | programs that keep running and answer many events |
//! | `HttpExecutor` | `http` | endpoints, by POST |
//! | `MockExecutor` | `mock` | nothing: a test answers for the hook |
//!
//! Feature `contract` is a test suite that checks the promises of every executor. You can run it on an executor that
//! you write.
//!
//! An agent rarely calls an executor itself: it gives an executor to the router of `hooks-router`. This code builds an
//! executor for closures and programs:
//!
//! ```
//! use hooks_exec::{ByKind, ClosureExecutor};
//! use hooks_types::HookAnswer;
//! use hooks_types::spec::HandlerKind;
//!
//! let closures = ClosureExecutor::new()
//!     .with_hook("audit", |_| async { Ok(HookAnswer::proceed()) });
//! let executor = ByKind::new().with_executor(HandlerKind::InProcess, closures);
//! # #[cfg(feature = "process")]
//! let executor = executor.with_executor(HandlerKind::Command, hooks_exec::ProcessExecutor::new());
//! # let _ = executor;
//! ```
//!
//! `docs/glossary.md` in the repository explains the words that these pages use.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod ansi;
mod env_text;
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
mod panicked;
#[cfg(feature = "process")]
mod process;
#[cfg(feature = "worker")]
mod worker;

pub use by_kind::ByKind;
pub use closure::ClosureExecutor;
pub use env_text::read_env_file;
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
pub use worker::{WorkerExecutor, WorkerLimits, protocol as worker_protocol};
