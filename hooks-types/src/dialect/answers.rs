//! The trait that reads the output of one dialect's hooks. A dialect is the format of one agent.

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

/// How to read the output of one agent's hooks, as pure functions.
///
/// A dialect does not see bytes: it gets the JSON objects that the reader found in a hook's output.
/// [`interpret`](crate::output::interpret()) asks the dialect for the meaning of an object, an ending or a text. Then
/// `interpret` decides which parts take effect.
pub trait AnswerFormat {
    /// Returns the keys that an answer can have.
    fn keys(&self) -> &'static [Key];

    /// Reads one object of a hook's output.
    ///
    /// [`RestrictionScanner`](crate::output::RestrictionScanner) also calls this method, while the hook is still
    /// running. So the scanner and `interpret` find the same blocks. The ending of a running hook is not known, so
    /// everything that depends on the ending belongs in [`settle`](Self::settle). Remarks on unknown and duplicate keys
    /// are added by the caller ([`OutputRules::all_remarks`]).
    fn read(&self, object: &Object, form: &WireForm) -> Reading;

    /// Adjusts a reading (the meaning that [`read`](Self::read) found) to facts of the run: its
    /// ending, the hook's options and the payload. For example, Cursor's `loop_limit` is an option.
    fn settle(&self, _run: &RunContext<'_>, _object: &Object, _reading: &mut Reading) {}

    /// Returns what a run's ending (exit code, HTTP status, signal, timeout) means on the run's event. By default exit
    /// code 0 or an HTTP status 2xx means that the output is the answer, exit code 2 blocks, and every other ending is
    /// a failure.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        match run.ending {
            Ending::Exited(0) | Ending::Responded(200..=299) => EndingMeans::Answers,
            Ending::Exited(2) => EndingMeans::Blocks(BlockReason::ObjectThenStderr),
            // All other endings, such as a crash, are failures. But a block, an ask or a stop that the hook printed
            // before it failed still takes effect.
            _ => EndingMeans::Fails {
                counts: Printed::Restrictions,
                named: Printed::Objects,
            },
        }
    }

    /// Reads output that is not a single object: empty output, a text, or cut or broken JSON. By default empty output
    /// is a proceed, and any other output is a failure.
    ///
    /// # Errors
    ///
    /// The agent treats this output as a failure of the hook.
    fn text(&self, _run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        match text.is_empty() {
            true => Ok(Reading::default()),
            false if text.is_cut() => Err(text.cut_failure()),
            false => Err(Failure::new(
                Cause::BadAnswer,
                format!("its output is not one JSON object: {}", text.quoted()),
            )),
        }
    }

    /// Returns the rules for output. They apply both if the hook ended well and if it failed.
    fn output_rules(&self) -> OutputRules {
        OutputRules::PLAIN
    }

    /// Converts a hook's replacement of the call's input from the dialect's fields into the fields
    /// that the call has.
    ///
    /// # Errors
    ///
    /// The replacement cannot be used. The answer becomes a block with the returned text as its
    /// reason.
    fn input_back(&self, _payload: &Payload, input: Value) -> Result<Value, String> {
        Ok(input)
    }

    /// Converts a hook's replacement of the tool's output into the form of the original output.
    fn output_back(&self, _payload: &Payload, output: Value) -> Value {
        output
    }

    /// Adds the agent's own reaction to a failure, such as a notice for the user or a different
    /// message.
    fn failed(&self, _run: &RunContext<'_>, failure: Failure, _stderr: &OutputText<'_>) -> Failure {
        failure
    }

    /// Returns the failure policy that the agent's rules demand for this cause, if it is stricter
    /// than the hook's `on_failure`. Returns `None` if `on_failure` applies.
    fn meaning(&self, _spec: &HookSpec, _cause: &Cause) -> Option<OnFailure> {
        None
    }
}
