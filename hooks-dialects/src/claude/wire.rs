//! Claude Code's functions behind the crate's seam for dialects.

use hooks_types::dialect::{ContextLimit, Dialect, DialectOptions, WireForm};
use hooks_types::env::EnvironmentPlan;
use hooks_types::wire::{EncodeError, EventRef, Subjects};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta};
use serde_json::Value;

use super::{TOOLS, environment, events, if_rule, payload, speak, subjects};
use crate::CLAUDE;
use crate::wire::from_tables;

/// Claude Code.
#[derive(Debug)]
pub(crate) struct Claude;

impl Dialect for Claude {
    from_tables!("claude", payload::PAYLOADS, TOOLS, speak::speak);

    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        payload::PAYLOADS.encode(payload, form)
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        let has = events::TABLE.iter().any(|row| row.name == event.as_str());
        let own = matches!(event, EventName::Other(_));
        (has || own).then(|| WireForm::new(CLAUDE, event.as_str()))
    }

    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        subjects::subjects(form, event, meta)
    }

    fn fits(&self, options: &DialectOptions, subjects: &Subjects) -> bool {
        let rule = options.get("if").and_then(Value::as_str);
        rule.is_none_or(|rule| if_rule::fits(rule, subjects))
    }

    /// 10,000 characters each, for the user too, then 2,000 and the path of the whole (hook
    /// reference, output size).
    fn context_limit(&self, _options: &DialectOptions) -> Option<ContextLimit> {
        Some(
            ContextLimit::new(10_000)
                .with_ends(2_000, 0)
                .with_spills(true)
                .with_notices(true),
        )
    }

    fn environment(&self, spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        environment::plan(spec, payload)
    }
}
