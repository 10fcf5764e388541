//! Gemini CLI's implementation of the trait [`Dialect`].

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

/// The dialect of Gemini CLI.
#[derive(Debug)]
pub(crate) struct Gemini;

impl Dialect for Gemini {
    from_tables!("gemini", TABLE, PAYLOADS, TOOLS, speak::speak);

    /// Returns the names that matchers are tested against; MCP tools are named `mcp_SERVER_TOOL`.
    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        targets::subjects(&TOOLS, event, meta)
    }

    /// Returns the hook's events. A hook of AfterTool also runs on our event for failed tools, because Gemini CLI has
    /// no separate event for them.
    fn events(&self, spec: &HookSpec) -> Vec<EventName> {
        let mut events = vec![spec.event.clone()];
        if spec.form.event == "AfterTool" && spec.event == EventName::PostToolUse {
            events.push(EventName::PostToolUseFailure);
        }
        events
    }

    /// Makes the hooks of an event run one after another if one of the event's groups is `sequential`. Each hook then
    /// gets the input with the changes of the previous hook.
    fn pace(&self, options: &DialectOptions) -> Pace {
        match options.get("sequential") {
            Some(Value::Bool(true)) => Pace::InTurnMerged,
            _ => Pace::Together,
        }
    }

    /// Sets the variables of the session. All three folder variables have the same value, because Gemini CLI has no
    /// separate project root.
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
