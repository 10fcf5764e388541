//! A dialect for tests: like the native dialect, but a hook's options set the hook's pace.

use hooks_types::dialect::{AnswerFormat, Key, Object, Reading};
use hooks_types::dialect::{Dialect, DialectOptions, WireForm};
use hooks_types::spec::Pace;
use hooks_types::wire::{DecodeError, EncodeError, EventRef, HookOutput, Subjects};
use hooks_types::{DialectRef, EventName, HookSpec, Payload, Report, SessionMeta};

/// The dialect of native hooks whose pace can be set.
#[derive(Debug)]
struct Paced;

const PACED: DialectRef = DialectRef::of(&Paced);

/// Returns the hook with this pace.
pub(crate) fn at_pace(mut hook: HookSpec, pace: Pace) -> HookSpec {
    let name = match pace {
        Pace::InTurn => "in_turn",
        Pace::InTurnMerged => "in_turn_merged",
        _ => "together",
    };
    hook.options.set("pace", name);
    hook.form = WireForm::new(PACED, hook.event.wire_name());
    hook
}

fn native() -> &'static dyn Dialect {
    static NATIVE: DialectRef = DialectRef::NATIVE;
    NATIVE.get().expect("the native dialect is always known")
}

impl AnswerFormat for Paced {
    fn keys(&self) -> &'static [Key] {
        native().keys()
    }

    fn read(&self, object: &Object, form: &WireForm) -> Reading {
        native().read(object, form)
    }
}

impl Dialect for Paced {
    fn name(&self) -> &str {
        "paced"
    }

    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        native().encode(payload, form)
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        native().decode(bytes, event)
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        Some(WireForm::new(PACED, event.wire_name()))
    }

    fn speak(&self, payload: &Payload, report: &Report) -> HookOutput {
        native().speak(payload, report)
    }

    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        native().subjects(form, event, meta)
    }

    fn pace(&self, options: &DialectOptions) -> Pace {
        match options.get("pace").and_then(serde_json::Value::as_str) {
            Some("in_turn") => Pace::InTurn,
            Some("in_turn_merged") => Pace::InTurnMerged,
            _ => Pace::Together,
        }
    }
}
