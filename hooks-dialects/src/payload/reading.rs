//! Reads an agent's payload object: the fields of its tables are taken out, the rest stays beside
//! the event.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::dialect::{Replaced, read_leniently};
use hooks_types::event::{
    AfterAgent, Interrupt, Notification, NotificationLevel, OtherEvent, PermissionRequest,
    PostCompact, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart,
    Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use hooks_types::tool::UNNAMED_CALL;
use hooks_types::{EventName, HookEvent, Payload, SessionMeta, ToolCall};
use serde_json::{Map, Value};

use super::Field;
use crate::project;
use crate::tools::Tools;

/// Keys that mean something else on the native wire; they stay in the payload's origin only.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "event_type", "call_id", "mcp", "tool_output", "original_tool_input", "user_message", "level",
    "protocol", "triggered_at", "hook_event", "project_dir", "subagent",
];

/// A payload that is being read.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    /// The agent's tools.
    pub(crate) tools: &'static Tools,
    pub(crate) form: &'a WireForm,
    /// What was read so far.
    pub(crate) payload: Payload,
    /// The fields that nothing took yet.
    left: Map<String, Value>,
    /// What was read otherwise than it stands in texts that hold JSON.
    replaced: Replaced,
}

impl<'a> Reading<'a> {
    /// Reads from a copy of this object.
    pub(crate) fn of(
        tools: &'static Tools,
        object: &Map<String, Value>,
        form: &'a WireForm,
    ) -> Self {
        let unknown = OtherEvent::new(&form.event, Map::new());
        Self {
            tools,
            form,
            payload: Payload::new(Arc::new(SessionMeta::default()), unknown),
            left: object.clone(),
            replaced: Replaced::default(),
        }
    }

    /// The first value under these keys that is not `null`. All keys are taken, so that none stands
    /// twice in another dialect's form.
    pub(crate) fn take(&mut self, keys: &[&str]) -> Option<Value> {
        let found = keys.iter().filter_map(|key| self.left.remove(*key));
        found.fold(None, |first, value| match first {
            None | Some(Value::Null) => Some(value),
            first => first,
        })
    }

    /// The string under one of these keys.
    pub(crate) fn text(&mut self, keys: &[&str]) -> Option<String> {
        self.take(keys)?.as_str().map(str::to_owned)
    }

    /// The call under these keys of its tool and its input.
    pub(crate) fn call(&mut self, tool: &[&str], input: &[&str]) -> ToolCall {
        let name = self.text(tool).unwrap_or_default();
        let input = self.take(input).unwrap_or_default();
        project::read_call(self.tools, UNNAMED_CALL, &name, input)
    }

    /// The value under a key, which stays for whatever else reads the payload.
    pub(crate) fn peek(&self, key: &str) -> Option<&Value> {
        self.left.get(key)
    }

    /// The object or array that a text of the payload holds, read as tolerantly as the payload.
    pub(crate) fn json(&mut self, text: &str) -> Option<Value> {
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let (value, replaced) = read_leniently(text.as_bytes()).ok()?;
        self.replaced.merge(&replaced);
        Some(value)
    }

    /// Reads the fields of a table, in its order.
    pub(crate) fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            if !(field.of)(&self.payload) {
                continue;
            }
            let said = self.take(field.keys);
            if let Some(value) = (field.read)(said, self) {
                (field.set)(&mut self.payload, value);
            }
        }
    }

    /// The payload, with the fields that nothing took beside the event's own.
    pub(crate) fn end(mut self) -> Payload {
        let left = self.left.into_iter();
        match &mut self.payload.event {
            HookEvent::Other(event) => event.data = left.collect(),
            event => {
                *event.extra_mut() = left
                    .filter(|(key, _)| !RESERVED.contains(&key.as_str()))
                    .collect();
            }
        }
        self.payload.with_replaced(&self.replaced)
    }
}

/// An event of this name in which nothing is known but the call that it is about.
pub(crate) fn blank(event: EventName, call: impl FnOnce() -> ToolCall) -> HookEvent {
    match event {
        EventName::PreToolUse => PreToolUse::new(call()).into(),
        EventName::PermissionRequest => PermissionRequest::new(call()).into(),
        EventName::PostToolUse => PostToolUse::new(call(), Value::Null, 0).into(),
        EventName::PostToolUseFailure => PostToolUseFailure::new(call(), "", 0).into(),
        EventName::UserPromptSubmit => UserPromptSubmit::new("").into(),
        EventName::Stop => Stop::new().into(),
        EventName::SubagentStop => SubagentStop::new("").into(),
        EventName::SubagentStart => SubagentStart::new("").into(),
        EventName::Interrupt => Interrupt::new().into(),
        EventName::Notification => Notification::new("", NotificationLevel::Info).into(),
        EventName::SessionStart => SessionStart::new("").into(),
        EventName::SessionEnd => SessionEnd::new("").into(),
        EventName::PreCompact => PreCompact::new("").into(),
        EventName::PostCompact => PostCompact::new("").into(),
        EventName::AfterAgent => AfterAgent::new("", "").into(),
        EventName::Other(name) => OtherEvent::new(&*name, Map::new()).into(),
    }
}
