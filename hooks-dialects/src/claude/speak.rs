//! What a hook of Claude Code prints to say what a report says: an object at exit code 0.

use hooks_types::{HookEvent, OutcomeKind, Payload, Report, Spoken};
use serde_json::{Map, Value, json};

use super::TOOLS;
use super::events::{self, Exit2, Row, Says, Universal};
use crate::speech::{Speech, Takes, Wanted};

/// Says what `report` says of `payload`.
pub(super) fn speak(payload: &Payload, report: &Report) -> Spoken {
    let name = match &payload.origin {
        Some(origin) => origin.form.event.clone(),
        None => payload.event.name().as_str().to_owned(),
    };
    let row = events::row(&name);
    let mut wanted = Wanted::of(&TOOLS, payload, report);
    let mut speech = Speech::default();
    tighten(row, &name, payload, report, &mut wanted, &mut speech);
    let exit = outcome(row, &name, &wanted, &mut speech);
    let takes = takes(row, &speech);
    speech.say_beside(&name, report, takes);
    let mut spoken = speech.spoken(&name);
    if exit {
        spoken.exit_code = 2;
        spoken.stderr = wanted.reason().as_bytes().to_vec();
        spoken.stderr.push(b'\n');
    }
    spoken
}

/// Turns what this event cannot say into the next stricter thing.
fn tighten(
    row: &Row,
    name: &str,
    payload: &Payload,
    report: &Report,
    wanted: &mut Wanted,
    speech: &mut Speech,
) {
    let asks = matches!(row.says, Says::Permission | Says::Switch);
    if wanted.outcome == OutcomeKind::Ask && !asks {
        speech.tighten("ask", name);
        wanted.block_instead_of_asking();
    }
    let replaces = match row.says {
        Says::Permission => true,
        Says::Request => wanted.grants,
        Says::Output => output_fits(payload, wanted),
        Says::Display | Says::Worktree => wanted.content.as_ref().is_some_and(Value::is_string),
        Says::Elicitation => wanted.content.as_ref().is_some_and(Value::is_object),
        _ => false,
    };
    if wanted.content.is_some() && !replaces {
        speech.tighten("a replacement", name);
        wanted.block_instead_of_modifying(&payload.event);
    }
    if report.stop.is_some()
        && row.universal != Universal::All
        && wanted.outcome != OutcomeKind::Block
    {
        if row.blocks() {
            speech.tighten("the end of the run", name);
            wanted.block(report.stop.as_deref().unwrap_or_default());
        } else {
            speech.leave_out("the end of the run", name);
        }
    }
}

/// Brings a replaced output into the shape of the tool's own, which Claude Code insists on.
fn output_fits(payload: &Payload, wanted: &mut Wanted) -> bool {
    let HookEvent::PostToolUse(event) = &payload.event else {
        return false;
    };
    match (&event.tool_output, &wanted.content) {
        (Value::Object(own), Some(Value::String(text))) if own.contains_key("stdout") => {
            let mut shaped: Map<String, Value> = own.clone();
            shaped.insert("stdout".to_owned(), json!(text));
            shaped.insert("stderr".to_owned(), json!(""));
            wanted.content = Some(Value::Object(shaped));
            true
        }
        (own, Some(content)) => std::mem::discriminant(own) == std::mem::discriminant(content),
        (_, None) => true,
    }
}

/// Says the outcome; true where only exit code 2 says it.
fn outcome(row: &Row, name: &str, wanted: &Wanted, speech: &mut Speech) -> bool {
    match (row.says, wanted.outcome) {
        (Says::Permission | Says::Switch, _) => permission(wanted, speech),
        (Says::Request, _) => request(wanted, speech),
        (Says::Elicitation, OutcomeKind::Block) => speech.say_inside("action", "decline"),
        (Says::Elicitation, OutcomeKind::Allow | OutcomeKind::Modify) => {
            speech.say_inside("action", "accept");
            if let Some(content) = &wanted.content {
                speech.say_inside("content", content.clone());
            }
        }
        (Says::Block | Says::Output | Says::GoOn, OutcomeKind::Block) => {
            speech.say("decision", "block");
            speech.say("reason", wanted.reason());
        }
        (_, OutcomeKind::Block) if row.blocks() => return true,
        (_, OutcomeKind::Block) => {
            // The user is at least told.
            speech.leave_out("a block", name);
            return row.exit2 == Exit2::TellsUser;
        }
        (says, OutcomeKind::Modify) => {
            let key = match says {
                Says::Output => "updatedToolOutput",
                Says::Display => "displayContent",
                _ => "worktreePath",
            };
            if let Some(content) = &wanted.content {
                speech.say_inside(key, content.clone());
            }
        }
        (Says::Retry, OutcomeKind::Allow) => speech.say_inside("retry", true),
        (_, OutcomeKind::Allow) => speech.leave_out("an allow", name),
        (_, OutcomeKind::Proceed | OutcomeKind::Ask) => {}
    }
    false
}

fn permission(wanted: &Wanted, speech: &mut Speech) {
    let decision = match wanted.outcome {
        OutcomeKind::Block => Some("deny"),
        OutcomeKind::Ask => Some("ask"),
        OutcomeKind::Allow | OutcomeKind::Modify if wanted.grants => Some("allow"),
        _ => None,
    };
    if let Some(decision) = decision {
        speech.say_inside("permissionDecision", decision);
        if let Some(message) = &wanted.message {
            speech.say_inside("permissionDecisionReason", message.as_str());
        }
    }
    if let Some(content) = &wanted.content {
        speech.say_inside("updatedInput", content.clone());
    }
}

fn request(wanted: &Wanted, speech: &mut Speech) {
    match wanted.outcome {
        OutcomeKind::Block => speech.say_inside(
            "decision",
            json!({ "behavior": "deny", "message": wanted.reason() }),
        ),
        OutcomeKind::Allow | OutcomeKind::Modify if wanted.grants => {
            let mut decision = json!({ "behavior": "allow" });
            if let Some(content) = &wanted.content {
                decision["updatedInput"] = content.clone();
            }
            speech.say_inside("decision", decision);
        }
        _ => {}
    }
}

/// What stands beside the outcome. Context at a stop would by itself keep the agent going, which
/// nobody asked for.
fn takes(row: &Row, speech: &Speech) -> Takes {
    let goes_on = row.says == Says::GoOn && !speech.top.contains_key("decision");
    Takes {
        context: row.context && !goes_on,
        notice: row.universal != Universal::None,
        stop: row.universal == Universal::All,
    }
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
