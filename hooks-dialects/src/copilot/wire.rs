//! Copilot's implementation of the trait [`Dialect`].

use hooks_types::dialect::{ContextLimit, Dialect, DialectOptions, Spelling, WireForm};
use hooks_types::env::EnvironmentPlan;
use hooks_types::spec::Pace;
use hooks_types::wire::{EncodeError, EventRef, Subjects};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};
use serde_json::Value;

use super::events;
use super::{TOOLS, payload, speak};
use crate::agent::COPILOT;
use crate::claude;
use crate::targets;
use crate::tools::Kind;
use crate::wire::from_tables;

/// The dialect of GitHub Copilot CLI and of Copilot's cloud agent.
#[derive(Debug)]
pub(crate) struct Copilot;

impl Dialect for Copilot {
    from_tables!("copilot", payload::PAYLOADS, TOOLS, speak::speak);

    /// Encodes the payload with [`payload::object`], which chooses the spelling.
    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        let object = payload::object(payload, form)?;
        Ok(Value::Object(object).to_string().into_bytes())
    }

    /// Returns the form for the event's camelCase key. Every event has a camelCase key.
    fn form(&self, event: &EventName) -> Option<WireForm> {
        match (events::TABLE.of_event(event), event) {
            (Some(row), _) => Some(events::form(row, row.camel, Spelling::CamelCase)),
            (None, EventName::Other(name)) => Some(WireForm::new(COPILOT, &**name)),
            (None, _) => None,
        }
    }

    /// Returns the names that matchers are tested against: Copilot's name of the tool at run time. For hooks under a
    /// PascalCase key, Claude Code's name comes first.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let mut subjects = targets::subjects(&TOOLS, event, meta);
        // In a permission request the name of an MCP tool is `server/tool`.
        if let Some(ToolInput::Mcp { server, tool, .. }) = event.call().map(|call| &call.input)
            && events::asks_permission(form)
        {
            subjects.names = vec![format!("{server}/{tool}")];
            return subjects;
        }
        // Copilot uses the same name of an MCP tool under camelCase and PascalCase keys. So add Claude Code's names
        // only for calls of all other tools.
        let of_server = |call: &ToolCall| matches!(call.input, ToolInput::Mcp { .. });
        let own = event.origin().is_some_and(|origin| *origin == COPILOT);
        if let Some(call) = event.call()
            && events::is_pascal_key(form)
            && !(own && of_server(call))
        {
            let mut claude = vec![claude::TOOLS.name_of(call, &meta.tools)];
            // Copilot's own tools are recognised by their names alone, whatever fields the call has.
            if let Some(kind) = TOOLS.kind_of(&call.tool_name) {
                let names = match kind {
                    Kind::Patch => &["Edit", "Write"],
                    kind => claude::TOOLS.names_of(kind).get(..1).unwrap_or_default(),
                };
                claude = names.iter().map(|name| (*name).to_owned()).collect();
            }
            subjects.names.retain(|name| !claude.contains(name));
            // Copilot also accepts `Task`, Claude Code's former name for `Agent`.
            if claude.iter().any(|name| name == "Agent") {
                subjects.names.push("Task".to_owned());
            }
            subjects.names.splice(0..0, claude);
        }
        subjects
    }

    /// Runs hooks one after another. Each hook gets the input that the previous hook returned.
    fn pace(&self, _options: &DialectOptions) -> Pace {
        Pace::InTurn
    }

    /// Limits the joined context to 10 KiB and cuts the rest (hooks reference, postToolUse).
    fn context_limit(&self, _options: &DialectOptions) -> Option<ContextLimit> {
        Some(ContextLimit::new(10_240))
    }

    /// Sets `COPILOT_CLI`. The variables for a plugin's folders are already in the hook's own `env`; they were set when
    /// the file was read.
    fn environment(&self, _spec: &HookSpec, _payload: &Payload) -> EnvironmentPlan {
        EnvironmentPlan::of([("COPILOT_CLI", "1".to_owned())])
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
