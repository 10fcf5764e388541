//! A payload must not evade a gate by naming its event twice, or in a spelling that readers interpret differently.

use hooks_types::event::BlockEffect;
use hooks_types::wire::{DecodeErrorKind, Expected, decode, form_of};
use hooks_types::{DialectRef, EventName, HookEvent, Payload};
use serde_json::{Value, json};

use super::property_samples::{Sample, samples};

/// Returns the key that names the event, and the name of an event that is not a gate.
fn naming(sample: &Sample) -> (&'static str, &'static str) {
    match sample.dialect == DialectRef::NATIVE {
        true => ("event_type", "session_start"),
        false => ("hook_event_name", "SessionStart"),
    }
}

/// Returns the payload's text with `before` in front of the key that names the event, and `behind` after it.
fn around(sample: &Sample, before: &str, behind: &str) -> Option<String> {
    let (key, _) = naming(sample);
    let name = match sample.dialect == DialectRef::NATIVE {
        true => &sample.payload["hook_event"][key],
        false => &sample.payload[key],
    };
    let entry = format!("\"{key}\":{name}");
    let text = sample.payload.to_string();
    let (begin, end) = text.split_once(&entry)?;
    Some(format!("{begin}{before}{entry}{behind}{end}"))
}

fn text_names(sample: &Sample, name: &str) -> bool {
    let (key, _) = naming(sample);
    sample.payload[key] == name || sample.payload["hook_event"][key] == name
}

#[track_caller]
fn is_unclear(sample: &Sample, text: &str) {
    for event in [None, Some(sample.event), Some("SessionStart")] {
        let mut expected = Expected::new(sample.dialect.clone());
        expected.event = event;
        let kind = decode(text.as_bytes(), expected).map_err(|error| error.kind());
        let kind = kind.map(|payload| payload.event.name());
        let unclear = Err(DecodeErrorKind::UnclearEvent);
        assert_eq!(kind, unclear, "{} {event:?} {text}", sample.dialect);
    }
}

#[test]
fn a_doubled_event_name_opens_no_gate() {
    let mut tried = 0;
    for sample in samples() {
        let (key, other) = naming(sample);
        let escaped = format!("\\u{:04x}{}", u32::from(key.as_bytes()[0]), &key[1..]);
        for key in [key, &escaped] {
            for value in [other, "", "x", "PreToolUse ", "\u{200b}"] {
                if text_names(sample, value) {
                    continue;
                }
                let second = format!("\"{key}\":{}", json!(value));
                let texts = [
                    around(sample, &format!("{second},"), ""),
                    around(sample, "", &format!(",{second}")),
                ];
                for text in texts.into_iter().flatten() {
                    is_unclear(sample, &text);
                    tried += 1;
                }
            }
            for value in ["null", "1", "1e999", "{}", "[\"x\"]", "\"\\ud800\""] {
                if let Some(text) = around(sample, "", &format!(",\"{key}\":{value}")) {
                    is_unclear(sample, &text);
                }
            }
        }
    }
    assert!(tried > 400, "{tried}");
}

#[test]
fn an_event_name_that_is_not_a_clean_string_opens_no_gate() {
    for sample in samples() {
        let (key, _) = naming(sample);
        let Some(text) = around(sample, "", "") else {
            continue;
        };
        let (begin, rest) = text.split_once(&format!("\"{key}\":\"")).unwrap();
        let (_, end) = rest.split_once('"').unwrap();
        for value in [
            "1e999",
            "-1e999",
            "NaN",
            "1",
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "\" \"",
            "\"Stop\\ud800\"",
            "\"Stop\\u0000\"",
            "\"\u{feff}Stop\"",
            "\"Stop\n\"",
        ] {
            is_unclear(sample, &format!("{begin}\"{key}\":{value}{end}"));
        }
    }
}

#[test]
fn a_doubled_body_of_a_native_payload_opens_no_gate() {
    let native = |sample: &&Sample| sample.dialect == DialectRef::NATIVE;
    for sample in samples().iter().filter(native) {
        let text = sample.payload.to_string();
        for body in [
            r#"{"event_type":"session_start","source":"startup"}"#,
            "null",
            "{}",
        ] {
            let behind = text.strip_suffix('}').unwrap();
            is_unclear(sample, &format!("{behind},\"hook_event\":{body}}}"));
            is_unclear(
                sample,
                &text.replacen('{', &format!("{{\"hook_event\":{body},"), 1),
            );
        }
    }
}

#[test]
fn a_name_said_twice_alike_and_a_doubled_key_elsewhere_stay_readable() {
    for sample in samples() {
        let entry = |key: &str, name: &Value| format!(",\"{key}\":{name}");
        let (key, _) = naming(sample);
        let name = match sample.dialect == DialectRef::NATIVE {
            true => &sample.payload["hook_event"][key],
            false => &sample.payload[key],
        };
        let Some(text) = around(sample, "", &entry(key, name)) else {
            continue;
        };
        let behind = text.strip_suffix('}').unwrap();
        let text = format!("{behind},\"zz\":{{\"{key}\":1,\"{key}\":2}}}}");
        let expected = Expected::new(sample.dialect.clone()).with_event(sample.event);
        let payload = decode(text.as_bytes(), expected).unwrap();
        assert_eq!(payload.event.name(), sample.read().event.name());
        assert!(!matches!(payload.event, HookEvent::Other(_)));
        assert!(payload.unseen.is_some(), "{text}");
    }
}

