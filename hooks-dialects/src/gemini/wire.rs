//! Gemini CLI behind the crate's seam for dialects.

use hooks_types::dialect::{Dialect, DialectOptions, WireForm};
use hooks_types::env::EnvironmentPlan;
use hooks_types::spec::Pace;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta};
use serde_json::Value;

use super::events::TABLE;
use super::payload::PAYLOADS;
use super::{TOOLS, speak};
use crate::targets;
use crate::wire::from_tables;

/// Gemini CLI.
#[derive(Debug)]
pub(crate) struct Gemini;

impl Dialect for Gemini {
    from_tables!("gemini", TABLE, PAYLOADS, TOOLS, speak::speak);

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

    /// Hooks of a group with `sequential` see what the one before rewrote.
    fn pace(&self, options: &DialectOptions) -> Pace {
        match options.get("sequential") {
            Some(Value::Bool(true)) => Pace::InTurnMerged,
            _ => Pace::Together,
        }
    }

    /// All three folders are the session's: Gemini CLI keeps no root apart from it.
    fn environment(&self, _spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        let cwd = &payload.meta.cwd;
        EnvironmentPlan::of([
            ("GEMINI_PROJECT_DIR", cwd.clone()),
            ("GEMINI_CWD", cwd.clone()),
            ("CLAUDE_PROJECT_DIR", cwd.clone()),
            ("GEMINI_SESSION_ID", payload.meta.session_id.clone()),
        ])
    }
}
