//! Compares the schemas with the types: a schema must accept every value that a type writes, and refuse every value
//! that a type refuses to read.

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::spec::{Command, OnFailure};
use hooks_types::{EventName, HookSpec, Payload, Report, schema};
use jsonschema::Validator;
use serde_json::{Value, json};

use super::samples;

fn validator(text: &str) -> Validator {
    let schema: Value = serde_json::from_str(text).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn every_payload_fits_its_own_schema_and_no_other_events() {
    let samples = samples::all();
    let events: Vec<EventName> = samples
        .iter()
        .map(|(_, payload)| payload.event.name())
        .collect();
    for event in &events {
        let validator = validator(&schema::payload(event));
        for (name, payload) in &samples {
            let value = serde_json::to_value(payload).unwrap();
            assert_eq!(
                validator.is_valid(&value),
                payload.event.name() == *event,
                "{name} and the schema of {event}"
            );
        }
    }
}

#[test]
fn a_payload_that_is_refused_does_not_fit_its_schema() {
    let event = EventName::PreToolUse;
    let validator = validator(&schema::payload(&event));
    let sample = samples::payload(hooks_types::event::PreToolUse::new(
        samples::calls()[0].clone(),
    ));
    let sample = serde_json::to_value(sample).unwrap();
    for (pointer, wrong) in [
        ("/protocol", json!(2)),
        ("/session_id", json!(1)),
        ("/cwd", json!(null)),
        ("/hook_event", json!("pre_tool_use")),
        ("/hook_event/tool_input", json!([1])),
        ("/hook_event/tool_name", json!(null)),
        ("/subagent", json!({})),
    ] {
        let mut value = sample.clone();
        *value.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&value), "{pointer}");
        let bytes = value.to_string();
        let expected = hooks_types::wire::Expected::new(hooks_types::DialectRef::NATIVE);
        assert!(
            hooks_types::wire::decode(bytes.as_bytes(), expected).is_err(),
            "{pointer}"
        );
    }
}

/// Returns whether the answer can be read without a failure and without a note about its form.
fn is_read_as_written(event: &EventName, answer: &Value) -> bool {
    let spec = HookSpec::command("h", event.clone(), Command::argv(["h"]))
        .with_on_failure(OnFailure::Proceed);
    let payloads = samples::all();
    let payload = payloads
        .iter()
        .map(|(_, payload)| payload)
        .find(|p| p.event.name() == *event);
    let text = answer.to_string();
    let said = RunOutput::new(
        Ending::Exited(0),
        Captured::whole(text.as_bytes()),
        Captured::default(),
    );
    let run = interpret(&spec, payload.unwrap(), &said);
    run.notes.is_empty()
        && run
            .result
            .is_ok_and(|answer| answer.unsupported_at(event).is_none())
}

#[test]
fn an_answer_fits_its_schema_exactly_when_it_is_read_as_written() {
    let answers = [
        json!({}),
        json!({ "decision": "proceed", "context": "c", "notice": ["n"], "stop": null }),
        json!({ "decision": "block", "message": "no" }),
        json!({ "decision": "modify", "content": {} }),
        json!({ "decision": "modify", "content": "text" }),
        json!({ "decision": "allow", "message": null }),
        json!({ "decision": "ask", "message": "?" }),
        json!({ "stop": "enough" }),
        json!({ "stop": true }),
        json!({ "decision": "modify" }),
        json!({ "decision": "modify", "content": null }),
        json!({ "decision": "proceed", "content": {} }),
        json!({ "content": {} }),
        json!({ "decision": "deny" }),
        json!({ "decision": null }),
        json!({ "decision": "allow", "message": 1 }),
        json!({ "decision": "block", "context": { "a": 1 } }),
        json!({ "decision": "block", "notice": [1] }),
        json!({ "stop": 1 }),
    ];
    for event in EventName::ALL {
        let validator = validator(&schema::answer(event));
        for answer in &answers {
            assert_eq!(
                validator.is_valid(answer),
                is_read_as_written(event, answer),
                "{event}: {answer}"
            );
        }
    }
}

#[test]
fn a_report_fits_its_schema_and_survives() {
    let mut report = Report::new(EventName::PreToolUse);
    report.outcome = OutcomeKind::Block;
    report.message = Some("no".to_owned());
    report.content = Some(json!({ "a": 1 }));
    report.env.insert("A".to_owned(), "1".to_owned());
    let mut row = Row::new("guard", "hooks.toml:3", RowStatus::Failed);
    row.cause = Some(hooks_types::report::Cause::Timeout);
    row.exit_code = Some(1);
    report.hooks.push(row);
    let value = serde_json::to_value(&report).unwrap();
    assert!(validator(&schema::report()).is_valid(&value));
    assert_eq!(serde_json::from_value::<Report>(value).unwrap(), report);
}

#[test]
fn what_a_newer_version_adds_is_read() {
    let report = json!({
        "event": "PreToolUse", "outcome": "block", "message": "no", "verdict": { "new": 1 },
        "hooks": [{
            "id": "guard", "source": "hooks.toml:3", "status": "failed", "weight": 2,
            "cause": "moon_phase", "notes": [{ "code": "eclipse", "message": "m", "at": 1 }],
        }],
    });
    let read: Report = serde_json::from_value(report).unwrap();
    let row = &read.hooks[0];
    assert_eq!(row.cause, Some(Cause::Other("moon_phase".to_owned())));
    assert_eq!(row.notes[0].code, NoteCode::Other("eclipse".to_owned()));
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written["hooks"][0]["cause"], "moon_phase");

    // A report needs only an event and an outcome: all other fields have a default.
    let least = json!({ "event": "Dreamed", "outcome": "proceed" });
    let read: Report = serde_json::from_value(least).unwrap();
    assert_eq!(read, Report::new(EventName::Other("Dreamed".into())));

    for (name, payload) in samples::all() {
        let mut newer = serde_json::to_value(&payload).unwrap();
        newer["weather"] = json!("fine");
        newer["hook_event"]["moon"] = json!({ "phase": 1 });
        let read: Payload = serde_json::from_value(newer.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), newer, "{name}");
    }
}
