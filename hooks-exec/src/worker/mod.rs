//! Workers: hook programs that are started once and then answer one event after another.
//!
//! ```text
//! executor ── pool ── slot, one per hook and root ── worker, one process ── attendant, its task
//! ```
//!
//! A request ([`request`]) finds its slot ([`pool`], [`slot`]), waits for a permit of the slot's worker ([`instance`]),
//! writes one line ([`sending`]) and waits for the reply ([`pending_event`]). The attendant ([`attendant`]) reads the
//! worker's outputs, notices the worker's exit and ends the worker. If the worker accepts only one event at a time, the
//! task of the event reads stdout itself ([`outputs`]). Each line is passed to the request that it answers ([`lines`],
//! [`state`]). [`request_output`] collects the output of the worker while one request waited, and judges it by
//! [`interpret`](hooks_types::output::interpret), as for any hook. [`restrictions`] finds the blocks and other
//! restrictions in an invalid reply, because only these take effect. [`setting`] keeps the part of the line that is
//! equal for the events of a session.
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
