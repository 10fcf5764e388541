//! A sample call of a tool, under any agent's name of it.

use hooks_config::canonical_of;
use hooks_dialects::agents;
use hooks_types::event::Target;
use hooks_types::tool::ToolNames;
use hooks_types::{EventName, HookEvent};

/// What the event could hold; a call is one of `tool`, else of the shell.
pub(super) fn event(name: &EventName, tool: Option<&str>) -> HookEvent {
    let tool = tool.unwrap_or("shell");
    let call = hooks_types::sample::call(tool, canonical(tool));
    hooks_types::sample::event(name, call)
}

/// Whether an event of this name is about a tool call.
pub(super) fn is_about_a_call(name: &EventName) -> bool {
    name.traits().target == Target::ToolName
}

/// Declares a tool by a name of ours or of any agent.
pub(super) fn declared(name: &str) -> ToolNames {
    match canonical(name).filter(|ours| *ours != name) {
        Some(ours) => ToolNames::new().with_name(name, ours),
        None => ToolNames::new(),
    }
}

/// Our name of a tool that we or some agent call so.
pub(crate) fn canonical(name: &str) -> Option<&'static str> {
    canonical_of(name, &agents())
}
