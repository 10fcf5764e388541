//! A payload cannot open a gate by naming its event twice, or in a way that readers differ about.

use hooks_types::wire::{DecodeErrorKind, Expected, decode};
use hooks_types::{DialectRef, HookEvent};
use serde_json::{Value, json};

use super::property_samples::{Sample, samples};

/// The key that names the event, and the word that is no gate in this dialect.
fn naming(sample: &Sample) -> (&'static str, &'static str) {
    match sample.dialect == DialectRef::NATIVE {
        true => ("event_type", "session_start"),
        false => ("hook_event_name", "SessionStart"),
    }
}

/// The payload's text with these entries before or behind the key that names the event, in the same
/// object.
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
