use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::wire::{Expected, speak};
use hooks_types::{EventName, Payload};
use serde_json::{Value, json};

use crate::GEMINI;
use crate::trial::{read, report, spoken};

fn payload(event: &str, fields: &Value) -> Payload {
    let mut object = json!({"session_id": "s", "cwd": "/p", "hook_event_name": event});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    read(Expected::new(GEMINI), &object)
}

fn shell() -> Payload {
    let fields = json!({"tool_name": "run_shell_command",
        "tool_input": {"command": "npm i", "description": "install"}});
    payload("BeforeTool", &fields)
}

#[test]
fn decisions_on_a_tool_call() {
    let content = json!({"command": ["bash", "-c", "npm ci"], "description": "install"});
    let input = json!({"command": "npm ci", "description": "install"});
    let specific = json!({"hookEventName": "BeforeTool", "tool_input": input});
    for (outcome, message, content, said) in [
        (OutcomeKind::Proceed, None, None, Value::Null),
        (OutcomeKind::Allow, Some("fine"), None, Value::Null),
        (
            OutcomeKind::Block,
            Some("no"),
            None,
            json!({"decision": "deny", "reason": "no"}),
        ),
        (
            OutcomeKind::Ask,
            Some("sure?"),
            None,
            json!({"decision": "ask", "reason": "sure?", "systemMessage": "sure?"}),
        ),
        (
            OutcomeKind::Modify,
            None,
            Some(content.clone()),
            json!({"hookSpecificOutput": specific}),
        ),
        (
            OutcomeKind::Ask,
            None,
            Some(content),
            json!({"decision": "ask", "hookSpecificOutput": specific}),
        ),
    ] {
        let report = report(EventName::PreToolUse, outcome, message, content);
        assert_eq!(spoken(&shell(), &report), (said, 0), "{outcome}");
    }
    let unfit = report(
        EventName::PreToolUse,
        OutcomeKind::Modify,
        None,
        Some(json!({"a": 1})),
    );
    assert_eq!(spoken(&shell(), &unfit).0["decision"], "deny");
}

#[test]
fn what_gemini_cannot_replace_is_denied_and_shown() {
    let after = json!({"tool_name": "read_file", "tool_input": {"file_path": "a"},
        "tool_response": {"llmContent": "secret", "returnDisplay": "secret"}});
    for (event, fields) in [
        ("AfterTool", &after),
        ("BeforeAgent", &json!({"prompt": "p"})),
    ] {
        let payload = payload(event, fields);
        let wanted = Some(json!("***"));
        let report = report(payload.event.name(), OutcomeKind::Modify, None, wanted);
        let (said, _) = spoken(&payload, &report);
        assert_eq!(said["decision"], "deny");
        assert!(said["reason"].as_str().unwrap().ends_with("***"));
    }
}

#[test]
fn an_ask_that_cannot_be_said_is_a_deny() {
    let payload = payload("BeforeModel", &json!({"llm_request": {}}));
    let report = report(payload.event.name(), OutcomeKind::Ask, Some("sure?"), None);
    let deny = json!({"decision": "deny", "reason": "sure?"});
    assert_eq!(spoken(&payload, &report).0, deny);
}

#[test]
fn texts_and_stops_go_where_gemini_reads_them() {
    let payload = payload("BeforeAgent", &json!({"prompt": "p"}));
    let mut said = report(payload.event.name(), OutcomeKind::Proceed, None, None);
    said.context = vec!["a".to_owned(), "b".to_owned()];
    said.notices = vec!["n".to_owned(), "m".to_owned()];
    said.stop = Some("enough".to_owned());
    let expected = json!({"continue": false, "stopReason": "enough", "systemMessage": "n\nm",
        "decision": "deny", "reason": "enough",
        "hookSpecificOutput": {"hookEventName": "BeforeAgent", "additionalContext": "a\nb"}});
    assert_eq!(spoken(&payload, &said), (expected, 0));
    said.stop = None;
    said.notices.clear();
    let unsaid = speak(&shell(), &said);
    assert_eq!(
        unsaid.stdout, b"{}\n",
        "or the note on stderr is the answer"
    );
    assert_eq!(unsaid.notes[0].code, NoteCode::Unsayable);
}

#[test]
fn a_grant_is_said_nowhere_and_noted_beside_a_replacement_too() {
    let content = json!({"command": ["bash", "-c", "npm ci"], "description": "install"});
    for (outcome, content) in [
        (OutcomeKind::Allow, None),
        (OutcomeKind::Modify, Some(content)),
    ] {
        let mut report = report(EventName::PreToolUse, outcome, None, content);
        assert!(speak(&shell(), &report).notes.is_empty());
        report.grants = true;
        let said = speak(&shell(), &report);
        // Gemini CLI reads stderr as the answer if stdout is empty. So an object must be on stdout, or the note on
        // stderr would be the answer.
        assert!(said.stdout.starts_with(b"{"));
        let [note] = &said.notes[..] else {
            panic!("{outcome:?}");
        };
        assert_eq!(note.code, NoteCode::Unsayable);
        assert!(note.message.contains("an allow"), "{}", note.message);
    }
}
