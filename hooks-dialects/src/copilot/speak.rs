//! Encodes a report (the joint result of our hooks) as the output of a Copilot hook: notices as progress lines, then an
//! object at exit code 0. A block that no object can express becomes exit code 2, which warns the user.

use hooks_types::answer::OutcomeKind;
use hooks_types::dialect::Spelling;
use hooks_types::wire::HookOutput;
use hooks_types::{Payload, Report};
use serde_json::{Value, json};

use super::events::{Says, TABLE, form};
use super::{TOOLS, payload};
use crate::result_text;
use crate::speak::Slot::{Content, Context, Interrupt, Message, MessageAndContext, Word};
use crate::speak::{self, Block, Part, Reply, Stop, Unfit, Voice, Ways};

/// How texts are printed for Copilot: texts for the user as progress lines, contexts separated by an empty line.
const VOICE: Voice = Voice {
    progress_lines: true,
    ..Voice::of("Copilot", "\n\n")
};

/// Encodes `report` as the answer to `payload`.
pub(super) fn speak(payload: &Payload, report: &Report) -> HookOutput {
    let mut reply = Reply::of(&TOOLS, payload, report);
    if payload.origin.is_none()
        && let Some(row) = TABLE.of_event(&payload.event.name())
    {
        // A payload without an origin was not read from an agent's bytes. Then use the PascalCase form, because our
        // bridge (this project's program, run as a hook) is registered under PascalCase keys.
        reply.form = form(row, row.pascal, Spelling::PascalCase);
    }
    let says = TABLE.row(&reply.form.event).says;
    let ways = ways(says, report);
    reply.say(&VOICE, ways, |content| replacement(says, &reply, content))
}

speak::keys! {
    DENY: "permissionDecision" = Word("deny"), "permissionDecisionReason" = Message;
    ASK: "permissionDecision" = Word("ask"), "permissionDecisionReason" = Message;
    ALLOW: "permissionDecision" = Word("allow"), "permissionDecisionReason" = Message;
    ARGUMENTS: "modifiedArgs" = Content;
    DENY_REQUEST: "behavior" = Word("deny"), "message" = Message, "interrupt" = Interrupt;
    ALLOW_REQUEST: "behavior" = Word("allow");
    BLOCK: "decision" = Word("block"), "reason" = Message;
    /// Copilot shows the reason in place of the tool's result and drops the context, so the reason includes the
    /// context.
    REPLACE: "decision" = Word("block"), "reason" = MessageAndContext;
    /// After a failed tool call, a block is feedback for the model.
    FEEDBACK: "additionalContext" = MessageAndContext;
    RESULT: "modifiedResult" = Content;
    PROMPT: "modifiedPrompt" = Content;
    TRANSFORMED: "modifiedTransformedPrompt" = Content;
    CONTEXT: "additionalContext" = Context;
}

/// Returns which parts of a report (the joint result of our hooks) the event's output can express, and under which
/// keys.
#[rustfmt::skip]
fn ways(says: Says, report: &Report) -> Ways {
    let watched = Ways {
        block: Block::Exit2Unheard,
        stop: Stop::BlocksGates,
        notice: Some(&[]),
        ..Ways::NOTHING
    };
    let asked = Ways { stop: Stop::Blocks, ..watched };
    let blocks = report.outcome == OutcomeKind::Block;
    let feedback = if blocks { Block::Keys(FEEDBACK) } else { watched.block };
    let allow = |keys| report.grants.then_some(keys);
    let context = Some(CONTEXT);
    match says {
        Says::ToolPermission => Ways {
            block: Block::Keys(DENY), ask: Some(ASK), allow: allow(ALLOW), replace: ARGUMENTS, context, ..asked
        },
        Says::Permission => Ways {
            block: Block::Keys(DENY_REQUEST), allow: allow(ALLOW_REQUEST),
            order: [Part::Replacement, Part::Ask, Part::Stop], ..asked
        },
        Says::Result => Ways { block: Block::Keys(REPLACE), replace: RESULT, context, ..watched },
        Says::Prompt => Ways { block: Block::Keys(BLOCK), replace: PROMPT, context, ..asked },
        Says::FailureContext => Ways { block: feedback, context, ..watched },
        Says::Context => Ways { context, ..watched },
        Says::GoOn => Ways { block: Block::Keys(BLOCK), stop: Stop::DropsBlock, ..watched },
        Says::Transformed => Ways { replace: TRANSFORMED, ..watched },
        Says::Nothing => watched,
    }
}

/// Maps a hook's replacement (such as a new input) to the form that Copilot accepts on an event. If the report ends the
/// run, the call is refused, so no new arguments are printed.
fn replacement(says: Says, reply: &Reply<'_>, content: &Value) -> Result<Value, Unfit> {
    match (says, content.get("modifiedTransformedPrompt")) {
        (Says::ToolPermission, _) if reply.report.stop.is_some() => Err(Unfit::Ignored),
        (Says::ToolPermission, _) => arguments(reply, content),
        (Says::Result, _) => {
            let text = result_text::of(content);
            Ok(json!({"resultType": "success", "textResultForLlm": text}))
        }
        // Copilot ignores an empty prompt and would go on with the original prompt. So only a prompt with text is
        // printed.
        (Says::Prompt, _) if content.as_str().is_some_and(|text| !text.is_empty()) => {
            Ok(content.clone())
        }
        (Says::Transformed, Some(prompt)) => Ok(prompt.clone()),
        _ => Err(Unfit::Unsayable(content.clone())),
    }
}

/// Returns the new arguments as an object, even if the payload has the arguments as a text.
fn arguments(reply: &Reply<'_>, content: &Value) -> Result<Value, Unfit> {
    let keys = ["toolArgs", "tool_input"];
    let input = reply.rewritten_input(content, &keys, payload::object)?;
    let text = input.as_str();
    let parsed = text.and_then(|text| serde_json::from_str(text).ok());
    Ok(parsed.unwrap_or(input))
}

#[cfg(test)]
#[path = "speak_tests.rs"]
mod tests;
