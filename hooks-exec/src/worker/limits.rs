//! What the embedding agent may set about workers.

use std::time::Duration;

const MIB: u64 = 1024 * 1024;

/// Bounds of the workers of one executor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerLimits {
    /// How long a worker may take to say hello; the request's own deadline holds too. 10 s.
    pub hello: Duration,
    /// A worker without an event for this long is ended. 5 minutes.
    pub idle: Duration,
    /// How long a worker whose input was closed may take to end, before it is asked by a signal,
    /// and then again before it is killed. 500 ms.
    pub grace: Duration,
    /// The longest line in either direction. A longer payload is given to a program started for it.
    /// 8 MiB.
    pub max_line: usize,
    /// A worker is replaced after this many events. 10,000.
    pub max_events: u64,
    /// A worker that holds more memory than this is replaced, where the system tells: 1 GiB.
    pub max_memory: u64,
    /// Starts within a minute after failures; beyond that its hook fails without a start. 10.
    pub starts_per_minute: usize,
    /// Workers at once. The one idle for longest makes room; if none is, the program is started for
    /// the event. 256.
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
