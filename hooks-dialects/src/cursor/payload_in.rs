//! Payloads of Cursor, read: the newer wording and what of the older is still sent.

use std::sync::Arc;

use hooks_types::dialect::UNNAMED_CALL;
use hooks_types::{
    AfterAgent, DecodeError, EventName, HookEvent, Origin, OtherEvent, Payload, PostToolUse,
    PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionMeta, SessionStart, Stop,
    SubagentStart, SubagentStop, ToolCall, UserPromptSubmit, WireForm,
};
use serde_json::{Map, Value, json};

use super::TOOLS;
use super::events::{name_of, of_fields, row_of, tells};
use crate::project::read_call;
use crate::taken::Taken;
use crate::{CURSOR, envelope};

/// The payload that bytes of Cursor hold.
pub(super) fn decode(bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
    let (object, replaced) = envelope::object(bytes)?;
    let name = event_of(&object, event)?;
    let form = WireForm::new(CURSOR, &name);
    let payload = read(&object, &name).with_replaced(&replaced);
    Ok(payload.with_origin(Origin::new(form, object)))
}

fn event_of(object: &Map<String, Value>, expected: Option<&str>) -> Result<String, DecodeError> {
    let expects = |name: &str| match expected {
        None => true,
        Some(expected) => expected == name || tells(name, &EventName::named(expected)),
    };
    if let Some(said) = object.get("hook_event_name").and_then(Value::as_str) {
        return match expects(said) {
            true => Ok(said.to_owned()),
            false => Err(DecodeError::new(format!(
                "the payload is of `{said}`, not of `{}`",
                expected.unwrap_or_default()
            ))),
        };
    }
    if let Some(found) = of_fields(|key| object.contains_key(key), expects) {
        return Ok(found.to_owned());
    }
    let expected =
        expected.ok_or_else(|| DecodeError::new("the payload names no event; say which it is"))?;
    if !row_of(expected).name.is_empty() {
        return Ok(expected.to_owned());
    }
    name_of(&EventName::named(expected))
        .map(str::to_owned)
        .ok_or_else(|| DecodeError::new(format!("Cursor has no event that is our `{expected}`")))
}

/// The payload in an object of this event.
pub(super) fn read(object: &Map<String, Value>, name: &str) -> Payload {
    let mut taken = Taken::from(object);
    taken.value(&["hook_event_name"]);
    let session = taken.text(&["session_id"]);
    let conversation = taken.text(&["conversation_id"]);
    let root = taken
        .peek("workspace_roots")
        .and_then(|roots| Some(roots.get(0)?.as_str()?.to_owned()));
    // Cursor leaves the folder out of most events and sends "" for some shell commands.
    let cwd = taken.filled(&["cwd"]).or_else(|| root.clone());
    let mut meta = SessionMeta::new(
        conversation.or(session).unwrap_or_default(),
        cwd.unwrap_or_default(),
    );
    meta.project_dir = root;
    meta.turn_id = taken.filled(&["generation_id"]);
    meta.model = taken.filled(&["model"]);
    meta.transcript_path = taken.filled(&["transcript_path"]);
    let event = read_event(&mut taken, name, &meta);
    Payload::new(Arc::new(meta), event).with_replaced(taken.replaced())
}

