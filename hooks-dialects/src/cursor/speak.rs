//! Encodes a report (the joint result of our hooks) as the output of a Cursor hook. Cursor treats empty output as an
//! error, so an object is always printed, at exit code 0. A block that no object can express becomes exit code 2.

use hooks_types::wire::{EventRef, HookOutput};
use hooks_types::{Payload, Report, ToolInput};
use serde_json::Value;

use super::TOOLS;
use super::events::{Says, TABLE};
use super::payload::PAYLOADS;
use crate::speak::Slot::{Content, Context, Env, Flag, Message, MessageAndContext, Notices, Word};
use crate::speak::{self, Block, Part, Reply, Stop, Unfit, Voice, Ways};

/// How texts are printed for Cursor. Empty output is an error in Cursor (measured by third parties with version
/// 2026.07.16), so an object is always printed.
const VOICE: Voice = Voice {
    notices_once: true,
    always_answers: true,
    ..Voice::of("Cursor", "\n")
};

/// Encodes `report` as the answer to `payload`.
pub(super) fn speak(payload: &Payload, report: &Report) -> HookOutput {
    let reply = Reply::of(&TOOLS, payload, report);
    let says = TABLE.row(&reply.form.event).says;
    let ways = ways(says);
    reply.say(&VOICE, ways, |content| replacement(says, &reply, content))
}

speak::keys! {
    DENY: "permission" = Word("deny"), "user_message" = Message, "agent_message" = MessageAndContext;
    ASK: "permission" = Word("ask"), "user_message" = Message;
    ALLOW: "permission" = Word("allow");
    INPUT: "updated_input" = Content;
    DROP: "continue" = Flag(false), "user_message" = Message;
    SUBMIT: "continue" = Flag(true);
    FOLLOW_UP: "followup_message" = MessageAndContext;
    FEEDBACK: "additional_context" = MessageAndContext;
    OUTPUT: "updated_mcp_tool_output" = Content;
    CONTEXT: "additional_context" = Context;
    NOTICE: "user_message" = Notices;
    VARIABLES: "env" = Env;
}

/// Returns which parts of a report (the joint result of our hooks) the event's output can express, and under which
/// keys. Cursor enforces an ask only on the events for shell commands and MCP tools.
#[rustfmt::skip]
fn ways(says: Says) -> Ways {
    let watched = Ways {
        block: Block::Exit2Unheard,
        ask: Some(&[]),
        stop: Stop::BlocksGates,
        ..Ways::NOTHING
    };
    let asked = Ways {
        block: Block::Keys(DENY),
        allow: Some(&[]),
        proceed: ALLOW,
        stop: Stop::Blocks,
        notice: Some(NOTICE),
        order: [Part::Replacement, Part::Stop, Part::Ask],
        ..Ways::NOTHING
    };
    let context = Some(CONTEXT);
    match says {
        Says::PermissionAndInput => Ways { replace: INPUT, ..asked },
        Says::Permission => Ways { ask: Some(ASK), ..asked },
        Says::PermissionWithoutAsk => asked,
        Says::Prompt => Ways { block: Block::Keys(DROP), allow: None, proceed: SUBMIT, order: watched.order, ..asked },
        Says::FollowUp => Ways { block: Block::Keys(FOLLOW_UP), stop: Stop::DropsBlock, ..watched },
        Says::Result => Ways { block: Block::Feedback(FEEDBACK), replace: OUTPUT, context, ..watched },
        Says::Session => Ways { context, env: Some(VARIABLES), ..watched },
        Says::Notice => Ways { notice: asked.notice, ..watched },
        Says::Nothing => watched,
    }
}

/// Maps a hook's replacement (such as a new input) to the form that Cursor accepts on an event.
fn replacement(says: Says, reply: &Reply<'_>, content: &Value) -> Result<Value, Unfit> {
    let call = EventRef::Payload(reply.payload).call();
    let of_mcp = call.is_some_and(|call| matches!(call.input, ToolInput::Mcp { .. }));
    match says {
        Says::PermissionAndInput => {
            reply.rewritten_input(content, &["tool_input"], |payload, form| {
                PAYLOADS.object(payload, form)
            })
        }
        // Only the output of an MCP tool can be replaced, with `updated_mcp_tool_output`.
        Says::Result if of_mcp => Ok(content.clone()),
        Says::FollowUp | Says::Session | Says::Notice | Says::Nothing => Err(Unfit::Ignored),
        _ => Err(Unfit::Unsayable(content.clone())),
    }
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
