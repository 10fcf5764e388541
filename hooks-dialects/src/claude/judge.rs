//! Decides what the exit codes and the output of Claude Code's hooks mean.
//!
//! hooks-types splits the output into objects and other text. This file decides which of the objects take effect at an
//! exit code, what other text means, and how a failure is shown to the user.

use hooks_types::answer::NoteCode;
use hooks_types::dialect::{
    AnswerFormat, BlockReason, EndingMeans, Object, OutputRules, OutputText, Printed, Reading,
    Replacement, RunContext,
};
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::text::{error_of_trace, plain, uncut};
use hooks_types::{Failure, HookEvent, HookSpec, Payload, ToolInput};
use serde_json::Value;

use super::events::{self, Exit2, Says};
use super::wire::Claude;
use super::{TOOLS, object};
use crate::project;
use crate::reading::from_folder;

impl AnswerFormat for Claude {
    from_folder!(object, TOOLS);

    /// Converts the new output from a hook to the form of the tool's own output. Hooks are shown a shell command's
    /// output as fields, even if the agent has it as a single text.
    fn output_back(&self, payload: &Payload, output: Value) -> Value {
        project::output_back(&payload.event, output)
    }

    /// Drops a hook's replacement of a tool output, as Claude Code does, if the replacement lacks a field of the tool's
    /// own output, or if a field has a different type. For an MCP tool, a replacement with any fields is accepted.
    fn settle(&self, run: &RunContext<'_>, _object: &Object, reading: &mut Reading) {
        if let Some(Replacement::Output(output)) = &reading.replacement
            && let HookEvent::PostToolUse(event) = &run.payload.event
            && !matches!(event.call.input, ToolInput::Mcp { .. })
            && !has_shape_of(&event.tool_output, output)
        {
            let message = "its replacement output has a different shape from the tool's; Claude Code ignores it";
            reading.note(NoteCode::SaidButNotCounted, message);
            reading.replacement = None;
        }
    }

    /// Returns the rules for reading output that are the same on every event.
    fn output_rules(&self) -> OutputRules {
        OutputRules {
            // Claude Code 2.1.332 reads a deny after a byte order mark (case `bom` of the suite `conformance`), and so
            // do we. An allow after a byte order mark was not measured, so here it grants nothing.
            bom_is_text: true,
            loosens_in_utf8_only: true,
            all_remarks: false,
            refusal: "its answer is refused: ",
            agent: "Claude Code",
            ..OutputRules::PLAIN
        }
    }

