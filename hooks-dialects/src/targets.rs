//! What matchers are tested against, as far as dialects share it.

use hooks_types::{EventRef, SessionMeta, Subjects, ToolCall, ToolInput};

use super::{claims, rivals, shape, tools};
use crate::Agent;

/// The names of a dialect for the event's target, the command text of a shell call and the folder.
pub(crate) fn subjects(dialect: Agent, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
    let mut subjects = Subjects::default();
    subjects.cwd.clone_from(&meta.cwd);
    match event.call() {
        Some(call) => {
            subjects.names = names(dialect, call, meta);
            subjects.command_text = command_text(dialect, call, meta);
        }
        None => subjects.names.extend(event.target().map(str::to_owned)),
    }
    subjects
}

/// A tool that the dialect itself knows goes by that one name: another would let a pattern such as
/// `^(?!read_file)` fit through the back door. Any other goes by what the dialect calls such a
/// tool, and by its own; what applies a patch by what the dialect calls its writes and edits too.
fn names(dialect: Agent, call: &ToolCall, meta: &SessionMeta) -> Vec<String> {
    let name = tools::name_in(dialect, call, &meta.tools);
    let known = name == call.tool_name;
    let patches = shape::patch_text(call, meta).is_some();
    if known && (!patches || (dialect == Agent::Codex && name == "apply_patch")) {
        return vec![name];
    }
    let mut names = tools::matched_names(dialect, call, &meta.tools);
    if patches {
        for name in tools::patching_names(dialect) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// What the tool of a call is called beside its own name: Claude Code's name and, for a shell call,
/// `shell`. One `hooks.toml` guards the same tools in every agent.
pub(crate) fn names_elsewhere(call: &ToolCall, meta: &SessionMeta) -> Vec<String> {
    let mut names = vec![tools::hub_name(call, &meta.tools).to_owned()];
    names.extend(claims::is_shell(call, &meta.tools).then(|| "shell".to_owned()));
    names
}

/// The text of a shell call, whatever kind of call it is and however it spells its command.
pub(crate) fn command_text(dialect: Agent, call: &ToolCall, meta: &SessionMeta) -> Option<String> {
    if !claims::is_shell(call, &meta.tools) {
        return None;
    }
    let Ok(shape) = shape::shape(dialect, call, meta) else {
        return rivals::every_command(call, &meta.tools);
    };
    if let ToolInput::Shell(shell) = &call.input {
        return Some(shape::command_of(call, shell));
    }
    shape.input.get("command")?.as_str().map(str::to_owned)
}
