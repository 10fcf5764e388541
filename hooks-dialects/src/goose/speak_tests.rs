//! Reports encoded as the output of goose's hooks.

use hooks_types::answer::OutcomeKind::{self, Allow, Ask, Block, Modify, Proceed};
use hooks_types::wire::Expected;
use hooks_types::{EventName, Payload};
use serde_json::{Value, json};

use crate::GOOSE;
use crate::trial::{self, read, report, spoken};

fn of(event: &str) -> Payload {
    let object = json!({"event": event, "session_id": "s", "matcher_context": null, "message": "p",
        "tool_name": "shell", "tool_input": {"command": "npm i"}, "working_dir": "/p"});
    read(Expected::new(GOOSE), &object)
}

fn said(event: &str, outcome: OutcomeKind, content: Option<Value>) -> Value {
    trial::said(&of(event), outcome, Some("why"), content)
}

#[test]
fn a_call_is_blocked_or_passes_in_silence() {
    let block = |reason: &str| json!({"decision": "block", "reason": reason});
    assert_eq!(said("PreToolUse", Block, None), block("why"));
    assert_eq!(said("PreToolUse", Ask, None), block("why"));
    assert_eq!(said("PreToolUse", Allow, None), Value::Null);
    assert_eq!(said("PreToolUse", Proceed, None), Value::Null);
    let rewrite = said("PreToolUse", Modify, Some(json!({"command": "npm ci"})));
    assert_eq!(rewrite["decision"], "block");
    let reason = rewrite["reason"].as_str().unwrap();
    assert!(reason.contains("npm ci"), "{reason}");
    let mut frozen = report(EventName::PreToolUse, Proceed, None, None);
    frozen.stop = Some("frozen".to_owned());
    assert_eq!(spoken(&of("PreToolUse"), &frozen).0, block("frozen"));
}

#[test]
fn a_turn_goes_on_after_a_block_unless_the_run_is_to_end() {
    let block = json!({"decision": "block", "reason": "why"});
    assert_eq!(said("Stop", Block, None), block);
    let mut ends = report(EventName::Stop, Block, Some("why"), None);
    ends.stop = Some("enough".to_owned());
    assert_eq!(spoken(&of("Stop"), &ends).0, Value::Null);
}

#[test]
fn nothing_is_said_where_goose_only_tells_but_a_banner() {
    for event in ["UserPromptSubmit", "PostToolUse", "BeforeShellExecution"] {
        assert_eq!(said(event, Block, None), Value::Null, "{event}");
        let report = report(of(event).event.name(), Block, Some("why"), None);
        let spoken = hooks_types::wire::speak(&of(event), &report);
        assert_eq!(spoken.notes.len(), 1, "{event}: {:?}", spoken.notes);
    }
    let mut greeting = report(EventName::SessionStart, Proceed, None, None);
    greeting.notices = vec!["one".to_owned(), "two".to_owned()];
    assert_eq!(
        spoken(&of("SessionStart"), &greeting).0,
        json!({"banner": "one\ntwo"})
    );
}
