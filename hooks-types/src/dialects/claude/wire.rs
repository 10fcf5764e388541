//! Claude Code's functions behind the crate's seam for dialects.

use super::{environment, events, judge, object, payload, speak, subjects};
use crate::dialect::{Dialect, WireForm};
use crate::environment::EnvironmentPlan;
use crate::event::EventName;
use crate::interpret::Interpretation;
use crate::meta::SessionMeta;
use crate::payload::Payload;
use crate::reader::{Key, Object};
use crate::report::Report;
use crate::said::Said;
use crate::spec::HookSpec;
use crate::wire::{DecodeError, EncodeError, EventRef, Restraint, Spoken, Subjects, Wire};

/// Claude Code.
pub(crate) struct Claude;

impl Wire for Claude {
    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        payload::encode(payload, form)
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        payload::decode(bytes, event)
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        let has = events::TABLE.iter().any(|row| row.name == event.as_str());
        let own = matches!(event, EventName::Other(_));
        (has || own).then(|| WireForm::new(Dialect::Claude, event.as_str()))
    }

    fn interpret(&self, spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
        judge::judge(spec, payload, said)
    }

    fn keys(&self) -> &'static [Key] {
        object::KEYS
    }

    fn restrains(&self, object: &Object, form: &WireForm) -> Option<Restraint> {
        object::read(events::row(&form.event), object).restraint()
    }

    fn speak(&self, payload: &Payload, report: &Report) -> Spoken {
        speak::speak(payload, report)
    }

    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        subjects::subjects(form, event, meta)
    }

    fn environment(&self, spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        environment::plan(spec, payload)
    }
}
