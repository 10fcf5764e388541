//! Claude Code's functions behind the crate's seam for dialects.

use hooks_types::dialect::ToolIdentity;
use hooks_types::{
    ContextLimit, DecodeError, Dialect, DialectOptions, EncodeError, EnvironmentPlan, EventName,
    EventRef, HookSpec, Payload, Report, SessionMeta, Spoken, Subjects, ToolCall, WireForm,
};
use serde_json::Value;

use super::{TOOLS, environment, events, if_rule, payload, speak, subjects};
use crate::{CLAUDE, project, targets};

/// Claude Code.
#[derive(Debug)]
pub(crate) struct Claude;

impl Dialect for Claude {
    fn name(&self) -> &str {
        "claude"
    }

    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        payload::PAYLOADS.encode(payload, form)
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        payload::PAYLOADS.decode(bytes, event)
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        let has = events::TABLE.iter().any(|row| row.name == event.as_str());
        let own = matches!(event, EventName::Other(_));
        (has || own).then(|| WireForm::new(CLAUDE, event.as_str()))
    }

    fn speak(&self, payload: &Payload, report: &Report) -> Spoken {
        speak::speak(payload, report)
    }

    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        subjects::subjects(form, event, meta)
    }

    fn identity(&self, event: EventRef<'_>, call: &ToolCall, meta: &SessionMeta) -> ToolIdentity {
        targets::identity(event, call, meta)
    }

    fn content_as_sent(
        &self,
        call: &ToolCall,
        meta: &SessionMeta,
        content: &Value,
    ) -> Option<Value> {
        project::content_out(&TOOLS, call, meta, content).ok()
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
