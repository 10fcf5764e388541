//! The snake_case payload that Claude Code sends and Codex copied: the fields of each event, both
//! ways. Each of the two dialects adds its envelope.

use hooks_types::dialect::UNNAMED_CALL;
use hooks_types::{
    EventName, HookEvent, Notification, NotificationLevel, OtherEvent, Payload, PermissionRequest,
    PostCompact, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionMeta,
    SessionStart, Stop, Subagent, SubagentStart, SubagentStop, ToolCall, UserPromptSubmit,
};
use serde_json::{Map, Value};

use crate::project::{project, read_call, shell_output};
use crate::tools::{Tools, is_shell};

/// Keys that mean something else on the native wire; they stay in the payload's origin only.
const RESERVED: &[&str] = &[
    "event_type",
    "call_id",
    "mcp",
    "tool_output",
    "original_tool_input",
    "user_message",
    "level",
    "protocol",
    "triggered_at",
    "hook_event",
    "project_dir",
    "subagent",
];

/// Takes a string out. A value of another type goes too: natively it would stand where a string
/// must; the payload's origin keeps it.
pub(crate) fn take_text(map: &mut Map<String, Value>, key: &str) -> Option<String> {
    match map.remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn take_flag(map: &mut Map<String, Value>, key: &str) -> bool {
    map.remove(key) == Some(Value::Bool(true))
}

fn take_millis(map: &mut Map<String, Value>) -> u64 {
    let millis = map.remove("duration_ms");
    millis
        .and_then(|millis| millis.as_u64())
        .unwrap_or_default()
}

/// The fields that are left, fit to stand beside the native ones.
pub(crate) fn left(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter()
        .filter(|(key, _)| !RESERVED.contains(&key.as_str()))
        .collect()
}

/// Events whose agent is the event's own, not the one it was fired in.
const OF_SUBAGENT: &[&str] = &["SubagentStart", "SubagentStop"];

/// Takes the facts of the session that both dialects send.
pub(crate) fn read_meta(object: &mut Map<String, Value>, name: &str) -> SessionMeta {
    object.remove("hook_event_name");
    let mut meta = SessionMeta::new(
        take_text(object, "session_id").unwrap_or_default(),
        take_text(object, "cwd").unwrap_or_default(),
    );
    meta.transcript_path = take_text(object, "transcript_path");
    meta.permission_mode = take_text(object, "permission_mode");
    if !OF_SUBAGENT.contains(&name)
        && let Some(id) = take_text(object, "agent_id")
    {
        let mut subagent = Subagent::new(id);
        subagent.kind = take_text(object, "agent_type");
        meta.subagent = Some(subagent);
    }
    meta
}

/// Adds the facts of the session that both dialects send.
pub(crate) fn put_meta(object: &mut Map<String, Value>, name: &str, meta: &SessionMeta) {
    let mut put = |key: &str, value: &str| {
        object.insert(key.to_owned(), value.into());
    };
    put("hook_event_name", name);
    put("session_id", &meta.session_id);
    put("cwd", &meta.cwd);
    if let Some(subagent) = &meta.subagent
        && !OF_SUBAGENT.contains(&name)
    {
        put("agent_id", &subagent.id);
        if let Some(kind) = &subagent.kind {
            put("agent_type", kind);
        }
    }
}

/// The event that `name` and the remaining fields of a payload describe; a field of the wrong type
/// is as good as absent.
pub(crate) fn read_event(
    tools: &'static Tools,
    name: &str,
    mut map: Map<String, Value>,
) -> HookEvent {
    let text = |map: &mut Map<String, Value>, key: &str| take_text(map, key).unwrap_or_default();
    let known = EventName::ALL.iter().find(|event| event.as_str() == name);
    let mut event: HookEvent = match known {
        Some(EventName::PreToolUse) => PreToolUse::new(take_call(tools, &mut map)).into(),
        Some(EventName::PermissionRequest) => {
            let mut event = PermissionRequest::new(take_call(tools, &mut map));
            event.reason = take_text(&mut map, "reason");
            event.permission_suggestions = map.remove("permission_suggestions");
            event.into()
        }
        Some(EventName::PostToolUse) => {
            let call = take_call(tools, &mut map);
            let output = map.remove("tool_response").unwrap_or_default();
            PostToolUse::new(call, output, take_millis(&mut map)).into()
        }
        Some(EventName::PostToolUseFailure) => {
            let call = take_call(tools, &mut map);
            let error = text(&mut map, "error");
            PostToolUseFailure::new(call, error, take_millis(&mut map)).into()
        }
        Some(EventName::UserPromptSubmit) => UserPromptSubmit::new(text(&mut map, "prompt")).into(),
        Some(EventName::Stop) => {
            let mut event = Stop::new();
            event.reason = take_text(&mut map, "reason");
            event.stop_hook_active = take_flag(&mut map, "stop_hook_active");
            event.last_assistant_message = take_text(&mut map, "last_assistant_message");
            event.into()
        }
        Some(EventName::SubagentStop) => {
            let mut event = SubagentStop::new(text(&mut map, "agent_id"));
            event.agent_type = take_text(&mut map, "agent_type");
            event.stop_hook_active = take_flag(&mut map, "stop_hook_active");
            event.agent_transcript_path = take_text(&mut map, "agent_transcript_path");
            event.last_assistant_message = take_text(&mut map, "last_assistant_message");
            event.into()
        }
        Some(EventName::SubagentStart) => {
            let mut event = SubagentStart::new(text(&mut map, "agent_id"));
            event.agent_type = take_text(&mut map, "agent_type");
            event.into()
        }
        Some(EventName::Notification) => {
            Notification::new(text(&mut map, "message"), NotificationLevel::Info).into()
        }
        Some(EventName::SessionStart) => SessionStart::new(text(&mut map, "source")).into(),
        Some(EventName::SessionEnd) => SessionEnd::new(text(&mut map, "reason")).into(),
        Some(EventName::PreCompact) => {
            let mut event = PreCompact::new(text(&mut map, "trigger"));
            event.custom_instructions = take_text(&mut map, "custom_instructions");
            event.into()
        }
        Some(EventName::PostCompact) => {
            let mut event = PostCompact::new(text(&mut map, "trigger"));
            event.compact_summary = take_text(&mut map, "compact_summary");
            event.into()
        }
        _ => return OtherEvent::new(name, map).into(),
    };
    *event.extra_mut() = left(map);
    event
}

fn take_call(tools: &'static Tools, map: &mut Map<String, Value>) -> ToolCall {
    let name = take_text(map, "tool_name").unwrap_or_default();
    let input = map.remove("tool_input").unwrap_or_default();
    let id = take_text(map, "tool_use_id").unwrap_or_else(|| UNNAMED_CALL.to_owned());
    read_call(tools, &id, &name, input)
}

/// The event's own fields. Fields that are not modelled are passed on where they do not collide.
///
/// # Errors
///
/// The call cannot be shown in this dialect.
pub(crate) fn event_fields(
    tools: &'static Tools,
    payload: &Payload,
) -> Result<Map<String, Value>, String> {
    let mut map = Map::new();
    let put = |map: &mut Map<String, Value>, key: &str, value: Value| {
        map.insert(key.to_owned(), value);
    };
    let put_text = |map: &mut Map<String, Value>, key: &str, text: &Option<String>| {
        if let Some(text) = text {
            map.insert(key.to_owned(), text.as_str().into());
        }
    };
    let meta = &payload.meta;
    match &payload.event {
        HookEvent::PreToolUse(event) => {
            put_call(&mut map, tools, &event.call, meta)?;
            put(&mut map, "tool_use_id", event.call.call_id.as_str().into());
        }
        HookEvent::PermissionRequest(event) => {
            put_call(&mut map, tools, &event.call, meta)?;
            if let Some(suggestions) = &event.permission_suggestions {
                put(&mut map, "permission_suggestions", suggestions.clone());
            }
        }
        HookEvent::PostToolUse(event) => {
            put_call(&mut map, tools, &event.call, meta)?;
            put(&mut map, "tool_use_id", event.call.call_id.as_str().into());
            let output = output(tools, &event.call, meta, &event.tool_output);
            put(&mut map, "tool_response", output);
            put(&mut map, "duration_ms", event.duration_ms.into());
        }
        HookEvent::PostToolUseFailure(event) => {
            put_call(&mut map, tools, &event.call, meta)?;
            put(&mut map, "tool_use_id", event.call.call_id.as_str().into());
            put(&mut map, "error", event.error.as_str().into());
            put(&mut map, "duration_ms", event.duration_ms.into());
        }
        HookEvent::UserPromptSubmit(event) => {
            put(&mut map, "prompt", event.user_message.as_str().into());
        }
        HookEvent::Stop(event) => {
            put(&mut map, "stop_hook_active", event.stop_hook_active.into());
            put_text(
                &mut map,
                "last_assistant_message",
                &event.last_assistant_message,
            );
        }
        HookEvent::SubagentStop(event) => {
            put(&mut map, "agent_id", event.agent_id.as_str().into());
            put_text(&mut map, "agent_type", &event.agent_type);
            put(&mut map, "stop_hook_active", event.stop_hook_active.into());
            put_text(
                &mut map,
                "agent_transcript_path",
                &event.agent_transcript_path,
            );
            put_text(
                &mut map,
                "last_assistant_message",
                &event.last_assistant_message,
            );
        }
        HookEvent::SubagentStart(event) => {
            put(&mut map, "agent_id", event.agent_id.as_str().into());
            put_text(&mut map, "agent_type", &event.agent_type);
        }
        HookEvent::Notification(event) => {
            put(&mut map, "message", event.message.as_str().into());
        }
        HookEvent::SessionStart(event) => put(&mut map, "source", event.source.as_str().into()),
        HookEvent::SessionEnd(event) => put(&mut map, "reason", event.reason.as_str().into()),
        HookEvent::PreCompact(event) => {
            put(&mut map, "trigger", event.trigger.as_str().into());
            let instructions = event.custom_instructions.clone();
            put(&mut map, "custom_instructions", instructions.into());
        }
        HookEvent::PostCompact(event) => {
            put(&mut map, "trigger", event.trigger.as_str().into());
            put_text(&mut map, "compact_summary", &event.compact_summary);
        }
        HookEvent::AfterAgent(event) => {
            put_text(
                &mut map,
                "last_assistant_message",
                &event.last_assistant_message,
            );
        }
        HookEvent::Other(event) => map.clone_from(&event.data),
    }
    for (key, value) in payload.event.extra() {
        map.entry(key.as_str()).or_insert_with(|| value.clone());
    }
    Ok(map)
}

fn put_call(
    map: &mut Map<String, Value>,
    tools: &'static Tools,
    call: &ToolCall,
    meta: &SessionMeta,
) -> Result<(), String> {
    let shown = project(tools, call, meta)?;
    map.insert("tool_name".to_owned(), shown.name.into());
    map.insert("tool_input".to_owned(), shown.input);
    Ok(())
}

/// A tool's output as hooks of the dialect read it: of a shell an object of streams, or a text.
fn output(tools: &'static Tools, call: &ToolCall, meta: &SessionMeta, output: &Value) -> Value {
    if !is_shell(call, &meta.tools) {
        return output.clone();
    }
    match output {
        output if tools.shell_output_is_object => shell_output(output),
        Value::Object(streams) if streams.get("stdout").is_some_and(Value::is_string) => {
            let text = |key| streams.get(key).and_then(Value::as_str).unwrap_or_default();
            Value::String(format!("{}{}", text("stdout"), text("stderr")))
        }
        output => output.clone(),
    }
}
