//! Encodes a report (the joint result of our hooks) as the output of a Claude Code hook: an object at exit code 0.

use hooks_types::wire::HookOutput;
use hooks_types::{HookEvent, Payload, Report};
use serde_json::Value;

use super::TOOLS;
use super::events::{self, EventRow, Exit2, Says, Universal};
use crate::speak::Slot::{Content, Context, Flag, Message, Word};
use crate::speak::family::{ALLOW_REQUEST, BLOCK, CONTEXT, DENY_REQUEST, NOTICE, STOP};
use crate::speak::{self, Block, Keys, Reply, Stop, Unfit, Voice, Ways};

/// Encodes `report` as the answer to `payload`.
pub(super) fn speak(payload: &Payload, report: &Report) -> HookOutput {
    let reply = Reply::of(&TOOLS, payload, report);
    let row = events::TABLE.row(&reply.form.event);
    let ways = ways(row, report.grants);
    let voice = &Voice::CLAUDE_FAMILY;
    reply.say(voice, ways, |content| replacement(row, &reply, content))
}

speak::keys! {
    DENY: ".permissionDecision" = Word("deny"), ".permissionDecisionReason" = Message,
        ".updatedInput" = Content;
    ASK: ".permissionDecision" = Word("ask"), ".permissionDecisionReason" = Message;
    ALLOW: ".permissionDecision" = Word("allow"), ".permissionDecisionReason" = Message;
    INPUT: ".updatedInput" = Content;
    REQUEST_INPUT: ".decision.updatedInput" = Content;
    /// At a stop, context alone would keep the agent working. So context is written only together with a block.
    GO_ON: "decision" = Word("block"), "reason" = Message, ".additionalContext" = Context;
    OUTPUT: ".updatedToolOutput" = Content;
    RETRY: ".retry" = Flag(true);
    DISPLAY: ".displayContent" = Content;
    WORKTREE: ".worktreePath" = Content;
    DECLINE: ".action" = Word("decline");
    ACCEPT: ".action" = Word("accept");
    ANSWERS: ".content" = Content;
}

/// Returns which parts of a report (the joint result of our hooks) the event's output can express, and under which
/// keys. If `grants` is `false`, an allow of a call, a model switch or a permission request is expressed by empty
/// output.
#[rustfmt::skip]
fn ways(row: &EventRow, grants: bool) -> Ways {
    let granted = |keys: Keys| Some(if grants { keys } else { &[] });
    let beside = Ways {
        block: match row.exit2 {
            Exit2::Blocks | Exit2::AnyCodeBlocks => Block::Exit2,
            Exit2::TellsUser => Block::Exit2Unheard,
            Exit2::Ignored => Block::Unheard(&[]),
        },
        stop: match row.universal {
            Universal::All => Stop::Keys(STOP),
            _ if row.blocks() || row.says == Says::Request => Stop::Blocks,
            _ => Stop::LeftOut,
        },
        notice: (row.universal != Universal::None).then_some(NOTICE),
        context: row.context.then_some(CONTEXT),
        ..Ways::NOTHING
    };
    match row.says {
        Says::Nothing => beside,
        Says::Permission | Says::Switch =>
            Ways { block: Block::Keys(DENY), ask: Some(ASK), allow: granted(ALLOW), replace: INPUT, ..beside },
        Says::Request =>
            Ways { block: Block::Keys(DENY_REQUEST), ask: Some(&[]), allow: granted(ALLOW_REQUEST), replace: REQUEST_INPUT, ..beside },
        Says::Block => Ways { block: Block::Keys(BLOCK), ..beside },
        Says::Output => Ways { block: Block::Keys(BLOCK), replace: OUTPUT, ..beside },
        Says::GoOn => Ways { block: Block::Keys(GO_ON), context: None, ..beside },
        Says::Retry => Ways { allow: Some(RETRY), ..beside },
        Says::Display => Ways { replace: DISPLAY, ..beside },
        Says::Worktree => Ways { replace: WORKTREE, ..beside },
        Says::Elicitation => Ways { block: Block::Keys(DECLINE), allow: Some(ACCEPT), replace: ANSWERS, ..beside },
    }
}

/// Maps a hook's replacement (such as a new input) to the form that Claude Code accepts on an event.
fn replacement(row: &EventRow, reply: &Reply<'_>, content: &Value) -> Result<Value, Unfit> {
    reply.in_family(&TOOLS, content, |content| match row.says {
        Says::Permission => true,
        Says::Request => reply.report.grants,
        Says::Output => output_fits(&reply.payload.event, content),
        Says::Display | Says::Worktree => content.is_string(),
        Says::Elicitation => content.is_object(),
        _ => false,
    })
}

/// Gives the new output from a hook the fields of the tool's own output, because Claude Code ignores any other form. A
/// text becomes the `stdout` of a shell's output. Returns whether the result has the type of the tool's own output.
fn output_fits(event: &HookEvent, content: &mut Value) -> bool {
    let HookEvent::PostToolUse(event) = event else {
        return false;
    };
    let own = &event.tool_output;
    if let (Some(stdout), Some(_)) = (content.as_str(), own.get("stdout")) {
        let mut shaped = own.clone();
        // The hook's replacement is the whole new output, so the original stderr is dropped.
        shaped["stdout"] = stdout.into();
        shaped["stderr"] = "".into();
        *content = shaped;
    }
    // Claude Code ignores a new output that lacks a field of the tool's original output. So missing fields are added
    // with their original values.
    if let (Value::Object(new), Value::Object(own)) = (&mut *content, own) {
        for (key, value) in own {
            new.entry(key).or_insert_with(|| value.clone());
        }
    }
    std::mem::discriminant(own) == std::mem::discriminant(content)
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
