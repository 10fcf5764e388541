//! Reads an agent's payload object: takes out the fields that the tables know, and keeps the rest in the event's
//! `extra`.

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

/// Keys that mean something different in our own format than in agents' payloads. They are kept only in the payload's
/// origin, the object that it was read from.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "event_type", "call_id", "mcp", "tool_output", "original_tool_input", "user_message", "level",
    "protocol", "triggered_at", "hook_event", "project_dir", "subagent",
];

/// The state while a payload is read.
#[derive(Debug)]
pub(crate) struct PayloadReader<'a> {
    /// The agent's tool names and field spellings.
    pub(crate) tools: &'static Tools,
    /// The form of the object being read.
    pub(crate) form: &'a WireForm,
    /// The payload as far as it has been read.
    pub(crate) payload: Payload,
    /// The fields that no row has taken so far.
    left: Map<String, Value>,
    /// The invalid parts that the parser replaced in texts that contain JSON.
    replaced: Replaced,
}

impl<'a> PayloadReader<'a> {
    /// Starts reading a copy of this object.
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

    /// Takes the first value under these keys that is not `null`. Removes all of the keys: if a key stayed, a payload
    /// in a different dialect would contain the value twice.
    pub(crate) fn take(&mut self, keys: &[&str]) -> Option<Value> {
        // Use `fold`, which visits all keys: every key must be removed from `left`, and not only the first one found.
        let found = keys.iter().filter_map(|key| self.left.remove(*key));
        found.fold(None, |first, value| match first {
            None | Some(Value::Null) => Some(value),
            first => first,
        })
    }

    /// Takes the value under these keys, if it is a string.
    pub(crate) fn text(&mut self, keys: &[&str]) -> Option<String> {
        self.take(keys)?.as_str().map(str::to_owned)
    }

    /// Takes a tool call: its name from the keys `tool`, its input from the keys `input`.
    pub(crate) fn call(&mut self, tool: &[&str], input: &[&str]) -> ToolCall {
        let name = self.text(tool).unwrap_or_default();
        let input = self.take(input).unwrap_or_default();
        project::read_call(self.tools, UNNAMED_CALL, &name, input)
    }

    /// Returns the value under a key without taking it.
    pub(crate) fn peek(&self, key: &str) -> Option<&Value> {
        self.left.get(key)
    }

    /// Parses a text of the payload that contains a JSON object or array, as tolerantly as the payload itself.
    pub(crate) fn json(&mut self, text: &str) -> Option<Value> {
        // A text such as `1` or `"x"` is valid JSON, but its author meant ordinary text. So parse only objects and
        // arrays.
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let (value, replaced) = read_leniently(text.as_bytes()).ok()?;
        self.replaced.merge(&replaced);
        Some(value)
    }

    /// Reads the fields of a table, in the order of its rows.
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

    /// Returns the payload. Fields that were not taken are put into the event's `extra`.
    pub(crate) fn end(mut self) -> Payload {
        let left = self.left.into_iter();
        match &mut self.payload.event {
            // An event that `HookEvent` does not model keeps all fields of its object.
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

/// Creates an event of this name. All its fields are empty, except for the call.
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
