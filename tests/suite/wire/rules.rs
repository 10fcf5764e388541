//! Tests the table of rules for answers in `docs/answers.md`, row by row.

use hooks_types::output::{Captured, Delivery, Ending, RunOutput, interpret};
use hooks_types::spec::Command;
use hooks_types::{EventName, HookSpec, Payload};

use super::samples;

const PAGE: &str = include_str!("../../../docs/answers.md");

#[test]
fn every_row_of_the_answering_table_holds() {
    let rows: Vec<[&str; 4]> = PAGE.lines().filter_map(row).collect();
    assert!(rows.len() > 50, "the table is there: {} rows", rows.len());
    for cells in rows {
        assert_eq!(outcome(cells), cells[3], "{cells:?}");
    }
}

/// Returns the cells of a row of the table; `None` for any other line.
fn row(line: &str) -> Option<[&str; 4]> {
    let cells: Vec<&str> = line
        .strip_prefix("| ")?
        .strip_suffix('|')?
        .split('|')
        .collect();
    let [ending, stdout, stderr, result] = <[&str; 4]>::try_from(cells).ok()?.map(str::trim);
    (ending != "ending").then_some([ending, stdout, stderr, result])
}

/// Interprets a run that has the ending and the outputs of a row. Returns the result in the words of the
/// table.
fn outcome([ending, stdout, stderr, _]: [&str; 4]) -> String {
    let mut words = ending.split(", ");
    let ending = ending_of(words.next().unwrap_or_default());
    let (mut cut, mut delivery, mut event) = (false, Delivery::Whole, EventName::PreToolUse);
    let mut late = None;
    for word in words {
        match word {
            "cut" => cut = true,
            "unread" => delivery = Delivery::Partial { written: 0 },
            word => match word.strip_prefix("late ") {
                Some(code) => late = code.parse().ok(),
                None => event = EventName::named(word),
            },
        }
    }
    let text = |cell: &str| cell.trim_matches('`').replace('⏎', "\n");
    let (stdout, stderr) = (text(stdout), text(stderr));
    let captured = match cut {
        true => Captured::cut(stdout.as_bytes(), 1 << 30, None),
        false => Captured::whole(stdout.as_bytes()),
    };
    let said = RunOutput::new(ending, captured, Captured::whole(stderr.as_bytes()))
        .with_delivery(delivery)
        .with_late_exit(late);
    let spec = HookSpec::command("h", event.clone(), Command::argv(["h"]));
    match interpret(&spec, &payload(&event), &said).result {
        Ok(answer) => {
            let mut words = answer.outcome.kind().to_string();
            if let Some(failure) = answer.unsupported_at(&event) {
                words = format!("failure {}", failure.cause);
            } else if let Some(message) = answer.message() {
                words.push_str(&format!(": {message}"));
            }
            if let Some(stop) = &answer.stop {
                words.push_str(&format!(", stop: {stop}"));
            }
            words
        }
        Err(failure) => format!("failure {}", failure.cause),
    }
}

fn ending_of(words: &str) -> Ending {
    let (kind, number) = words.split_once(' ').unwrap_or((words, "0"));
    let number: i32 = number.parse().unwrap_or_default();
    match kind {
        "exit" => Ending::Exited(number),
        "signal" => Ending::Signaled(number),
        "status" => Ending::Responded(u16::try_from(number).unwrap()),
        "timeout" => Ending::TimedOut,
        "broken" => Ending::Cancelled,
        other => panic!("unknown ending {other}"),
    }
}

fn payload(event: &EventName) -> Payload {
    let samples = samples::all();
    let sample = samples
        .into_iter()
        .find(|(_, payload)| payload.event.name() == *event);
    sample.unwrap().1
}
