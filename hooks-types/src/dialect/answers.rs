//! The trait that says how a dialect's answers are read.

use serde_json::Value;

use super::WireForm;
use crate::cause::{Cause, Failure};
use crate::interpret::{
    BlockReason, EndingMeans, OutputRules, OutputText, Printed, Reading, RunContext,
};
use crate::payload::Payload;
use crate::policy::OnFailure;
use crate::reader::{Key, Object};
use crate::run_output::Ending;
use crate::spec::HookSpec;

/// How the answers of one agent's hooks are read, as pure functions.
///
/// A dialect sees objects that the one reader found in a hook's output, never the bytes.
/// [`interpret`](crate::output::interpret()) asks it what an object, an ending and a text mean, and decides what
/// of it counts.
pub trait AnswerFormat {
    /// The keys of its answers.
    fn keys(&self) -> &'static [Key];

    /// What one object of a hook's output says. The scanner of running hooks asks here too, so that
    /// both hear the same blocks; [`settle`](Self::settle) brings in what only the run knows, and the
    /// driver adds remarks on unknown and doubled keys ([`OutputRules::all_remarks`]).
    fn read(&self, object: &Object, form: &WireForm) -> Reading;

    /// Changes what an object says by what the run knows: the ending, the hook's options, the
    /// payload (Cursor's `loop_limit`).
    fn settle(&self, _run: &RunContext<'_>, _object: &Object, _reading: &mut Reading) {}

    /// What the ending of a run means on its event. By default a clean end answers, exit code 2
    /// blocks, and everything else fails.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        match run.ending {
            Ending::Exited(0) | Ending::Responded(200..=299) => EndingMeans::Answers,
            Ending::Exited(2) => EndingMeans::Blocks(BlockReason::ObjectThenStderr),
            _ => EndingMeans::Fails {
                counts: Printed::Restrictions,
                named: Printed::Objects,
            },
        }
    }

    /// What output says that is not one object: nothing, a text, or something cut or broken. By
    /// default silence is a proceed and everything else a failure.
    ///
    /// # Errors
    ///
    /// The agent takes such output for a failure of the hook.
    fn text(&self, _run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        match text.is_empty() {
            true => Ok(Reading::default()),
            false if text.is_cut() => Err(Failure::new(
                Cause::Truncated,
                "its output was cut at the cap",
            )),
            false => Err(Failure::new(
                Cause::BadAnswer,
                format!("its output is not one JSON object: {}", text.quoted()),
            )),
        }
    }

    /// How its agent takes output at every ending.
    fn output_rules(&self) -> OutputRules {
        OutputRules::PLAIN
    }

    /// A hook's replacement of the call's input, in the call's own fields.
    ///
    /// # Errors
    ///
    /// Why it cannot be used: the reason of the block that the answer becomes.
    fn input_back(&self, _payload: &Payload, input: Value) -> Result<Value, String> {
        Ok(input)
    }

    /// A hook's replacement of the tool's output, in the shape that the output has.
    fn output_back(&self, _payload: &Payload, output: Value) -> Value {
        output
    }

    /// Adds to a failed ending what the agent makes of it: a notice for the user, a message of its
    /// own.
    fn failed(&self, _run: &RunContext<'_>, failure: Failure, _stderr: &OutputText<'_>) -> Failure {
        failure
    }

    /// What a failure of this cause means by the agent's rules, where that is stricter than the
    /// hook's policy.
    fn meaning(&self, _spec: &HookSpec, _cause: &Cause) -> Option<OnFailure> {
        None
    }
}
