//! One run of the agent: its calls under way, and what its model has still to read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hooks_router::{ApprovedCall, Approver};
use rig::effect::EffectId;

use crate::Hooks;

/// Goes with the run, whether that comes to its end, a hook ends it, or its future is dropped. What
/// hooks said in it and nobody has read then is kept for the next.
pub(crate) struct Run<A: Approver>(Arc<Ends<A>>);

struct Ends<A: Approver> {
    hooks: Hooks<A>,
    left: Mutex<Left>,
}

#[derive(Default)]
struct Left {
    /// Calls that may run, until their results are there.
    calls: HashMap<EffectId, ApprovedCall<'static>>,
    /// Texts in results and prompts that no request has brought to the model yet.
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

    /// These are where the next request takes them from, if there is one.
    pub(crate) fn put_before_model<'t>(&self, texts: impl IntoIterator<Item = &'t String>) {
        self.left().unread.extend(texts.into_iter().cloned());
    }

    /// A request goes to the model, with all of it.
    pub(crate) fn model_reads(&self) {
        self.left().unread.clear();
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.0.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Clones are the same run.
impl<A: Approver> Clone for Run<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A: Approver> Drop for Ends<A> {
    fn drop(&mut self) {
        let left = self.left.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.hooks.carried().append(&mut left.unread);
        for call in left.calls.values() {
            self.hooks.hand_on(&call.messages());
        }
    }
}
