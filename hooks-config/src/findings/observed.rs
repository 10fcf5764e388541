//! Reports a hook that seems to block at an event that hooks only observe, and names an event at which a block has an
//! effect.

use hooks_types::event::BlockEffect;
use hooks_types::text::short_name;
use hooks_types::{EventName, HookSpec};

use super::Finding;
use super::script::{Scripts, command, own_source_of};
use super::scripts_say::about_text;
use crate::diagnostic::DiagnosticCode;
use crate::format::Agents;
use crate::variables_read::without_comments;

/// Texts with which a script blocks. A single word such as `"ask"` is not among them: at events that hooks only
/// observe, scripts often write messages, which can contain the word.
const BLOCKS: &[&str] = &[
    "exit 2",
    "sys.exit(2)",
    "process.exit(2)",
    "exitCode = 2",
    "\"decision\":\"block\"",
    "\"decision\": \"block\"",
    "\"permissionDecision\":\"deny\"",
    "\"permissionDecision\": \"deny\"",
];

/// Returns the note if the script of a hook seems to block, and its event cannot be blocked.
pub(super) fn finding(hook: &HookSpec, agents: &Agents, scripts: &Scripts<'_>) -> Option<Finding> {
    let observes = hook.event.traits().block == BlockEffect::None;
    let command = command(hook).filter(|_| observes && !hook.background)?;
    let source = without_comments(&own_source_of(command, scripts));
    let sign = BLOCKS.iter().find(|text| source.contains(**text))?;
    let at = short_name(&hook.form.event);
    let message = format!("it seems to block, but hooks only observe at {at}");
    let found = Finding::note(
        DiagnosticCode::ObserverBlock,
        about_text(command, &[sign], scripts),
        message,
    );
    let Some((event, does)) = instead_of(&hook.event) else {
        return Some(found);
    };
    let name = match hook.form.dialect.is_native() {
        true => Some(format!("[[hooks.{}]]", event.wire_name())),
        false => {
            let mut agents = agents.iter();
            let agent = agents.find(|agent| *agent.dialect == hook.form.dialect);
            let names = agent.map(|agent| (agent.event_names)(&event));
            names
                .unwrap_or_default()
                .first()
                .map(|name| (*name).to_owned())
        }
    };
    Some(match name {
        Some(name) => found.help(format!("a hook of `{name}` can {does}")),
        None => found,
    })
}

/// A block at this event has no effect. Returns the event at which a hook has the effect that was possibly meant.
fn instead_of(event: &EventName) -> Option<(EventName, &'static str)> {
    Some(match event {
        EventName::AfterAgent | EventName::SessionEnd => (EventName::Stop, "make the agent go on"),
        EventName::SubagentStart => (EventName::SubagentStop, "make the subagent go on"),
        EventName::PostCompact => (EventName::PreCompact, "prevent the compaction"),
        EventName::SessionStart => (EventName::UserPromptSubmit, "refuse a prompt"),
        EventName::Notification => (EventName::PreToolUse, "refuse a call"),
        _ => return None,
    })
}
