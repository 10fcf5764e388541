//! Makes sample calls of a tool under any agent's name for it.

use hooks_config::{CANONICAL_TOOLS, canonical_of, tool_doubt};
use hooks_dialects::agents;
use hooks_types::event::Target;
use hooks_types::spec::Matcher;
use hooks_types::tool::ToolNames;
use hooks_types::{DialectRef, EventName, HookEvent, HookSpec};

/// Makes an event with typical values. If the event is about a call, this is a call of `tool`, or of the shell if
/// `tool` is `None`.
pub(super) fn event(name: &EventName, tool: Option<&str>) -> HookEvent {
    let tool = tool.unwrap_or("shell");
    let call = hooks_types::sample::call(tool, canonical(tool));
    hooks_types::sample::event(name, call)
}

/// Returns whether an event of this name is about a tool call.
pub(super) fn is_about_a_call(name: &EventName) -> bool {
    name.traits().target == Target::ToolName
}

/// Returns the declaration that `name` means one of our tools, if `name` is an agent's name for this tool.
pub(super) fn declared(name: &str) -> ToolNames {
    match canonical(name).filter(|ours| *ours != name) {
        Some(ours) => ToolNames::new().with_name(name, ours),
        None => ToolNames::new(),
    }
}

/// Returns our own name of a tool. `name` is this name, or the name that some agent uses for the tool.
pub(crate) fn canonical(name: &str) -> Option<&'static str> {
    canonical_of(name, &agents())
}

/// Returns a sentence about the doubtful part of a tool's name, for a payload of this agent. `None` if the name is
/// fine.
pub(super) fn doubt(name: &str, dialect: &DialectRef) -> Option<String> {
    // Do not doubt the name of one of the agent's own tools, even if it looks like a misspelt name of another agent's
    // tool.
    tool_doubt(name, &agents()).filter(|_| !is_of(dialect, name))
}

/// Returns whether the agent has a tool of this name.
pub(super) fn is_of(dialect: &DialectRef, name: &str) -> bool {
    agents().get(dialect).is_some_and(|agent| {
        let mut tools = CANONICAL_TOOLS.iter();
        tools.any(|tool| (agent.tool_names)(tool).contains(&name))
    })
}

/// Returns whether a hook's matcher contains exactly this name. Returns `false` if the name differs from one of our
/// tools' names at most in letter case, because the matcher might contain the same mistake.
pub(super) fn names(hook: &HookSpec, name: &str) -> bool {
    let is_cased = CANONICAL_TOOLS
        .iter()
        .any(|tool| tool.eq_ignore_ascii_case(name));
    !is_cased && hook.matchers.iter().any(|matcher| spells(matcher, name))
}

/// Returns whether a matcher contains exactly this name. A pattern is not searched, because it can match the name by
/// accident.
fn spells(matcher: &Matcher, name: &str) -> bool {
    match matcher {
        Matcher::Names(names) => names.iter().any(|own| own == name),
        Matcher::AnyOf(any) => any.iter().any(|matcher| spells(matcher, name)),
        _ => false,
    }
}
