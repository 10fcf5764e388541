//! How goose's answers are judged: what an object says, what endings and texts mean.

use hooks_types::dialect::{
    AnswerFormat, BlockReason, Decision, EndingMeans, Field, Key, Object, OutputRules, OutputText,
    Printed, Reading, RunContext,
};
use hooks_types::{Cause, Ending, EventName, Failure, Payload, WireForm, plain};
use serde_json::Value;

use super::TOOLS;
use super::events::{self, row_of};
use super::wire::Goose;
use crate::reading::{first_text, input_back, only_its_block};

/// The keys of an answer.
static KEYS: &[Key] = &[
    Key::words("decision", &["allow", "block"]),
    Key::remark("reason"),
    Key::remark("banner"),
];

impl AnswerFormat for Goose {
    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    fn read(&self, object: &Object, form: &WireForm) -> Reading {
        let mut reading = Reading::default();
        if row_of(&form.event).decides {
            decision(object, &events::ours(&form.event), &mut reading);
        } else if object.has("decision") {
            reading.no_effect("decision");
        }
        match first_text(object, &["banner"]) {
            Some(banner) if form.event == "SessionStart" => reading.notices.push(banner),
            Some(_) => reading.no_effect("banner"),
            None => {}
        }
        reading
    }

    fn input_back(&self, payload: &Payload, input: Value) -> Result<Value, String> {
        input_back(&TOOLS, payload, input)
    }

    fn output_rules(&self) -> OutputRules {
        OutputRules {
            bom_is_text: true,
            loosens_in_utf8_only: true,
            ..OutputRules::PLAIN
        }
    }

    /// Exit code 2 takes the reason of a printed block, and nothing else beside it.
    fn settle(&self, run: &RunContext<'_>, _object: &Object, reading: &mut Reading) {
        if matches!(self.ending(run), EndingMeans::Blocks(_)) {
            only_its_block(reading);
        }
    }

    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        let decides = row_of(&run.spec.form.event).decides;
        let counts = match run.ending {
            Ending::Exited(0) | Ending::Responded(200..=299) => return EndingMeans::Answers,
            Ending::Exited(2) if decides => {
                return EndingMeans::Blocks(BlockReason::StderrThenObject(
                    "goose reads no reason but stderr at exit code 2",
                ));
            }
            // goose drops what a hook printed that ran into its limit.
            _ if decides => Printed::Restrictions,
            _ => Printed::Nothing,
        };
        EndingMeans::Fails {
            counts,
            named: Printed::Objects,
        }
    }

    fn text(&self, run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        let decides = row_of(&run.spec.form.event).decides;
        let (cause, problem) = match decides {
            _ if text.is_empty() => return Ok(Reading::default()),
            false => return Ok(text.ignored()),
            true if text.is_cut() => (Cause::Truncated, "its output was cut at the cap".to_owned()),
            true => (
                Cause::BadAnswer,
                format!(
                    "its output is no decision, and goose wants nothing else on stdout: {}",
                    text.quoted()
                ),
            ),
        };
        Err(Failure::new(cause, problem))
    }
}

/// `decision` with its `reason`. An object without one is a hook that could not decide.
fn decision(object: &Object, event: &EventName, reading: &mut Reading) {
    reading.reason = first_text(object, &["reason"]);
    match object.text("decision") {
        Field::Is(word) if word == "block" => reading.decision = Some(Decision::Block),
        Field::Is(word) if word == "allow" => {
            let allow = Decision::Allow { grants: false };
            reading.decision = event.traits().permission.then_some(allow);
        }
        Field::Is(word) => reading.refuse(format!("`{}` is no decision", plain(&word))),
        Field::Absent | Field::Null => reading.refuse("there is no `decision`"),
        Field::Wrong(_) => reading.refuse("`decision` is not a text"),
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
