//! A borrowed view of an event, which is used to select hooks. Because the view is borrowed, an event without hooks
//! needs no allocation.

use serde_json::Value;

use crate::call::{ToolCall, ToolInput};
use crate::dialect::DialectRef;
use crate::event::{EventName, HookEvent};
use crate::meta::SessionMeta;
use crate::payload::Payload;

/// A borrowed event: only a call and the event's name, an event, or a whole payload.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum EventRef<'a> {
    /// A tool call and the name of its event, before the event's payload is built.
    #[non_exhaustive]
    Call {
        /// The event.
        name: &'a EventName,
        /// The call.
        call: &'a ToolCall,
    },
    /// A complete event.
    Event(&'a HookEvent),
    /// A complete payload: the event and, if it was read from an agent's bytes, its origin. The origin can decide which
    /// hooks run: for one shell call, Cursor sends `preToolUse` and `beforeShellExecution`, and only the origin
    /// distinguishes these two events.
    Payload(&'a Payload),
}

impl<'a> EventRef<'a> {
    /// References a call on the event `name`.
    pub fn call_at(name: &'a EventName, call: &'a ToolCall) -> Self {
        Self::Call { name, call }
    }

    /// Returns the complete event, if it has been built.
    pub fn event(self) -> Option<&'a HookEvent> {
        match self {
            Self::Call { .. } => None,
            Self::Event(event) => Some(event),
            Self::Payload(payload) => Some(&payload.event),
        }
    }

    /// Returns the event's name.
    pub fn name(self) -> EventName {
        match self {
            Self::Call { name, .. } => name.clone(),
            Self::Event(event) => event.name(),
            Self::Payload(payload) => payload.event.name(),
        }
    }

    /// Returns the dialect of the bytes from which the payload was read, or `None` if it was not
    /// read from an agent's bytes.
    pub fn origin(self) -> Option<&'a DialectRef> {
        match self {
            Self::Payload(payload) => Some(&payload.origin.as_ref()?.form.dialect),
            Self::Call { .. } | Self::Event(_) => None,
        }
    }

    /// Returns the call that the event is about, or `None` if the event is not about a call.
    pub fn call(self) -> Option<&'a ToolCall> {
        if let Self::Call { call, .. } = self {
            return Some(call);
        }
        about(self.event()?).0
    }

    /// Returns whether the event and its tool have only the embedding agent's names: the event was not read from a
    /// different agent's bytes, and the tool has no additional names. If so, native matchers only compare
    /// [`EventRef::target`], and no list of names is built. Otherwise native matchers are tested against
    /// [`subjects`](crate::wire::subjects), like the matchers of all other dialects.
    pub fn has_one_name(self, meta: &SessionMeta) -> bool {
        // If a different agent sent the payload, the event and the tool also have their names in that agent.
        let foreign = matches!(self, Self::Payload(payload) if payload.origin.is_some());
        // An MCP tool always has the name `mcp__<server>__<tool>`. If the agent uses a different
        // name, the tool has two names.
        let renamed = self.call().is_some_and(|call| match &call.input {
            ToolInput::Mcp { server, tool, .. } => !is_mcp_name(&call.tool_name, server, tool),
            _ => false,
        });
        !foreign && !renamed && meta.tools.is_empty()
    }

    /// Returns the canonical name of the tool if the kind of the call determines it: `shell` for
    /// every call of the kind [`Shell`](ToolInput::Shell).
    pub fn canonical(self) -> Option<&'static str> {
        match self.call()?.input {
            // Any other kind does not show what the tool does.
            ToolInput::Shell(_) => Some("shell"),
            _ => None,
        }
    }

    /// Returns the first string that native matchers are tested against, or `None` if the event has no target.
    pub fn target(self) -> Option<&'a str> {
        if let Some(call) = self.call() {
            return Some(&call.tool_name);
        }
        about(self.event()?).1
    }
}

/// Returns the call that an event is about, or else the text that its matchers are tested against.
/// The `match` has no `_` arm, so the compiler demands an arm for each new event.
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

/// Returns whether `name` is `mcp__<server>__<tool>`.
fn is_mcp_name(name: &str, server: &str, tool: &str) -> bool {
    let rest = name.strip_prefix("mcp__");
    let rest = rest.and_then(|rest| rest.strip_prefix(server)?.strip_prefix("__"));
    rest == Some(tool)
}
