//! Tests the payload of every event as hooks read it.

use std::collections::BTreeSet;

use hooks_types::dialect::WireForm;
use hooks_types::wire::{Expected, decode, encode};
use hooks_types::{DialectRef, EventName};
use serde_json::Value;

use super::samples;

#[test]
fn every_payload_is_written_as_its_snapshot() {
    for (name, payload) in samples::all() {
        let bytes = encode(&payload, &WireForm::native(&payload.event.name())).unwrap();
        let written: Value = serde_json::from_slice(&bytes).unwrap();
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            snapshot_path => "snapshots/payload",
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, format!("{written:#}"));
        });
    }
}

#[test]
fn every_payload_survives_being_written_and_read() {
    for (name, payload) in samples::all() {
        let event = payload.event.name();
        let bytes = encode(&payload, &WireForm::native(&event)).unwrap();
        assert_eq!(
            bytes.iter().filter(|b| **b == b'\n').count(),
            1,
            "{name}: one line"
        );
        for expected in [
            Expected::new(DialectRef::NATIVE),
            Expected::new(DialectRef::NATIVE).with_event(event.as_str()),
        ] {
            assert_eq!(decode(&bytes, expected).unwrap(), payload, "{name}");
        }
    }
}

#[test]
fn there_is_a_sample_of_every_event() {
    let sampled: BTreeSet<EventName> = samples::all()
        .iter()
        .map(|(_, payload)| payload.event.name())
        .collect();
    for event in EventName::ALL {
        assert!(sampled.contains(event), "{event}");
    }
    assert_eq!(sampled.len(), EventName::ALL.len() + 1);
}
