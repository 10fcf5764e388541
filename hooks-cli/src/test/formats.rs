//! Formats the results of cases as text, JSON or JUnit XML.

use std::fmt::Write;

use hooks_types::Report;
use hooks_types::answer::NoteCode;
use hooks_types::report::{Row, RowStatus};
use hooks_types::text::{short_name, shown_chars, visible_json, visible_line, visible_name};
use serde::Serialize;

use super::shown_difference::{a_text_with, after_failure, differing};
use super::{Difference, Failed, Tested, Verdict, described};
use crate::configuration::NOTHING_WAS_RUN;
use crate::failure::Failure;
use crate::list::Remedy;
use crate::show::{BAD, FAINT, GOOD, glance_with, milliseconds, quoted_paragraph, styled};

impl Tested {
    /// Returns the word for the verdict in JSON. These words never change.
    fn status(&self) -> &'static str {
        match self.verdict {
            Verdict::Passed => "passed",
            Verdict::Failed(..) => "failed",
            Verdict::Broken(_) => "broken",
        }
    }
}

/// Counts the cases with this status.
fn count(tested: &[Tested], status: &str) -> usize {
    tested.iter().filter(|case| case.status() == status).count()
}

/// Formats results for people: a line for each case, with the differences below it.
pub(super) fn text(tested: &[Tested], room: Option<usize>) -> String {
    let mut text = String::new();
    let mut known: Vec<&str> = Vec::new();
    for case in tested {
        let (mark, style) = match case.verdict {
            Verdict::Passed => ("✓", GOOD),
            Verdict::Failed(..) => ("✗", BAD),
            Verdict::Broken(_) => ("!", BAD),
        };
        let took = styled(FAINT, milliseconds(case.milliseconds));
        let path = visible_name(&case.path);
        let _ = writeln!(text, "{} {path}  {took}", styled(style, mark));
        for note in &case.notes {
            text += &quoted_paragraph(&format!("note: {}", visible_line(note)), 2, room);
        }
        match &case.verdict {
            Verdict::Passed => {}
            // An error of the configuration breaks every case of the folder, so it is printed once.
            Verdict::Broken(problem) if is_of_all(problem) && known.contains(&problem.as_str()) => {
                text += &quoted_paragraph("for the same reason as above", 2, room);
            }
            Verdict::Broken(problem) => {
                known.push(problem);
                text += &quoted_paragraph(&visible_line(problem), 2, room);
            }
            Verdict::Failed(failed) => text += &what_came(failed, room),
        }
    }
    let (passed, failed) = (count(tested, "passed"), count(tested, "failed"));
    let broken = match count(tested, "broken") {
        0 => String::new(),
        broken => format!(", {broken} could not be run"),
    };
    text + &format!("{passed} passed, {failed} failed{broken}\n")
}

/// Returns whether a case could not be run because of an error in the configuration, and not in the case itself.
fn is_of_all(problem: &str) -> bool {
    problem.starts_with(NOTHING_WAS_RUN)
}

/// Describes a failed case: the differences, the call, what each hook did, and hook output that was not read.
fn what_came(failed: &Failed, room: Option<usize>) -> String {
    let mut text: String = failed
        .differences
        .iter()
        .map(|found| match repeats_failure(found, &failed.differences) {
            true => after_failure(found, room),
            false => differing(found, room),
        })
        .collect();
    if let Some(call) = &failed.call {
        text += &quoted_paragraph(&format!("the call was: {call}"), 2, room);
    }
    let inner = room.map(|room| room.saturating_sub(2));
    for line in glance_with(&beside(failed), &failed.advice, inner).lines() {
        let _ = writeln!(text, "  {line}");
    }
    for unheard in &failed.unheard {
        text += &quoted_paragraph(unheard, 4, room);
    }
    text
}

/// Returns whether `found` is a difference of the message, and the actual message repeats a failure among the
/// differences.
fn repeats_failure(found: &Difference, all: &[Difference]) -> bool {
    let is_in = |failure: &&Difference| {
        failure.what == "failure"
            && !failure.actual.is_empty()
            && found.actual.contains(&failure.actual)
    };
    found.what == "message" && all.iter().find(is_in).is_some()
}

/// Returns the report to print below the differences. Leaves out reasons of failures that the differences already give.
fn beside(failed: &Failed) -> Report {
    let mut report = failed.report.clone();
    let is_told = |row: &Row| {
        let said = described(row);
        row.status == RowStatus::Failed && failed.differences.iter().any(|it| it.actual == said)
    };
    for row in report.hooks.iter_mut().filter(|row| is_told(row)) {
        // The outcome's message can be shorter than the row's reason, which can go on with a cure. So look for the
        // words that both contain, and drop a message that repeats the reason.
        let is_of_row =
            |message: &String| message.contains(&format!("`{}` failed", short_name(&row.id)));
        report.message = report.message.take().filter(|message| !is_of_row(message));
        row.reason = None;
        // If a failed hook was started a second time, the note about the second start has the same text as the reason.
        // So drop the note.
        row.notes.retain(|note| note.code != NoteCode::Retried);
    }
    report
}

/// The JSON form of all results.
#[derive(Serialize)]
struct Printed<'a> {
    passed: usize,
    failed: usize,
    broken: usize,
    cases: Vec<PrintedCase<'a>>,
}