fn read_event(taken: &mut Taken, name: &str, meta: &SessionMeta) -> HookEvent {
    let mut event: HookEvent = match row_of(name).ours {
        Some(EventName::PreToolUse) => PreToolUse::new(call(taken, name)).into(),
        Some(EventName::PostToolUse) => {
            let call = call(taken, name);
            let output = output(taken);
            PostToolUse::new(call, output, taken.count(&["duration"]).unwrap_or(0)).into()
        }
        Some(EventName::PostToolUseFailure) => {
            let call = call(taken, name);
            let error = taken.text(&["error_message"]).unwrap_or_default();
            PostToolUseFailure::new(call, error, taken.count(&["duration"]).unwrap_or(0)).into()
        }
        Some(EventName::UserPromptSubmit) => {
            UserPromptSubmit::new(taken.text(&["prompt"]).unwrap_or_default()).into()
        }
        Some(EventName::Stop) => {
            let mut event = Stop::new();
            event.reason = taken.filled(&["status"]);
            event.stop_hook_active = rounds(taken) > 0;
            event.into()
        }
        Some(EventName::SubagentStart) => {
            let mut event = SubagentStart::new(taken.text(&["subagent_id"]).unwrap_or_default());
            event.agent_type = taken.text(&["subagent_type"]);
            event.into()
        }
        Some(EventName::SubagentStop) => {
            let mut event = SubagentStop::new(taken.text(&["subagent_id"]).unwrap_or_default());
            event.agent_type = taken.text(&["subagent_type"]);
            event.agent_transcript_path = taken.text(&["agent_transcript_path"]);
            event.last_assistant_message = taken.text(&["summary", "result"]);
            event.stop_hook_active = rounds(taken) > 0;
            event.into()
        }
        Some(EventName::SessionStart) => SessionStart::new("startup").into(),
        Some(EventName::SessionEnd) => {
            SessionEnd::new(taken.text(&["reason"]).unwrap_or_default()).into()
        }
        Some(EventName::PreCompact) => {
            PreCompact::new(taken.text(&["trigger"]).unwrap_or_default()).into()
        }
        Some(EventName::AfterAgent) => {
            let turn = meta.turn_id.clone().unwrap_or_default();
            let mut event = AfterAgent::new(&meta.session_id, turn);
            event.last_assistant_message = taken.text(&["text"]);
            event.into()
        }
        _ => return OtherEvent::new(name, taken.rest()).into(),
    };
    *event.extra_mut() = taken.rest();
    event
}

fn rounds(taken: &Taken) -> u64 {
    let rounds = taken.peek("loop_count").and_then(Value::as_u64);
    rounds.unwrap_or(0)
}

fn call(taken: &mut Taken, event: &str) -> ToolCall {
    let id = taken.text(&["tool_use_id"]);
    let id = id.as_deref().unwrap_or(UNNAMED_CALL);
    match event {
        "beforeShellExecution" | "afterShellExecution" => {
            let command = taken.text(&["command"]).unwrap_or_default();
            read_call(&TOOLS, id, "Shell", json!({ "command": command }))
        }
        "beforeReadFile" | "afterFileEdit" => {
            let path = taken.text(&["file_path", "filePath"]).unwrap_or_default();
            let mut input = Map::from_iter([("file_path".to_owned(), path.into())]);
            if let Some(edits) = taken.value(&["edits"]) {
                input.insert("edits".to_owned(), edits);
            }
            let tool = if event == "afterFileEdit" {
                "Write"
            } else {
                "Read"
            };
            read_call(&TOOLS, id, tool, Value::Object(input))
        }
        _ => {
            let name = taken.text(&["tool_name"]).unwrap_or_default();
            let input = unwrapped(taken, &["tool_input"]);
            let tool = match name.strip_prefix("MCP:") {
                Some(tool) => Some(tool),
                None => event.ends_with("MCPExecution").then_some(name.as_str()),
            };
            match tool {
                // Cursor names the tool and never the server.
                Some(tool) => ToolCall::mcp(id, "", tool, input.as_object().cloned()),
                None => read_call(&TOOLS, id, &name, input),
            }
        }
    }
}

fn output(taken: &mut Taken) -> Value {
    unwrapped(taken, &["tool_output", "output", "result_json"])
}

/// The value under one of these keys, of a string that holds JSON that JSON; the older wording
/// sends plain text.
fn unwrapped(taken: &mut Taken, keys: &[&str]) -> Value {
    match taken.value(keys).unwrap_or_default() {
        Value::String(text) => {
            let json = taken.json(&text);
            json.or_else(|| serde_json::from_str(&text).ok())
                .unwrap_or(Value::String(text))
        }
        other => other,
    }
}
