//! The methods of a session that are not about single events: reload, subagents, texts of background hooks, and
//! shutdown.

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
    /// Returns the session with a new router, for example after a reload of the configuration. The session keeps its
    /// state: `once` marks of hooks that did not change, the count of blocked stops, variables, and texts of
    /// background hooks. Dispatches and background runs that are under way keep the hooks with which they began.
    /// Earlier clones of the session, and the sessions of its subagents, keep the old router.
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
        // Remember both routers, because background hooks of both routers could still run when the session is shut
        // down.
        self.state.had(&self.router);
        self.state.had(router);
        Self {
            router: router.clone(),
            ..self.clone()
        }
    }

    /// Begins the session of a subagent. The new session shares the router, variables, `once` marks and the slots of
    /// background hooks. It has its own facts, its own stop count and its own pending texts. When the new session
    /// ends (its last clone is dropped and its last background hook has ended), its pending texts are passed to this
    /// session.
    ///
    /// ```
    /// # use hooks_router::Router;
    /// # use hooks_types::SessionMeta;
    /// # use hooks_types::payload::Subagent;
    /// # fn example(subagent: Subagent) {
    /// let session = Router::empty().session(SessionMeta::new("s1", "/work"));
    /// let child = session.child(subagent);
    /// assert_eq!(child.meta().session_id, "s1");
    /// assert!(child.meta().subagent.is_some());
    /// # }
    /// ```
    #[must_use]
    pub fn child(&self, subagent: Subagent) -> Self {
        let meta = SessionMeta::clone(&self.meta()).with_subagent(subagent);
        Self {
            state: Arc::new(State::child(&self.state, meta)),
            router: self.router.clone(),
            settings: Arc::clone(&self.settings),
        }
    }

    /// Takes the texts of background hooks that were not delivered yet. Each text is delivered once: by this method,
    /// or with the next event after which the model continues. Call this when the agent is idle, so that the user
    /// sees the notices before the next event.
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

    /// Waits up to `limit` for the background hooks of the session and of its subagents, including hooks that began
    /// before a reload. Then ends the hooks that still run, and returns their report rows. After that, the texts of all
    /// these hooks can be taken with [`take_pending`](Session::take_pending). That includes the texts of a complete
    /// answer that a hook had printed before it was ended. Such an answer decides nothing, but the row says what it
    /// would have decided.
    ///
    /// The session can still be used, and can start new background hooks. To prevent new background hooks, call
    /// [`Router::shutdown`] on [`Session::router`].
    ///
    /// ```
    /// # async fn at_the_end(session: hooks_router::Session) {
    /// use std::time::Duration;
    ///
    /// for row in session.shutdown(Duration::from_secs(2)).await {
    ///     eprintln!("the background hook {} was ended", row.id);
    /// }
    /// eprintln!("{}", session.take_pending().for_user());
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped before the limit, no hook is ended.
    pub async fn shutdown(&self, limit: Duration) -> Vec<Row> {
        // A session that never reloaded has not remembered its router yet.
        self.state.had(&self.router);
        // Collect the routers first, so that the lock is not held while waiting.
        let routers: Vec<_> = {
            let earlier = self.state.earlier.lock();
            let earlier = earlier.unwrap_or_else(PoisonError::into_inner);
            earlier.iter().filter_map(Weak::upgrade).collect()
        };
        // The first id is the id of this session. The background runs of its subagents have this id in their lists too,
        // so they are found by it.
        let session = self.state.lineage.first().copied();
        let began = Instant::now();
        let mut cut = Vec::new();
        for router in routers {
            // All routers together may take `limit`, so subtract the time that has passed.
            let left = limit.saturating_sub(began.elapsed());
            cut.extend(router.background.shutdown(session, left).await);
        }
        cut
    }
}

impl State {
    /// Records a router that can have background runs, in this session and in all its parent sessions.
    fn had(&self, router: &Router) {
        // The reference is weak, so that the hooks of an earlier load are freed when their last background run has
        // ended.
        let router = Arc::downgrade(&router.shared);
        // The parent sessions must know the router too, because the shutdown of a parent ends the hooks of its
        // subagents.
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
