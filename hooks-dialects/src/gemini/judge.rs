//! Decides what the exit codes and the output of Gemini CLI's hooks mean.

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::dialect::{
    AnswerFormat, Decision, EndingMeans, Object, OutputRules, OutputText, Printed, Reading,
    Replacement, RunContext,
};
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::text::plain;
use hooks_types::{Failure, Payload};
use serde_json::Value;

use super::events::{EventRow, Say, TABLE};
use super::wire::Gemini;
use super::{TOOLS, answer};
use crate::reading::from_folder;

impl AnswerFormat for Gemini {
    from_folder!(answer, TOOLS);

    /// Returns the rules for reading output that hold on every event: an answer can be inside a JSON string, and can be
    /// on stderr.
    fn output_rules(&self) -> OutputRules {
        OutputRules {
            // Gemini CLI parses the content of a JSON string once more, and reads stderr if stdout is empty (its
            // source).
            reads_quoted: true,
            reads_stderr: true,
            agent: "Gemini CLI",
            ..OutputRules::PLAIN
        }
    }

    /// Makes exit code 2 a block, whatever the object contains. An object that blocks, or whose new input is unusable,
    /// needs no change, because it leads to a block anyway.
    fn settle(&self, run: &RunContext<'_>, _object: &Object, reading: &mut Reading) {
        let hears = TABLE.row(&run.spec.form.event).hears(Say::Block);
        let blocks = match (reading.decision, &reading.replacement) {
            (Some(Decision::Block), _) | (_, Some(Replacement::Unreadable)) => true,
            (_, Some(Replacement::Input(input))) => {
                self.input_back(run.payload, input.clone()).is_err()
            }
            _ => false,
        };
        if run.ending == Ending::Exited(2) && hears && !blocks {
            let message = "exit code 2 blocks although the object beside it does not";
            reading.note(NoteCode::Stricter, message);
            reading.decision = Some(Decision::Block);
        }
    }

    /// Returns the meaning of a hook's ending (an exit code, a signal or a timeout). An object is the answer at every
    /// exit code; the meaning of text depends on the exit code.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        match run.ending {
            Ending::Exited(_) | Ending::Responded(200..=299) => EndingMeans::Answers,
            _ => EndingMeans::Fails {
                counts: Printed::Restrictions,
                named: Printed::Nothing,
            },
        }
    }

    /// Reads output that is not an object: other JSON, a JSON string that contains JSON, or text.
    fn text(&self, run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        let row = TABLE.row(&run.spec.form.event);
        // An HTTP response has no exit code; it is read like exit code 0.
        let code = match run.ending {
            Ending::Exited(code) => code,
            _ => 0,
        };
        let said = plain(text.as_str());
        let bad = |cause, problem| Err(Failure::new(cause, problem));
        match code {
            // At exit codes 0 and 1 the text matters, so text that was cut is a failure. At all other codes the code
            // alone decides, so a cut does no harm.
            0 | 1 if text.is_cut() => Err(text.cut_failure()),
            0 if text.is_empty() => Ok(Reading::default()),
            // Gemini CLI's documentation promises that exit code 2 blocks, but in its source a hook without text does
            // not block. Here it blocks.
            2 if text.is_empty() || is_json(text) => refused(run, row, None),
            _ if text.is_empty() => Err(run.failure()),
            _ if is_json(text) => bad(Cause::BadAnswer, "printed JSON that is not an object"),
            0 => {
                // Gemini CLI shows plain text to the user. A text that contains a brace can be a broken answer, so a
                // note is added.
                let mut reading = match text.as_str().contains('{') {
                    true => text.ignored(),
                    false => Reading::default(),
                };
                reading.notices.push(said);
                Ok(reading)
            }
            // Put `Warning: ` before the text, as Gemini CLI does.
            1 => Err(run.failure().with_notice(format!("Warning: {said}"))),
            2 => refused(run, row, Some(said)),
            // Gemini CLI denies the call at these exit codes, so the failure means a block. The report also says that
            // the hook failed.
            _ => {
                let mut failure = Failure::new(Cause::ExitCode, said);
                failure.means = row.hears(Say::Block).then_some(OnFailure::Block);
                Err(failure)
            }
        }
    }
}

/// Returns whether a text is JSON, or a JSON string that contains JSON.
fn is_json(text: &OutputText<'_>) -> bool {
    let inner = serde_json::from_str::<String>(text.as_str());
    let inner = inner.as_deref().map_or(text.as_str(), str::trim);
    let read = serde_json::from_str::<serde::de::IgnoredAny>(inner);
    !text.is_cut() && read.is_ok()
}

/// Reads the output of a hook that printed no object and ended with exit code 2.
fn refused(
    run: &RunContext<'_>,
    row: &EventRow,
    reason: Option<String>,
) -> Result<Reading, Failure> {
    if !row.hears(Say::Block) {
        return Err(run.failure().with_said(OutcomeKind::Block));
    }
    let mut reading = Reading::default();
    if reason.is_none() {
        let message = "exit code 2 blocks; Gemini CLI itself ignores it without a text";
        reading.note(NoteCode::Stricter, message);
    }
    (reading.decision, reading.reason) = (Some(Decision::Block), reason);
    Ok(reading)
}
