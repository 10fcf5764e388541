//! Sample payloads: one for each event, with every field set and with fixed ids and times.

use std::sync::Arc;

use hooks_types::event::{
    AfterAgent, Interrupt, Notification, NotificationLevel, OtherEvent, PermissionRequest,
    PostCompact, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart,
    Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use hooks_types::payload::{Subagent, Timestamp};
use hooks_types::tool::ShellInput;
use hooks_types::{HookEvent, Payload, SessionMeta, ToolCall};
use serde_json::{Map, Value, json};

/// Fields that are unknown to every version of the payload. An agent might send them together with
/// the known fields.
fn unmodelled() -> Map<String, Value> {
    object(json!({ "x_agent": { "build": 7, "flags": [true, null] } }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

/// Returns a payload of this event. All sample payloads have the same session.
pub(super) fn payload(event: impl Into<HookEvent>) -> Payload {
    let meta = SessionMeta::new("0199-session", "/work/project/crate")
        .with_project_dir("/work/project")
        .with_transcript_path("/home/user/.agent/0199.jsonl")
        .with_permission_mode("default")
        .with_turn_id("turn_3")
        .with_model("model-1")
        .with_subagent(Subagent::new("agent_1").with_kind("Explore"));
    let mut payload = Payload::new(Arc::new(meta), event)
        .with_triggered_at(Timestamp::from_unix_millis(1_767_225_600_000));
    payload.extra = unmodelled();
    payload
}

/// Returns one tool call of each kind.
pub(super) fn calls() -> [ToolCall; 5] {
    let mut shell = ShellInput::new(["bash", "-lc", "cargo test -- 'a b'"]).with_workdir("/work");
    shell.timeout_ms = Some(60_000);
    shell.other = object(json!({ "with_escalated_permissions": true }));
    [
        ToolCall::shell("call_1", "shell", shell),
        ToolCall::function(
            "call_2",
            "write_file",
            object(json!({ "path": "a.rs", "content": "fn main() {}\n", "mode": 420 })),
        ),
        ToolCall::custom("call_3", "apply_patch", "*** Begin Patch\n*** End Patch\n"),
        ToolCall::mcp(
            "call_4",
            "github",
            "create_issue",
            Some(object(json!({ "title": "é" }))),
        ),
        ToolCall::mcp("call_5", "clock", "now", None),
    ]
}

/// Returns a payload for each event, and one for each further kind of call.
pub(super) fn all() -> Vec<(&'static str, Payload)> {
    let [shell, function, custom, mcp, bare_mcp] = calls();
    let mut samples = vec![
        (
            "pre_tool_use_function",
            payload(PreToolUse::new(function.clone())),
        ),
        ("pre_tool_use_custom", payload(PreToolUse::new(custom))),
        ("pre_tool_use_mcp", payload(PreToolUse::new(mcp.clone()))),
        ("pre_tool_use_mcp_bare", payload(PreToolUse::new(bare_mcp))),
    ];

    let mut event = PreToolUse::new(shell.clone());
    event.original_tool_input = Some(json!({ "command": ["cargo", "test"] }));
    event.extra = unmodelled();
    samples.push(("pre_tool_use", payload(event)));

    let mut event = PermissionRequest::new(mcp);
    event.reason = Some("outside the workspace".to_owned());
    event.permission_suggestions = Some(json!([{ "rule": "Bash(cargo test)" }]));
    event.extra = unmodelled();
    samples.push(("permission_request", payload(event)));

    let mut event = PostToolUse::new(
        shell.clone(),
        json!({ "exit_code": 0, "stdout": "ok" }),
        1234,
    );
    event.original_tool_input = Some(json!({ "command": ["cargo", "test"] }));
    event.extra = unmodelled();
    samples.push(("post_tool_use", payload(event)));

    let mut event = PostToolUseFailure::new(function, "permission denied", 5);
    event.tool_output = Some(json!("half of it"));
    event.original_tool_input = Some(json!({ "path": "b.rs" }));
    event.extra = unmodelled();
    samples.push(("post_tool_use_failure", payload(event)));

    let mut event = UserPromptSubmit::new("fix the \"tests\"\nplease");
    event.extra = unmodelled();
    samples.push(("user_prompt_submit", payload(event)));

    let mut event = Stop::new();
    event.reason = Some("end_turn".to_owned());
    event.stop_hook_active = true;
    event.last_assistant_message = Some("Done.".to_owned());
    event.extra = unmodelled();
    samples.push(("stop", payload(event)));

    let mut event = SubagentStart::new("agent_1");
    event.agent_type = Some("Explore".to_owned());
    event.extra = unmodelled();
    samples.push(("subagent_start", payload(event)));

    let mut event = SubagentStop::new("agent_1");
    event.agent_type = Some("Explore".to_owned());
    event.stop_hook_active = true;
    event.agent_transcript_path = Some("/home/user/.agent/agent_1.jsonl".to_owned());
    event.last_assistant_message = Some("Found it.".to_owned());
    event.extra = unmodelled();
    samples.push(("subagent_stop", payload(event)));

    let mut event = PreCompact::new("manual");
    event.custom_instructions = Some("keep the plan".to_owned());
    event.extra = unmodelled();
    samples.push(("pre_compact", payload(event)));

    let mut event = PostCompact::new("auto");
    event.compact_summary = Some("We fixed the tests.".to_owned());
    event.extra = unmodelled();
    samples.push(("post_compact", payload(event)));

    let mut event = SessionStart::new("startup");
    event.extra = unmodelled();
    samples.push(("session_start", payload(event)));

    let mut event = SessionEnd::new("logout");
    event.extra = unmodelled();
    samples.push(("session_end", payload(event)));

    let mut event = Notification::new("waiting for you", NotificationLevel::Warning);
    event.extra = unmodelled();
    samples.push(("notification", payload(event)));

    let mut event = AfterAgent::new("0199-session", "turn_3");
    event.input_messages = vec!["fix the tests".to_owned()];
    event.last_assistant_message = Some("Done.".to_owned());
    event.extra = unmodelled();
    samples.push(("after_agent", payload(event)));

    let mut event = Interrupt::new();
    event.reason = Some("the user pressed Escape".to_owned());
    event.extra = unmodelled();
    samples.push(("interrupt", payload(event)));

    let mut event = OtherEvent::new(
        "worktree_created",
        object(json!({ "target": "w1", "path": "/w" })),
    );
    event.extra = unmodelled();
    samples.push(("other", payload(event)));
    samples
}
