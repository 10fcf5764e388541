//! Decides what the exit codes and the output of Codex's hooks mean.

use hooks_types::dialect::{
    AnswerFormat, BlockReason, EndingMeans, Object, OutputRules, OutputText, Printed, Reading,
    RunContext,
};
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::text::uncut;
use hooks_types::{Failure, Payload};
use serde_json::Value;

use super::events::{self, Says, Text};
use super::wire::Codex;
use super::{TOOLS, object};
use crate::project;
use crate::reading::{from_folder, only_its_block};

impl AnswerFormat for Codex {
    from_folder!(object, TOOLS);

    /// Converts the new output from a hook to the form of the tool's own output. Hooks are shown a shell command's
    /// output as a single text.
    fn output_back(&self, payload: &Payload, output: Value) -> Value {
        project::output_back(&payload.event, output)
    }

    /// Returns the rules for reading output that are the same on every event.
    fn output_rules(&self) -> OutputRules {
        OutputRules {
            // Codex silently ignores an object after a byte order mark (measured). So the byte order mark counts as
            // text before the object.
            bom_is_text: true,
            all_remarks: false,
            refusal: "Codex refuses it: ",
            agent: "Codex",
            ..OutputRules::PLAIN
        }
    }

    /// Keeps only the reason of a printed block at exit code 2, because Codex ignores stdout at that code.
    fn settle(&self, run: &RunContext<'_>, _object: &Object, reading: &mut Reading) {
        if matches!(self.ending(run), EndingMeans::Blocks(_)) {
            only_its_block(reading);
        }
    }

    /// Returns the meaning of a hook's ending (an exit code, a signal or a timeout). Codex reads stdout only at exit
    /// code 0. Exit code 2 blocks on some events. A timeout, a signal and every remaining exit code are failures, after
    /// which the action proceeds.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        let row = events::TABLE.row(&run.spec.form.event);
        let counts = match run.ending {
            Ending::Exited(0) | Ending::Responded(200..=299) => return EndingMeans::Answers,
            // At exit code 2 Codex does not read stdout, and lets the call pass if stderr is empty. Here the call is
            // blocked even then.
            Ending::Exited(2) if row.exit2_blocks => {
                return EndingMeans::Blocks(BlockReason::StderrThenObject(
                    "Codex drops a block by exit code 2 with an empty stderr",
                ));
            }
            Ending::TimedOut | Ending::Cancelled => Printed::Restrictions,
            // If an exit code means that the hook failed, a printed object decides nothing, as in Codex. The report
            // still shows the object.
            _ => Printed::Nothing,
        };
        let named = Printed::Objects;
        EndingMeans::Fails { counts, named }
    }

    /// Reads output that is not an object. Depending on the event, it is context, a failure, or ignored.
    fn text(&self, run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        let row = events::TABLE.row(&run.spec.form.event);
        let fails = |problem| {
            let problem = format!("its output {problem}: {}", text.quoted());
            Err(Failure::new(Cause::BadAnswer, problem))
        };
        match text.as_str() {
            _ if text.is_empty() || row.says == Says::Unread => Ok(Reading::default()),
            _ if text.is_cut() => Err(text.cut_failure()),
            // In Codex a text that starts like JSON is a failure. The meaning of any other text depends on the event.
            json if json.starts_with(['{', '[']) && !text.has_bom() => {
                fails(match text.json_problem() {
                    Some(error) => format!("starts like JSON but is not one object ({error})"),
                    None => "is JSON but not one object".to_owned(),
                })
            }
            // On Stop, SubagentStop and Interrupt, Codex accepts only an object or empty output.
            _ if row.text == Text::Fails => fails("is not an answer object".to_owned()),
            _ if row.text == Text::Ignored => Ok(text.ignored()),
            context => {
                let mut reading = Reading::default();
                reading.context.push(uncut(context));
                Ok(reading)
            }
        }
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
