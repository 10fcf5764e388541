//! [`Session`]: fires events and keeps the state between them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use hooks_exec::Allowance;
use hooks_types::spec::BudgetSource;
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

/// One session of an agent: fires events, gates tool calls, and keeps the state between them.
///
/// The state is: which `once` hooks have run, how often Stop was blocked, variables that hooks set, background runs and
/// their texts. Clones share it. The input check and the folder for long texts are not shared: a clone gets the values
/// that are set when the clone is made. So set them before cloning.
///
/// ```
/// use hooks_router::Router;
/// use hooks_types::SessionMeta;
///
/// let session = Router::empty().session(SessionMeta::new("s1", "/work"));
/// // The agent changed its folder: later events say so.
/// session.update_meta(|meta| meta.cwd = "/work/sub".to_owned());
/// assert_eq!(session.meta().cwd, "/work/sub");
/// ```
#[derive(Debug, Clone)]
pub struct Session {
    pub(super) state: Arc<State>,
    pub(super) router: Router,
    pub(super) settings: Arc<Settings>,
}

/// The state that belongs to one session, without its subagents.
#[derive(Debug)]
pub(super) struct State {
    /// The session's id within the process, followed by the ids of its parent sessions.
    pub(super) lineage: Arc<[u64]>,
    /// The facts of the session.
    meta: RwLock<Arc<SessionMeta>>,
    /// This lock is held while the facts are read, changed and written back. Otherwise one of two simultaneous
    /// changes could be lost.
    changing: Mutex<()>,
    /// How often stops were blocked.
    stops: StopCount,
    /// Texts of background hooks that wait for delivery.
    pub(super) pending: Pending,
    pub(super) common: Arc<Common>,
    /// Routers that the session and its subagents have used. These routers can still have background runs.
    pub(super) earlier: Mutex<Vec<Weak<Shared>>>,
    /// The state of the parent session; `None` unless this is the session of a subagent.
    pub(super) parent: Option<Arc<State>>,
}

/// The state that a session shares with the sessions of its subagents.
#[derive(Debug, Default)]
pub(super) struct Common {
    /// Which `once` hooks have run.
    once: Arc<OnceMarks>,
    /// The variables that hooks have set.
    env: SessionEnv,
    /// The undeclared tools that observers were notified of.
    tools_met: ToolsMet,
}

/// The settings of one clone of a session.
#[derive(Clone, Default)]
pub(super) struct Settings {
    /// Checks calls that hooks have modified.
    check: Option<Arc<dyn InputCheck>>,
    /// The folder for texts of hooks that are too long to be passed on whole.
    spill: Option<PathBuf>,
}

impl Router {
    /// Begins a session with these facts. Call this once for each session of your agent, and keep the returned value
    /// until the session ends. If you drop it earlier, state that hooks rely on is lost.
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
    /// Creates the state of a session without a parent.
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

    /// Creates the state of a subagent's session.
    pub(super) fn child(parent: &Arc<Self>, meta: SessionMeta) -> Self {
        // The session's own id comes first, then the ids of its parents. So a shutdown of any parent finds this
        // session's background runs.
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
    /// Passes texts of background hooks that still wait to the session's parent. Background runs hold a clone of their
    /// session. So when the last clone is dropped, all these runs have ended.
    fn drop(&mut self) {
        if let Some(parent) = &self.parent {
            parent.pending.add(self.pending.take());
        }
    }
}

impl Session {
    /// Sets a check for calls that hooks have modified.
    #[must_use]
    pub fn with_input_check(mut self, check: impl InputCheck + 'static) -> Self {
        Arc::make_mut(&mut self.settings).check = Some(Arc::new(check));
        self
    }

    /// Sets the folder for texts that are longer than the hook's agent passes to its model. The model then gets a
    /// part of the text and the path of the file. Without a folder, the model gets only that part, and the rest is
    /// lost. Use a private folder, because output of hooks can contain secrets.
    #[must_use]
    pub fn with_spill_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        Arc::make_mut(&mut self.settings).spill = Some(dir.into());
        self
    }

    /// Returns the current facts of the session.
    #[must_use]
    pub fn meta(&self) -> Arc<SessionMeta> {
        let meta = self.state.meta.read();
        Arc::clone(&meta.unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the facts of the session, such as its folder, for later events. `change` may read the session, but must
    /// not call `update_meta`: that would deadlock.
    pub fn update_meta(&self, change: impl FnOnce(&mut SessionMeta)) {
        // Do not hold the write lock of `meta` here, because `change` may read the session's facts. So use a separate
        // lock.
        let changing = self.state.changing.lock();
        let _changing = changing.unwrap_or_else(PoisonError::into_inner);
        let mut changed = SessionMeta::clone(&self.meta());
        change(&mut changed);
        let meta = self.state.meta.write();
        *meta.unwrap_or_else(PoisonError::into_inner) = Arc::new(changed);
    }

    /// Returns the variables that hooks have set for the session's commands. Add them to the environment of
    /// every command that a tool runs.
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

    pub(crate) fn budgets(&self) -> &Arc<[BudgetSource]> {
        &self.router.budgets
    }

    pub(crate) fn allowance(&self) -> Allowance {
        self.router.allowance
    }

    /// Returns the router whose hooks the session fires. After a reload this is the newest router.
    #[must_use]
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// Returns the id of the session within the process, followed by the ids of its parent sessions.
    pub(crate) fn lineage(&self) -> Arc<[u64]> {
        Arc::clone(&self.state.lineage)
    }

    /// Returns the folder for long texts; `None` if none was set.
    pub(crate) fn spill_dir(&self) -> Option<&Path> {
        self.settings.spill.as_deref()
    }

    /// Returns the count of blocked stops.
    pub(crate) fn stops(&self) -> &StopCount {
        &self.state.stops
    }

    /// Returns the store of the variables that hooks have set; its methods can change it.
    pub(crate) fn variables(&self) -> &SessionEnv {
        &self.state.common.env
    }

    /// Returns the texts of background hooks.
    pub(crate) fn pending(&self) -> &Pending {
        &self.state.pending
    }

    /// Returns which `once` hooks run or have run.
    pub(crate) fn once(&self) -> &Arc<OnceMarks> {
        &self.state.common.once
    }

    /// Selects the hooks for an event. Notifies observers of an undeclared tool, once per session and tool.
    pub(crate) fn select(&self, event: EventRef<'_>, meta: &SessionMeta) -> Vec<Selected> {
        let met = |undeclared: &UndeclaredTool| {
            let Some(call) = event.call() else { return };
            let tool = call.tool_name.as_str();
            // Check first whether there are observers. Without observers, no notification is sent, so the tool must not
            // be remembered.
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

    /// Checks the call of a modified event with the session's input check. Events without a call always pass.
    pub(crate) fn check_input(&self, event: &HookEvent) -> Result<(), String> {
        let call: &ToolCall = match event {
            HookEvent::PreToolUse(event) => &event.call,
            // A hook of PermissionRequest can change the input too, so this call is also checked.
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
