//! Decides what the exit codes and the output of goose's hooks mean.

use hooks_types::dialect::{
    AnswerFormat, BlockReason, EndingMeans, Object, OutputRules, OutputText, Printed, Reading,
    RunContext,
};
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::{Failure, Payload};
use serde_json::Value;

use super::events::TABLE;
use super::wire::Goose;
use super::{TOOLS, answer};
use crate::reading::{from_folder, only_its_block};

impl AnswerFormat for Goose {
    from_folder!(answer, TOOLS);

    /// Returns the rules for reading output that are the same on every event.
    fn output_rules(&self) -> OutputRules {
        OutputRules {
            // How goose reads a byte order mark was not measured, because goose is not in `conformance`. So the
            // stricter behaviour is used: after a byte order mark a block takes effect, and an allow does not.
            bom_is_text: true,
            loosens_in_utf8_only: true,
            ..OutputRules::PLAIN
        }
    }

    /// Keeps only the reason of a printed block at exit code 2, because goose ignores stdout at that code.
    fn settle(&self, run: &RunContext<'_>, _object: &Object, reading: &mut Reading) {
        if matches!(self.ending(run), EndingMeans::Blocks(_)) {
            only_its_block(reading);
        }
    }

    /// Returns the meaning of a hook's ending (an exit code, a signal or a timeout). On an event for which goose waits,
    /// exit code 2 blocks. Every other exit code except 0 is a failure.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        let decides = TABLE.row(&run.spec.form.event).decides;
        let counts = match run.ending {
            Ending::Exited(0) | Ending::Responded(200..=299) => return EndingMeans::Answers,
            Ending::Exited(2) if decides => {
                return EndingMeans::Blocks(BlockReason::StderrThenObject(
                    "goose reads the reason only from stderr at exit code 2",
                ));
            }
            // A block takes effect at every exit code. goose drops the output of a hook that reached its time limit;
            // here a block takes effect then too.
            _ if decides => Printed::Restrictions,
            _ => Printed::Nothing,
        };
        EndingMeans::Fails {
            counts,
            named: Printed::Objects,
        }
    }

    /// Reads output that is not an object. On an event for which goose waits, any text is a failure.
    fn text(&self, run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        let decides = TABLE.row(&run.spec.form.event).decides;
        let (cause, problem) = match decides {
            _ if text.is_empty() => return Ok(Reading::default()),
            false => return Ok(text.ignored()),
            true if text.is_cut() => return Err(text.cut_failure()),
            true => (
                Cause::BadAnswer,
                format!(
                    "its output is not a decision, and goose accepts nothing else on stdout: {}",
                    text.quoted()
                ),
            ),
        };
        Err(Failure::new(cause, problem))
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
