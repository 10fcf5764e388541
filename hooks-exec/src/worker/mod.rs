//! Hook programs that stay: started once, then asked about one event after another.
//!
//! ```text
//! executor ── pool ── slot, one per hook and root ── worker, one process ── attendant, its task
//! ```
//!
//! A request finds its slot, waits for a permit of the slot's worker, writes one line and waits for
//! the reply. The attendant is the only reader: it hands each line to the request it belongs to,
//! sees the process exit, and ends it. What a reply means is judged by
//! [`interpret`](hooks_types::output::interpret), as for any hook.

mod attendant;
mod circuit;
mod ears;
mod executor;
mod files;
mod hearing;
mod instance;
mod limits;
mod lines;
mod memory;
mod pool;
pub mod protocol;
mod request;
mod slot;
mod state;

pub use executor::WorkerExecutor;
pub use limits::WorkerLimits;