    /// Returns the meaning of a hook's ending (an exit code, a signal or a timeout). Exit code 2 blocks on events that
    /// can be blocked; at any other exit code only an object decides.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        let row = events::TABLE.row(&run.spec.form.event);
        let closes = run.spec.on_failure == OnFailure::Block || row.exit2 == Exit2::AnyCodeBlocks;
        let counts = match run.ending {
            // In an HTTP response the body decides; a status code alone never blocks.
            Ending::Exited(0) | Ending::Responded(200..=299) => return EndingMeans::Answers,
            Ending::Exited(2) if row.blocks() => {
                return EndingMeans::Blocks(BlockReason::ObjectThenStderr);
            }
            Ending::Exited(2) => {
                let stderr_is_notice = row.exit2 == Exit2::TellsUser;
                return EndingMeans::Nothing { stderr_is_notice };
            }
            // According to the hook reference, an object decides at every exit code. (Older documentation says: only at
            // exit code 0.)
            Ending::Exited(_) if !closes => Printed::Objects,
            Ending::Responded(_) => Printed::Nothing,
            // After a timeout, a signal, or a failure of a hook that blocks on failure, only a block, an ask or a
            // request to end the run takes effect.
            _ => Printed::Restrictions,
        };
        // The report names every printed object, even an object that has no effect after this exit.
        let named = Printed::Objects;
        EndingMeans::Fails { counts, named }
    }

    /// Reads output that is not an object: the path of a worktree, context, a broken answer, or text without a meaning.
    fn text(&self, run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        let row = events::TABLE.row(&run.spec.form.event);
        let fails = |cause, problem| Err(Failure::new(cause, problem));
        let quoted = text.quoted();
        let mut reading = Reading::default();
        match text.as_str() {
            _ if text.is_empty() => {}
            _ if text.is_cut() => return Err(text.cut_failure()),
            // Text in braces counts as a broken answer, unless it looks like a line of a log.
            braced
                if braced.starts_with('{')
                    && braced.ends_with('}')
                    && !text.has_bom()
                    && !text.is_log() =>
            {
                let problem = match text.json_problem() {
                    Some(error) => format!("not valid JSON ({error})"),
                    None => "not one object".to_owned(),
                };
                return fails(
                    Cause::BadAnswer,
                    format!("its answer is {problem}: {quoted}"),
                );
            }
            _ if matches!(run.ending, Ending::Responded(_)) => {
                let problem = format!("its response is not a JSON object: {quoted}");
                return fails(Cause::BadAnswer, problem);
            }
            // A command hook prints the path of the new worktree as the last line of its output. (An HTTP hook sends
            // the path as `worktreePath`.)
            _ if row.says == Says::Worktree => {
                let path = text.lines().next_back().map(|path| plain(path).into());
                reading.replacement = path.map(Replacement::Verbatim);
            }
            // Only four events treat plain text as context. On other events Claude Code writes the text to its log.
            context if row.plain_context => reading.context.push(uncut(context)),
            _ => return Ok(text.ignored()),
        }
        Ok(reading)
    }

    /// Adds the first line of stderr as a notice for the user, as Claude Code does. If stderr is a stack trace, the
    /// line that names the error is added instead, because the first line of a trace does not name the error.
    fn failed(&self, run: &RunContext<'_>, failure: Failure, stderr: &OutputText<'_>) -> Failure {
        let Ending::Exited(code) = run.ending else {
            return failure;
        };
        let trace = error_of_trace(stderr.as_str().as_bytes());
        let trace = trace.and_then(|line| std::str::from_utf8(line).ok());
        let line = match trace.or_else(|| stderr.lines().next()) {
            Some(line) => plain(line),
            None => format!("exit code {code}, nothing on stderr"),
        };
        let event = events::TABLE.row(&run.spec.form.event).name;
        failure.with_notice(format!("{event} hook error: {line}"))
    }

    /// Returns the effect of a failure in the two cases that Claude Code defines: a timeout blocks a model switch, and
    /// a failing exit code blocks a worktree event.
    fn meaning(&self, spec: &HookSpec, cause: &Cause) -> Option<OnFailure> {
        let row = events::TABLE.row(&spec.form.event);
        let closes = match cause {
            Cause::Timeout => row.says == Says::Switch,
            Cause::ExitCode => row.exit2 == Exit2::AnyCodeBlocks,
            _ => false,
        };
        closes.then_some(OnFailure::Block)
    }
}

/// Returns whether `output` has all fields of the tool's own output, with the same JSON types. The form in which Claude
/// Code shows outputs to hooks is accepted too. If the tool's own output is `null`, any output is accepted.
fn has_shape_of(own: &Value, output: &Value) -> bool {
    let fits = |own: &Value| match (own, output) {
        (Value::Object(own), Value::Object(output)) => own.iter().all(|(key, own)| {
            let same = |new: &Value| is_same_type(own, new);
            // If a field of the tool's own output is `null`, the same field of the new output can have any type.
            own.is_null() || output.get(key).is_some_and(same)
        }),
        _ => is_same_type(own, output),
    };
    own.is_null() || fits(own) || fits(&project::shell_output(own))
}

/// Returns whether two values have the same JSON type.
fn is_same_type(one: &Value, other: &Value) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
