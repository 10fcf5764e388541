//! Makes sample calls of a tool under any agent's name for it.

use hooks_config::{CANONICAL_TOOLS, canonical_of, tool_doubt};
use hooks_dialects::agents;
use hooks_types::event::Target;
use hooks_types::spec::Matcher;
use hooks_types::tool::ToolNames;
use hooks_types::{DialectRef, EventName, HookEvent, HookSpec};

/// Makes an event with typical values. A call is of `tool`, else of the shell.
pub(super) fn event(name: &EventName, tool: Option<&str>) -> HookEvent {
    let tool = tool.unwrap_or("shell");
    let call = hooks_types::sample::call(tool, canonical(tool));
    hooks_types::sample::event(name, call)
}

/// Whether an event of this name is about a tool call.
pub(super) fn is_about_a_call(name: &EventName) -> bool {
    name.traits().target == Target::ToolName
}

/// Declares which of our tools this name means, if it is another agent's name.
pub(super) fn declared(name: &str) -> ToolNames {
    match canonical(name).filter(|ours| *ours != name) {
        Some(ours) => ToolNames::new().with_name(name, ours),
        None => ToolNames::new(),
    }
}

/// Returns our name of the tool that we or some agent call so.
pub(crate) fn canonical(name: &str) -> Option<&'static str> {
    canonical_of(name, &agents())
}

/// Returns what is doubtful about a tool's name in the agent whose payload is made up.
pub(super) fn doubt(name: &str, dialect: &DialectRef) -> Option<String> {
    let agents = agents();
    let agent = agents.get(dialect);
    let is_its_own = agent.is_some_and(|agent| {
        let mut tools = CANONICAL_TOOLS.iter();
        tools.any(|tool| (agent.tool_names)(tool).contains(&name))
    });
    // In an agent's own payload its own name is right, however it looks to others.
    tool_doubt(name, &agents).filter(|_| !is_its_own)
}

/// Whether a hook's matcher spells out this name. A name that equals one of our tools' except for letter case
/// never counts: there the matcher may have the same mistake.
pub(super) fn names(hook: &HookSpec, name: &str) -> bool {
    let is_cased = CANONICAL_TOOLS
        .iter()
        .any(|tool| tool.eq_ignore_ascii_case(name));
    !is_cased && hook.matchers.iter().any(|matcher| spells(matcher, name))
}

/// Whether a matcher has exactly this name. Patterns do not count: one may match the name by accident.
fn spells(matcher: &Matcher, name: &str) -> bool {
    match matcher {
        Matcher::Names(names) => names.iter().any(|own| own == name),
        Matcher::AnyOf(any) => any.iter().any(|matcher| spells(matcher, name)),
        _ => false,
    }
}
