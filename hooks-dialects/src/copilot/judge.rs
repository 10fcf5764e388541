//! Decides what the exit codes, the output and the progress lines of Copilot's hooks mean.

use hooks_types::dialect::{
    AnswerFormat, BlockReason, Decision, EndingMeans, Object, OutputRules, OutputText, Printed,
    Reading, RunContext,
};
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::text::plain;
use hooks_types::{Failure, HookSpec, Payload};
use serde_json::Value;

use super::TOOLS;
use super::answer::{self, context, interrupt};
use super::events::{Says, TABLE};
use super::wire::Copilot;
use crate::reading::{block_unusable_input, first_text, from_folder};

impl AnswerFormat for Copilot {
    from_folder!(answer, TOOLS);

    /// Converts the new tool result from a hook to the form of the tool's own output.
    fn output_back(&self, payload: &Payload, output: Value) -> Value {
        answer::result_back(payload, output)
    }

    /// Returns the rules for reading output that hold on every event: progress lines are separated from the rest of the
    /// output.
    fn output_rules(&self) -> OutputRules {
        OutputRules {
            // Copilot removes progress lines before it parses the rest as one document (hooks reference).
            line_apart: Some(progress),
            agent: "Copilot",
            ..OutputRules::PLAIN
        }
    }

    /// Makes the answer a block with the object's reason if exit code 2 blocks the event, whatever the object decides.
    fn settle(&self, run: &RunContext<'_>, object: &Object, reading: &mut Reading) {
        if matches!(self.ending(run), EndingMeans::Blocks(_)) {
            reading.refused.clear();
            reading.decision = Some(Decision::Block);
            interrupt(TABLE.row(&run.spec.form.event), object, reading);
        }
        block_unusable_input(&TOOLS, run.payload, reading);
    }

    /// Returns the meaning of a hook's ending (an exit code, a signal or a timeout). Before a tool call and on
    /// permission requests, a failed hook blocks, except after a timeout.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        let says = TABLE.row(&run.spec.form.event).says;
        let fails = |counts, named| EndingMeans::Fails { counts, named };
        match (run.ending, says) {
            (Ending::Exited(0) | Ending::Responded(200..=299), _) => EndingMeans::Answers,
            (Ending::Exited(2), Says::ToolPermission) => {
                EndingMeans::Blocks(BlockReason::ObjectThenStderr)
            }
            // On a permission request Copilot ignores stderr, so only the object gives the reason.
            (Ending::Exited(2), Says::Permission) => EndingMeans::Blocks(BlockReason::Object),
            // On the event after a failed tool call, exit code 2 makes the whole stdout context for the model.
            (Ending::Exited(2), Says::FailureContext) => EndingMeans::Text,
            // After a timeout Copilot proceeds (changelog, 1.0.67). Here a block or an ask that the hook printed before
            // the timeout still takes effect.
            (Ending::TimedOut | Ending::Cancelled, _) => {
                fails(Printed::Restrictions, Printed::Nothing)
            }
            // If a hook crashes on an event before a tool call or on a permission request, Copilot denies the call,
            // even if the hook printed an allow.
            (Ending::Exited(_) | Ending::Signaled(_), Says::ToolPermission | Says::Permission) => {
                fails(Printed::Blocks, Printed::Objects)
            }
            _ => fails(Printed::Nothing, Printed::Objects),
        }
    }

    /// Reads output that is not an object. Text is ignored, except on a permission request, where it is a failure.
    /// Several objects are a failure on every event.
    fn text(&self, run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        let says = TABLE.row(&run.spec.form.event).says;
        let fails = |cause, problem| Err(Failure::new(cause, problem));
        match text.as_str() {
            all if self.ending(run) == EndingMeans::Text => {
                let mut reading = Reading::default();
                let said = text.object();
                let said = said.and_then(|object| object.text("additionalContext").ok());
                context(said.as_deref().unwrap_or(all), &mut reading);
                Ok(reading)
            }
            _ if text.is_empty() => Ok(Reading::default()),
            _ if text.is_cut() => Err(text.cut_failure()),
            // Output that starts like JSON but is not one object, such as two objects, is invalid for Copilot, which
            // then runs the tool. Here the hook fails.
            json if json.starts_with(['{', '[']) => fails(
                Cause::BadAnswer,
                "its output is not one JSON object; Copilot ignores it",
            ),
            // On a permission request any text denies the permission (measured with version 1.0.102).
            _ if says == Says::Permission => fails(
                Cause::BadAnswer,
                "its output is not a JSON object; Copilot denies the permission",
            ),
            _ => Ok(text.ignored()),
        }
    }

    /// Shows stderr to the user after exit code 2.
    fn failed(
        &self,
        run: &RunContext<'_>,
        mut failure: Failure,
        stderr: &OutputText<'_>,
    ) -> Failure {
        if run.ending == Ending::Exited(2) {
            let stderr = plain(stderr.as_str());
            failure
                .notices
                .extend(Some(stderr).filter(|text| !text.is_empty()));
        }
        failure
    }

    /// Returns the effect of a failure in the cases that Copilot defines. Before a tool call and on permission
    /// requests, a crash or a program that cannot be started denies the call. On permission requests, output that is
    /// not an answer also denies the call.
    fn meaning(&self, spec: &HookSpec, cause: &Cause) -> Option<OnFailure> {
        let denies = match TABLE.row(&spec.form.event).says {
            Says::ToolPermission => CRASHES.contains(cause),
            Says::Permission => CRASHES.contains(cause) || *cause == Cause::BadAnswer,
            _ => false,
        };
        denies.then_some(OnFailure::Block)
    }
}

/// The failures that Copilot treats as a crash of the hook.
const CRASHES: &[Cause] = &[
    Cause::ExitCode,
    Cause::Signal,
    Cause::SpawnFailed,
    Cause::BadCwd,
];

/// Reads a progress line (an object of type `progress`); its message becomes a notice for the user, unless the line is
/// `temporary`.
fn progress(line: &Object) -> Option<Reading> {
    if line.text("type").ok().as_deref() != Some("progress") {
        return None;
    }
    let mut reading = Reading::default();
    if line.flag("temporary").ok() != Some(true) {
        reading.notices.extend(first_text(line, &["message"]));
    }
    Some(reading)
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
