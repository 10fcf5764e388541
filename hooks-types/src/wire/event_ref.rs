//! An event as far as it is needed to choose hooks, borrowed, so that an event nobody listens to
//! costs nothing.

use serde_json::Value;

use crate::DialectRef;
use crate::call::{ToolCall, ToolInput};
use crate::event::{EventName, HookEvent};
use crate::meta::SessionMeta;
use crate::payload::Payload;

/// A borrowed event.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum EventRef<'a> {
    /// A tool call at one of the events about calls, before its payload is built.
    #[non_exhaustive]
    Call {
        /// The event.
        name: &'a EventName,
        /// The call.
        call: &'a ToolCall,
    },
    /// A whole event.
    Event(&'a HookEvent),
    /// A whole payload: the event and, where it was read from an agent's bytes, whose they were.
    /// Cursor tells of one shell call as `preToolUse` and again as `beforeShellExecution`; only
    /// the payload shows which of them it was, and so which of its hooks are meant.
    Payload(&'a Payload),
}

impl<'a> EventRef<'a> {
    /// A call at `name`.
    pub fn call_at(name: &'a EventName, call: &'a ToolCall) -> Self {
        Self::Call { name, call }
    }

    /// The whole event, where it is built already.
    pub fn event(self) -> Option<&'a HookEvent> {
        match self {
            Self::Call { .. } => None,
            Self::Event(event) => Some(event),
            Self::Payload(payload) => Some(&payload.event),
        }
    }

    /// The event's name.
    pub fn name(self) -> EventName {
        match self {
            Self::Call { name, .. } => name.clone(),
            Self::Event(event) => event.name(),
            Self::Payload(payload) => payload.event.name(),
        }
    }

    /// The dialect whose bytes the payload was read from.
    pub fn origin(self) -> Option<&'a DialectRef> {
        match self {
            Self::Payload(payload) => Some(&payload.origin.as_ref()?.form.dialect),
            Self::Call { .. } | Self::Event(_) => None,
        }
    }

    /// The call the event is about.
    pub fn call(self) -> Option<&'a ToolCall> {
        if let Self::Call { call, .. } = self {
            return Some(call);
        }
        about(self.event()?).0
    }

    /// Whether the event is told in the agent's own words and no others: it was not read from
    /// another agent's bytes, and its tools have no names elsewhere. Native matchers then compare
    /// [`EventRef::target`] and nothing is built for them; otherwise they are tested against
    /// [`subjects`](crate::wire::subjects) like those of every other dialect.
    pub fn has_one_name(self, meta: &SessionMeta) -> bool {
        let foreign = matches!(self, Self::Payload(payload) if payload.origin.is_some());
        // The canonical name of a server's tool, which the agent may call otherwise.
        let renamed = self.call().is_some_and(|call| match &call.input {
            ToolInput::Mcp { server, tool, .. } => !is_mcp_name(&call.tool_name, server, tool),
            _ => false,
        });
        !foreign && !renamed && meta.tools.is_empty()
    }

    /// The canonical name of the tool of a call whose kind alone tells it, beside its own name:
    /// `shell` stands for every call of the kind [`Shell`](ToolInput::Shell).
    pub fn canonical(self) -> Option<&'static str> {
        match self.call()?.input {
            ToolInput::Shell(_) => Some("shell"),
            _ => None,
        }
    }

    /// What a native matcher is tested against first; none where the event has no target.
    pub fn target(self) -> Option<&'a str> {
        if let Some(call) = self.call() {
            return Some(&call.tool_name);
        }
        about(self.event()?).1
    }
}

/// The call an event is about, or the text that its matchers are tested against. Without a `_`, so that
/// a new event has to say.
fn about(event: &HookEvent) -> (Option<&ToolCall>, Option<&str>) {
    match event {
        HookEvent::PreToolUse(event) => (Some(&event.call), None),
        HookEvent::PermissionRequest(event) => (Some(&event.call), None),
        HookEvent::PostToolUse(event) => (Some(&event.call), None),
        HookEvent::PostToolUseFailure(event) => (Some(&event.call), None),
        HookEvent::SessionStart(event) => (None, Some(&event.source)),
        HookEvent::SessionEnd(event) => (None, Some(&event.reason)),
        HookEvent::Notification(event) => (None, Some(event.level.code())),
        HookEvent::SubagentStart(event) => (None, event.agent_type.as_deref()),
        HookEvent::SubagentStop(event) => (None, event.agent_type.as_deref()),
        HookEvent::PreCompact(event) => (None, Some(&event.trigger)),
        HookEvent::PostCompact(event) => (None, Some(&event.trigger)),
        HookEvent::Other(event) => (None, event.data.get("target").and_then(Value::as_str)),
        HookEvent::UserPromptSubmit(_)
        | HookEvent::Stop(_)
        | HookEvent::Interrupt(_)
        | HookEvent::AfterAgent(_) => (None, None),
    }
}

/// Whether `name` is `mcp__<server>__<tool>`.
fn is_mcp_name(name: &str, server: &str, tool: &str) -> bool {
    let rest = name.strip_prefix("mcp__");
    let rest = rest.and_then(|rest| rest.strip_prefix(server)?.strip_prefix("__"));
    rest == Some(tool)
}
