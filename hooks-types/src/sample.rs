//! Makes sample events and tool calls. Users try hooks on them, and the documentation shows them.

use serde_json::{Map, Value, json};

use crate::call::{ShellInput, ToolCall};
use crate::event::{
    AfterAgent, EventName, HookEvent, Interrupt, Notification, NotificationLevel, OtherEvent,
    PermissionRequest, PostCompact, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse,
    SessionEnd, SessionStart, Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use crate::tool_names::canonical_tool;

/// A small patch, in the format of `apply_patch`.
const PATCH: &str = "*** Begin Patch\n*** Add File: sample.txt\n+sample\n*** End Patch\n";

/// Creates a sample call of the tool `name`. The input has the fields of the tool `canonical` or, if `canonical` is
/// `None`, of the tool `name`. An unknown tool gets no fields. Most sample calls have a second field besides the field
/// that hooks judge, to show whether a hook that rewrites the input keeps the second field.
#[must_use]
pub fn call(name: &str, canonical: Option<&str>) -> ToolCall {
    const ID: &str = "sample-call";
    if let Some((server, tool)) = mcp(name) {
        return ToolCall::mcp(ID, server, tool, Some(Map::new()));
    }
    let fields = match canonical.or_else(|| canonical_tool(name)) {
        Some("shell") => {
            let mut input = ShellInput::new(["bash", "-c", "ls"]);
            input.timeout_ms = Some(120_000);
            return ToolCall::shell(ID, name, input);
        }
        Some("read_file") => json!({ "file_path": "sample.txt", "limit": 2000 }),
        Some("write_file") => json!({ "file_path": "sample.txt", "content": "sample" }),
        Some("edit_file") => json!({
            "file_path": "sample.txt", "old_string": "sample", "new_string": "example",
        }),
        Some("apply_patch") => json!({ "command": PATCH }),
        Some("list_files") => json!({ "path": ".", "pattern": "*" }),
        Some("search") => json!({ "pattern": "sample", "path": "." }),
        Some("web_fetch") => json!({ "url": "https://example.com/", "prompt": "sample" }),
        Some("web_search") => json!({ "query": "sample" }),
        Some("subagent") => json!({
            "description": "sample", "prompt": "sample", "subagent_type": "Explore",
        }),
        _ => Value::Null,
    };
    let fields = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    ToolCall::function(ID, name, fields)
}

/// Returns the server and the tool of `mcp__<server>__<tool>`.
fn mcp(name: &str) -> Option<(&str, &str)> {
    let (server, tool) = name.strip_prefix("mcp__")?.split_once("__")?;
    (!server.is_empty() && !tool.is_empty()).then_some((server, tool))
}

/// Creates a sample event with this name. The event contains `call` if it is about a tool call.
#[must_use]
pub fn event(name: &EventName, call: ToolCall) -> HookEvent {
    match name {
        EventName::PreToolUse => PreToolUse::new(call).into(),
        EventName::PermissionRequest => PermissionRequest::new(call).into(),
        EventName::PostToolUse => PostToolUse::new(call, json!("sample output"), 12).into(),
        EventName::PostToolUseFailure => PostToolUseFailure::new(call, "sample error", 12).into(),
        EventName::UserPromptSubmit => UserPromptSubmit::new("sample prompt").into(),
        EventName::Stop => Stop::new().into(),
        EventName::SubagentStop => {
            let mut stop = SubagentStop::new("sample-subagent");
            stop.agent_type = Some("Explore".to_owned());
            stop.into()
        }
        EventName::PreCompact => PreCompact::new("manual").into(),
        EventName::PostCompact => PostCompact::new("manual").into(),
        EventName::SessionStart => SessionStart::new("startup").into(),
        EventName::SessionEnd => SessionEnd::new("logout").into(),
        EventName::Notification => {
            Notification::new("sample notification", NotificationLevel::Info).into()
        }
        EventName::SubagentStart => {
            let mut start = SubagentStart::new("sample-subagent");
            start.agent_type = Some("Explore".to_owned());
            start.into()
        }
        EventName::Interrupt => {
            let mut interrupt = Interrupt::new();
            interrupt.reason = Some("the user pressed Escape".to_owned());
            interrupt.into()
        }
        EventName::AfterAgent => AfterAgent::new("sample-session", "sample-turn").into(),
        EventName::Other(name) => OtherEvent::new(&**name, Map::new()).into(),
    }
}
