//! A session of an agent.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use hooks_exec::Allowance;
use hooks_types::{HookEvent, Row, Scope, SessionMeta, ToolCall};

use super::once::OnceMarks;
use super::stop_count::StopCount;
use crate::background::ReportSink;
use crate::fold::Folded;
use crate::router::{Router, Shared};

/// One session: fires events and gates tool calls, and keeps what outlives a dispatch: which
/// `once` hooks have run, how often Stop was blocked, variables that hooks set, background runs.
/// Clones share it; the sink, the input check and the folder for long texts belong to each clone, so
/// set them before cloning.
#[derive(Debug, Clone)]
pub struct Session {
    state: Arc<State>,
    settings: Arc<Settings>,
}

#[derive(Debug)]
struct State {
    router: Arc<Shared>,
    id: u64,
    meta: RwLock<Arc<SessionMeta>>,
    /// Held from reading the facts to writing them, so that no change is lost to another.
    changing: Mutex<()>,
    allowance: Allowance,
    once: Arc<OnceMarks>,
    stops: StopCount,
    /// Each with the scope of the hook that set it.
    env: Mutex<BTreeMap<String, (String, Scope)>>,
}

#[derive(Clone, Default)]
struct Settings {
    sink: Option<Arc<dyn ReportSink>>,
    check: Option<Arc<dyn InputCheck>>,
    spill: Option<PathBuf>,
}

/// Checks a call that a hook has modified, for example against the tool's input schema. A call
/// that does not pass is blocked in the name of that hook.
pub trait InputCheck: Send + Sync {
    /// Checks the call.
    ///
    /// # Errors
    ///
    /// What does not fit, for a person.
    fn check(&self, call: &ToolCall) -> Result<(), String>;
}

impl<F: Fn(&ToolCall) -> Result<(), String> + Send + Sync> InputCheck for F {
    fn check(&self, call: &ToolCall) -> Result<(), String> {
        self(call)
    }
}

impl Router {
    /// Begins a session: what outlives a dispatch.
    #[must_use]
    pub fn session(&self, meta: SessionMeta) -> Session {
        Session::new(Arc::clone(&self.shared), self.allowance, meta)
    }
}

impl Session {
    fn new(router: Arc<Shared>, allowance: Allowance, meta: SessionMeta) -> Self {
        Self {
            state: Arc::new(State {
                id: router.next_id(),
                router,
                meta: RwLock::new(Arc::new(meta)),
                changing: Mutex::default(),
                allowance,
                once: Arc::default(),
                stops: StopCount::default(),
                env: Mutex::default(),
            }),
            settings: Arc::default(),
        }
    }

    /// Tells `sink` about background hooks that have ended.
    #[must_use]
    pub fn with_sink(mut self, sink: impl ReportSink + 'static) -> Self {
        Arc::make_mut(&mut self.settings).sink = Some(Arc::new(sink));
        self
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
        let env = self.state.env.lock();
        let env = env.unwrap_or_else(PoisonError::into_inner);
        let values = env.iter();
        values
            .map(|(name, (value, _))| (name.clone(), value.clone()))
            .collect()
    }

    /// Waits up to `limit` for the session's background hooks, ends the others and returns their
    /// rows.
    pub async fn shutdown(&self, limit: Duration) -> Vec<Row> {
        let background = &self.shared().background;
        background.shutdown(Some(self.state.id), limit).await
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.state.router
    }

    /// Names the session among those of its router.
    pub(crate) fn id(&self) -> u64 {
        self.state.id
    }

    pub(crate) fn sink(&self) -> Option<Arc<dyn ReportSink>> {
        self.settings.sink.clone()
    }

    pub(crate) fn allowance(&self) -> Allowance {
        self.state.allowance
    }

    pub(crate) fn spill_dir(&self) -> Option<&Path> {
        self.settings.spill.as_deref()
    }

    pub(crate) fn stops(&self) -> &StopCount {
        &self.state.stops
    }

    /// Takes up the variables that a dispatch set, and takes out of it those that a hook of a higher
    /// scope has set before.
    pub(crate) fn add_env(&self, folded: &mut Folded) {
        if folded.env.is_empty() {
            return;
        }
        let known = self.state.env.lock();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        let scopes = &folded.env_scopes;
        folded.env.retain(|name, value| {
            let scope = scopes.get(name).copied().unwrap_or_default();
            let higher = known.get(name).is_some_and(|(_, other)| *other < scope);
            if !higher {
                known.insert(name.clone(), (value.clone(), scope));
            }
            !higher
        });
    }

    pub(crate) fn once(&self) -> &Arc<OnceMarks> {
        &self.state.once
    }

    pub(crate) fn check_input(&self, event: &HookEvent) -> Result<(), String> {
        let call = match event {
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
            .field("sink", &self.sink.is_some())
            .field("check", &self.check.is_some())
            .field("spill", &self.spill)
            .finish()
    }
}
