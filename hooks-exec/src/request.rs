//! What an executor is asked to do.

use std::sync::Arc;
use std::time::Duration;

use hooks_types::HookSpec;
use tokio::time::Instant;

use crate::last_words::LastWords;
use crate::listener::Listener;
use crate::wire_forms::SharedPayload;

/// One hook to run on one payload. Cheap to clone.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HookRequest {
    /// The hook.
    pub spec: Arc<HookSpec>,
    /// The payload, with its wire forms shared by all hooks of the dispatch.
    pub payload: SharedPayload,
    /// When the hook must have answered: its own limit, or the rest of the dispatch's budget.
    pub deadline: Instant,
    /// What comes on top of the deadline to end a hook in order.
    pub allowance: Allowance,
    /// Identifies this run within the process.
    pub run_id: u64,
    /// Is told what the hook prints.
    pub listener: Option<Listener>,
    /// Takes what the hook had answered, if the run is ended early.
    pub last_words: Option<LastWords>,
}

/// The time an executor has beyond a deadline to end what it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Allowance {
    /// Between asking a hook to end and forcing it.
    pub grace: Duration,
    /// Between forcing it and giving up on collecting it.
    pub reap: Duration,
}

impl Default for Allowance {
    /// 500 ms to end by itself, 500 ms to be collected.
    fn default() -> Self {
        Self {
            grace: Duration::from_millis(500),
            reap: Duration::from_millis(500),
        }
    }
}

impl Allowance {
    /// Both together.
    #[must_use]
    pub fn total(self) -> Duration {
        self.grace.saturating_add(self.reap)
    }

    /// Sets both.
    #[must_use]
    pub fn new(grace: Duration, reap: Duration) -> Self {
        Self { grace, reap }
    }
}

impl HookRequest {
    /// A request whose deadline is the hook's own limit from now.
    #[must_use]
    pub fn new(spec: Arc<HookSpec>, payload: SharedPayload) -> Self {
        // A limit no clock holds is as good as none: a century.
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        let deadline = Instant::now() + spec.timeout.min(CENTURY);
        Self {
            spec,
            payload,
            deadline,
            allowance: Allowance::default(),
            run_id: 0,
            listener: None,
            last_words: None,
        }
    }

    /// Sets the deadline.
    #[must_use]
    pub fn due(mut self, deadline: Instant) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets what comes on top of the deadline.
    #[must_use]
    pub fn with_allowance(mut self, allowance: Allowance) -> Self {
        self.allowance = allowance;
        self
    }

    /// Lets somebody hear what the hook prints.
    #[must_use]
    pub fn heard_by(mut self, listener: Listener) -> Self {
        self.listener = Some(listener);
        self
    }

    /// Lets what the hook had answered be read after the run was ended early.
    #[must_use]
    pub fn with_last_words(mut self, words: LastWords) -> Self {
        self.last_words = Some(words);
        self
    }

    /// Names the run.
    #[must_use]
    pub fn with_run_id(mut self, id: u64) -> Self {
        self.run_id = id;
        self
    }
}

/// When a run must have returned.
#[cfg(feature = "worker")]
pub(crate) fn last_moment(request: &HookRequest) -> Instant {
    let total = request.allowance.total();
    request
        .deadline
        .checked_add(total)
        .unwrap_or(request.deadline)
}
