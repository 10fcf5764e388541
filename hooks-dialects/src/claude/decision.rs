//! The decisions inside `hookSpecificOutput`, event by event.

use hooks_types::dialect::{Field, Object};
use hooks_types::{Note, NoteCode, plain};

use super::events::{Row, Says};
use super::object::{flag, object, refuse, text};
use crate::reading::{Decision, Reading, Replacement};

/// Reads what this event may decide.
pub(super) fn decided_inside(row: &Row, inner: &Object, reading: &mut Reading) {
    match row.says {
        Says::Permission | Says::Switch => permission(row, inner, reading),
        Says::Request => request(inner, reading),
        Says::Output => output(inner, reading),
        Says::GoOn => go_on(reading),
        Says::Retry => {
            if flag(inner, "retry", reading) == Some(true) {
                reading.decision = Some(Decision::Allow { grants: false });
            }
        }
        Says::Display => verbatim(inner, "displayContent", reading),
        Says::Worktree => verbatim(inner, "worktreePath", reading),
        Says::Elicitation => elicitation(inner, reading),
        Says::Block | Says::Nothing => {}
    }
}

fn verbatim(inner: &Object, key: &str, reading: &mut Reading) {
    if let Some(text) = text(inner, key, reading) {
        reading.replacement = Some(Replacement::Verbatim(text.into()));
    }
}

/// `permissionDecision` and `updatedInput`; they outrank the old form at top level, except that a
/// block said there stays one.
fn permission(row: &Row, inner: &Object, reading: &mut Reading) {
    let reason = text(inner, "permissionDecisionReason", reading);
    let input = match row.says {
        Says::Permission => object(inner, "updatedInput", reading),
        _ => None,
    };
    let word = text(inner, "permissionDecision", reading);
    let deferred = word.as_deref() == Some("defer");
    let decided = match word.as_deref() {
        None => None,
        Some("allow") => Some(Decision::Allow { grants: true }),
        Some("deny") => Some(Decision::Block),
        Some("ask") => Some(Decision::Ask),
        Some("defer") if row.says == Says::Permission => {
            reading.notes.push(Note::new(
                NoteCode::Stricter,
                "`defer` is not supported and counts as `ask`",
            ));
            Some(Decision::Ask)
        }
        Some(_) => {
            refuse(
                reading,
                "permissionDecision",
                "`allow`, `deny`, `ask` or `defer`",
            );
            None
        }
    };
    if let Some(decided) = decided
        && reading.decision != Some(Decision::Block)
    {
        reading.decision = Some(decided);
        reading.reason = reason.or(reading.reason.take());
    } else if decided.is_none() && reading.reason.is_none() {
        reading.reason = reason;
    }
    if !deferred {
        let unreadable = matches!(inner.map("updatedInput"), Field::Wrong(_));
        reading.replacement = match reading.decision {
            Some(Decision::Ask) if unreadable => Some(Replacement::Unreadable),
            _ => input.map(Replacement::Input),
        };
    }
}

/// The decision of a permission request.
fn request(inner: &Object, reading: &mut Reading) {
    let decision = match inner.object("decision") {
        Field::Is(decision) => decision,
        Field::Absent => return,
        Field::Null | Field::Wrong(_) => return refuse(reading, "decision", "an object"),
    };
    reading.note_duplicates(decision);
    match text(decision, "behavior", reading).as_deref() {
        Some("allow") => {
            reading.decision = Some(Decision::Allow { grants: true });
            reading.replacement = object(decision, "updatedInput", reading).map(Replacement::Input);
        }
        Some("deny") => {
            reading.decision = Some(Decision::Block);
            reading.reason = text(decision, "message", reading);
            if flag(decision, "interrupt", reading) == Some(true) && reading.stop.is_none() {
                let reason = reading
                    .reason
                    .as_deref()
                    .unwrap_or("a hook denied the permission");
                reading.stop = Some(plain(reason));
            }
        }
        _ => refuse(reading, "decision.behavior", "`allow` or `deny`"),
    }
    if decision.has("updatedPermissions") {
        reading.notes.push(Note::new(
            NoteCode::SaidButNotCounted,
            "`updatedPermissions` is understood but not carried",
        ));
    }
}

fn output(inner: &Object, reading: &mut Reading) {
    let output = ["updatedToolOutput", "updatedMCPToolOutput"]
        .into_iter()
        .find_map(|key| inner.value(key).ok());
    reading.replacement = output.map(Replacement::Output);
}

/// Context at a stop keeps the agent going as a block does.
fn go_on(reading: &mut Reading) {
    if reading.decision.is_none() && !reading.context.is_empty() {
        reading.decision = Some(Decision::Block);
        reading.reason = Some(reading.context.join("\n\n"));
        reading.context.clear();
    }
}

fn elicitation(inner: &Object, reading: &mut Reading) {
    let content = object(inner, "content", reading);
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
        Some(_) => refuse(reading, "action", "`accept`, `decline` or `cancel`"),
    }
}
