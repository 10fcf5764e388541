//! Properties that hold in every dialect, for every payload and every report.

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::event::BlockEffect;
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::wire::{Expected, decode, encode, speak};
use hooks_types::{DialectRef, EventName, HookAnswer, Outcome, Payload, Report};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::property_samples::samples;
use super::trial::hook;

#[test]
fn every_dialect_has_samples() {
    let samples = samples();
    for dialect in crate::dialects().iter() {
        let mut own = samples.iter().filter(|sample| sample.dialect == *dialect);
        assert!(own.any(|sample| !sample.blocks.is_empty()), "{dialect}");
    }
}

fn judged(payload: &Payload, ending: Ending, out: &[u8], err: &[u8]) -> Option<HookAnswer> {
    let said = RunOutput::new(ending, Captured::whole(out), Captured::whole(err));
    interpret(&hook(payload), payload, &said).result.ok()
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1.0e9..1.0e9).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_]{1,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn pick<T: Clone>(items: &[T], at: usize) -> Option<T> {
    (!items.is_empty()).then(|| items[at % items.len()].clone())
}

fn outcome_kind() -> impl Strategy<Value = OutcomeKind> {
    prop_oneof![
        Just(OutcomeKind::Proceed),
        Just(OutcomeKind::Allow),
        Just(OutcomeKind::Modify),
        Just(OutcomeKind::Ask),
        Just(OutcomeKind::Block),
    ]
}

/// Returns content that fits the payload's event.
fn content_for(payload: &Payload, text: &str) -> Value {
    use hooks_types::ToolInput;
    use hooks_types::wire::EventRef;

    match EventRef::Payload(payload).call().map(|call| &call.input) {
        Some(ToolInput::Shell(_)) => json!({"command": ["bash", "-c", format!("echo {text}")]}),
        Some(ToolInput::Custom(_)) => {
            json!("*** Begin Patch\n*** Add File: b\n+y\n*** End Patch")
        }
        Some(_) => json!({"a": text}),
        None => json!(text),
    }
}

/// Returns a report with only those parts that the event table allows for the payload's event.
fn report_of(payload: &Payload, kind: OutcomeKind, text: &str, grants: bool, stop: bool) -> Report {
    let event = payload.event.name();
    let traits = event.traits();
    let mut report = Report::new(event);
    let modifies = kind == OutcomeKind::Modify
        && traits.carries_content()
        && (traits.carries(OutcomeKind::Modify) || grants);
    if modifies || traits.carries(kind) {
        report.outcome = kind;
    }
    if report.outcome == OutcomeKind::Modify {
        let output = matches!(payload.event, hooks_types::HookEvent::PostToolUse(_));
        report.content = Some(match output {
            true => json!(text),
            false => content_for(payload, text),
        });
    }
    if matches!(report.outcome, OutcomeKind::Block | OutcomeKind::Ask) {
        report.message = Some(text.to_owned());
    }
    report.grants = traits.carries(OutcomeKind::Allow)
        && match report.outcome {
            OutcomeKind::Allow => true,
            OutcomeKind::Modify => grants,
            _ => false,
        };
    report.stop = stop.then(|| "enough".to_owned());
    report
}

/// Returns whether the agent asks its user if the hook prints nothing.
fn asks_by_silence(payload: &Payload) -> bool {
    let asks = |agent| {
        payload
            .origin
            .as_ref()
            .is_some_and(|origin| origin.form.dialect == agent)
    };
    payload.event.name() == EventName::PermissionRequest
        && (asks(crate::CLAUDE) || asks(crate::CODEX))
}

proptest! {
    #[test]
    fn bytes_come_back_as_equal_json(
        which in any::<usize>(),
        fields in proptest::collection::btree_map("[a-z_]{1,12}", json_value(), 0..6),
        odd in proptest::collection::vec((any::<usize>(), json_value()), 0..3),
    ) {
        let sample = pick(samples(), which).unwrap();
        if sample.dialect == DialectRef::NATIVE {
            return Ok(());
        }
        let mut object: Map<String, Value> = sample.payload.as_object().cloned().unwrap();
        for (key, value) in fields {
            object.entry(key).or_insert(value);
        }
        // Some known fields get unexpected values.
        let known: Vec<String> = object.keys().cloned().collect();
        for (at, value) in odd {
            let key = &known[at % known.len()];
            if key != "hook_event_name" {
                object.insert(key.clone(), value);
            }
        }
        let bytes = Value::Object(object.clone()).to_string();
        let expected = Expected::new(sample.dialect).with_event(sample.event);
        let Ok(payload) = decode(bytes.as_bytes(), expected) else { return Ok(()) };
        let form = payload.origin.as_ref().map(|origin| origin.form.clone()).unwrap();
        let back: Value = serde_json::from_slice(&encode(&payload, &form).unwrap()).unwrap();
        let sent: Value = serde_json::from_str(&bytes).unwrap();
        prop_assert_eq!(back, sent);
        // The payload can be written in the native form and read back.
        let native = serde_json::to_string(&payload).unwrap();
        prop_assert!(serde_json::from_str::<Payload>(&native).is_ok(), "{}", native);
    }

    #[test]
    fn a_written_answer_is_not_read_as_a_weaker_one(
        which in any::<usize>(), kind in outcome_kind(), text in "[a-z]{1,8}",
        grants in any::<bool>(), stop in any::<bool>(), beside in any::<bool>(),
    ) {
        let sample = pick(samples(), which).unwrap();
        let payload = sample.read();
        let mut report = report_of(&payload, kind, &text, grants, stop);
        if beside {
            report.context.push("ctx".to_owned());
            report.notices.push("note".to_owned());
        }
        let spoken = speak(&payload, &report);
        let ending = Ending::Exited(spoken.exit_code.into());
        let answer = judged(&payload, ending, &spoken.stdout, &spoken.stderr);
        let answer = answer.ok_or_else(|| TestCaseError::fail(format!("no answer: {spoken:?}")))?;
        let read = answer.outcome.kind();
        let stopped = answer.stop.is_some();
        let restricted = read == OutcomeKind::Block || stopped;
        // After a tool has run, a block in the report can reach the model as any text.
        let told = payload.event.name().traits().block == BlockEffect::Feedback
            && !answer.context.is_empty();
        // A request to end the run overrides a block that makes the agent go on. At a stop, the run ends without a
        // request, unless a hook blocks.
        let stops = payload.event.name().traits().block == BlockEffect::GoesOn;
        let fits = match report.outcome {
            _ if stops && report.stop.is_some() => stopped || read == OutcomeKind::Proceed,
            OutcomeKind::Block => restricted || told,
            // Some agents ask the user if the hook prints nothing.
            OutcomeKind::Ask if asks_by_silence(&payload) && read == OutcomeKind::Proceed => true,
            OutcomeKind::Ask => restricted || read == OutcomeKind::Ask,
            OutcomeKind::Modify => {
                let content = answer.outcome.content();
                let shows = content.is_some_and(|content| content.to_string().contains(&text));
                restricted || told || content == report.content.as_ref() || shows
            }
            OutcomeKind::Allow | OutcomeKind::Proceed => true,
        };
        prop_assert!(fits, "{} {:?} -> {:?} -> {:?}", sample.dialect, report, spoken, answer);
        let granted = matches!(answer.outcome, Outcome::Allow { grants: true, .. });
        prop_assert!(!granted || report.grants, "{:?} -> {:?}", report, answer);
        if report.stop.is_some() && !restricted && !stops {
            let told = spoken.notes.iter().any(|note| note.code == NoteCode::Unsayable);
            prop_assert!(told, "{:?} -> {:?}", report, spoken);
        }
    }

    #[test]
    fn every_report_is_said_as_objects_line_by_line(
        which in any::<usize>(), kind in outcome_kind(), content in proptest::option::of(json_value()),
        message in proptest::option::of(".{0,8}"), grants in any::<bool>(), stop in any::<bool>(),
    ) {
        let payload = pick(samples(), which).unwrap().read();
        let mut report = report_of(&payload, kind, "text", grants, stop);
        report.outcome = kind;
        report.content = content;
        report.message = message;
        report.grants = grants;
        report.notices.push("note".to_owned());
        let spoken = speak(&payload, &report);
        for line in String::from_utf8(spoken.stdout).unwrap().lines() {
            let object = serde_json::from_str::<Map<String, Value>>(line);
            prop_assert!(object.is_ok(), "{:?} -> {}", report, line);
        }
    }

    #[test]
    fn no_output_at_all_makes_any_dialect_panic(
        which in any::<usize>(), out in proptest::collection::vec(any::<u8>(), 0..200),
        code in prop_oneof![Just(0), Just(1), Just(2), Just(127)],
    ) {
        let sample = pick(samples(), which).unwrap();
        judged(&sample.read(), Ending::Exited(code), &out, &out);
    }
}
