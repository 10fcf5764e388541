//! Reads the decision in `hookSpecificOutput`, whose form depends on the event.

use hooks_types::answer::NoteCode;
use hooks_types::dialect::{Decision, Field, Object, Reading, Replacement};

use super::answer_keys::not_carried;
use super::events::{EventRow, Says};
use crate::reading::{flag, is_said, map, object, text};

/// Reads the decision that this event's answer may contain.
pub(super) fn decided_inside(row: &EventRow, inner: &Object, reading: &mut Reading) {
    match row.says {
        Says::Permission | Says::Switch => permission(row, inner, reading),
        Says::Request => request(inner, reading),
        // Read both keys. `updatedMCPToolOutput` is the former key, which was for the output of MCP tools only.
        Says::Output => {
            let keys = ["updatedToolOutput", "updatedMCPToolOutput"];
            let output = keys.iter().find_map(|key| inner.value(key).ok());
            reading.replacement = output.map(Replacement::Output);
        }
        Says::GoOn => go_on(reading),
        Says::Retry if flag(inner, "retry", reading) == Some(true) => {
            reading.decision = Some(Decision::Allow { grants: false });
        }
        Says::Display => verbatim(inner, "displayContent", reading),
        Says::Worktree => verbatim(inner, "worktreePath", reading),
        Says::Elicitation => elicitation(inner, reading),
        Says::Retry | Says::Block | Says::Nothing => {}
    }
}

/// Reads the text under `key` as a replacement that is used unchanged.
fn verbatim(inner: &Object, key: &str, reading: &mut Reading) {
    if let Some(text) = text(inner, key, reading) {
        reading.replacement = Some(Replacement::Verbatim(text.into()));
    }
}

/// Reads `permissionDecision` and `updatedInput`. They override the older key `decision` at the top level, but a block
/// at the top level stays a block.
fn permission(row: &EventRow, inner: &Object, reading: &mut Reading) {
    // The answer to a model switch uses the same keys as the answer about a tool call, but there is no input to
    // rewrite. So read `updatedInput` only for a tool call.
    let permits = row.says == Says::Permission;
    let reason = text(inner, "permissionDecisionReason", reading);
    let input = permits
        .then(|| map(inner, "updatedInput", reading))
        .flatten();
    let word = text(inner, "permissionDecision", reading);
    let decided = match word.as_deref() {
        None => None,
        Some("allow") => Some(Decision::Allow { grants: true }),
        Some("deny") => Some(Decision::Block),
        Some("ask") => Some(Decision::Ask),
        // In Claude Code, `defer` pauses the run before the call, and the caller can resume the run later. Here `defer`
        // ends the run and blocks the call.
        Some("defer") if permits => {
            let none = || "a hook deferred the call".to_owned();
            let reason = reason.clone().filter(|reason| is_said(reason));
            reading.stop.get_or_insert(reason.unwrap_or_else(none));
            let message = "`defer` ends the run, even if another hook denies the call";
            reading.note(NoteCode::Stricter, message);
            Some(Decision::Block)
        }
        Some(_) => {
            reading.refuse("`permissionDecision` is not `allow`, `deny`, `ask` or `defer`");
            None
        }
    };
    // The decision in `hookSpecificOutput` overrides the decision at the top level, unless the top level blocks.
    if decided.is_some() && reading.decision != Some(Decision::Block) {
        reading.decision = decided;
        reading.reason = reason.or(reading.reason.take());
    } else if decided.is_none() && reading.reason.is_none() {
        reading.reason = reason;
    }
    // A hook can rewrite the input and ask the user. If the new input cannot be read, the user would be asked about the
    // original call. So mark the replacement as unreadable, which turns the answer into a block.
    let unreadable = matches!(inner.map("updatedInput"), Field::Wrong(_));
    reading.replacement = match reading.decision {
        Some(Decision::Ask) if unreadable => Some(Replacement::Unreadable),
        _ => input.map(Replacement::Input),
    };
}

/// Reads the decision of a permission request.
fn request(inner: &Object, reading: &mut Reading) {
    let Some(decision) = object(inner, "decision", reading) else {
        return;
    };
    reading.note_doubled(decision);
    match text(decision, "behavior", reading).as_deref() {
        Some("allow") => {
            reading.decision = Some(Decision::Allow { grants: true });
            reading.replacement = map(decision, "updatedInput", reading).map(Replacement::Input);
        }
        Some("deny") => {
            reading.decision = Some(Decision::Block);
            reading.reason = text(decision, "message", reading);
            if flag(decision, "interrupt", reading) == Some(true) && reading.stop.is_none() {
                let none = || "a hook denied the permission".to_owned();
                reading.stop = Some(reading.reason.clone().unwrap_or_else(none));
            }
        }
        _ => reading.refuse("`decision.behavior` is not `allow` or `deny`"),
    }
    // Permission rules belong to the embedding agent (the program that uses this library). If a hook changes them, this
    // library has no way to pass the change on. So add a note.
    if decision.has("updatedPermissions") {
        not_carried("updatedPermissions", reading);
    }
}

/// Turns context (a text for the model) into a block at a stop, because both keep the agent working.
fn go_on(reading: &mut Reading) {
    // At a stop, context keeps the agent working, as a block does. So if there is no block yet, the context becomes a
    // block.
    if reading.decision.is_none() && !reading.context.is_empty() {
        reading.decision = Some(Decision::Block);
        reading.reason = Some(reading.context.join("\n\n"));
        reading.context.clear();
    }
}

/// Reads `action` and `content`, the hook's answer to an MCP server that asks the user for input.
fn elicitation(inner: &Object, reading: &mut Reading) {
    let content = map(inner, "content", reading);
    match text(inner, "action", reading).as_deref() {
        None => {}
        Some("accept") => {
            reading.decision = Some(Decision::Allow { grants: true });
            reading.replacement = content.map(Replacement::Verbatim);
        }
        Some(action @ ("decline" | "cancel")) => {
            reading.decision = Some(Decision::Block);
            reading.reason = Some(format!("a hook answered `{action}`"));
        }
        Some(_) => reading.refuse("`action` is not `accept`, `decline` or `cancel`"),
    }
}
