//! Workers: hook programs that are started once and then answer one event after another.
//!
//! ```text
//! executor ── pool ── slot, one per hook and root ── worker, one process ── attendant, its task
//! ```
//!
//! A request ([`request`]) finds its slot ([`pool`], [`slot`]), waits for a permit of the slot's worker
//! ([`instance`]), writes one line ([`sending`]) and waits for the reply ([`pending_event`]). The attendant
//! ([`attendant`]) reads the worker's outputs, notices its exit and ends it; while a worker handles one event at a
//! time, the task of that event reads stdout itself ([`outputs`]). Each line goes to the request that it answers
//! ([`lines`], [`state`]). [`request_output`] collects what the worker printed while one request waited and judges it
//! by [`interpret`](hooks_types::output::interpret), as for any hook; [`restrictions`] finds what takes effect in a
//! reply that is not clean. [`setting`] keeps the part of the line that the events of a session have in common.
//!
//! [`circuit`] delays restarts of workers that fail, [`files`] notices that a worker's files changed, [`memory`] and
//! [`limits`] bound a worker, and [`protocol`] has the lines that both sides write.

mod attendant;
mod circuit;
mod executor;
mod files;
mod instance;
mod limits;
mod lines;
mod memory;
mod outputs;
mod pending_event;
mod pool;
pub mod protocol;
mod request;
mod request_output;
mod restrictions;
mod sending;
mod setting;
mod slot;
mod state;

pub use executor::WorkerExecutor;
pub use limits::WorkerLimits;
