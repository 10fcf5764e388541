//! How Gemini CLI spells payloads and answers.

use crate::dialect::WireForm;
use crate::environment::EnvironmentPlan;
use crate::interpret::Interpretation;
use crate::meta::SessionMeta;
use crate::payload::Payload;
use crate::report::Report;
use crate::said::Said;
use crate::spec::HookSpec;
use crate::wire::{DecodeError, EncodeError, EventRef, Restriction, Spoken, Subjects, Wire};

/// Gemini CLI.
pub(crate) struct Gemini;

impl Wire for Gemini {
    fn encode(&self, _payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        Err(EncodeError::new(format!(
            "{} is not spoken yet",
            form.dialect
        )))
    }

    fn decode(&self, _bytes: &[u8], _event: Option<&str>) -> Result<Payload, DecodeError> {
        Err(DecodeError::new("gemini is not read yet"))
    }

    fn interpret(&self, _spec: &HookSpec, _payload: &Payload, _said: &Said<'_>) -> Interpretation {
        Interpretation::new(Ok(crate::HookAnswer::block("gemini is not read yet")))
    }

    fn restricts(&self, _line: &[u8], _form: &WireForm) -> Option<Restriction> {
        None
    }

    fn speak(&self, _payload: &Payload, _report: &Report) -> Spoken {
        Spoken::default()
    }

    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let mut subjects = Subjects::default();
        subjects.names.extend(event.target().map(str::to_owned));
        subjects.cwd.clone_from(&meta.cwd);
        subjects
    }

    fn environment(&self, _spec: &HookSpec, _payload: &Payload) -> EnvironmentPlan {
        EnvironmentPlan::default()
    }
}
