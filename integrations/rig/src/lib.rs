//! Hooks around an agent of `rig`: copy the files of this crate, or read them as a guide.
//!
//! [`Hooks`] is an `AgentHook`. It takes every tool call of the agent through the gate, asks your
//! user, shows results to hooks, and fires the events of the conversation:
//!
//! | rig | event | obeyed |
//! |---|---|---|
//! | `on_run_start` | SessionStart once, UserPromptSubmit; in a subagent SubagentStart | dropped, rewritten, texts added |
//! | `on_dispatch` of a tool | PreToolUse, PermissionRequest | run, run on other arguments, ask, refused, run ended |
//! | `on_outcome` of a tool | PostToolUse, PostToolUseFailure | another output, feedback, texts, run ended |
//! | `on_outcome` of a completion | `ModelReplied`, an event of this adapter's own | texts, run ended |
//! | `on_model_turn_finished` without tools | Stop; in a subagent SubagentStop | the model goes on, with the reason |
//! | `on_run_settled` | AfterAgent | texts, at the next request |
//! | [`Hooks::interrupted`] | Interrupt | nothing |

mod agent_hook;
mod run;
mod text;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hooks_router::{Approver, Messages, Session};
use hooks_types::ToolCall;
use hooks_types::event::Interrupt;
use hooks_types::payload::Subagent;
use serde_json::{Map, Value};

/// What a call of the model is to hooks: its id, the tool's name, its arguments.
type ToCall = Arc<dyn Fn(String, &str, Map<String, Value>) -> ToolCall + Send + Sync>;

/// The way back: the arguments of a call that hooks have changed.
type ToArguments = Arc<dyn Fn(&ToolCall) -> Value + Send + Sync>;

/// Puts the tools, prompts and ends of a rig agent under hooks; for `AgentBuilder::add_hook`.
pub struct Hooks<A> {
    session: Session,
    approver: Arc<A>,
    to_user: Arc<dyn Fn(&str) + Send + Sync>,
    to_call: ToCall,
    to_arguments: ToArguments,
    begun: Arc<AtomicBool>,
    /// What the model is to read with the next request.
    carried: Arc<Mutex<Vec<String>>>,
}

impl<A: Approver> Hooks<A> {
    /// The hooks of a session; the approver is who is asked, and says what the agent's own permission
    /// rules are. `to_user` shows what hooks say to the user.
    pub fn new(
        session: Session,
        approver: A,
        to_user: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        Self {
            session,
            approver: Arc::new(approver),
            to_user: Arc::new(to_user),
            to_call: Arc::new(|id, tool, arguments| ToolCall::function(id, tool, arguments)),
            to_arguments: Arc::new(|call| call.input.to_value()),
            begun: Arc::default(),
            carried: Arc::default(),
        }
    }

    /// Says which of your tools are shells or belong to MCP servers, and turns what hooks made of such
    /// a call back into the tool's arguments. Without it every call is one of a function, and
    /// `ToolNames` of the session says what your functions are elsewhere.
    #[must_use]
    pub fn with_calls(
        mut self,
        to_call: impl Fn(String, &str, Map<String, Value>) -> ToolCall + Send + Sync + 'static,
        to_arguments: impl Fn(&ToolCall) -> Value + Send + Sync + 'static,
    ) -> Self {
        self.to_call = Arc::new(to_call);
        self.to_arguments = Arc::new(to_arguments);
        self
    }

    /// The hooks of a subagent: add them to the agent that is a tool of this one.
    #[must_use]
    pub fn child(&self, subagent: Subagent) -> Self {
        Self {
            session: self.session.child(subagent),
            begun: Arc::default(),
            carried: Arc::default(),
            ..self.clone()
        }
    }

    /// The session: variables for your tools' commands, a reload, shutdown.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Tells hooks that the user interrupted the run; rig has no event for it. Call it when you drop
    /// a run's future.
    pub async fn interrupted(&self, reason: &str) {
        let mut event = Interrupt::default();
        event.reason = Some(reason.to_owned());
        let fired = self.session.fire(event).await;
        self.hand_on(&fired.messages());
    }

    /// Whether this is the first run.
    fn begins(&self) -> bool {
        !self.begun.swap(true, Ordering::SeqCst)
    }

    /// Shows the user his part and keeps the model's for the next request.
    fn hand_on(&self, said: &Messages) {
        self.show(said);
        let text = said.for_model();
        if !text.is_empty() {
            self.carried().push(text);
        }
    }

    fn show(&self, said: &Messages) {
        let text = said.for_user();
        if !text.is_empty() {
            (self.to_user)(&text);
        }
    }

    fn carried(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.carried.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Clones are the same agent.
impl<A> Clone for Hooks<A> {
    fn clone(&self) -> Self {
        Self {
            session: self.session.clone(),
            approver: Arc::clone(&self.approver),
            to_user: Arc::clone(&self.to_user),
            to_call: Arc::clone(&self.to_call),
            to_arguments: Arc::clone(&self.to_arguments),
            begun: Arc::clone(&self.begun),
            carried: Arc::clone(&self.carried),
        }
    }
}

/// The README holds.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
