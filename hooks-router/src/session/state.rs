//! A session of an agent.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use hooks_exec::Allowance;
use hooks_types::{EventRef, HookEvent, Row, SessionMeta, Subagent, ToolCall, UndeclaredTool};
use tokio::time::Instant;

use super::env::SessionEnv;
use super::input_check::InputCheck;
use super::once::OnceMarks;
use super::pending::Pending;
use super::stop_count::StopCount;
use super::tools_met::ToolsMet;
use crate::messages::Messages;
use crate::observe::{Observers, ToolMet};
use crate::router::{Router, Shared, next_id};
use crate::select::Selected;

/// One session: fires events and gates tool calls, and keeps what outlives a dispatch: which
/// `once` hooks have run, how often Stop was blocked, variables that hooks set, background runs and
/// what they said. Clones share it; the input check and the folder for long texts belong to each
/// clone, so set them before cloning.
#[derive(Debug, Clone)]
pub struct Session {
    state: Arc<State>,
    router: Router,
    settings: Arc<Settings>,
}

/// What is a session's own.
#[derive(Debug)]
struct State {
    id: u64,
    meta: RwLock<Arc<SessionMeta>>,
    /// Held from reading the facts to writing them, so that no change is lost to another.
    changing: Mutex<()>,
    stops: StopCount,
    pending: Pending,
    common: Arc<Common>,
    /// Routers it had before, with background runs perhaps.
    earlier: Mutex<Vec<Weak<Shared>>>,
}

/// What a session shares with the sessions of its subagents.
#[derive(Debug, Default)]
struct Common {
    once: Arc<OnceMarks>,
    env: SessionEnv,
    tools_met: ToolsMet,
}

#[derive(Clone, Default)]
struct Settings {
    check: Option<Arc<dyn InputCheck>>,
    spill: Option<PathBuf>,
}

impl Router {
    /// Begins a session: what outlives a dispatch.
    #[must_use]
    pub fn session(&self, meta: SessionMeta) -> Session {
        Session {
            state: Arc::new(State::new(meta, Arc::default())),
            router: self.clone(),
            settings: Arc::default(),
        }
    }
}

