//! Reports encoded as the output of Claude Code's hooks.

use hooks_types::answer::OutcomeKind::{self, Allow, Ask, Block, Modify, Proceed};
use hooks_types::wire::{Expected, content_as_sent, speak};
use hooks_types::{EventName, Payload};
use serde_json::{Value, json};

use crate::CLAUDE;
use crate::trial::{read, report, spoken};

fn of(event: &str) -> Payload {
    let object = json!({
        "hook_event_name": event, "tool_name": "Bash", "tool_input": {"command": "npm i"},
        "tool_use_id": "c", "tool_response": {"stdout": "secret", "stderr": "", "isImage": false},
        "prompt": "p",
    });
    read(Expected::new(CLAUDE), &object)
}

fn said(event: &str, outcome: OutcomeKind, grants: bool, content: Option<Value>) -> (Value, u8) {
    let payload = of(event);
    let mut report = report(payload.event.name(), outcome, Some("why"), content);
    report.grants = grants;
    spoken(&payload, &report)
}

fn inside(event: &str, fields: Value) -> (Value, u8) {
    let mut inner = fields;
    inner["hookEventName"] = event.into();
    (json!({ "hookSpecificOutput": inner }), 0)
}

fn rewrite() -> Option<Value> {
    Some(json!({"command": ["bash", "-c", "npm ci"], "timeout_ms": 5}))
}

#[test]
fn every_outcome_of_a_call_has_its_words() {
    let pre = |fields| inside("PreToolUse", fields);
    let decided =
        |word: &str| pre(json!({"permissionDecision": word, "permissionDecisionReason": "why"}));
    assert_eq!(said("PreToolUse", Block, false, None), decided("deny"));
    assert_eq!(said("PreToolUse", Ask, false, None), decided("ask"));
    assert_eq!(said("PreToolUse", Allow, true, None), decided("allow"));
    assert_eq!(said("PreToolUse", Allow, false, None), (Value::Null, 0));
    assert_eq!(said("PreToolUse", Proceed, false, None), (Value::Null, 0));
    assert_eq!(
        said("PreToolUse", Modify, false, rewrite()),
        pre(json!({"updatedInput": {"command": "npm ci", "timeout": 5}}))
    );
    assert_eq!(
        said("PreToolUse", Modify, true, rewrite()),
        pre(
            json!({"permissionDecision": "allow", "permissionDecisionReason": "why",
            "updatedInput": {"command": "npm ci", "timeout": 5}})
        )
    );
}

#[test]
fn a_rewrite_is_shown_with_the_fields_the_payload_came_with() {
    let native = json!({"command": ["bash", "-c", "npm ci"], "timeout_ms": 5});
    assert_eq!(
        content_as_sent(&of("PreToolUse"), &native),
        json!({"command": "npm ci", "timeout": 5})
    );
    assert_eq!(
        content_as_sent(&of("UserPromptSubmit"), &json!("better")),
        json!("better")
    );
}

#[test]
fn what_a_permission_request_cannot_say_becomes_a_deny() {
    let decided = |decision: Value| inside("PermissionRequest", json!({ "decision": decision }));
    let deny = |message: &str| decided(json!({"behavior": "deny", "message": message}));
    assert_eq!(said("PermissionRequest", Block, false, None), deny("why"));
    // If the hook prints nothing, Claude Code asks the user, but about the original input.
    assert_eq!(
        said("PermissionRequest", Ask, false, None),
        (Value::Null, 0)
    );
    assert_eq!(
        said("PermissionRequest", Ask, false, rewrite()),
        deny("a hook wants to ask the user: why")
    );
    assert_eq!(
        said("PermissionRequest", Modify, false, rewrite()),
        deny("a hook wants another input: {\"command\":\"npm ci\",\"timeout\":5}")
    );
    assert_eq!(
        said("PermissionRequest", Modify, true, rewrite()),
        decided(json!({"behavior": "allow", "updatedInput": {"command": "npm ci", "timeout": 5}}))
    );
}

#[test]
fn an_output_keeps_the_shape_of_its_tool() {
    assert_eq!(
        said("PostToolUse", Modify, false, Some(json!("***"))),
        inside(
            "PostToolUse",
            json!({"updatedToolOutput": {"stdout": "***", "stderr": "", "isImage": false}})
        )
    );
    assert_eq!(
        said("PostToolUse", Modify, false, Some(json!([1]))),
        (
            json!({"decision": "block", "reason": "a hook wants another output: [1]"}),
            0
        )
    );
}

#[test]
fn a_prompt_that_cannot_be_rewritten_is_dropped_and_shown() {
    assert_eq!(
        said("UserPromptSubmit", Modify, false, Some(json!("better"))),
        (
            json!({"decision": "block", "reason": "a hook wants another prompt: better"}),
            0
        )
    );
}

#[test]
fn other_events_say_a_block_in_their_own_way() {
    let block = (json!({"decision": "block", "reason": "why"}), 0);
    for event in [
        "Stop",
        "SubagentStop",
        "PreCompact",
        "TaskCreated",
        "ConfigChange",
        "NewOne",
    ] {
        assert_eq!(said(event, Block, false, None), block, "{event}");
    }
    assert_eq!(
        said("Elicitation", Block, false, None),
        inside("Elicitation", json!({"action": "decline"}))
    );
    let worktree = speak(
        &of("WorktreeCreate"),
        &report(
            EventName::named("WorktreeCreate"),
            Block,
            Some("full"),
            None,
        ),
    );
    assert_eq!(
        (worktree.exit_code, worktree.stderr.as_slice()),
        (2, &b"full\n"[..])
    );
    let nothing = speak(
        &of("Notification"),
        &report(EventName::Notification, Block, Some("x"), None),
    );
    assert_eq!((nothing.exit_code, nothing.notes.len()), (0, 1));
}

#[test]
fn ignored_fields_are_reported_in_their_place() {
    let mut beside = report(EventName::PreToolUse, Proceed, None, None);
    beside.context = vec!["a".into(), "b".into()];
    beside.notices = vec!["n".into()];
    beside.stop = Some("frozen".into());
    assert_eq!(
        spoken(&of("PreToolUse"), &beside).0,
        json!({"systemMessage": "n", "continue": false, "stopReason": "frozen",
            "hookSpecificOutput": {"hookEventName": "PreToolUse", "additionalContext": "a\n\nb",
                "permissionDecision": "deny", "permissionDecisionReason": "frozen"}})
    );
    beside.stop = None;
    assert_eq!(
        spoken(&of("Stop"), &beside).0,
        json!({"systemMessage": "n"})
    );
    let spoken = speak(&of("SessionEnd"), &beside);
    assert_eq!((spoken.stdout.len(), spoken.notes.len()), (0, 2));
}
