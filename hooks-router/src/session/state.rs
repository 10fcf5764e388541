//! A session of an agent.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use hooks_exec::Allowance;
use hooks_types::wire::{EventRef, UndeclaredTool};
use hooks_types::{HookEvent, SessionMeta, ToolCall};

use super::env::SessionEnv;
use super::input_check::InputCheck;
use super::once::OnceMarks;
use super::pending::Pending;
use super::stop_count::StopCount;
use super::tools_met::ToolsMet;
use crate::observe::{Observers, ToolMet};
use crate::router::{Router, Shared, next_id};
use crate::select::Selected;

/// One session: fires events and gates tool calls, and keeps what outlives a dispatch: which
/// `once` hooks have run, how often Stop was blocked, variables that hooks set, background runs and
/// what they said. Clones share it; the input check and the folder for long texts belong to each
/// clone, so set them before cloning.
#[derive(Debug, Clone)]
pub struct Session {
    pub(super) state: Arc<State>,
    pub(super) router: Router,
    pub(super) settings: Arc<Settings>,
}

/// What is a session's own.
#[derive(Debug)]
pub(super) struct State {
    /// Its name within the process, and behind it those of the sessions that it is a subagent's of.
    pub(super) lineage: Arc<[u64]>,
    meta: RwLock<Arc<SessionMeta>>,
    /// Held from reading the facts to writing them, so that no change is lost to another.
    changing: Mutex<()>,
    stops: StopCount,
    pub(super) pending: Pending,
    pub(super) common: Arc<Common>,
    /// Routers that it and its subagents had, with background runs perhaps.
    pub(super) earlier: Mutex<Vec<Weak<Shared>>>,
    /// The session that began it as a subagent's.
    pub(super) parent: Option<Arc<State>>,
}

/// What a session shares with the sessions of its subagents.
#[derive(Debug, Default)]
pub(super) struct Common {
    once: Arc<OnceMarks>,
    env: SessionEnv,
    tools_met: ToolsMet,
}

#[derive(Clone, Default)]
pub(super) struct Settings {
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
    pub(super) fn new(meta: SessionMeta, common: Arc<Common>) -> Self {
        Self {
            lineage: Arc::from([next_id()]),
            meta: RwLock::new(Arc::new(meta)),
            changing: Mutex::default(),
            stops: StopCount::default(),
            pending: Pending::default(),
            common,
            earlier: Mutex::default(),
            parent: None,
        }
    }

    /// What is the own of a subagent's session.
    pub(super) fn child(parent: &Arc<Self>, meta: SessionMeta) -> Self {
        let mut child = Self::new(meta, Arc::clone(&parent.common));
        child.lineage = child
            .lineage
            .iter()
            .chain(&*parent.lineage)
            .copied()
            .collect();
        child.parent = Some(Arc::clone(parent));
        child
    }
}

impl Drop for State {
    /// A session ends with its last clone, and background runs hold one: what it leaves then has no
    /// other reader than its parent.
    fn drop(&mut self) {
        if let Some(parent) = &self.parent {
            parent.pending.add(self.pending.take());
        }
    }
}

impl Session {
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

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.router.shared
    }

    pub(crate) fn observers(&self) -> &Arc<Observers> {
        &self.router.observers
    }

    pub(crate) fn allowance(&self) -> Allowance {
        self.router.allowance
    }

    /// The router whose hooks it fires: after a reload the one that was given last.
    #[must_use]
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// Names the session within the process, and those that it is a subagent's of.
    pub(crate) fn lineage(&self) -> Arc<[u64]> {
        Arc::clone(&self.state.lineage)
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
