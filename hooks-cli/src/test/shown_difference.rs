//! Shows one difference between the expected and the actual result, for people.

use hooks_types::text::{on_screen, short_name, visible, visible_line, visible_name};
use similar::{ChangeTag, TextDiff};

use super::Difference;
use super::difference::NO_FAILURE;
use crate::show::{BAD, FAINT, NOTABLE, STRONG, quoted_behind, styled};

/// Shows the expected and the actual value: on one line if both fit, else as a line diff.
pub(super) fn differing(found: &Difference, room: Option<usize>) -> String {
    let name = found.file.as_deref().map(visible_line);
    let what = match (found.what, &name) {
        ("files", Some(name)) => name.as_str(),
        (what, _) => what,
    };
    let what = styled(STRONG, what);
    let (expected, actual) = match found.what {
        // Keep blanks and line ends, because a formatter changes them.
        "files" => (visible(&found.expected), visible(&found.actual)),
        _ => (on_screen(&found.expected), on_screen(&found.actual)),
    };
    if found.what == "run" {
        return quoted_behind(&format!("  {what}"), &format!(": {actual}"), 4, room);
    }
    if found.what == "failure" {
        let said = match actual.is_empty() {
            true => format!(": expected `{expected}`, but no hook failed"),
            false if expected == NO_FAILURE => format!(": {actual}"),
            false => format!(": {actual}; expected the failure `{expected}`"),
        };
        return quoted_behind(&format!("  {what}"), &said, 4, room);
    }
    let marked = |text: &str| match found.what {
        "outcome" => format!("`{}`", short_name(text)),
        // Our own messages quote names in backticks. So put a text with backticks into double quotes.
        _ if text.contains('`') => in_double_quotes(text),
        _ => format!("`{}`", visible_name(text)),
    };
    let are_lines = expected.contains('\n') || actual.contains('\n') || found.what == "files";
    if !are_lines {
        let actual = match actual.is_empty() {
            true => "nothing".to_owned(),
            false => marked(&actual),
        };
        let expected = marked(&expected);
        let said = format!(
            ": expected {}{expected}, got {actual}",
            a_text_with(found.what)
        );
        return quoted_behind(&format!("  {what}"), &said, 4, room);
    }
    // Show a diff for a text of several lines, because only a diff shows where the text differs.
    let mut text = format!("  {what} (- expected, + got):\n");
    if found.what == "content" {
        return text + &json_diff(&expected, &actual);
    }
    for change in TextDiff::from_lines(&expected, &actual).iter_all_changes() {
        text += &changed_line(change.tag(), change.value().trim_end_matches('\n'));
        if change.missing_newline() && found.what == "files" {
            text += &format!("    {}\n", styled(FAINT, "(no newline at the end)"));
        }
    }
    text
}

/// Shows a difference of the message whose actual message repeats the failure above.
pub(super) fn after_failure(found: &Difference, room: Option<usize>) -> String {
    let what = styled(STRONG, found.what);
    let expected = visible_line(&on_screen(&found.expected));
    let expected = match expected.contains('`') {
        true => in_double_quotes(&expected),
        false => format!("`{expected}`"),
    };
    let said = format!(
        ": expected {}{expected}, got the message of the failure above",
        a_text_with(found.what)
    );
    quoted_behind(&format!("  {what}"), &said, 4, room)
}

/// Formats the line diff of two indented JSON texts. A comma at the end of a line is shown, but is not a difference by
/// itself: an element that is added behind a line also adds a comma to that line.
fn json_diff(expected: &str, actual: &str) -> String {
    let before: Vec<&str> = expected.lines().collect();
    let after: Vec<&str> = actual.lines().collect();
    let old: Vec<&str> = before
        .iter()
        .map(|line| line.trim_end_matches(','))
        .collect();
    let new: Vec<&str> = after
        .iter()
        .map(|line| line.trim_end_matches(','))
        .collect();
    let diff = TextDiff::from_slices(&old, &new);
    let shown = diff.iter_all_changes().map(|change| {
        let line = match (change.new_index(), change.old_index()) {
            (Some(at), _) => after.get(at),
            (None, at) => at.and_then(|at| before.get(at)),
        };
        changed_line(change.tag(), line.copied().unwrap_or_default())
    });
    shown.collect()
}

/// Formats a line of a diff.
fn changed_line(tag: ChangeTag, line: &str) -> String {
    let (sign, style) = match tag {
        ChangeTag::Delete => ("-", NOTABLE),
        ChangeTag::Insert => ("+", BAD),
        ChangeTag::Equal => (" ", FAINT),
    };
    let line = match tag {
        ChangeTag::Equal => format!("{sign} {line}"),
        _ => format!("{sign} {}", with_end_shown(line)),
    };
    format!("    {}\n", styled(style, line))
}

/// Puts double quotes around a text, and leaves the backticks in it.
fn in_double_quotes(text: &str) -> String {
    let line = visible_line(text);
    match line.contains('"') {
        true => format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\"")),
        false => format!("\"{line}\""),
    }
}

/// Returns a line with a dot for each blank at its end, because a terminal would not show the blanks.
fn with_end_shown(line: &str) -> String {
    let shown = line.trim_end_matches(' ');
    shown.to_owned() + &"·".repeat(line.len() - shown.len())
}

/// Returns the words before an expected text of this kind. A message, context or notice only has to contain the text. A
/// value of any other kind must be equal to the text.
pub(super) fn a_text_with(what: &str) -> &'static str {
    match what {
        "message" | "context" | "notice" => "a text with ",
        _ => "",
    }
}
