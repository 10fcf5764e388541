use hooks_types::dialect::{Dialect, WireForm};
use hooks_types::env::environment;
use hooks_types::event::{PreCompact, SubagentStart};
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::tool::ShellInput;
use hooks_types::wire::{EventRef, Expected, failure_meaning};
use hooks_types::{EventName, Failure, HookEvent, SessionMeta, ToolCall};
use serde_json::{Map, json};

use crate::COPILOT;
use crate::trial::{hook, read};

fn names(form: &str, event: EventRef<'_>) -> Vec<String> {
    let form = WireForm::new(COPILOT, form);
    let wire = &super::Copilot;
    let subjects = wire.subjects(&form, event, &SessionMeta::new("s", "/p"));
    assert!(subjects.applies);
    subjects.names
}

#[test]
fn each_spelling_matches_its_own_names_first() {
    let pre = EventName::PreToolUse;
    let shell = ToolCall::shell("c", "run", ShellInput::new(["ls"]));
    assert_eq!(
        names("preToolUse", EventRef::call_at(&pre, &shell))[0],
        "bash"
    );
    assert_eq!(
        names("PreToolUse", EventRef::call_at(&pre, &shell))[0],
        "Bash"
    );
    let own = ToolCall::function("c", "create", Map::new());
    assert_eq!(
        names("preToolUse", EventRef::call_at(&pre, &own)),
        ["create"]
    );
    assert_eq!(
        names("PreToolUse", EventRef::call_at(&pre, &own)),
        ["Write", "create"]
    );
    let mcp = ToolCall::mcp("c", "git", "push", None);
    assert_eq!(
        names("preToolUse", EventRef::call_at(&pre, &mcp))[0],
        "git-push"
    );
    assert_eq!(
        names("PreToolUse", EventRef::call_at(&pre, &mcp))[0],
        "mcp__git__push"
    );
}

#[test]
fn other_events_match_their_own_subject() {
    let compact: HookEvent = PreCompact::new("manual").into();
    assert_eq!(names("preCompact", EventRef::Event(&compact)), ["manual"]);
    let mut start = SubagentStart::new("i");
    start.agent_type = Some("explore".to_owned());
    let start: HookEvent = start.into();
    assert_eq!(names("subagentStart", EventRef::Event(&start)), ["explore"]);
}

#[test]
fn child_processes_are_marked() {
    let object = json!({"sessionId": "s", "prompt": "p"});
    let payload = read(Expected::new(COPILOT), &object);
    let plan = environment(&hook(&payload), &payload);
    assert_eq!(plan.vars["COPILOT_CLI"], "1");
}

#[test]
fn a_tool_hook_that_cannot_be_started_denies() {
    let object = json!({"sessionId": "s", "toolName": "bash", "toolArgs": "{}", "prompt": "p"});
    let means = |event: &str, cause: Cause| {
        let payload = read(Expected::new(COPILOT).with_event(event), &object);
        failure_meaning(&hook(&payload), &Failure::new(cause, "gone"))
    };
    assert_eq!(
        means("preToolUse", Cause::SpawnFailed),
        Some(OnFailure::Block)
    );
    assert_eq!(means("preToolUse", Cause::BadCwd), Some(OnFailure::Block));
    assert_eq!(means("preToolUse", Cause::Timeout), None);
    let denies = Some(OnFailure::Block);
    assert_eq!(means("permissionRequest", Cause::SpawnFailed), denies);
    assert_eq!(means("permissionRequest", Cause::BadAnswer), denies);
    assert_eq!(means("permissionRequest", Cause::Timeout), None);
}

#[test]
fn the_tool_of_subagents_has_two_names_of_claude_code() {
    let object = json!({"hook_event_name": "PreToolUse", "session_id": "s",
        "timestamp": "2026-11-01T10:00:00Z", "cwd": "/p", "tool_name": "Agent", "tool_input": {}});
    let payload = read(Expected::new(COPILOT), &object);
    let subjects = hooks_types::wire::subjects(
        &hook(&payload),
        EventRef::Payload(&payload),
        &SessionMeta::new("s", "/p"),
    );
    assert_eq!(subjects.names, ["Agent", "task", "Task"]);
}
