//! Encodes a report (the joint result of our hooks) as the output of a Gemini CLI hook: an object at exit code 0, or
//! nothing.

use hooks_types::wire::HookOutput;
use hooks_types::{HookEvent, Payload, Report};
use serde_json::Value;

use super::TOOLS;
use super::events::{EventRow, Say, TABLE};
use super::payload::PAYLOADS;
use crate::speak::Slot::{Content, Message, Word};
use crate::speak::family::{CONTEXT, NOTICE, STOP};
use crate::speak::{self, Block, Reply, Stop, Unfit, Voice, Ways};

/// How texts are printed for Gemini CLI: joined by a newline.
const VOICE: Voice = Voice::of("Gemini CLI", "\n");

/// Encodes `report` as the answer to `payload`.
pub(super) fn speak(payload: &Payload, report: &Report) -> HookOutput {
    let reply = Reply::of(&TOOLS, payload, report);
    let row = TABLE.row(&reply.form.event);
    let ways = ways(row, &payload.event);
    reply.say(&VOICE, ways, |content| replacement(row, &reply, content))
}

speak::keys! {
    DENY: "decision" = Word("deny"), "reason" = Message;
    ASK: "decision" = Word("ask"), "reason" = Message, "systemMessage" = Message;
    INPUT: ".tool_input" = Content;
    /// The content is the whole object: a model request, a model response or a tool choice.
    FIELDS: "hookSpecificOutput" = Content;
}

/// Returns which parts of a report (the joint result of our hooks) the event's output can express, and under which
/// keys.
fn ways(row: &EventRow, event: &HookEvent) -> Ways {
    Ways {
        block: match row.hears(Say::Block) {
            true => Block::Keys(DENY),
            // The event ignores decisions. The deny is still printed, and a note says that it has no effect.
            false => Block::Unheard(DENY),
        },
        ask: row.hears(Say::Ask).then_some(ASK),
        replace: match event {
            HookEvent::PreToolUse(_) => INPUT,
            _ => FIELDS,
        },
        stop: match row.hears(Say::Stop) {
            true => Stop::Keys(STOP),
            false => Stop::LeftOut,
        },
        context: row.hears(Say::Context).then_some(CONTEXT),
        notice: Some(NOTICE),
        ..Ways::NOTHING
    }
}

/// Maps a hook's replacement (such as a new input) to the form that Gemini CLI accepts on an event.
fn replacement(row: &EventRow, reply: &Reply<'_>, content: &Value) -> Result<Value, Unfit> {
    let rewrites = |field: &String| row.rewrites.contains(&field.as_str());
    match (&reply.payload.event, content.as_object()) {
        (HookEvent::PreToolUse(_), _) => {
            reply.rewritten_input(content, &["tool_input"], |payload, form| {
                PAYLOADS.object(payload, form)
            })
        }
        // A replacement without fields replaces nothing, so leave it out.
        (HookEvent::Other(_), Some(fields)) if fields.is_empty() => Err(Unfit::Ignored),
        (HookEvent::Other(_), Some(fields)) if fields.keys().all(rewrites) => Ok(content.clone()),
        _ => Err(Unfit::Unsayable(content.clone())),
    }
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
