//! [`WorkerLimits`]: the limits for workers that the embedding agent can set.

use std::time::Duration;

const MIB: u64 = 1024 * 1024;

/// The limits for the workers of one executor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerLimits {
    /// How long a worker may take from its start to its hello. If the request's deadline is earlier, the deadline
    /// applies. Default: 10 s.
    pub hello: Duration,
    /// A worker that was idle for this long is ended. Default: 5 minutes.
    pub idle: Duration,
    /// How long a worker may take to exit after its stdin was closed. A worker that takes longer gets SIGTERM, and is
    /// killed if it still runs after the same time again. Default: 500 ms.
    pub grace: Duration,
    /// The longest line in either direction, in bytes. If an event's payload is longer, the program is started only for
    /// this event. Default: 8 MiB.
    pub max_line: usize,
    /// A worker is replaced after this many events. Default: 10,000.
    pub max_events: u64,
    /// The maximum resident memory of a worker, in bytes. A worker that uses more is replaced. The memory is checked on
    /// Linux only. Default: 1 GiB.
    pub max_memory: u64,
    /// After this many failures within a minute, the hook fails without starting a worker, until the oldest of these
    /// failures is a minute old. Values above 1,000 have the effect of 1,000. Default: 10.
    pub starts_per_minute: usize,
    /// The maximum number of workers at once. If a further worker is needed, it replaces the worker that has been idle
    /// for longest. If no worker is idle, the program is started only for the event. Default: 256.
    pub max_workers: usize,
}

impl Default for WorkerLimits {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(10),
            idle: Duration::from_secs(5 * 60),
            grace: Duration::from_millis(500),
            max_line: 8 * 1024 * 1024,
            max_events: 10_000,
            max_memory: 1024 * MIB,
            starts_per_minute: 10,
            max_workers: 256,
        }
    }
}
