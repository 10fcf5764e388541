//! Runs hooks in an agent that is built with `rig`. Copy the files of this crate, or read them as a guide.
//!
//! [`Hooks`] is an `AgentHook`. It lets hooks judge every tool call of the agent, asks your user, shows results to
//! hooks, and fires the events of the conversation:
//!
//! | rig | event | what an answer can do |
//! |---|---|---|
//! | `on_run_start` | SessionStart once, UserPromptSubmit; subagent: SubagentStart | drop or edit prompts, add texts |
//! | `on_dispatch` of a tool | PreToolUse, PermissionRequest | allow, ask, refuse, change the arguments, end the run |
//! | `on_outcome` of a tool | PostToolUse, PostToolUseFailure | replace the output, add texts, end the run |
//! | `on_outcome` of a completion | `ModelReplied`, an event of this adapter's own | add texts, end the run |
//! | `on_model_turn_finished` without tools | Stop; subagent: SubagentStop | make the model go on, end the run |
//! | `on_run_settled` | AfterAgent | add texts to the next request |
//! | [`Hooks::interrupted`] | Interrupt | nothing |

mod agent_hook;
mod run;
mod text;
mod tool_calls;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hooks_router::{Approver, Messages, Session};
use hooks_types::ToolCall;
use hooks_types::event::Interrupt;
use hooks_types::payload::Subagent;
use serde_json::{Map, Value};

/// A function that converts a tool call of the model for hooks. Its arguments are the call's id, the tool's name and
/// the tool's arguments.
type ToCall = Arc<dyn Fn(String, &str, Map<String, Value>) -> ToolCall + Send + Sync>;

/// A function that converts a call back for rig. It returns the arguments of the call, which hooks might have changed.
type ToArguments = Arc<dyn Fn(&ToolCall) -> Value + Send + Sync>;

/// The hooks of a rig agent, for `AgentBuilder::add_hook`.
pub struct Hooks<A> {
    /// The session whose hooks run.
    session: Session,
    /// Asks the user, and knows the agent's own permission rules.
    approver: Arc<A>,
    /// Shows a text to the user.
    to_user: Arc<dyn Fn(&str) + Send + Sync>,
    to_call: ToCall,
    to_arguments: ToArguments,
    /// Whether a run has begun in this session.
    begun: Arc<AtomicBool>,
    /// Texts that the model gets with its next request.
    carried: Arc<Mutex<Vec<String>>>,
}

impl<A: Approver> Hooks<A> {
    /// Creates the hooks of a session. `approver` asks the user and knows the agent's own permission
    /// rules. `to_user` shows texts of hooks to the user.
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

    /// Sets how calls are converted for hooks and back. Use this if some of your tools are shells or belong to MCP
    /// servers. Otherwise every call is converted as the call of a function, and the session's `ToolNames` say which
    /// tools of other agents your functions correspond to.
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

    /// Returns the hooks of a subagent. Add them to the agent that serves as a tool of your agent.
    #[must_use]
    pub fn child(&self, subagent: Subagent) -> Self {
        Self {
            session: self.session.child(subagent),
            begun: Arc::default(),
            carried: Arc::default(),
            ..self.clone()
        }
    }

    /// Returns the session, which you need for the variables of your tools' commands, for a reload
    /// and for a shutdown.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Tells hooks that the user interrupted the run. rig has no event for this, so call it when you
    /// drop a run's future.
    pub async fn interrupted(&self, reason: &str) {
        let mut event = Interrupt::default();
        event.reason = Some(reason.to_owned());
        let fired = self.session.fire(event).await;
        self.hand_on(&fired.messages());
    }

    /// Returns `true` only on the first call: the first run begins the session, and later runs do not.
    fn begins(&self) -> bool {
        !self.begun.swap(true, Ordering::SeqCst)
    }

    /// Shows the texts for the user, and keeps the texts for the model until the next request.
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

/// Clones share one session and one state.
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

/// Runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
