//! The state of one run of the agent: its unfinished calls, and texts of hooks that the model has not read yet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hooks_router::{ApprovedCall, Approver};
use rig::effect::EffectId;

use crate::Hooks;

/// The state of a run. It is dropped with the run, however the run ends. Texts of hooks that the model has not read
/// when the run ends are kept for the next run.
pub(crate) struct Run<A: Approver>(Arc<Ends<A>>);

/// The state that clones of a run share. The last clone drops it.
struct Ends<A: Approver> {
    hooks: Hooks<A>,
    left: Mutex<Left>,
}

#[derive(Default)]
struct Left {
    /// The approved calls that have no result yet.
    calls: HashMap<EffectId, ApprovedCall<'static>>,
    /// The texts in results and prompts that no request has sent to the model yet.
    unread: Vec<String>,
}

impl<A: Approver> Run<A> {
    pub(crate) fn new(hooks: Hooks<A>) -> Self {
        let left = Mutex::default();
        Self(Arc::new(Ends { hooks, left }))
    }

    pub(crate) fn begin(&self, id: EffectId, call: ApprovedCall<'static>) {
        self.left().calls.insert(id, call);
    }

    pub(crate) fn end(&self, id: EffectId) -> Option<ApprovedCall<'static>> {
        self.left().calls.remove(&id)
    }

    /// Records texts that were put into a result or prompt. The model gets them with the next
    /// request, if there is one.
    pub(crate) fn put_before_model<'t>(&self, texts: impl IntoIterator<Item = &'t String>) {
        self.left().unread.extend(texts.into_iter().cloned());
    }

    /// Forgets the recorded texts, because the current request sends all of them to the model.
    pub(crate) fn model_reads(&self) {
        self.left().unread.clear();
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.0.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Clones share one run.
impl<A: Approver> Clone for Run<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A: Approver> Drop for Ends<A> {
    fn drop(&mut self) {
        let left = self.left.get_mut().unwrap_or_else(PoisonError::into_inner);
        // If a run is dropped before its next request, the model has not read the run's texts. So pass the texts on to
        // the next run.
        self.hooks.carried().append(&mut left.unread);
        for call in left.calls.values() {
            self.hooks.hand_on(&call.messages());
        }
    }
}
