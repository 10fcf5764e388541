//! Tells the user which hooks failed although the agent went on, because their `on_failure` policy allows it.
//!
//! Without these lines the answer would not show the failure: to the agent, a failed hook looks like a hook that did
//! not object.

use hooks_types::answer::OutcomeKind;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::text::quoted;
use hooks_types::wire::{HookOutput, speak};
use hooks_types::{Payload, Report};

use super::stand_in::with_notices;

/// The maximum number of failed hooks that get a line; hooks beyond this number are only counted.
const NAMED: usize = 3;

/// Writes the report as an answer to the agent, with a notice for each hook that failed, but did not stop the agent. If
/// the agent has no field for notices, adds the lines to `unsaid` instead.
pub(super) fn answer(payload: &Payload, report: &Report, unsaid: &mut Vec<String>) -> HookOutput {
    let lines = passed_over(report);
    if lines.is_empty() {
        return speak(payload, report);
    }
    let (answer, is_told) = with_notices(payload, report, &lines);
    if !is_told {
        unsaid.extend(lines);
    }
    answer
}

/// Returns a line for each hook that failed and whose `on_failure` policy neither blocked nor asked. The line quotes
/// no output of the hook, because the output can repeat the payload.
fn passed_over(report: &Report) -> Vec<String> {
    let failed = report
        .hooks
        .iter()
        .filter(|row| row.status == RowStatus::Failed && row.outcome == Some(OutcomeKind::Proceed));
    let failed: Vec<&Row> = failed.collect();
    let event = quoted(report.event.as_str().as_bytes(), 60);
    let named = failed.iter().take(NAMED);
    let mut lines: Vec<String> = named.map(|row| line(row, &event)).collect();
    if let Some(more) = failed.len().checked_sub(NAMED).filter(|more| *more > 0) {
        lines.push(format!("{more} more hooks of {event} failed"));
    }
    lines
}

fn line(row: &Row, event: &str) -> String {
    let name = quoted(row.id.as_bytes(), 60);
    let cause = match (&row.cause, row.exit_code, row.signal) {
        (Some(Cause::ExitCode), Some(code), _) => format!("exit code {code}"),
        (Some(Cause::Signal), _, Some(signal)) => format!("signal {signal}"),
        (Some(cause), ..) => cause.code().to_owned(),
        (None, ..) => "no cause".to_owned(),
    };
    format!(
        "the hook `{name}` failed ({cause}), and {event} went on without it, as its `on_failure` says"
    )
}
