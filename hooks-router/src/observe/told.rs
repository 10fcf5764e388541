//! The values that observers get.

use std::fmt;

use hooks_types::report::Row;
use hooks_types::wire::Likeness;
use hooks_types::{EventName, HookSpec, Payload, Report};
use serde_json::Value;

/// An event that is sent to its hooks.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct DispatchInfo<'a> {
    /// Identifies the dispatch within the process.
    pub id: u64,
    /// The payload as it was fired, with the session's facts.
    pub payload: &'a Payload,
}

/// One run of a hook.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RunInfo<'a> {
    /// The id of the run, unique within the process; the request to the executor has the same id. 0 means that the hook
    /// failed before it was started.
    pub run_id: u64,
    /// The dispatch that the run belongs to.
    pub dispatch_id: u64,
    /// The hook.
    pub hook: &'a HookSpec,
    /// The payload that the hook is shown.
    pub payload: &'a Payload,
    /// Whether the hook runs in the background.
    pub is_background: bool,
}

/// A run that has ended, with every text of its hook.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RunFinished<'a> {
    /// The run.
    pub run: RunInfo<'a>,
    /// The row of the run. The outcome in it is the hook's vote. Only the report of the event says whether the vote
    /// took effect.
    pub row: &'a Row,
    /// Texts of the hook for the model.
    pub contexts: &'a [String],
    /// Texts of the hook for the user.
    pub notices: &'a [String],
    /// Why the hook ends the agent's run; `None` if it does not.
    pub stop: Option<&'a str>,
    /// The content with which the hook replaces the event's content; `None` if it replaces nothing.
    pub content: Option<&'a Value>,
}

/// The result of an event.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct DispatchFolded<'a> {
    /// The dispatch.
    pub dispatch: DispatchInfo<'a>,
    /// The report, as `hooks fire` would print it.
    pub report: &'a Report,
}

/// A call of an undeclared tool: the agent has not declared which known tool it is.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ToolMet<'a> {
    /// The id of the session.
    pub session_id: &'a str,
    /// The tool's name in the agent.
    pub tool: &'a str,
    /// Known tools (tools of other agents) that the undeclared tool could be, each with advice on how the agent can
    /// declare the undeclared tool as this known tool.
    pub like: &'a [Likeness],
    /// Whether the call is blocked if a hook guards one of the tools in `like`.
    pub is_blocked: bool,
}

impl DispatchInfo<'_> {
    /// Returns the event.
    #[must_use]
    pub fn event(&self) -> EventName {
        self.payload.event.name()
    }

    /// Returns the id of the session in which the event was fired.
    #[must_use]
    pub fn session_id(&self) -> &str {
        &self.payload.meta.session_id
    }
}

// The `Debug` output leaves out payloads and texts, so that they do not get into logs.

impl fmt::Debug for DispatchInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DispatchInfo")
            .field("id", &self.id)
            .field("event", &self.event())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RunInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunInfo")
            .field("run_id", &self.run_id)
            .field("dispatch_id", &self.dispatch_id)
            .field("hook", &self.hook.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RunFinished<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunFinished")
            .field("run", &self.run)
            .field("status", &self.row.status)
            .field("cause", &self.row.cause)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for DispatchFolded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DispatchFolded")
            .field("dispatch", &self.dispatch)
            .field("outcome", &self.report.outcome)
            .finish_non_exhaustive()
    }
}
