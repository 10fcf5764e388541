//! Sessions that live on: over a reload, beside subagents, until what runs in the background has ended.

use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use hooks_types::SessionMeta;
use hooks_types::payload::Subagent;
use hooks_types::report::Row;
use tokio::time::Instant;

use super::state::{Session, State};
use crate::messages::Messages;
use crate::router::Router;

impl Session {
    /// The same session with the hooks of another router, as after a reload. It keeps which `once`
    /// hooks have run (those that did not change), how often Stop was blocked, variables, and what
    /// background hooks said. Dispatches and background runs under way end with the hooks they began
    /// with. Clones of the session, and sessions of its subagents, keep the router they have.
    ///
    /// ```
    /// # use hooks_router::Router;
    /// # use hooks_types::SessionMeta;
    /// let mut session = Router::empty().session(SessionMeta::new("s1", "/work"));
    /// let reloaded = Router::empty();
    /// session = session.with_router(&reloaded);
    /// # assert_eq!(session.meta().session_id, "s1");
    /// ```
    #[must_use]
    pub fn with_router(&self, router: &Router) -> Self {
        self.state.had(&self.router);
        self.state.had(router);
        Self {
            router: router.clone(),
            ..self.clone()
        }
    }

    /// The session of a subagent. It shares the router, variables, `once` marks and the slots of
    /// background hooks; its facts, Stop count and pending texts are its own. Texts that still wait
    /// when it has ended (its last clone is dropped, and its last background hook) come to this one.
    #[must_use]
    pub fn child(&self, subagent: Subagent) -> Self {
        let meta = SessionMeta::clone(&self.meta()).with_subagent(subagent);
        Self {
            state: Arc::new(State::child(&self.state, meta)),
            router: self.router.clone(),
            settings: Arc::clone(&self.settings),
        }
    }

    /// Takes what background hooks said since it was taken or handed on last. Each text is delivered
    /// once: here, or by itself with the next event from which the model goes on.
    pub fn take_pending(&self) -> Messages {
        let taken = self.state.pending.take();
        let mut messages = Messages::default();
        taken
            .contexts
            .into_iter()
            .for_each(|text| messages.tell_model(text));
        taken
            .notices
            .into_iter()
            .for_each(|text| messages.tell_user(text));
        messages
    }

    /// Waits up to `limit` for the background hooks of the session and of its subagents, also those
    /// that began before a reload, ends the others and returns their rows. What they said until then
    /// is [pending](Session::take_pending), also what a hook that was ended had answered in full. Such a
    /// hook has decided nothing; its row says what it would have.
    ///
    /// The session goes on, and may start others; [`Router::shutdown`] of [`Session::router`] lets no
    /// further one start.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before the limit ends nothing.
    pub async fn shutdown(&self, limit: Duration) -> Vec<Row> {
        self.state.had(&self.router);
        let routers: Vec<_> = {
            let earlier = self.state.earlier.lock();
            let earlier = earlier.unwrap_or_else(PoisonError::into_inner);
            earlier.iter().filter_map(Weak::upgrade).collect()
        };
        let session = self.state.lineage.first().copied();
        let began = Instant::now();
        let mut cut = Vec::new();
        for router in routers {
            let left = limit.saturating_sub(began.elapsed());
            cut.extend(router.background.shutdown(session, left).await);
        }
        cut
    }
}

impl State {
    /// Remembers a router that may have background runs, here and in the sessions that this one is a
    /// subagent's of.
    fn had(&self, router: &Router) {
        let router = Arc::downgrade(&router.shared);
        let mut state = Some(self);
        while let Some(one) = state {
            let earlier = one.earlier.lock();
            let mut earlier = earlier.unwrap_or_else(PoisonError::into_inner);
            earlier.retain(|known| known.strong_count() > 0 && !known.ptr_eq(&router));
            earlier.push(Weak::clone(&router));
            drop(earlier);
            state = one.parent.as_deref();
        }
    }
}