impl State {
    fn new(meta: SessionMeta, common: Arc<Common>) -> Self {
        Self {
            id: next_id(),
            meta: RwLock::new(Arc::new(meta)),
            changing: Mutex::default(),
            stops: StopCount::default(),
            pending: Pending::default(),
            common,
            earlier: Mutex::default(),
        }
    }
}

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
    pub fn with_router(mut self, router: &Router) -> Self {
        let before = Arc::downgrade(&self.router.shared);
        let earlier = self.state.earlier.lock();
        let mut earlier = earlier.unwrap_or_else(PoisonError::into_inner);
        earlier.retain(|router| router.strong_count() > 0 && !router.ptr_eq(&before));
        earlier.push(before);
        drop(earlier);
        self.router = router.clone();
        self
    }

    /// The session of a subagent. It shares the router, variables, `once` marks and the slots of
    /// background hooks; its facts, Stop count and pending texts are its own.
    #[must_use]
    pub fn child(&self, subagent: Subagent) -> Self {
        let meta = SessionMeta::clone(&self.meta()).with_subagent(subagent);
        let common = Arc::clone(&self.state.common);
        Self {
            state: Arc::new(State::new(meta, common)),
            router: self.router.clone(),
            settings: Arc::clone(&self.settings),
        }
    }

    /// Checks calls that hooks have modified.
    #[must_use]
    pub fn with_input_check(mut self, check: impl InputCheck + 'static) -> Self {
        Arc::make_mut(&mut self.settings).check = Some(Arc::new(check));
        self
    }

    /// Sets the folder for texts that are longer than a hook's agent passes to its model; the model
    /// then reads a part and the path. Without a folder the rest is lost. The folder should be
    /// private: texts are what hooks printed.
    #[must_use]
    pub fn with_spill_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        Arc::make_mut(&mut self.settings).spill = Some(dir.into());
        self
    }

    /// The facts of the session as they are now.
    #[must_use]
    pub fn meta(&self) -> Arc<SessionMeta> {
        let meta = self.state.meta.read();
        Arc::clone(&meta.unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the facts of the session (a new turn, another folder) for the events to come.
    /// `change` may read the session; another change from inside it would wait for itself.
    pub fn update_meta(&self, change: impl FnOnce(&mut SessionMeta)) {
        let changing = self.state.changing.lock();
        let _changing = changing.unwrap_or_else(PoisonError::into_inner);
        let mut changed = SessionMeta::clone(&self.meta());
        change(&mut changed);
        let meta = self.state.meta.write();
        *meta.unwrap_or_else(PoisonError::into_inner) = Arc::new(changed);
    }

    /// Variables that hooks have set for the session's commands.
    #[must_use]
    pub fn env(&self) -> BTreeMap<String, String> {
        self.state.common.env.values()
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

    /// Waits up to `limit` for the session's background hooks, ends the others and returns their
    /// rows. What they said until then is [pending](Session::take_pending). Sessions of subagents
    /// end their own; [`Router::shutdown`] ends those of all.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before the limit ends nothing.
    pub async fn shutdown(&self, limit: Duration) -> Vec<Row> {
        let earlier: Vec<_> = {
            let earlier = self.state.earlier.lock();
            let earlier = earlier.unwrap_or_else(PoisonError::into_inner);
            earlier.iter().filter_map(Weak::upgrade).collect()
        };
        let began = Instant::now();
        let mut cut = Vec::new();
        for router in earlier.iter().chain([self.shared()]) {
            let left = limit.saturating_sub(began.elapsed());
            cut.extend(router.background.shutdown(Some(self.state.id), left).await);
        }
        cut
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.router.shared
    }

    pub(crate) fn observers(&self) -> &Arc<Observers> {
        &self.router.observers
    }

    pub(crate) fn allowance(&self) -> Allowance {
        self.router.allowance
    }

    /// Names the session within the process.
    pub(crate) fn id(&self) -> u64 {
        self.state.id
    }

    pub(crate) fn spill_dir(&self) -> Option<&Path> {
        self.settings.spill.as_deref()
    }

    pub(crate) fn stops(&self) -> &StopCount {
        &self.state.stops
    }

    pub(crate) fn variables(&self) -> &SessionEnv {
        &self.state.common.env
    }

    pub(crate) fn pending(&self) -> &Pending {
        &self.state.pending
    }

    pub(crate) fn once(&self) -> &Arc<OnceMarks> {
        &self.state.common.once
    }

    /// The hooks an event is for; tells observers of a tool that nobody declared.
    pub(crate) fn select(&self, event: EventRef<'_>, meta: &SessionMeta) -> Vec<Selected> {
        let met = |undeclared: &UndeclaredTool| {
            let Some(call) = event.call() else { return };
            let tool = call.tool_name.as_str();
            if self.observers().is_empty() || !self.state.common.tools_met.is_new(tool) {
                return;
            }
            let met = ToolMet {
                session_id: &meta.session_id,
                tool,
                like: &undeclared.like,
                is_blocked: undeclared.blocks,
            };
            self.observers()
                .tell(true, |observer| observer.undeclared_tool(&met));
        };
        let index = &self.shared().index;
        index.select_meeting(&event.name(), event, meta, met)
    }

    pub(crate) fn check_input(&self, event: &HookEvent) -> Result<(), String> {
        let call: &ToolCall = match event {
            HookEvent::PreToolUse(event) => &event.call,
            HookEvent::PermissionRequest(event) => &event.call,
            _ => return Ok(()),
        };
        match &self.settings.check {
            Some(check) => check.check(call),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("check", &self.check.is_some())
            .field("spill", &self.spill)
            .finish()
    }
}
