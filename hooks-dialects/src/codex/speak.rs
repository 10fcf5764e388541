//! Encodes a report (the joint result of our hooks) as the output of a Codex hook: an object at exit code 0. The object
//! contains only supported keys, because for an unsupported key Codex ignores the whole object, even a block.

use hooks_types::wire::HookOutput;
use hooks_types::{HookEvent, Payload, Report};
use serde_json::Value;

use super::TOOLS;
use super::events::{self, EventRow, Says, StopMeans};
use crate::result_text;
use crate::speak::Slot::{Content, Flag, Message, Word};
use crate::speak::family::{ALLOW_REQUEST, BLOCK, CONTEXT, DENY_REQUEST, NOTICE, STOP};
use crate::speak::{self, Block, Reply, Stop, Unfit, Voice, Ways};

/// Encodes `report` as the answer to `payload`.
pub(super) fn speak(payload: &Payload, report: &Report) -> HookOutput {
    let reply = Reply::of(&TOOLS, payload, report);
    let row = events::TABLE.row(&reply.form.event);
    let ways = ways(row, report.grants);
    let voice = &Voice::CLAUDE_FAMILY;
    reply.say(voice, ways, |content| replacement(row, &reply, content))
}

speak::keys! {
    DENY: ".permissionDecision" = Word("deny"), ".permissionDecisionReason" = Message;
    REWRITE: ".permissionDecision" = Word("allow"), ".updatedInput" = Content;
    END: "continue" = Flag(false), "stopReason" = Message;
}

/// Returns which parts of a report (the joint result of our hooks) the event's output can express, and under which
/// keys. Codex accepts no question, and an allow only on permission requests.
fn ways(row: &EventRow, grants: bool) -> Ways {
    Ways {
        block: match row.says {
            Says::Permission => Block::Keys(DENY),
            Says::Request => Block::Keys(DENY_REQUEST),
            Says::Block => Block::Keys(BLOCK),
            // The answer to these events has no key for a block, so a block becomes a request to end the run, with the
            // same reason.
            Says::Nothing if row.stop == StopMeans::Ends => Block::Keys(END),
            Says::Nothing | Says::Notice | Says::Unread => Block::Unheard(&[]),
        },
        // Codex asks its user if the hook prints nothing. So an ask is written as empty output (no keys).
        ask: (row.says == Says::Request).then_some(&[]),
        allow: (grants && row.says == Says::Request).then_some(ALLOW_REQUEST),
        replace: REWRITE,
        stop: match row.stop {
            StopMeans::Ends => Stop::Keys(STOP),
            _ if row.exit2_blocks => Stop::Blocks,
            _ => Stop::LeftOut,
        },
        notice: (row.says != Says::Unread).then_some(NOTICE),
        context: row.context.then_some(CONTEXT),
        ..Ways::NOTHING
    }
}

/// Maps a hook's replacement (such as a new input) to Codex's form, which exists only on events before a tool call.
/// After a tool call, a block with the replacement as its reason has the same effect: Codex shows the reason in place
/// of the result.
fn replacement(row: &EventRow, reply: &Reply<'_>, content: &Value) -> Result<Value, Unfit> {
    if let HookEvent::PostToolUse(_) = reply.payload.event {
        return Err(Unfit::Unusable(result_text::of(content)));
    }
    reply.in_family(&TOOLS, content, |_| row.says == Says::Permission)
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
