//! Dialects with a mistake in their tables.

use std::sync::Arc;

use hooks_types::dialect::{AnswerFormat, Key, Object, Reading};
use hooks_types::dialect::{Dialect, Dialects, DialectsErrorKind, WireForm};
use hooks_types::wire::{
    DecodeError, EncodeError, EventRef, HookOutput, Subjects, decode, encode, speak,
};
use hooks_types::{DialectRef, EventName, Payload, Report, SessionMeta};

use super::traffic::{KEYS, TRAFFIC};

/// A dialect whose tables a test supplies.
#[derive(Debug)]
struct Paper {
    keys: &'static [Key],
    form: fn(&EventName) -> Option<WireForm>,
}

impl AnswerFormat for Paper {
    fn keys(&self) -> &'static [Key] {
        self.keys
    }

    fn read(&self, _object: &Object, _form: &WireForm) -> Reading {
        Reading::default()
    }
}

impl Dialect for Paper {
    fn name(&self) -> &str {
        "paper"
    }

    fn encode(&self, payload: &Payload, _form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        encode(payload, &WireForm::native(&payload.event.name()))
    }

    fn decode(&self, bytes: &[u8], _event: Option<&str>) -> Result<Payload, DecodeError> {
        decode(bytes, hooks_types::wire::Expected::new(DialectRef::NATIVE))
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        (self.form)(event)
    }

    fn speak(&self, payload: &Payload, report: &Report) -> HookOutput {
        speak(payload, report)
    }

    fn subjects(&self, _form: &WireForm, _event: EventRef<'_>, _meta: &SessionMeta) -> Subjects {
        Subjects::default()
    }
}

#[test]
fn a_dialect_with_a_broken_table_is_refused_with_its_name_and_the_mistake() {
    fn own(event: &EventName) -> Option<WireForm> {
        Some(WireForm::new(DialectRef::named("paper"), event.as_str()))
    }
    fn nameless(_event: &EventName) -> Option<WireForm> {
        Some(WireForm::new(DialectRef::named("paper"), ""))
    }
    fn others(event: &EventName) -> Option<WireForm> {
        Some(WireForm::new(TRAFFIC, event.as_str()))
    }
    const TWICE: &[Key] = &[Key::remark("why"), Key::flag("why", true)];
    let brought = |keys, form| {
        let paper = DialectRef::shared(Arc::new(Paper { keys, form }));
        let brought = Dialects::native().with_dialect(paper);
        brought.map(|_| ()).map_err(|error| {
            assert_eq!(error.kind(), DialectsErrorKind::BrokenTable);
            error.to_string()
        })
    };
    let refused = |problem: &str| Err(format!("the dialect `paper` cannot be used: {problem}"));
    assert_eq!(brought(KEYS, own), Ok(()));
    assert_eq!(brought(&[], |_| None), Ok(()));
    assert_eq!(brought(TWICE, own), refused("its key `why` appears twice"));
    assert_eq!(
        brought(const { &[Key::object("inner", TWICE)] }, own),
        refused("its key `why` appears twice")
    );
    assert_eq!(
        brought(const { &[Key::words("light", &[])] }, own),
        refused("its key `light` has no words")
    );
    assert_eq!(
        brought(const { &[Key::words("light", &["red", "red"])] }, own),
        refused("its key `light` lists a word twice")
    );
    assert_eq!(
        brought(KEYS, nameless),
        refused("its form of PreToolUse does not name an event")
    );
    assert_eq!(
        brought(KEYS, others),
        refused("its form of PreToolUse belongs to the dialect `traffic`")
    );
}
