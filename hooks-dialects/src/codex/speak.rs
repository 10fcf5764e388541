//! What a hook of Codex prints to say what a report says: an object at exit code 0. Nothing that
//! Codex refuses is said, because it drops a block together with a key it does not take.

use hooks_types::wire::HookOutput;
use hooks_types::{HookEvent, Payload, Report};
use serde_json::Value;

use super::TOOLS;
use super::events::{self, EventRow, Says, StopMeans};
use crate::result_text;
use crate::speak::Slot::{Content, Flag, Message, Word};
use crate::speak::family::{ALLOW_REQUEST, BLOCK, CONTEXT, DENY_REQUEST, NOTICE, STOP};
use crate::speak::{self, Block, Reply, Stop, Unfit, Voice, Ways};

/// Says what `report` says of `payload`.
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

/// What can be said on an event. Codex has no question, and no allow but of a permission.
fn ways(row: &EventRow, grants: bool) -> Ways {
    Ways {
        block: match row.says {
            Says::Permission => Block::Keys(DENY),
            Says::Request => Block::Keys(DENY_REQUEST),
            Says::Block => Block::Keys(BLOCK),
            Says::Nothing if row.stop == StopMeans::Ends => Block::Keys(END),
            Says::Nothing | Says::Notice | Says::Unread => Block::Unheard(&[]),
        },
        // Without an answer Codex asks its user.
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

/// The content as Codex takes it: before a tool only. After one a block replaces the result by its
/// reason, which is what was wanted.
fn replacement(row: &EventRow, reply: &Reply<'_>, content: &Value) -> Result<Value, Unfit> {
    if let HookEvent::PostToolUse(_) = reply.payload.event {
        return Err(Unfit::Unusable(result_text::of(content)));
    }
    reply.in_family(&TOOLS, content, |_| row.says == Says::Permission)
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
