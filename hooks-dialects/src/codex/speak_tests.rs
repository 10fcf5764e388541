//! Reports encoded as the output of Codex's hooks.

use hooks_types::answer::OutcomeKind::{self, Allow, Ask, Block, Modify, Proceed};
use hooks_types::wire::Expected;
use hooks_types::{EventName, Payload};
use serde_json::{Value, json};

use crate::CODEX;
use crate::trial::{self, read, report, spoken};

fn of(event: &str) -> Payload {
    let object = json!({
        "hook_event_name": event, "tool_name": "Bash", "tool_input": {"command": "npm i"},
        "tool_use_id": "c", "tool_response": "secret", "prompt": "p",
    });
    read(Expected::new(CODEX), &object)
}

fn said(event: &str, outcome: OutcomeKind, content: Option<Value>) -> Value {
    trial::said(&of(event), outcome, Some("why"), content)
}

#[test]
fn a_call_is_denied_or_rewritten() {
    let inner = |fields: Value| {
        let mut inner = fields;
        inner["hookEventName"] = "PreToolUse".into();
        json!({ "hookSpecificOutput": inner })
    };
    let deny = |reason: &str| {
        inner(json!({"permissionDecision": "deny", "permissionDecisionReason": reason}))
    };
    assert_eq!(said("PreToolUse", Block, None), deny("why"));
    assert_eq!(
        said("PreToolUse", Ask, None),
        deny("a hook wants to ask the user: why")
    );
    let rewrite = json!({"command": ["bash", "-c", "npm ci"]});
    assert_eq!(
        said("PreToolUse", Modify, Some(rewrite)),
        inner(json!({"permissionDecision": "allow", "updatedInput": {"command": "npm ci"}}))
    );
    assert_eq!(said("PreToolUse", Allow, None), Value::Null);
    assert_eq!(said("PreToolUse", Proceed, None), Value::Null);
}

#[test]
fn a_permission_is_denied_where_it_cannot_be_changed_or_asked() {
    let deny = |message: &str| {
        json!({"hookSpecificOutput": {"hookEventName": "PermissionRequest",
            "decision": {"behavior": "deny", "message": message}}})
    };
    assert_eq!(said("PermissionRequest", Block, None), deny("why"));
    // If the hook prints nothing, Codex asks the user.
    assert_eq!(said("PermissionRequest", Ask, None), Value::Null);
    assert_eq!(
        said("PermissionRequest", Allow, Some(json!({"command": ["ls"]}))),
        deny("a hook wants another input: {\"command\":\"ls\"}")
    );
}

#[test]
fn a_result_is_replaced_by_a_reason() {
    assert_eq!(
        said("PostToolUse", Modify, Some(json!("***"))),
        json!({"decision": "block", "reason": "***"})
    );
    assert_eq!(
        said("PostToolUse", Block, None),
        json!({"decision": "block", "reason": "why"})
    );
}

#[test]
fn the_rest_blocks_stops_and_adds_as_far_as_it_can() {
    let block = json!({"decision": "block", "reason": "why"});
    assert_eq!(said("UserPromptSubmit", Block, None), block);
    assert_eq!(said("Stop", Block, None), block);
    assert_eq!(
        said("UserPromptSubmit", Modify, Some(json!("better"))),
        json!({"decision": "block", "reason": "a hook wants another prompt: better"})
    );
    assert_eq!(
        said("PreCompact", Block, None),
        json!({"continue": false, "stopReason": "why"})
    );
    let mut beside = report(EventName::PreToolUse, Proceed, None, None);
    beside.context = vec!["a".into(), "b".into()];
    beside.notices = vec!["n".into()];
    assert_eq!(
        spoken(&of("PreToolUse"), &beside).0,
        json!({"systemMessage": "n", "hookSpecificOutput":
            {"hookEventName": "PreToolUse", "additionalContext": "a\n\nb"}})
    );
    beside.stop = Some("frozen".into());
    let (object, _) = spoken(&of("PreToolUse"), &beside);
    assert_eq!(object["hookSpecificOutput"]["permissionDecision"], "deny");
    assert_eq!(
        object["hookSpecificOutput"]["permissionDecisionReason"],
        "frozen"
    );
    assert_eq!(
        spoken(&of("Stop"), &beside).0,
        json!({"systemMessage": "n", "continue": false, "stopReason": "frozen"})
    );
}
