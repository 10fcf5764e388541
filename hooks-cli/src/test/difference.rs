//! Compares the result of a case with the expected one.

use hooks_types::Report;
use serde::Serialize;
use serde_json::Value;

use super::case::Expect;

/// One difference.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Difference {
    /// `outcome`, `message`, `content`, `context` or `notice`.
    pub(crate) what: &'static str,
    /// The expected value, or the part of a text that is missing.
    pub(crate) expected: String,
    /// The value in the report; empty if there is none.
    pub(crate) actual: String,
}

/// Compares everything that the case expects and returns all differences. `content` must be equal; the texts
/// must contain the expected part.
pub(super) fn differences(expect: &Expect, report: &Report) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut differs = |what, expected: String, actual: String| {
        found.push(Difference {
            what,
            expected,
            actual,
        });
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

/// Formats JSON on several lines, so that a diff of lines shows what differs.
fn laid_out(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}
