use hooks_types::Payload;
use hooks_types::answer::OutcomeKind;
use hooks_types::wire::{Expected, speak};
use serde_json::{Value, json};

use crate::CURSOR;
use crate::trial::{self, read, report, spoken};

fn payload(event: &str, fields: &Value) -> Payload {
    let mut object = json!({"conversation_id": "c", "hook_event_name": event,
        "workspace_roots": ["/p"]});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    read(Expected::new(CURSOR), &object)
}

fn tool() -> Payload {
    let fields = json!({"tool_name": "Shell", "tool_use_id": "u",
        "tool_input": {"command": "npm i", "working_directory": "/p"}});
    payload("preToolUse", &fields)
}

fn shell() -> Payload {
    payload("beforeShellExecution", &json!({"command": "npm i"}))
}

fn said(payload: &Payload, outcome: OutcomeKind, content: Option<Value>) -> Value {
    let message = match outcome {
        OutcomeKind::Block | OutcomeKind::Ask => Some("why"),
        _ => None,
    };
    trial::said(payload, outcome, message, content)
}

#[test]
fn a_permission_is_always_said() {
    let allow = json!({"permission": "allow"});
    let deny = json!({"permission": "deny", "user_message": "why", "agent_message": "why"});
    let ask = json!({"permission": "ask", "user_message": "why"});
    for (payload, asked) in [
        (tool(), &deny),
        (shell(), &ask),
        (payload("beforeReadFile", &json!({"file_path": "a"})), &deny),
        (
            payload("beforeTabFileRead", &json!({"file_path": "a"})),
            &deny,
        ),
    ] {
        assert_eq!(said(&payload, OutcomeKind::Proceed, None), allow);
        assert_eq!(said(&payload, OutcomeKind::Allow, None), allow);
        assert_eq!(said(&payload, OutcomeKind::Block, None), deny);
        assert_eq!(&said(&payload, OutcomeKind::Ask, None), asked);
    }
}

#[test]
fn another_input_is_said_where_cursor_takes_one_and_shown_elsewhere() {
    let content = json!({"command": ["bash", "-c", "npm ci"], "workdir": "/p"});
    assert_eq!(
        said(&tool(), OutcomeKind::Modify, Some(content.clone())),
        json!({"permission": "allow",
            "updated_input": {"command": "npm ci", "working_directory": "/p"}})
    );
    let denied = said(&shell(), OutcomeKind::Modify, Some(content.clone()));
    assert_eq!(denied["permission"], "deny");
    assert!(denied["agent_message"].as_str().unwrap().contains("npm ci"));
    let asked = said(&tool(), OutcomeKind::Ask, Some(content));
    let deny = json!({"permission": "deny", "user_message": "why", "agent_message": "why"});
    assert_eq!(asked, deny);
    let unfit = said(&tool(), OutcomeKind::Modify, Some(json!({"cmd": "x"})));
    assert_eq!(unfit["permission"], "deny");
    let prompt = payload("beforeSubmitPrompt", &json!({"prompt": "p"}));
    let refused = said(&prompt, OutcomeKind::Modify, Some(json!("better")));
    assert_eq!(refused["continue"], false);
    assert!(
        refused["user_message"]
            .as_str()
            .unwrap()
            .ends_with("better")
    );
}

#[test]
fn every_other_event_is_answered_in_its_own_key() {
    let prompt = payload("beforeSubmitPrompt", &json!({"prompt": "p"}));
    let stop = payload("stop", &json!({"status": "completed"}));
    let after = json!({"tool_name": "Shell", "tool_input": {"command": "x"}, "tool_output": "{}"});
    let after = payload("postToolUse", &after);
    let mcp = json!({"tool_name": "MCP:q", "tool_input": {}, "tool_output": "{}"});
    let mcp = payload("postToolUse", &mcp);
    let rows = Some(json!({"rows": []}));
    for (payload, outcome, content, expected) in [
        (
            &prompt,
            OutcomeKind::Proceed,
            None,
            json!({"continue": true}),
        ),
        (
            &prompt,
            OutcomeKind::Block,
            None,
            json!({"continue": false, "user_message": "why"}),
        ),
        (&stop, OutcomeKind::Proceed, None, json!({})),
        (
            &stop,
            OutcomeKind::Block,
            None,
            json!({"followup_message": "why"}),
        ),
        (
            &after,
            OutcomeKind::Block,
            None,
            json!({"additional_context": "why"}),
        ),
        (
            &mcp,
            OutcomeKind::Modify,
            rows,
            json!({"updated_mcp_tool_output": {"rows": []}}),
        ),
    ] {
        assert_eq!(said(payload, outcome, content), expected);
    }
    let shown = said(&after, OutcomeKind::Modify, Some(json!("***")));
    assert!(
        shown["additional_context"]
            .as_str()
            .unwrap()
            .ends_with("***")
    );
    let compact = payload("preCompact", &json!({"trigger": "auto"}));
    let block = report(compact.event.name(), OutcomeKind::Block, Some("why"), None);
    let spoken = speak(&compact, &block);
    assert_eq!((spoken.exit_code, &*spoken.stderr), (2, &b"why\n"[..]));
}

#[test]
fn texts_stops_and_variables_go_where_cursor_reads_them() {
    let fill = |payload: &Payload, outcome, message: Option<&str>| {
        let mut report = report(payload.event.name(), outcome, message, None);
        report.context = vec!["for the model".to_owned()];
        report.notices = vec!["for the user".to_owned()];
        report.env.insert("A".to_owned(), "1".to_owned());
        let notes = speak(payload, &report).notes.len();
        (spoken(payload, &report).0, notes)
    };
    assert_eq!(
        fill(&shell(), OutcomeKind::Block, Some("why")),
        (
            json!({"permission": "deny", "user_message": "why\nfor the user",
                "agent_message": "why\nfor the model"}),
            1
        )
    );
    assert_eq!(
        fill(&shell(), OutcomeKind::Proceed, None),
        (
            json!({"permission": "allow", "user_message": "for the user"}),
            2
        )
    );
    let start = payload("sessionStart", &json!({}));
    assert_eq!(
        fill(&start, OutcomeKind::Proceed, None),
        (
            json!({"env": {"A": "1"}, "additional_context": "for the model"}),
            1
        )
    );
    let mut ends = report(tool().event.name(), OutcomeKind::Proceed, None, None);
    ends.stop = Some("enough".to_owned());
    let deny = json!({"permission": "deny", "user_message": "enough", "agent_message": "enough"});
    assert_eq!(spoken(&tool(), &ends).0, deny);
    let stop = payload("stop", &json!({"status": "completed"}));
    let mut both = report(stop.event.name(), OutcomeKind::Block, Some("go on"), None);
    both.stop = Some("enough".to_owned());
    assert_eq!(spoken(&stop, &both).0, json!({}));
}
