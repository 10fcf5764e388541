//! Gemini CLI behind the crate's seam for dialects.

use hooks_types::dialect::ToolIdentity;
use hooks_types::{
    DecodeError, Dialect, DialectOptions, EncodeError, EnvironmentPlan, EventName, EventRef,
    HookSpec, Pace, Payload, Report, SessionMeta, Spoken, Subjects, ToolCall, WireForm,
};
use serde_json::Value;

use super::payload::PAYLOADS;
use super::{TOOLS, events, speak};
use crate::{GEMINI, project, targets};

/// Gemini CLI.
#[derive(Debug)]
pub(crate) struct Gemini;

impl Dialect for Gemini {
    fn name(&self) -> &str {
        "gemini"
    }

    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        PAYLOADS.encode(payload, form)
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        PAYLOADS.decode(bytes, event)
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        Some(WireForm::new(GEMINI, events::name_of(event)?))
    }

    fn speak(&self, payload: &Payload, report: &Report) -> Spoken {
        speak::speak(payload, report)
    }

    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        targets::subjects(&TOOLS, event, meta)
    }

    /// There is no event for failed tools; AfterTool tells of them.
    fn events(&self, spec: &HookSpec) -> Vec<EventName> {
        let mut events = vec![spec.event.clone()];
        if spec.form.event == "AfterTool" && spec.event == EventName::PostToolUse {
            events.push(EventName::PostToolUseFailure);
        }
        events
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

    /// Hooks of a group with `sequential` see what the one before rewrote.
    fn pace(&self, options: &DialectOptions) -> Pace {
        match options.get("sequential") {
            Some(Value::Bool(true)) => Pace::InTurnMerged,
            _ => Pace::Together,
        }
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
