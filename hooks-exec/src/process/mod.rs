//! Hooks that are programs.
//!
//! What a run may cost its host is bounded here: one deadline over everything, capped output, a
//! process group that is ended as a whole. `docs/processes.md` says what is promised and what safe
//! Rust cannot promise.

mod argument;
mod executor;
mod settings;
mod variables;

#[cfg_attr(unix, path = "os/unix/mod.rs")]
#[cfg_attr(not(unix), path = "os/windows.rs")]
mod os;

pub use executor::ProcessExecutor;
pub use settings::{DEFAULT_MAX_DEPTH, DEFAULT_OUTPUT_CAP, DEPTH_VARIABLE};
