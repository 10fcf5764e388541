//! Decides what the exit codes and the output of Cursor's hooks mean.

use hooks_types::answer::NoteCode;
use hooks_types::dialect::{
    AnswerFormat, BlockReason, EndingMeans, Object, OutputText, Printed, Reading, RunContext,
};
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::spec::HandlerKind;
use hooks_types::{EventName, Failure, HookEvent, Payload, ToolInput};
use serde_json::Value;

use super::TOOLS;
use super::answer::{self, AGENT, REASON, USER};
use super::events::{Says, TABLE};
use super::wire::Cursor;
use crate::reading::{block_unusable_input, first_text, from_folder};

impl AnswerFormat for Cursor {
    from_folder!(answer, TOOLS);

    /// Adjusts a parsed answer to the exit code, the kind of handler, `loop_limit` and the payload.
    fn settle(&self, run: &RunContext<'_>, fields: &Object, reading: &mut Reading) {
        let said = TABLE.row(&run.spec.form.event).says;
        if matches!(self.ending(run), EndingMeans::Blocks(_)) {
            // Exit code 2 blocks. Only the texts of the printed object are used.
            let reason = [AGENT, USER, REASON].concat();
            *reading = Reading::block(first_text(fields, &reason).unwrap_or_default());
            reading.notices.extend(first_text(fields, USER));
        } else if run.spec.handler.kind() == HandlerKind::Other("prompt".to_owned())
            && fields.has("ok")
        {
            prompted(fields, reading);
        } else if said == Says::FollowUp && reading.decision.is_some() {
            follow_up(run, reading);
        } else if said == Says::Result && reading.replacement.is_some() {
            let is_mcp = match &run.payload.event {
                HookEvent::PostToolUse(event) => matches!(event.call.input, ToolInput::Mcp { .. }),
                _ => false,
            };
            if !is_mcp {
                reading.replacement = None;
                reading.no_effect("updated_mcp_tool_output");
            }
        }
        block_unusable_input(&TOOLS, run.payload, reading);
    }

    /// Returns the meaning of a hook's ending (an exit code, a signal or a timeout). If a hook fails, the action
    /// proceeds or, with `failClosed`, is blocked.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        let (counts, named) = match run.ending {
            Ending::Exited(0) | Ending::Responded(200..=299) => return EndingMeans::Answers,
            Ending::Exited(2) if TABLE.row(&run.spec.form.event).says.refuses() => {
                return EndingMeans::Blocks(BlockReason::ObjectThenStderr);
            }
            // If a hook times out, Cursor drops the hook's output. Here a block or an ask in the output takes effect.
            Ending::TimedOut | Ending::Cancelled => (Printed::Restrictions, Printed::Nothing),
            _ => (Printed::Nothing, Printed::Restrictions),
        };
        EndingMeans::Fails { counts, named }
    }

    /// Reads output that is not an object. Such output is a failure, except on events whose output Cursor ignores.
    /// Output that was cut at the size limit is a failure on every event.
    fn text(&self, run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        let (cause, problem) = match TABLE.row(&run.spec.form.event).says {
            _ if text.is_cut() => return Err(text.cut_failure()),
            // Cursor reads no answer on these events, so any text is accepted.
            Says::Nothing => return Ok(Reading::default()),
            _ if text.is_empty() => (
                Cause::BadAnswer,
                "it printed nothing, which Cursor treats as an error",
            ),
            _ => (Cause::BadAnswer, "its output is not one JSON object"),
        };
        Err(Failure::new(cause, problem))
    }
}

/// Reads an answer of Cursor's prompt hooks (`{"ok": bool, "reason"}`). A program that embeds this library runs such
/// hooks with an executor of its own.
fn prompted(fields: &Object, reading: &mut Reading) {
    let (notices, notes) = (reading.notices.split_off(0), reading.notes.split_off(0));
    *reading = match fields.flag("ok").ok() {
        Some(true) => Reading::default(),
        _ => Reading::block(first_text(fields, REASON).unwrap_or_default()),
    };
    (reading.notices, reading.notes) = (notices, notes);
}

/// Drops a follow-up message (a message that resumes the agent) if hooks have already resumed the agent as often as the
/// hook's limit allows, or if a subagent did not complete.
fn follow_up(run: &RunContext<'_>, reading: &mut Reading) {
    let said = |key: &str| run.payload.event.extra().get(key);
    let rounds = said("loop_count").and_then(Value::as_u64).unwrap_or(0);
    // The limit is `None` if the file has `loop_limit: null`, which means no limit.
    let limit = run.spec.options.get("loop_limit").and_then(Value::as_u64);
    // Cursor resumes a subagent only if its status is `completed`.
    let completed = said("status").is_none_or(|status| status == "completed");
    if let Some(limit) = limit.filter(|limit| rounds >= *limit) {
        reading.note(
            NoteCode::SaidButNotCounted,
            format!(
                "`followup_message` is ignored: hooks have already resumed the agent as often as the hook's \
                 `loop_limit` of {limit} allows"
            ),
        );
    } else if run.payload.event.name() == EventName::SubagentStop && !completed {
        reading.no_effect("followup_message");
    } else {
        return;
    }
    (reading.decision, reading.reason) = (None, None);
}
