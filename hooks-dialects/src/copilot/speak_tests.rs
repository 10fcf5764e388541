use hooks_types::Payload;
use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::wire::{Expected, speak};
use serde_json::{Value, json};

use crate::COPILOT;
use crate::trial::{read, report, spoken};

fn payload(event: &str, fields: &Value) -> Payload {
    let mut object = json!({"sessionId": "s", "cwd": "/p"});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    read(Expected::new(COPILOT).with_event(event), &object)
}

fn tool() -> Payload {
    let args = r#"{"command":"npm i"}"#;
    payload("preToolUse", &json!({"toolName": "bash", "toolArgs": args}))
}

fn said(payload: &Payload, outcome: OutcomeKind, content: Option<Value>) -> (Value, u8) {
    let message = match outcome {
        OutcomeKind::Block | OutcomeKind::Ask => Some("why"),
        _ => None,
    };
    let mut report = report(payload.event.name(), outcome, message, content);
    report.grants = outcome == OutcomeKind::Allow;
    spoken(payload, &report)
}

#[test]
fn decisions_on_a_tool_call() {
    let content = json!({"command": ["bash", "-c", "npm ci"]});
    let deny = json!({"permissionDecision": "deny", "permissionDecisionReason": "why"});
    let ask = json!({"permissionDecision": "ask", "permissionDecisionReason": "why"});
    let args = json!({"command": "npm ci"});
    for (outcome, content, expected) in [
        (OutcomeKind::Proceed, None, Value::Null),
        (
            OutcomeKind::Allow,
            None,
            json!({"permissionDecision": "allow"}),
        ),
        (OutcomeKind::Block, None, deny),
        (OutcomeKind::Ask, None, ask),
        (
            OutcomeKind::Modify,
            Some(content.clone()),
            json!({"modifiedArgs": args}),
        ),
        (
            OutcomeKind::Allow,
            Some(content.clone()),
            json!({"modifiedArgs": args, "permissionDecision": "allow"}),
        ),
        (
            OutcomeKind::Ask,
            Some(content),
            json!({"modifiedArgs": args, "permissionDecision": "ask",
                "permissionDecisionReason": "why"}),
        ),
    ] {
        assert_eq!(said(&tool(), outcome, content), (expected, 0), "{outcome}");
    }
    let (unfit, _) = said(&tool(), OutcomeKind::Modify, Some(json!({"cmd": 1})));
    assert_eq!(unfit["permissionDecision"], "deny");
}

#[test]
fn a_permission_request_is_never_left_to_copilots_rules() {
    let request = payload(
        "permissionRequest",
        &json!({"toolName": "bash", "toolArgs": "{}"}),
    );
    let deny = json!({"behavior": "deny", "message": "why"});
    let allow = json!({"behavior": "allow"});
    assert_eq!(said(&request, OutcomeKind::Block, None).0, deny);
    assert_eq!(said(&request, OutcomeKind::Ask, None).0, deny);
    assert_eq!(said(&request, OutcomeKind::Allow, None).0, allow);
    assert_eq!(said(&request, OutcomeKind::Proceed, None).0, Value::Null);
    let wanted = Some(json!({"command": ["ls"]}));
    let (shown, _) = said(&request, OutcomeKind::Allow, wanted);
    assert_eq!(shown["behavior"], "deny");
    let mut ends = report(request.event.name(), OutcomeKind::Block, Some("why"), None);
    ends.stop = Some("enough".to_owned());
    let interrupt = json!({"behavior": "deny", "message": "why", "interrupt": true});
    assert_eq!(spoken(&request, &ends).0, interrupt);
}

#[test]
fn every_other_event_is_answered_in_its_own_keys() {
    let done = json!({"toolName": "bash", "toolArgs": "{}", "toolResult": {}});
    let done = payload("postToolUse", &done);
    let failed = payload(
        "postToolUseFailure",
        &json!({"toolName": "bash", "error": "e"}),
    );
    let stop = payload("agentStop", &json!({}));
    let context = json!({"additionalContext": "why"});
    let result = json!({"modifiedResult": {"resultType": "success", "textResultForLlm": "***"}});
    for (payload, outcome, content, expected) in [
        (
            &done,
            OutcomeKind::Block,
            None,
            json!({"decision": "block", "reason": "why"}),
        ),
        (&done, OutcomeKind::Modify, Some(json!("***")), result),
        (&failed, OutcomeKind::Block, None, context),
        (
            &stop,
            OutcomeKind::Block,
            None,
            json!({"decision": "block", "reason": "why"}),
        ),
        (&stop, OutcomeKind::Proceed, None, Value::Null),
    ] {
        assert_eq!(said(payload, outcome, content), (expected, 0));
    }
}

