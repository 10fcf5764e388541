//! Finds the texts that Claude Code's matchers and `if` rules are tested against.

use hooks_types::dialect::WireForm;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{HookEvent, SessionMeta};
use serde_json::Value;

use super::events::{self, Subject};
use super::tools::{RENAMED, TOOLS};
use crate::agent::CLAUDE;
use crate::project;
use crate::targets;

/// Returns the texts that an event's matchers and `if` rules are tested against.
pub(super) fn subjects(form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
    let mut subjects = Subjects::default();
    subjects.cwd.clone_from(&meta.cwd);
    subjects.project_dir.clone_from(&meta.project_dir);
    if let Some(call) = event.call() {
        subjects = targets::subjects(&TOOLS, event, meta);
        // Claude Code's matchers also accept the former name of a renamed tool (tools reference).
        rename(&mut subjects.names);
        subjects.tool = Some(match project::project(&TOOLS, call, meta) {
            Ok(mut shown) => {
                // A rule must see a path with its `..`: if `a` is a symbolic link, `a/../b` and `b` can be different
                // files, and the tool opens `a/../b`.
                if let (Some(path), Some(input)) = (
                    project::path_upwards(call, meta),
                    shown.input.as_object_mut(),
                ) {
                    input.insert("file_path".to_owned(), path.into());
                }
                (shown.name, shown.input)
            }
            Err(_) => (call.tool_name.clone(), as_sent(event)),
        });
        return subjects;
    }
    let Some(event) = event.event() else {
        return subjects;
    };
    match events::TABLE.row(&form.event).subject {
        Subject::None => {}
        Subject::Tool => named_tool(event, &mut subjects),
        Subject::Field(key) => subjects.names.extend(field(event, key)),
        Subject::File(key) => {
            if let Some(path) = field(event, key) {
                // On FileChanged, matchers are tested against the file's name, but the payload has the whole path. So
                // add both the name and the path.
                let name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
                subjects.names.push(name);
                subjects.names.push(path);
            }
        }
    }
    subjects
}

/// Returns the input of a call that cannot be shown with Claude Code's names and fields. If Claude Code sent the
/// payload, hooks get it unchanged, so the result is the input that Claude Code sent. For any other agent's call the
/// result does not matter: the call is refused when its payload is encoded, before a rule is tested.
fn as_sent(event: EventRef<'_>) -> Value {
    let EventRef::Payload(payload) = event else {
        return Value::Null;
    };
    let sent = payload.origin.as_deref().and_then(|origin| {
        let own = origin.form.dialect == CLAUDE;
        origin.object.get("tool_input").filter(|_| own)
    });
    sent.cloned().unwrap_or_default()
}

/// Adds the missing name of a renamed tool if only one of its two names is present (`Task` for `Agent`). Matchers with
/// either name then match.
fn rename(names: &mut Vec<String>) {
    for (old, new) in RENAMED {
        let has = |name: &str| names.iter().any(|known| known == name);
        match (has(old), has(new)) {
            (true, false) => names.push((*new).to_owned()),
            (false, true) => names.push((*old).to_owned()),
            _ => {}
        }
    }
}

/// Adds the tool of an event that [`HookEvent`] does not model but that names a tool (`PermissionDenied`).
fn named_tool(event: &HookEvent, subjects: &mut Subjects) {
    let HookEvent::Other(other) = event else {
        return;
    };
    let Some(name) = other.data.get("tool_name").and_then(Value::as_str) else {
        return;
    };
    subjects.names.push(name.to_owned());
    rename(&mut subjects.names);
    let input = other.data.get("tool_input").cloned().unwrap_or_default();
    let command = input.get("command").and_then(Value::as_str);
    subjects.command_text = command.map(str::to_owned);
    subjects.tool = Some((name.to_owned(), input));
}

/// Returns the text in the payload field that the event's matchers test.
fn field(event: &HookEvent, key: &str) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match event {
        HookEvent::SessionStart(event) if key == "source" => Some(event.source.clone()),
        HookEvent::SessionEnd(event) if key == "reason" => Some(event.reason.clone()),
        HookEvent::PreCompact(event) if key == "trigger" => Some(event.trigger.clone()),
        HookEvent::PostCompact(event) if key == "trigger" => Some(event.trigger.clone()),
        HookEvent::SubagentStart(event) if key == "agent_type" => event.agent_type.clone(),
        HookEvent::SubagentStop(event) if key == "agent_type" => event.agent_type.clone(),
        HookEvent::Notification(event) => event
            .extra
            .get(key)
            .and_then(text)
            // Only notifications of Claude Code have a `notification_type`. For all other notifications, use the level.
            .or_else(|| Some(event.level.code().to_owned())),
        HookEvent::Other(event) => event.data.get(key).and_then(text),
        _ => None,
    }
}

#[cfg(test)]
#[path = "subjects_tests.rs"]
mod tests;
