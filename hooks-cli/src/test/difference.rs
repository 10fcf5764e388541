//! Compares the result of a case with the expected result.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use hooks_types::Report;
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::text::{one_line, quoted, short_name};
use serde::Serialize;
use serde_json::Value;

use super::case::Expect;

/// One difference between the expected and the actual result.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Difference {
    /// The kind of the difference: `failure`, `outcome`, `message`, `content`, `context`, `notice`, `files`, or `run`
    /// for a hook that did not run.
    pub(crate) what: &'static str,
    pub(crate) expected: String,
    pub(crate) actual: String,
    /// The name of the file, for a difference of kind `files`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
}

impl Difference {
    pub(super) fn new(
        what: &'static str,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            what,
            expected: expected.into(),
            actual: actual.into(),
            file: None,
        }
    }
}

/// Returns the differences between the report and the expected result. Failures of hooks come first, because they cause
/// most other differences.
pub(super) fn differences(expect: &Expect, report: &Report) -> Vec<Difference> {
    let mut found = failures(expect.failure.as_ref(), report);
    let mut differs = |what, expected: String, actual: String| {
        found.push(Difference::new(what, expected, actual));
    };
    if let Some(expected) = expect
        .outcome
        .filter(|expected| *expected != report.outcome)
    {
        differs("outcome", expected.to_string(), report.outcome.to_string());
    }
    if let Some(expected) = &expect.message {
        let message = report.message.clone().unwrap_or_default();
        if !message.contains(expected) {
            differs("message", expected.clone(), message);
        }
    }
    if let Some(expected) = &expect.content
        && Some(expected) != report.content.as_ref()
    {
        let actual = report.content.as_ref();
        differs(
            "content",
            laid_out(expected),
            actual.map(laid_out).unwrap_or_default(),
        );
    }
    let parts = [
        ("context", &expect.context, &report.context),
        ("notice", &expect.notice, &report.notices),
    ];
    for (what, expected, texts) in parts {
        if let Some(expected) = expected
            && !texts.iter().any(|text| text.contains(expected))
        {
            differs(what, expected.clone(), texts.join("\n"));
        }
    }
    found
}

/// The text that is shown as the expected value if a case expects no failure.
pub(super) const NO_FAILURE: &str = "no failure";

/// Returns the failures of hooks that differ from the expected failure. A failed hook gave no answer: the outcome comes
/// from its failure policy, so even the expected outcome proves nothing.
fn failures(expected: Option<&Cause>, report: &Report) -> Vec<Difference> {
    let wanted = expected.map_or(NO_FAILURE, Cause::code);
    let rows: Vec<&Row> = failed(report).collect();
    let others = rows.iter().filter(|row| row.cause.as_ref() != expected);
    let mut found: Vec<Difference> = others
        .map(|row| Difference::new("failure", wanted, described(row)))
        .collect();
    let is_met = |expected| rows.iter().any(|row| row.cause.as_ref() == Some(expected));
    if found.is_empty() && expected.is_some_and(|expected| !is_met(expected)) {
        found.push(Difference::new("failure", wanted, ""));
    }
    found
}

/// Returns the rows of the hooks that failed and so gave no answer.
pub(crate) fn failed(report: &Report) -> impl Iterator<Item = &Row> {
    let rows = report.hooks.iter();
    rows.filter(|row| row.status == RowStatus::Failed)
}

/// Says which hook failed and why.
pub(crate) fn described(row: &Row) -> String {
    let cause = row.cause.as_ref().map_or("", Cause::code);
    let reason = one_line(row.reason.as_deref().unwrap_or_default());
    format!("`{}` failed ({cause}): {reason}", short_name(&row.id))
}

/// Returns a difference for each file in the session's folder that is not as expected after the run.
pub(super) fn changed_files(expected: &BTreeMap<String, String>, folder: &Path) -> Vec<Difference> {
    let differs = |(name, expected): (&String, &String)| {
        let mut difference = Difference::new("files", expected, "");
        difference.file = Some(name.clone());
        match read(&folder.join(name), expected.len()) {
            Ok(actual) if actual == *expected => return None,
            Ok(actual) => difference.actual = actual,
            Err(error) => difference.actual = format!("it cannot be read: {error}"),
        }
        Some(difference)
    };
    expected.iter().filter_map(differs).collect()
}

/// How many bytes of a file are read beyond the expected length.
const MORE: u64 = 64 * 1024;

/// Reads a file that a hook might have replaced, so pipes are refused and the length is bounded.
fn read(path: &Path, expected: usize) -> std::io::Result<String> {
    // A hook could have made a link to a file elsewhere, whose text must not be printed.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    let most = MORE.saturating_add(u64::try_from(expected).unwrap_or(u64::MAX));
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => quoted(error.as_bytes(), 4096),
    })
}

/// Formats JSON on several lines, so that a line diff shows the differences.
fn laid_out(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}
