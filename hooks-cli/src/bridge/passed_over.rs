//! Tells the user which hooks failed although the agent went on, because their `on_failure` policy allows it.
//!
//! Without these notices the user would not see the failure, because the agent treats a failed hook like a hook that
//! did not object.

use hooks_types::answer::OutcomeKind;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::text::{quoted, retold};
use hooks_types::wire::{HookOutput, speak};
use hooks_types::{DialectRef, EventName, Payload, Report};

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
    let without = without_it(report, &event);
    let named = failed.iter().take(NAMED);
    let mut lines: Vec<String> = named
        .map(|row| {
            let name = quoted(row.id.as_bytes(), 60);
            let why = why(row, &report.event);
            format!(
                "the hook `{name}` failed ({why}), and {without}, because its `on_failure` is `proceed`"
            )
        })
        .collect();
    if let Some(more) = failed.len().checked_sub(NAMED).filter(|more| *more > 0) {
        lines.push(format!("{more} more hooks of {event} failed"));
    }
    lines
}

/// Returns what the agent did although a hook failed, for the end of the failed hook's line.
fn without_it(report: &Report, event: &str) -> String {
    // Another hook can have made the agent do something else, for example go on at a stop.
    let is_undecided = report.outcome == OutcomeKind::Proceed && report.context.is_empty();
    match report.event {
        EventName::Stop if is_undecided => "the agent stopped".to_owned(),
        EventName::SubagentStop if is_undecided => "the subagent stopped".to_owned(),
        EventName::PreToolUse if is_undecided => "the call was not blocked".to_owned(),
        _ => format!("{event} was decided without it"),
    }
}

/// The maximum length, in characters, of a reason that is quoted in a line of output.
const REASON: usize = 200;

/// Returns why a hook failed, without any text that the hook printed.
fn why(row: &Row, event: &EventName) -> String {
    let reason = row.reason.as_deref().unwrap_or_default();
    let code = row.cause.as_ref().map_or("no cause", Cause::code);
    let cause = match (&row.cause, row.exit_code, row.signal) {
        (Some(Cause::ExitCode), Some(code), _) => {
            // For a hook of our own format the reason begins with the meaning of the code.
            let meaning = reason.split("; stderr: ").next().unwrap_or_default();
            let is_ours = row.dialect == DialectRef::NATIVE && meaning.starts_with("exit code ");
            match is_ours {
                true => retold(meaning, REASON),
                false => format!("exit code {code}"),
            }
        }
        (Some(Cause::Signal), _, Some(signal)) => format!("signal {signal}"),
        (Some(Cause::BadAnswer), ..) => "its output is not a valid answer".to_owned(),
        // For these causes the reason was written by this program and quotes nothing that the hook printed.
        (Some(Cause::SpawnFailed | Cause::BadCwd | Cause::Timeout | Cause::Budget), ..)
            if !reason.is_empty() =>
        {
            return format!("{code}: {}", retold(reason, REASON));
        }
        _ => code.to_owned(),
    };
    let event = event.wire_name();
    format!("{cause}; `hooks explain {event} --run` runs it and shows what it prints")
}
