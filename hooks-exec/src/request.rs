//! The request to an executor: one hook, one payload, one deadline.

use std::sync::Arc;
use std::time::Duration;

use hooks_types::HookSpec;
use tokio::time::Instant;

use crate::last_words::LastWords;
use crate::listener::Listener;
use crate::wire_forms::SharedPayload;

/// One hook to run on one payload. A request is cheap to clone.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HookRequest {
    /// The hook.
    pub spec: Arc<HookSpec>,
    /// The payload. All hooks that get this event share its encoded forms.
    pub payload: SharedPayload,
    /// The time by which the hook must have answered: the end of the hook's time limit, or the end of the event's time
    /// budget if the budget ends earlier.
    pub deadline: Instant,
    /// How long after the deadline the executor may take to end the hook.
    pub allowance: Allowance,
    /// The id of this run, unique within the process.
    pub run_id: u64,
    /// Receives the hook's output before the output is judged.
    pub listener: Option<Listener>,
    /// Receives the answer that the hook had printed, if the run is ended early.
    pub last_words: Option<LastWords>,
}

/// How long after the deadline an executor may take to end the hook and everything that the hook started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Allowance {
    /// The time between asking a hook to end (SIGTERM) and forcing it (SIGKILL).
    pub grace: Duration,
    /// How long to wait for the exit of a killed hook, in order to collect (reap) its process.
    pub reap: Duration,
}

impl Default for Allowance {
    /// Returns the default: 500 ms for the hook to end by itself, and 500 ms to collect (reap) its process.
    fn default() -> Self {
        Self {
            grace: Duration::from_millis(500),
            reap: Duration::from_millis(500),
        }
    }
}

impl Allowance {
    /// Returns the sum of both durations.
    #[must_use]
    pub fn total(self) -> Duration {
        self.grace.saturating_add(self.reap)
    }

    /// Creates an allowance from both durations.
    #[must_use]
    pub fn new(grace: Duration, reap: Duration) -> Self {
        Self { grace, reap }
    }
}

impl HookRequest {
    /// Creates a request whose deadline is now plus the hook's time limit.
    #[must_use]
    pub fn new(spec: Arc<HookSpec>, payload: SharedPayload) -> Self {
        // `Instant + Duration` panics if the sum is too large. So limit the duration to a century.
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        let deadline = Instant::now() + spec.timeout.min(CENTURY);
        Self {
            spec,
            payload,
            deadline,
            allowance: Allowance::default(),
            // A placeholder: the router sets the real id, which is 1 or more.
            run_id: 0,
            listener: None,
            last_words: None,
        }
    }

    /// Sets the deadline.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Instant) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets how long after the deadline the executor may take to end the hook.
    #[must_use]
    pub fn with_allowance(mut self, allowance: Allowance) -> Self {
        self.allowance = allowance;
        self
    }

    /// Sets the listener that receives the hook's output.
    #[must_use]
    pub fn with_listener(mut self, listener: Listener) -> Self {
        self.listener = Some(listener);
        self
    }

    /// Sets the number that identifies the run within the process.
    #[must_use]
    pub fn with_run_id(mut self, id: u64) -> Self {
        self.run_id = id;
        self
    }
}

/// Returns the time by which a run must have returned: its deadline plus its allowance, or only the deadline if the sum
/// is too large for an `Instant`.
#[cfg(feature = "worker")]
pub(crate) fn last_moment(request: &HookRequest) -> Instant {
    let total = request.allowance.total();
    request
        .deadline
        .checked_add(total)
        .unwrap_or(request.deadline)
}
