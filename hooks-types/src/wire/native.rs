//! The native wire.

use super::{DecodeError, EncodeError, EventRef, Restriction, Spoken, Subjects, Wire};
use crate::dialect::{Spelling, WireForm};
use crate::environment::EnvironmentPlan;
use crate::interpret::{Interpretation, interpret_native, restricts_natively};
use crate::meta::SessionMeta;
use crate::payload::Payload;
use crate::report::Report;
use crate::said::Said;
use crate::spec::HookSpec;

/// Our own dialect.
pub(crate) struct Native;

impl Wire for Native {
    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        if form.spelling == Spelling::LegacyNotify {
            return super::notify::encode(payload);
        }
        let mut bytes = serde_json::to_vec(payload).map_err(|e| EncodeError::new(e.to_string()))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn decode(&self, bytes: &[u8], _event: Option<&str>) -> Result<Payload, DecodeError> {
        serde_json::from_slice(bytes).map_err(|e| DecodeError::new(e.to_string()))
    }

    fn interpret(&self, spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
        interpret_native(spec, payload, said)
    }

    fn restricts(&self, line: &[u8], _form: &WireForm) -> Option<Restriction> {
        restricts_natively(line)
    }

    fn speak(&self, _payload: &Payload, _report: &Report) -> Spoken {
        Spoken::default()
    }

    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, _meta: &SessionMeta) -> Subjects {
        let mut subjects = Subjects::default();
        subjects.names.extend(event.target().map(str::to_owned));
        subjects
    }

    fn environment(&self, _spec: &HookSpec, _payload: &Payload) -> EnvironmentPlan {
        EnvironmentPlan::default()
    }
}
