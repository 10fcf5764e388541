//! For every agent, payloads that strict JSON readers would refuse, read from bytes up to the hook's answer.

use hooks_types::answer::OutcomeKind;
use hooks_types::dialect::WireForm;
use hooks_types::spec::OnFailure;
use hooks_types::wire::{Expected, decode, encode, form_of, speak};
use hooks_types::{DialectRef, EventName, Payload, Report};
use serde_json::json;

/// Returns a payload of each agent for one of our events; `%` marks the place of the command.
fn texts(event: &EventName) -> Vec<(DialectRef, String)> {
    let dialects = crate::all();
    let mut texts: Vec<(DialectRef, String)> = dialects
        .into_iter()
        .map(|dialect| {
            let name = form_of(&dialect, event).unwrap().event;
            let call = match dialect.name() {
                // Versions of Copilot before 1.0.100 sent the arguments as a string that contains JSON.
                "copilot" => r#""sessionId":"s","toolName":"bash","toolArgs":"{\"command\":%}""#,
                "gemini" => {
                    r#""session_id":"s","tool_name":"run_shell_command","tool_input":{"command":%}"#
                }
                "cursor" => {
                    r#""conversation_id":"c","tool_name":"Shell","tool_input":{"command":%}"#
                }
                _ => r#""session_id":"s","tool_name":"Bash","tool_input":{"command":%}"#,
            };
            let key = match dialect.name() {
                "goose" => "event",
                _ => "hook_event_name",
            };
            (
                dialect,
                format!(r#"{{"{key}":"{name}",{call},"cwd":"/p"}}"#),
            )
        })
        .collect();
    let native = event.wire_name();
    texts.push((
        DialectRef::NATIVE,
        format!(
            r#"{{"session_id":"s","cwd":"/p","hook_event":{{"event_type":"{native}","tool_name":"t",
            "tool_input":{{"command":%}},"tool_output":"","duration_ms":1}}}}"#
        ),
    ));
    texts
}

fn read(dialect: &DialectRef, text: &str, command: &str) -> Payload {
    let command = match dialect.name() {
        "copilot" => command.replace('\\', r"\\").replace('"', "\\\""),
        _ => command.to_owned(),
    };
    let bytes = text.replace('%', &command).into_bytes();
    decode(&bytes, Expected::new(dialect.clone()))
        .unwrap_or_else(|error| panic!("{dialect} {error}: {text}"))
}

fn deep(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

#[test]
fn half_a_surrogate_does_not_switch_hooks_off() {
    for event in [EventName::PreToolUse, EventName::PostToolUse] {
        for (dialect, text) in texts(&event) {
            let payload = read(&dialect, &text, r#""rm \ud83d x""#);
            assert_eq!(payload.replaced.len(), 1, "{dialect}");
            let form = WireForm::native(&event);
            let sent = String::from_utf8(encode(&payload, &form).unwrap()).unwrap();
            assert!(sent.contains("rm \u{fffd} x"), "{dialect}: {sent}");
        }
    }
}

#[test]
fn deep_nesting_blocks_a_gate_and_runs_the_hooks_of_any_other_event() {
    for event in [EventName::PreToolUse, EventName::PostToolUse] {
        for (dialect, text) in texts(&event) {
            for command in [deep(140), r#"1,"command":2"#.to_owned()] {
                let payload = read(&dialect, &text, &command);
                let written = encode(&payload, &WireForm::native(&event));
                match event {
                    EventName::PreToolUse => {
                        let error = written.unwrap_err();
                        assert_eq!(error.means, Some(OnFailure::Block), "{dialect}");
                        assert!(error.to_string().contains("cannot be judged"), "{error}");
                    }
                    _ => assert!(written.is_ok(), "{dialect}"),
                }
            }
        }
    }
}

#[test]
fn odd_numbers_and_controls_are_read() {
    for (dialect, text) in texts(&EventName::PreToolUse) {
        for command in ["1e999", "NaN", "\"a\u{1}b\"", "\"a\\u0000b\"", "\"a\nb\""] {
            let payload = read(&dialect, &text, command);
            assert_eq!(payload.unseen, None, "{dialect} {command}");
        }
    }
}

#[test]
fn a_call_that_hooks_leave_alone_runs_with_the_agents_own_bytes() {
    let text = r#"{"hook_event_name":"PreToolUse","session_id":"s","cwd":"/p","tool_name":"Write",
        "tool_input":{"file_path":"/p/a","content":"\ud83d"}}"#;
    let payload = decode(text.as_bytes(), Expected::new(crate::CLAUDE)).unwrap();
    let shown = json!({"file_path": "/p/a", "content": "\u{fffd}"});
    let mut report = Report::new(EventName::PreToolUse);
    report.outcome = OutcomeKind::Modify;
    report.content = Some(shown);
    let spoken = speak(&payload, &report);
    assert!(!String::from_utf8_lossy(&spoken.stdout).contains("updatedInput"));
    report.grants = true;
    let spoken = String::from_utf8_lossy(&speak(&payload, &report).stdout).into_owned();
    assert!(
        spoken.contains("allow") && !spoken.contains("updatedInput"),
        "{spoken}"
    );
    report.content = Some(json!({"file_path": "/p/b", "content": "\u{fffd}"}));
    let spoken = speak(&payload, &report);
    assert!(String::from_utf8_lossy(&spoken.stdout).contains("updatedInput"));
    assert!(
        spoken
            .notes
            .iter()
            .any(|note| note.message.contains("rewrote")),
        "{spoken:?}"
    );
}
