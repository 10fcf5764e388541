//! What the rows of payload tables do, and what must hold for every agent's tables.

use std::sync::Arc;

use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::event::{Notification, NotificationLevel, PostToolUse, Stop};
use hooks_types::wire::{Expected, decode, encode};
use hooks_types::{EventName, HookEvent, Payload, SessionMeta, ToolCall};
use serde_json::{Map, Value, json};

use super::reading::blank;
use super::{Field, PayloadReader, PayloadTable, PayloadWriter, field, filled};
use crate::CLAUDE;
use crate::property_samples::samples;

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field!("hook_event_name" => nothing),
    field!("sessionId", "session_id" => meta.session_id),
    field!("model" => meta.model).or(|| json!("")).read(filled),
    field!("stop_hook_active" => (Stop, SubagentStop).stop_hook_active),
    field!("why", "reason" => Stop.reason).written_as("reason"),
    field!("text" => Stop.last_assistant_message).unwritten(),
    field!("rounds" => Stop, || json!(1)),
    field!("duration_ms" => PostToolUse.duration_ms),
    field!("effort" => extra),
];

fn call() -> ToolCall {
    ToolCall::function("c", "t", Map::new())
}

fn read(event: EventName, object: &Value) -> Payload {
    let form = WireForm::new(CLAUDE, event.as_str());
    let mut reading = PayloadReader::of(&crate::claude::TOOLS, object.as_object().unwrap(), &form);
    reading.payload.event = blank(event, call);
    reading.fields(FIELDS);
    reading.end()
}

fn write(payload: &Payload, spelling: Spelling) -> Value {
    let form = WireForm::new(CLAUDE, "Stop").with_spelling(spelling);
    let mut writing = PayloadWriter::of(&crate::claude::TOOLS, payload, &form);
    writing.fields(FIELDS);
    Value::Object(writing.object)
}

#[test]
fn a_row_serves_both_directions_and_what_no_row_takes_is_left() {
    let sent = json!({"hook_event_name": "Stop", "session_id": "s", "model": "", "reason": "r",
        "why": null, "stop_hook_active": true, "text": "t", "effort": null, "odd": [1],
        "level": 3});
    let payload = read(EventName::Stop, &sent);
    let mut stop = Stop::new();
    stop.reason = Some("r".into());
    stop.stop_hook_active = true;
    stop.last_assistant_message = Some("t".into());
    stop.extra = Map::from_iter([("odd".to_owned(), json!([1]))]);
    assert_eq!(payload.event, stop.into());
    assert_eq!(*payload.meta, SessionMeta::new("s", ""));
    assert_eq!(
        Value::Object(payload.extra.clone()),
        json!({"effort": null})
    );
    assert_eq!(
        write(&payload, Spelling::Standard),
        json!({"sessionId": "s", "model": "", "reason": "r", "stop_hook_active": true, "rounds": 1,
            "effort": null, "odd": [1]})
    );
    let pascal = write(&payload, Spelling::PascalCase);
    assert_eq!(
        (&pascal["session_id"], &pascal["reason"]),
        (&json!("s"), &json!("r"))
    );
}

#[test]
fn a_value_of_the_wrong_type_is_as_good_as_absent() {
    for odd in [json!(null), json!(7.5), json!(["a"]), json!({"a": 1})] {
        let sent = json!({"session_id": odd, "reason": odd, "stop_hook_active": odd});
        let payload = read(EventName::Stop, &sent);
        assert_eq!(payload.event, Stop::new().into(), "{odd}");
        assert_eq!(payload.meta.session_id, "", "{odd}");
    }
    for odd in [json!(-1), json!(1.5), json!("1"), json!(null)] {
        let payload = read(EventName::PostToolUse, &json!({ "duration_ms": odd }));
        let event = PostToolUse::new(call(), Value::Null, 0);
        assert_eq!(payload.event, event.into(), "{odd}");
    }
}

#[test]
fn rows_of_other_events_are_neither_read_nor_written() {
    let payload = read(
        EventName::SessionEnd,
        &json!({"reason": "r", "duration_ms": 1}),
    );
    assert_eq!(
        Value::Object(payload.event.extra().clone()),
        json!({"reason": "r", "duration_ms": 1})
    );
    let event = Notification::new("m", NotificationLevel::Info);
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/p")), event);
    assert_eq!(
        write(&payload, Spelling::Standard),
        json!({"sessionId": "s", "model": ""})
    );
}

#[test]
fn a_filler_does_not_replace_the_fields_beside_the_event() {
    let mut stop = Stop::new();
    stop.extra.insert("rounds".to_owned(), json!(3));
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/p")), stop);
    assert_eq!(write(&payload, Spelling::Standard)["rounds"], json!(3));
}

/// Without its origin, a payload is written from its event, read back, and must be written as the same JSON again.
#[test]
fn what_an_agents_rows_write_they_read() {
    for sample in samples() {
        let mut payload = sample.read();
        let Some(origin) = payload.origin.take() else {
            continue;
        };
        let sent = encode(&payload, &origin.form).unwrap();
        let expected = Expected::new(sample.dialect.clone()).with_event(sample.event);
        let mut again = decode(&sent, expected).unwrap();
        assert_eq!(again.event.name(), payload.event.name(), "{sample:?}");
        again.origin = None;
        again = again.with_triggered_at(payload.triggered_at);
        let back = encode(&again, &origin.form).unwrap();
        // Compare as JSON, because the order of fields that our tables do not know is not fixed.
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
        assert_eq!(json(&back), json(&sent), "{sample:?}");
    }
}

/// Checks that no two rows for one event read the same key, because the second row would find nothing.
pub(crate) fn no_key_is_read_twice(table: &PayloadTable) {
    for event in EventName::ALL {
        let event: HookEvent = blank(event.clone(), call);
        let payload = Payload::new(Arc::new(SessionMeta::default()), event);
        let rows = table.fields.iter().copied().flatten();
        let rows = rows.filter(|row| (row.of)(&payload));
        let mut keys: Vec<&str> = rows.flat_map(|row| row.keys.iter().copied()).collect();
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        assert_eq!(
            keys.len(),
            all,
            "{} {}: {keys:?}",
            table.agent,
            payload.event.name()
        );
    }
}