/// Returns the name in every casing, each with and without separators.
fn casings(name: &str) -> Vec<String> {
    let parted = |by: char| {
        let mut parted = String::new();
        for letter in name.chars() {
            if letter.is_ascii_uppercase() && !parted.is_empty() {
                parted.push(by);
            }
            parted.push(letter);
        }
        parted
    };
    let (snake, kebab) = (parted('_'), parted('-'));
    let mut all = vec![name.to_owned()];
    for name in [name, &snake, &kebab] {
        let (first, rest) = name.split_at(1);
        all.extend([
            name.to_lowercase(),
            name.to_uppercase(),
            first.to_uppercase() + rest,
            first.to_lowercase() + rest,
        ]);
    }
    all
}

fn read_as(sample: &Sample, name: &str, event: Option<&str>) -> Result<Payload, DecodeErrorKind> {
    let key = match sample.payload.get("event") {
        Some(_) => "event",
        None => "hook_event_name",
    };
    let mut payload = sample.payload.clone();
    payload[key] = json!(name);
    let mut expected = Expected::new(sample.dialect.clone());
    expected.event = event;
    decode(payload.to_string().as_bytes(), expected).map_err(|error| error.kind())
}

#[test]
fn an_agents_own_event_in_any_casing_is_that_event() {
    let foreign = |sample: &&Sample| sample.dialect != DialectRef::NATIVE;
    for sample in samples().iter().filter(foreign) {
        let read = sample.read();
        let own = &read.origin.as_ref().unwrap().form.event;
        for name in casings(own) {
            for event in [None, Some(own.as_str()), Some(name.as_str())] {
                let found = read_as(sample, &name, event).unwrap();
                let what = format!("{} {name} {event:?}", sample.dialect);
                assert_eq!(found.event, read.event, "{what}");
                assert_eq!(
                    found.origin.unwrap().form,
                    read.origin.as_ref().unwrap().form,
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn our_name_of_an_event_in_any_casing_opens_no_gate_of_an_agent() {
    let mut tried = 0;
    for sample in samples() {
        let event = sample.read().event.name();
        let Some(form) = form_of(&sample.dialect, &event) else {
            continue;
        };
        if sample.dialect == DialectRef::NATIVE
            || sample.read().origin.unwrap().form.event != form.event
        {
            // This sample's payload has the form for one kind of call, while `form_of` returns the form for all calls.
            continue;
        }
        for name in casings(event.as_str()) {
            for expected in [None, Some(form.event.as_str()), Some(event.as_str())] {
                let found = read_as(sample, &name, expected).map(|payload| payload.event.name());
                assert_eq!(
                    found,
                    Ok(event.clone()),
                    "{} {name} {expected:?}",
                    sample.dialect
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn no_casing_of_a_gate_is_an_event_that_nobody_knows() {
    let dialects = samples().iter().map(|sample| &sample.dialect);
    let foreign: Vec<_> = dialects.filter(|it| **it != DialectRef::NATIVE).collect();
    let everything = json!({"session_id": "s", "cwd": "/p", "tool_name": "Bash", "prompt": "p",
        "tool_input": {"command": "ls"}, "trigger": "auto", "toolName": "bash", "toolArgs": "{}"});
    for dialect in foreign {
        let gates = EventName::ALL.iter().filter(|event| event.traits().gates());
        for event in gates.filter(|event| form_of(dialect, event).is_some()) {
            for name in casings(event.as_str()) {
                let mut payload = everything.clone();
                payload["event"] = json!(name);
                payload["hook_event_name"] = json!(name);
                let bytes = payload.to_string();
                let found = decode(bytes.as_bytes(), Expected::new(dialect.clone())).unwrap();
                assert_eq!(found.event.name(), *event, "{dialect} {name}");
            }
        }
    }
}

#[test]
fn a_call_without_a_tool_name_is_not_recognised_as_a_payload_of_any_agent() {
    let keys = ["tool_name", "toolName", "command", "file_path", "filePath"];
    let mut tried = 0;
    for sample in samples()
        .iter()
        .filter(|it| it.dialect != DialectRef::NATIVE)
    {
        if sample.read().event.name().traits().block != BlockEffect::CallRefused {
            continue;
        }
        for value in [
            None,
            Some(json!("")),
            Some(json!(" ")),
            Some(json!(5)),
            Some(Value::Null),
        ] {
            let mut payload = sample.payload.clone();
            let fields = payload.as_object_mut().unwrap();
            for key in keys {
                match &value {
                    Some(value) => drop(fields.insert(key.to_owned(), value.clone())),
                    None => drop(fields.remove(key)),
                }
            }
            let expected = Expected::new(sample.dialect.clone()).with_event(sample.event);
            let found = decode(payload.to_string().as_bytes(), expected);
            let problem = found.map(|payload| payload.event).unwrap_err().to_string();
            assert!(
                problem.contains(" without `"),
                "{} {problem}",
                sample.dialect
            );
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
}
