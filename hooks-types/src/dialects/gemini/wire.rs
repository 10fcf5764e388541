//! Gemini CLI behind the crate's seam for dialects.

use serde_json::Value;

use super::{answer, events, payload_in, payload_out, speak};
use crate::dialect::{Dialect, WireForm};
use crate::dialects::targets;
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

/// Gemini CLI.
pub(crate) struct Gemini;

impl Wire for Gemini {
    /// One object without a newline.
    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        let object = payload_out::encode(payload, form)?;
        Ok(Value::Object(object).to_string().into_bytes())
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        payload_in::decode(bytes, event)
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        Some(WireForm::new(Dialect::Gemini, events::name_of(event)?))
    }

    fn interpret(&self, spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
        answer::interpret(spec, payload, said)
    }

    fn keys(&self) -> &'static [Key] {
        answer::KEYS
    }

    fn reads_quoted(&self) -> bool {
        true
    }

    fn restrains(&self, object: &Object, form: &WireForm) -> Option<Restraint> {
        answer::restraint(object, events::row_of(&form.event))
    }

    fn speak(&self, payload: &Payload, report: &Report) -> Spoken {
        speak::speak(payload, report)
    }

    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        targets::subjects(Dialect::Gemini, event, meta)
    }

    /// There is no event for failed tools; AfterTool tells of them.
    fn events(&self, spec: &HookSpec) -> Vec<EventName> {
        let mut events = vec![spec.event.clone()];
        if spec.form.event == "AfterTool" && spec.event == EventName::PostToolUse {
            events.push(EventName::PostToolUseFailure);
        }
        events
    }

    /// All three folders are the session's: Gemini CLI keeps no root apart from it.
    fn environment(&self, _spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        let mut plan = EnvironmentPlan::default();
        for name in ["GEMINI_PROJECT_DIR", "GEMINI_CWD", "CLAUDE_PROJECT_DIR"] {
            plan.vars.insert(name.to_owned(), payload.meta.cwd.clone());
        }
        let session = payload.meta.session_id.clone();
        plan.vars.insert("GEMINI_SESSION_ID".to_owned(), session);
        plan
    }
}
