//! What observers are told.

use std::fmt;

use hooks_types::report::Row;
use hooks_types::wire::Likeness;
use hooks_types::{EventName, HookSpec, Payload, Report};
use serde_json::Value;

/// An event on its way through its hooks.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct DispatchInfo<'a> {
    /// Names the dispatch within the process.
    pub id: u64,
    /// The payload as it was fired; the session is named in it.
    pub payload: &'a Payload,
}

/// One run of a hook.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RunInfo<'a> {
    /// Names the run within the process, as the request to its executor does. 0: it failed before
    /// anything was started.
    pub run_id: u64,
    /// The dispatch it is part of.
    pub dispatch_id: u64,
    /// The hook.
    pub hook: &'a HookSpec,
    /// The payload it is shown.
    pub payload: &'a Payload,
    /// Whether it runs beside the agent, which does not wait for it.
    pub is_background: bool,
}

/// How a run ended, with every text its hook said.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RunFinished<'a> {
    /// The run.
    pub run: RunInfo<'a>,
    /// Its row. The outcome is what it puts into the fold; whether that counted, the report says.
    pub row: &'a Row,
    /// Texts for the model.
    pub contexts: &'a [String],
    /// Texts for the user.
    pub notices: &'a [String],
    /// End the run, and why.
    pub stop: Option<&'a str>,
    /// What it put in place of what the event is about.
    pub content: Option<&'a Value>,
}

/// What an event came to.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct DispatchFolded<'a> {
    /// The dispatch.
    pub dispatch: DispatchInfo<'a>,
    /// What `hooks fire` would print.
    pub report: &'a Report,
}

/// A tool that nobody declared.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ToolMet<'a> {
    /// The session.
    pub session_id: &'a str,
    /// The tool, as the agent calls it.
    pub tool: &'a str,
    /// Tools of other agents that it could be, each with the line that declares it.
    pub like: &'a [Likeness],
    /// Whether hooks that guard one of those block the call.
    pub is_blocked: bool,
}

impl DispatchInfo<'_> {
    /// The event.
    #[must_use]
    pub fn event(&self) -> EventName {
        self.payload.event.name()
    }

    /// The session it was fired in.
    #[must_use]
    pub fn session_id(&self) -> &str {
        &self.payload.meta.session_id
    }
}

// Payloads and texts stay out of logs.

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