#[test]
fn a_question_that_becomes_a_block_is_named_even_without_a_reason() {
    let error = payload("errorOccurred", &json!({"error": {"message": "e"}}));
    let asks = report(error.event.name(), OutcomeKind::Ask, None, None);
    let spoken = speak(&error, &asks);
    assert_eq!(spoken.exit_code, 2);
    assert_eq!(spoken.stderr, b"a hook wants to ask the user\n");
}

#[test]
fn a_prompt_stays_replaced_where_the_end_of_the_run_is_not_heard() {
    let fields = json!({"prompt": "p", "transformedPrompt": "p"});
    let transformed = payload("userPromptTransformed", &fields);
    let wanted = json!({"modifiedTransformedPrompt": "q"});
    let event = transformed.event.name();
    let mut ends = report(event, OutcomeKind::Modify, None, Some(wanted.clone()));
    ends.stop = Some("enough".to_owned());
    assert_eq!(spoken(&transformed, &ends), (wanted, 2));
}

#[test]
fn a_block_that_cannot_be_said_warns_the_user() {
    for (event, outcome, content) in [
        ("preCompact", OutcomeKind::Block, None),
        ("preCompact", OutcomeKind::Modify, Some(json!("better"))),
    ] {
        let payload = payload(event, &json!({"prompt": "p"}));
        let report = report(payload.event.name(), outcome, Some("why"), content);
        let spoken = speak(&payload, &report);
        assert_eq!(
            (spoken.exit_code, &*spoken.stdout),
            (2, &b""[..]),
            "{event}"
        );
        assert!(spoken.stderr.starts_with(b"why"), "{event}");
        assert_eq!(spoken.notes[0].code, NoteCode::Unsayable);
    }
}

#[test]
fn texts_and_stops_go_where_copilot_reads_them() {
    let mut report = report(tool().event.name(), OutcomeKind::Proceed, None, None);
    report.context = vec!["a".to_owned(), "b".to_owned()];
    report.notices = vec!["look".to_owned()];
    let stdout = String::from_utf8(speak(&tool(), &report).stdout).unwrap();
    let lines: Vec<Value> = stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            json!({"type": "progress", "message": "look"}),
            json!({"additionalContext": "a\n\nb"})
        ]
    );
    report.notices.clear();
    report.stop = Some("enough".to_owned());
    assert_eq!(spoken(&tool(), &report).0["permissionDecision"], "deny");
    let stop = payload("agentStop", &json!({}));
    report.outcome = OutcomeKind::Block;
    assert_eq!(spoken(&stop, &report).0, Value::Null);
}

#[test]
fn a_prompt_is_blocked_and_replaced() {
    let prompt = payload("userPromptSubmitted", &json!({"prompt": "p"}));
    let block = json!({"decision": "block", "reason": "why"});
    assert_eq!(said(&prompt, OutcomeKind::Block, None), (block, 0));
    let better = json!({"modifiedPrompt": "better"});
    assert_eq!(
        said(&prompt, OutcomeKind::Modify, Some(json!("better"))),
        (better, 0)
    );
    // Copilot ignores an empty prompt, so the prompt is blocked instead.
    let emptied = said(&prompt, OutcomeKind::Modify, Some(json!("")));
    assert_eq!(emptied.0["decision"], "block", "{emptied:?}");
    let mut ends = report(prompt.event.name(), OutcomeKind::Proceed, None, None);
    ends.stop = Some("frozen".to_owned());
    assert_eq!(
        spoken(&prompt, &ends).0,
        json!({"decision": "block", "reason": "frozen"})
    );
}

#[test]
fn a_stop_on_a_compaction_is_refused_by_exit_code_two() {
    for (event, fields, code) in [
        ("preCompact", json!({"trigger": "auto"}), 2),
        ("sessionStart", json!({"source": "new"}), 0),
    ] {
        let payload = payload(event, &fields);
        let mut report = report(payload.event.name(), OutcomeKind::Proceed, None, None);
        report.stop = Some("frozen".to_owned());
        let spoken = speak(&payload, &report);
        assert_eq!(spoken.exit_code, code, "{event}");
        let reason = if code == 2 { "frozen\n" } else { "" };
        assert_eq!(String::from_utf8_lossy(&spoken.stderr), reason, "{event}");
    }
}
