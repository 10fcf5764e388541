//! Reports a hook that seems to block at an event that hooks only observe, and names an event at which a block has an
//! effect.

use std::sync::Arc;

use hooks_types::event::BlockEffect;
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::text::short_name;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, sample};

use super::Finding;
use super::script::{Scripts, command, own_source_of};
use super::scripts_say::{about_text, contains};
use crate::diagnostic::DiagnosticCode;
use crate::format::Agents;
use crate::variables_read::without_comments;

/// Texts that end a script with exit code 2.
const EXITS: &[&str] = &["exit 2", "sys.exit(2)", "process.exit(2)", "exitCode = 2"];
/// Texts of answers that block. A word alone, such as `"ask"`, does not count here: at these events scripts often write
/// messages.
const ANSWERS: &[&str] = &[
    "\"decision\":\"block\"",
    "\"decision\": \"block\"",
    "\"permissionDecision\":\"deny\"",
    "\"permissionDecision\": \"deny\"",
];

/// Returns a note if the hook's script seems to block, although the hook's event cannot be blocked.
pub(super) fn finding(hook: &HookSpec, agents: &Agents, scripts: &Scripts<'_>) -> Option<Finding> {
    let observes = hook.event.traits().block == BlockEffect::None;
    let command = command(hook).filter(|_| observes && !hook.background)?;
    let source = without_comments(&own_source_of(command, scripts));
    let sign = |texts: &[&'static str]| texts.iter().copied().find(|text| contains(&source, text));
    let exits = sign(EXITS).filter(|_| !is_stderr_read(hook));
    let sign = exits.or_else(|| sign(ANSWERS))?;
    let at = short_name(&hook.form.event);
    let message = format!("it seems to block, but hooks only observe at {at}");
    let found = Finding::note(
        DiagnosticCode::ObserverBlock,
        about_text(command, &[sign], scripts),
        message,
    );
    let found = found.in_value_of("command");
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

/// Returns whether the agent shows stderr of a hook of this event that exits with code 2. Such an exit is a message,
/// not a block.
fn is_stderr_read(hook: &HookSpec) -> bool {
    let event = sample::event(&hook.event, sample::call("shell", None));
    let payload = Payload::new(Arc::new(SessionMeta::new("sample", "/")), event);
    let (stdout, stderr) = (Captured::whole(b""), Captured::whole(b"text"));
    let output = RunOutput::new(Ending::Exited(2), stdout, stderr);
    let read = interpret(hook, &payload, &output).result;
    read.is_ok_and(|answer| !answer.notices.is_empty() || !answer.context.is_empty())
}

/// Returns the event at which a hook has the effect that a block at `event` was possibly meant to have. A block at
/// `event` itself has no effect.
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
