//! What a hook of Codex prints to say what a report says: an object at exit code 0. Nothing that
//! Codex refuses is said, because it drops a block together with a key it does not take.

use hooks_types::{HookEvent, OutcomeKind, Payload, Report, Spoken};
use serde_json::json;

use super::TOOLS;
use super::events::{self, Row, Says, StopMeans};
use crate::result_text;
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
    outcome(row, &name, &wanted, &mut speech);
    let takes = Takes {
        context: row.context,
        notice: row.says != Says::Unread,
        stop: row.stop == StopMeans::Ends,
    };
    speech.say_beside(&name, report, takes);
    speech.spoken(&name)
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
    if wanted.outcome == OutcomeKind::Ask {
        speech.tighten("ask", name);
        wanted.block_instead_of_asking();
    }
    if let Some(content) = &wanted.content {
        let output = matches!(payload.event, HookEvent::PostToolUse(_));
        if output {
            // A block replaces the result by its reason, which is what was wanted.
            let text = result_text::of(content);
            wanted.block(&text);
        } else if row.says != Says::Permission {
            speech.tighten("a replacement", name);
            wanted.block_instead_of_modifying(&payload.event);
        }
    }
    if let Some(reason) = &report.stop
        && row.stop != StopMeans::Ends
        && wanted.outcome != OutcomeKind::Block
    {
        if row.exit2_blocks {
            speech.tighten("the end of the run", name);
            wanted.block(reason);
        } else {
            speech.leave_out("the end of the run", name);
        }
    }
}

fn outcome(row: &Row, name: &str, wanted: &Wanted, speech: &mut Speech) {
    match (row.says, wanted.outcome) {
        (Says::Permission, OutcomeKind::Block) => {
            speech.say_inside("permissionDecision", "deny");
            speech.say_inside("permissionDecisionReason", wanted.reason());
        }
        (Says::Permission, OutcomeKind::Modify | OutcomeKind::Allow) => match &wanted.content {
            Some(content) => {
                speech.say_inside("permissionDecision", "allow");
                speech.say_inside("updatedInput", content.clone());
            }
            None => speech.leave_out("an allow", name),
        },
        (Says::Request, OutcomeKind::Block) => speech.say_inside(
            "decision",
            json!({ "behavior": "deny", "message": wanted.reason() }),
        ),
        (Says::Request, OutcomeKind::Allow) if wanted.grants => {
            speech.say_inside("decision", json!({ "behavior": "allow" }));
        }
        (Says::Block, OutcomeKind::Block) => {
            speech.say("decision", "block");
            speech.say("reason", wanted.reason());
        }
        (Says::Nothing, OutcomeKind::Block) if row.stop == StopMeans::Ends => {
            speech.say("continue", false);
            speech.say("stopReason", wanted.reason());
        }
        (_, OutcomeKind::Block) => speech.leave_out("a block", name),
        (_, OutcomeKind::Allow) => speech.leave_out("an allow", name),
        (_, OutcomeKind::Proceed | OutcomeKind::Modify | OutcomeKind::Ask) => {}
    }
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
