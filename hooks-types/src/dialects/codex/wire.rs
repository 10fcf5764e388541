//! Codex's functions behind the crate's seam for dialects.

use super::{events, judge, object, payload, speak};
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

/// Codex.
pub(crate) struct Codex;

impl Wire for Codex {
    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        payload::encode(payload, form)
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        payload::decode(bytes, event)
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        let has = events::TABLE.iter().any(|row| row.name == event.as_str());
        let own = matches!(event, EventName::Other(_));
        (has || own).then(|| WireForm::new(Dialect::Codex, event.as_str()))
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

    /// A patch may also be called a write or an edit, a started agent an agent.
    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let mut subjects = targets::subjects(Dialect::Codex, event, meta);
        for (name, also) in [
            ("apply_patch", &["Write", "Edit"][..]),
            ("spawn_agent", &["Agent"]),
        ] {
            if !subjects.names.iter().any(|known| known == name) {
                continue;
            }
            for other in also {
                if !subjects.names.iter().any(|known| known == other) {
                    subjects.names.push((*other).to_owned());
                }
            }
        }
        subjects
    }

    /// Codex itself sets nothing; scripts written for Claude Code need the project's folder.
    fn environment(&self, _spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        let meta = &payload.meta;
        let mut plan = EnvironmentPlan::default();
        for name in ["CODEX_PROJECT_DIR", "CLAUDE_PROJECT_DIR"] {
            let dir = meta.project_dir.as_ref().unwrap_or(&meta.cwd);
            plan.vars.insert(name.to_owned(), dir.clone());
        }
        plan
    }
}
