//! Formats the results of cases as text, JSON or JUnit XML.

use std::fmt::Write;

use hooks_types::text::{
    on_screen, short_name, shown_chars, visible, visible_json, visible_line, visible_name,
};
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::difference::NO_FAILURE;
use super::{Difference, Failed, Tested, Verdict};
use crate::failure::Failure;
use crate::show::{
    BAD, FAINT, GOOD, NOTABLE, STRONG, glance, milliseconds, quoted_behind, quoted_paragraph,
    styled,
};

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
            Verdict::Broken(problem) => text += &quoted_paragraph(&visible_line(problem), 2, room),
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

/// Describes a failed case: the differences, the call, what each hook did, and hook output that was not read.
fn what_came(failed: &Failed, room: Option<usize>) -> String {
    let mut text: String = failed
        .differences
        .iter()
        .map(|found| differing(found, room))
        .collect();
    if let Some(call) = &failed.call {
        text += &quoted_paragraph(&format!("the call was: {call}"), 2, room);
    }
    let inner = room.map(|room| room.saturating_sub(2));
    for line in glance(&failed.report, inner).lines() {
        let _ = writeln!(text, "  {line}");
    }
    for unheard in &failed.unheard {
        text += &quoted_paragraph(unheard, 4, room);
    }
    text
}

/// Shows the expected and the actual value: on one line if both fit, else as a line diff.
fn differing(found: &Difference, room: Option<usize>) -> String {
    let name = found.file.as_deref().map(visible_line);
    let what = match (found.what, &name) {
        ("files", Some(name)) => name.as_str(),
        (what, _) => what,
    };
    let what = styled(STRONG, what);
    let (expected, actual) = match found.what {
        // Blanks and line ends are kept, because they are what a formatter changes.
        "files" => (visible(&found.expected), visible(&found.actual)),
        _ => (on_screen(&found.expected), on_screen(&found.actual)),
    };
    if found.what == "failure" {
        let said = match actual.is_empty() {
            true => format!(": expected `{expected}`, but no hook failed"),
            false => format!(": {actual}; expected {}", expectation(&expected)),
        };
        return quoted_behind(&format!("  {what}"), &said, 4, room);
    }
    let marked = |text: &str| match found.what {
        "failure" | "outcome" => short_name(text),
        _ => visible_name(text),
    };
    let are_lines = expected.contains('\n') || actual.contains('\n') || found.what == "files";
    if !are_lines {
        let actual = match actual.is_empty() {
            true => "nothing".to_owned(),
            false => format!("`{}`", marked(&actual)),
        };
        // These texts only have to contain the expected part. All other kinds must be equal.
        let part = match found.what {
            "message" | "context" | "notice" => "a text with ",
            _ => "",
        };
        let said = format!(": expected {part}`{}`, got {actual}", marked(&expected));
        return quoted_behind(&format!("  {what}"), &said, 4, room);
    }
    // If a text has several lines, only a line diff shows where it differs.
    let (expected, actual) = match found.what {
        "content" => (without_commas(&expected), without_commas(&actual)),
        _ => (expected, actual),
    };
    let mut text = format!("  {what} (- expected, + got):\n");
    for change in TextDiff::from_lines(&expected, &actual).iter_all_changes() {
        let (sign, style) = match change.tag() {
            ChangeTag::Delete => ("-", NOTABLE),
            ChangeTag::Insert => ("+", BAD),
            ChangeTag::Equal => (" ", FAINT),
        };
        let line = match (change.tag(), change.value().trim_end_matches('\n')) {
            (ChangeTag::Equal, line) => format!("{sign} {line}"),
            (_, line) => format!("{sign} {}", with_end_shown(line)),
        };
        text += &format!("    {}\n", styled(style, line));
        if change.missing_newline() && found.what == "files" {
            text += &format!("    {}\n", styled(FAINT, "(no newline at the end)"));
        }
    }
    text
}

/// Returns how a case expects a hook to end, in words.
fn expectation(expected: &str) -> String {
    match expected {
        NO_FAILURE => "an answer".to_owned(),
        cause => format!("the failure `{cause}`"),
    }
}

/// Returns a line with a dot for each blank at its end, because a terminal would not show the blanks.
fn with_end_shown(line: &str) -> String {
    let shown = line.trim_end_matches(' ');
    shown.to_owned() + &"·".repeat(line.len() - shown.len())
}

/// Returns indented JSON without the commas at the ends of lines, so that a comma alone is no difference.
fn without_commas(json: &str) -> String {
    let lines = json.lines().map(|line| line.trim_end_matches(','));
    lines.collect::<Vec<_>>().join("\n")
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
    /// `passed`, `failed` or `broken`.
    status: &'static str,
    duration_ms: f64,
    differences: &'a [Difference],
    /// Why the case could not be run; `None` if it was run.
    problem: Option<&'a str>,
    /// What each hook did; only for a failed case.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a hooks_types::Report>,
    /// The call that the hooks judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<&'a str>,
    /// Sentences about hook output that was not read.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unheard: &'a [String],
    /// Notes about the case itself, such as a field that the tool does not have.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
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
        // In JUnit's terms, a case that could not be run is an error.
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
            Verdict::Passed => text += &format!("{open}/>\n"),
            Verdict::Broken(problem) => {
                let problem = attribute(problem);
                text += &format!("{open}>\n    <error message=\"{problem}\"/>\n  </testcase>\n");
            }
            Verdict::Failed(failed) => {
                text += &format!("{open}>\n");
                for found in &failed.differences {
                    let said = format!("expected {}, got {}", found.expected, found.actual);
                    let file = found.file.iter().map(|name| format!(" {name}"));
                    let what = attribute(&format!("{}{}", found.what, file.collect::<String>()));
                    let said = xml(&said);
                    text += &format!("    <failure message=\"{what}\">{said}</failure>\n");
                }
                let call = failed
                    .call
                    .as_ref()
                    .map(|call| format!("the call was: {call}"));
                let beside: Vec<String> = call.into_iter().chain(failed.unheard.clone()).collect();
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
