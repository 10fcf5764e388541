//! Runs hooks that are programs.
//!
//! This module limits the cost of a run for the agent: one deadline covers the whole run, only a limited part of the
//! output is kept, and the process group is ended as a whole. `docs/processes.md` lists the promises, and says what
//! safe Rust cannot promise.

mod argument;
mod executor;
#[cfg(feature = "worker")]
mod resident_order;
mod settings;
#[cfg(all(unix, feature = "signals"))]
mod signals;
mod variables;
#[cfg(any(unix, feature = "worker"))]
pub(crate) mod work_dir;

#[cfg_attr(unix, path = "os/unix/mod.rs")]
#[cfg_attr(not(unix), path = "os/windows.rs")]
mod os;

pub use executor::ProcessExecutor;
#[cfg(feature = "worker")]
pub(crate) use executor::command_of;
#[cfg(feature = "worker")]
pub(crate) use os::{Resident, SignalHandle, StdinPipe};
#[cfg(feature = "worker")]
pub(crate) use resident_order::Order;
pub use settings::{DEFAULT_MAX_DEPTH, DEFAULT_OUTPUT_CAP, DEPTH_VARIABLE};
