//! A sample call of a tool, under any agent's name of it.

use hooks_config::{CANONICAL_TOOLS, canonical_of, tool_doubt};
use hooks_dialects::agents;
use hooks_types::event::Target;
use hooks_types::spec::Matcher;
use hooks_types::tool::ToolNames;
use hooks_types::{DialectRef, EventName, HookEvent, HookSpec};

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

/// What is odd about a name of a tool in the agent whose payload is made up.
pub(super) fn doubt(name: &str, dialect: &DialectRef) -> Option<String> {
    let agents = agents();
    let agent = agents.get(dialect);
    let is_its_own = agent.is_some_and(|agent| {
        let mut tools = CANONICAL_TOOLS.iter();
        tools.any(|tool| (agent.tool_names)(tool).contains(&name))
    });
    tool_doubt(name, &agents).filter(|_| !is_its_own)
}

/// Whether a hook's matcher spells out this name, which no known tool has in any letter case.
pub(super) fn names(hook: &HookSpec, name: &str) -> bool {
    let is_cased = CANONICAL_TOOLS
        .iter()
        .any(|tool| tool.eq_ignore_ascii_case(name));
    !is_cased && hook.matchers.iter().any(|matcher| spells(matcher, name))
}

fn spells(matcher: &Matcher, name: &str) -> bool {
    match matcher {
        Matcher::Names(names) => names.iter().any(|own| own == name),
        Matcher::AnyOf(any) => any.iter().any(|matcher| spells(matcher, name)),
        _ => false,
    }
}
