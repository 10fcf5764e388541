//! A dialect whose hooks answer with the colour of a traffic light.

use hooks_types::dialect::{AnswerFormat, Decision, Field, Key, Object, OutputRules, Reading};
use hooks_types::dialect::{Dialect, Replacement, WireForm};
use hooks_types::wire::{
    DecodeError, EncodeError, EventRef, HookOutput, Subjects, decode, encode, speak,
};
use hooks_types::{DialectRef, EventName, Payload, Report, SessionMeta};

/// A dialect whose hooks answer with the colour of a traffic light.
#[derive(Debug)]
pub(super) struct Traffic;

pub(super) const TRAFFIC: DialectRef = DialectRef::of(&Traffic);

pub(super) static KEYS: &[Key] = &[
    Key::words("light", &["green", "yellow", "red"]),
    Key::flag("closed", true),
    Key::remark("closing"),
    Key::remark("radio"),
    Key::remark("why"),
    Key::content("input"),
];

impl AnswerFormat for Traffic {
    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    fn read(&self, object: &Object, _form: &WireForm) -> Reading {
        let mut reading = Reading::default();
        reading.reason = object.text("why").ok();
        reading.decision = match object.text("light").ok().as_deref() {
            Some("red") => Some(Decision::Block),
            Some("yellow") => Some(Decision::Ask),
            Some("green") => Some(Decision::Allow { grants: true }),
            Some(other) => {
                reading.refuse(format!("`{other}` is not a light"));
                None
            }
            None => None,
        };
        if object.flag("closed") == Field::Is(true) {
            let why = object.text("closing").ok();
            reading.stop = Some(why.unwrap_or_else(|| "the road is closed".to_owned()));
        }
        reading.replacement = object.value("input").ok().map(Replacement::Input);
        reading
    }

    fn output_rules(&self) -> OutputRules {
        OutputRules {
            line_apart: Some(radio),
            ..OutputRules::PLAIN
        }
    }

    fn input_back(
        &self,
        _payload: &Payload,
        input: serde_json::Value,
    ) -> Result<serde_json::Value, String> {
        match input.is_object() {
            true => Ok(input),
            false => Err("the input is not an object".to_owned()),
        }
    }
}

/// Reads a line of the traffic radio, which the user hears.
fn radio(line: &Object) -> Option<Reading> {
    let mut reading = Reading::default();
    reading.notices.push(line.text("radio").ok()?);
    Some(reading)
}

impl Dialect for Traffic {
    fn name(&self) -> &str {
        "traffic"
    }

    fn encode(&self, payload: &Payload, _form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        encode(payload, &WireForm::native(&payload.event.name()))
    }

    fn decode(&self, bytes: &[u8], _event: Option<&str>) -> Result<Payload, DecodeError> {
        decode(bytes, hooks_types::wire::Expected::new(DialectRef::NATIVE))
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        Some(WireForm::new(TRAFFIC, event.as_str()))
    }

    fn speak(&self, payload: &Payload, report: &Report) -> HookOutput {
        speak(payload, report)
    }

    fn subjects(&self, _form: &WireForm, _event: EventRef<'_>, _meta: &SessionMeta) -> Subjects {
        Subjects::default()
    }
}