/// The JSON form of one case.
#[derive(Serialize)]
struct PrintedCase<'a> {
    /// The path of the case's file.
    path: &'a str,
    /// The result of the case: `passed`, `failed`, or `broken` if it could not be run.
    status: &'static str,
    duration_ms: f64,
    differences: &'a [Difference],
    /// Why the case could not be run; `None` if it was run.
    problem: Option<&'a str>,
    /// What each hook did; only for a failed case.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a Report>,
    /// The call that the hooks judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<&'a str>,
    /// What `hooks check` says about the programs of the hooks that ran.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    advice: Vec<String>,
    /// Sentences about hook output that was not read.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unheard: &'a [String],
    /// Notes about the case itself, such as a field that the tool does not have.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

/// Returns the findings of `hooks check` about the programs of the hooks, as sentences.
fn advised(failed: &Failed) -> Vec<String> {
    failed.advice.iter().map(Remedy::sentence).collect()
}

/// Formats results as JSON. Keys are only ever added.
pub(super) fn json(tested: &[Tested]) -> Result<String, Failure> {
    let cases = tested.iter().map(|case| {
        let (differences, problem, report) = match &case.verdict {
            Verdict::Passed => (&[][..], None, None),
            Verdict::Failed(failed) => (&failed.differences[..], None, Some(&failed.report)),
            Verdict::Broken(problem) => (&[][..], Some(problem.as_str()), None),
        };
        let failed = match &case.verdict {
            Verdict::Failed(failed) => Some(failed),
            _ => None,
        };
        PrintedCase {
            call: failed.and_then(|failed| failed.call.as_deref()),
            advice: failed.map(|failed| advised(failed)).unwrap_or_default(),
            unheard: failed.map_or(&[], |failed| &failed.unheard),
            path: &case.path,
            status: case.status(),
            duration_ms: case.milliseconds,
            differences,
            problem,
            report,
            notes: &case.notes,
        }
    });
    let printed = Printed {
        passed: count(tested, "passed"),
        failed: count(tested, "failed"),
        broken: count(tested, "broken"),
        cases: cases.collect(),
    };
    serde_json::to_string(&printed)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the results: {error}")))
}

/// Formats results as JUnit XML, for a CI server.
pub(super) fn junit(tested: &[Tested]) -> String {
    let seconds = |ms: f64| format!("{:.3}", ms / 1000.0);
    let total: f64 = tested.iter().map(|case| case.milliseconds).sum();
    let mut text = format!(
        // Count a case that could not be run as an error, because JUnit distinguishes failures and errors.
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuite name=\"hooks\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{}\">\n",
        tested.len(),
        count(tested, "failed"),
        count(tested, "broken"),
        seconds(total)
    );
    for case in tested {
        let (name, time) = (attribute(&case.path), seconds(case.milliseconds));
        let open = format!("  <testcase classname=\"hooks\" name=\"{name}\" time=\"{time}\"");
        match &case.verdict {
            Verdict::Passed if case.notes.is_empty() => text += &format!("{open}/>\n"),
            Verdict::Passed => {
                let notes = xml(&case.notes.join("\n"));
                text += &format!("{open}>\n    <system-out>{notes}</system-out>\n  </testcase>\n");
            }
            Verdict::Broken(problem) => {
                let problem = attribute(problem);
                text += &format!("{open}>\n    <error message=\"{problem}\"/>\n  </testcase>\n");
            }
            Verdict::Failed(failed) => {
                text += &format!("{open}>\n");
                for found in &failed.differences {
                    let actual = match found.actual.as_str() {
                        "" => "nothing",
                        text => text,
                    };
                    let part = a_text_with(found.what);
                    let said = format!("expected {part}{}, got {actual}", found.expected);
                    let file = found.file.iter().map(|name| format!(" {name}"));
                    let what = attribute(&format!("{}{}", found.what, file.collect::<String>()));
                    let said = xml(&said);
                    text += &format!("    <failure message=\"{what}\">{said}</failure>\n");
                }
                let call = failed
                    .call
                    .as_ref()
                    .map(|call| format!("the call was: {call}"));
                let beside = call.into_iter().chain(case.notes.clone());
                let beside = beside.chain(advised(failed)).chain(failed.unheard.clone());
                let beside: Vec<String> = beside.collect();
                if !beside.is_empty() {
                    let beside = xml(&beside.join("\n"));
                    text += &format!("    <system-out>{beside}</system-out>\n");
                }
                text += "  </testcase>\n";
            }
        }
    }
    text + "</testsuite>\n"
}

/// Escapes a text for an XML attribute. A line end is written as a character reference: an XML reader would turn a
/// plain line end into a space, and on a terminal the rest of the text would begin a line.
fn attribute(text: &str) -> String {
    xml(text)
        .replace('\n', "&#10;")
        .replace('\r', "&#13;")
        .replace('\t', "&#9;")
}

/// Escapes text for an XML attribute or element. Characters that XML cannot hold are replaced, and invisible
/// characters are written as references.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (c, is_unseen) in shown_chars(text) {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            // Keep only these two control characters. XML 1.0 forbids most of the others, and a parser would change CR
            // to LF.
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c if is_unseen => out += &format!("&#x{:x};", u32::from(c)),
            c => out.push(c),
        }
    }
    out
}
