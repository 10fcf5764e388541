//! The hooks of a trial (one run of the agent that is checked). They record their payloads, and give the
//! answers that the checked promise needs.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun};
use hooks_types::spec::{DispatchLimits, Handler};
use hooks_types::{EventName, HookAnswer, HookSpec, Payload};

use crate::router::Router;

/// A function that returns the answer of the hooks of a trial (one run of the agent) to a payload. Its second argument
/// is the number of earlier payloads of the same event.
pub(super) type Play = Arc<dyn Fn(&Payload, usize) -> HookAnswer + Send + Sync>;

/// Every payload that the hooks were shown, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen(Arc<Mutex<Vec<Payload>>>);

impl Seen {
    /// Returns all payloads so far.
    pub(super) fn payloads(&self) -> Vec<Payload> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }

    /// Returns whether a hook was shown this event.
    pub(super) fn has(&self, event: &EventName) -> bool {
        self.count(event) > 0
    }

    /// Returns how often hooks were shown this event.
    pub(super) fn count(&self, event: &EventName) -> usize {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter()
            .filter(|seen| seen.event.name() == *event)
            .count()
    }

    /// Records a payload and returns the number of earlier payloads of the same event.
    fn note(&self, payload: &Payload) -> usize {
        let before = self.count(&payload.event.name());
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(payload.clone());
        before
    }
}

/// The executor of a trial: it runs no program, records the payload and answers at once.
struct Probe {
    seen: Seen,
    play: Play,
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe").finish_non_exhaustive()
    }
}

#[async_trait]
impl HookExecutor for Probe {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let payload = request.payload.payload();
        let before = self.seen.note(payload);
        HookRun::answered((self.play)(payload, before))
    }
}

/// Creates a router with one hook for every event, and the record of the payloads that these hooks see.
pub(super) fn router(others: &[EventName], play: Play) -> (Router, Seen) {
    let seen = Seen::default();
    let events = EventName::ALL.iter().chain(others);
    let mut hooks: Vec<HookSpec> = Vec::new();
    for event in events {
        // `others` can contain an event that is also in `EventName::ALL`. Two hooks for it would record each payload
        // twice, so add only one.
        if hooks.iter().all(|hook| hook.event != *event) {
            let key = "contract".to_owned();
            let id = format!("contract-{event}");
            hooks.push(HookSpec::new(id, event.clone(), Handler::InProcess { key }));
        }
    }
    let probe = Probe {
        seen: seen.clone(),
        play,
    };
    let router = Router::new(hooks, DispatchLimits::default(), Arc::new(probe));
    (router, seen)
}
