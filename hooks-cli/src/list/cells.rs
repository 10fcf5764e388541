//! Makes the cells of a hook's row in the list. All text from configuration is escaped here.

use std::time::Duration;

use anstyle::Style;
use hooks_router::Listed;
use hooks_types::report::Cause;
use hooks_types::spec::{OnFailure, Role};
use hooks_types::text::{short_name, time_span, visible_line, visible_name};
use serde_json::Value;

use super::why_not::UNUSABLE;
use crate::show::{BAD, Cell, FAINT, GOOD, shell_words};

/// A row: mark, hook, matcher, command, time limit, failure policy, scope with dialect, place.
pub(super) type Row = [Cell; 8];

/// Returns the row of headings.
pub(super) fn heading() -> Row {
    let head = |text: &str| Cell::new(text, FAINT);
    [
        head(""),
        head("hook"),
        head("matcher"),
        head("runs"),
        head("limit"),
        head("if it fails"),
        head("source"),
        head("file"),
    ]
}

/// Returns the row of a hook.
pub(super) fn row(hook: &Listed) -> Row {
    let style = if hook.live { Style::new() } else { FAINT };
    let cell = |text: String| Cell::new(text, style);
    let (mark, colour) = mark(hook);
    [
        Cell::new(mark, colour),
        Cell::quoted(with_ways(hook), style),
        Cell::quoted(matcher(hook), style),
        Cell::quoted(command(hook), style),
        cell(limit(hook)),
        cell(policy(hook).to_owned()),
        cell(format!("{} {}", hook.scope, hook.dialect)),
        cell(visible_line(&hook.source)),
    ]
}

/// Returns the mark in the first cell, which shows whether the hook runs, always fails, or is switched off.
fn mark(hook: &Listed) -> (&'static str, Style) {
    match &hook.cause {
        None if hook.runs => ("✓", GOOD),
        // A changed or unusable hook fails instead of being skipped, and its failure can block. So it gets the mark for
        // errors.
        Some(Cause::Changed | Cause::NotUsable) => ("!", BAD),
        _ if hook.live => ("!", BAD),
        _ => ("·", FAINT),
    }
}

/// Returns the hook's name, with remarks on how it runs, such as `once` or `background`.
fn with_ways(hook: &Listed) -> String {
    let ways = [
        (hook.role == Role::Validate, "judges last"),
        (hook.once, "once"),
        (hook.background, "background"),
        (hook.may_grant == Some(false), "no grant"),
    ];
    let ways: Vec<&str> = ways
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, way)| *way)
        .collect();
    let id = short_name(&hook.id);
    match ways.is_empty() {
        true => id,
        false => format!("{id}\n({})", ways.join(", ")),
    }
}

/// The text of a cell whose content is unknown, because the hook is no longer in its file, or because its entry cannot
/// be read.
const UNKNOWN: &str = "-";

/// Returns whether the hook's entry cannot be read. Then the hook does not have the values of its file.
fn is_unread(hook: &Listed) -> bool {
    hook.kind == UNUSABLE
}

/// Returns the calls that the hook matches: its matcher, and each condition on a line of its own.
fn matcher(hook: &Listed) -> String {
    if hook.cause == Some(Cause::Gone) {
        return UNKNOWN.to_owned();
    }
    let unset = if is_unread(hook) { UNKNOWN } else { "all" };
    let mut asked = visible_line(hook.matcher.as_deref().unwrap_or(unset));
    for (key, value) in &hook.conditions {
        asked += &format!("\n{}", visible_name(&format!("{key} {value}")));
    }
    asked
}

/// The maximum length, in characters, of a command in the list; a longer command is cut.
const COMMAND: usize = 300;

/// Returns the hook's command, cut to [`COMMAND`] characters.
fn command(hook: &Listed) -> String {
    if hook.cause == Some(Cause::Gone) {
        return UNKNOWN.to_owned();
    }
    let text = match &hook.command {
        Value::String(text) => visible_line(text),
        // Use shell quoting, which also escapes characters that would act on the terminal.
        Value::Array(argv) => shell_words(argv.iter().filter_map(Value::as_str)),
        Value::Null => format!("({})", hook.kind),
        other => format!("{} {}", hook.kind, visible_line(&other.to_string())),
    };
    match text.char_indices().nth(COMMAND) {
        // Cut here: the file and `hooks list --json` have the whole command.
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Returns the hook's time limit.
fn limit(hook: &Listed) -> String {
    match hook.cause {
        Some(Cause::Gone) => UNKNOWN.to_owned(),
        _ if is_unread(hook) => UNKNOWN.to_owned(),
        _ => time_span(Duration::from_millis(hook.timeout_ms)),
    }
}

/// The outcomes of a hook whose agent blocks after a crash and lets the action proceed after a timeout.
const BLOCKS_BUT_LATE: &str = "block (timeout: proceed)";

/// Returns the outcome that counts if the hook fails.
fn policy(hook: &Listed) -> &'static str {
    match hook.on_failure {
        _ if hook.cause == Some(Cause::Gone) => UNKNOWN,
        // Show no policy for a hook that cannot be read, unless the hook is live: a live hook fails at each call, so
        // its policy counts.
        _ if is_unread(hook) && !hook.live => UNKNOWN,
        // The agent does not wait for a background hook, so a failure of this hook changes nothing.
        _ if hook.background => "proceed",
        OnFailure::Block => "block",
        // After a crash, the hook's agent is stricter than `on_failure` says, but not after a timeout.
        _ if hook.on_crash == Some(OnFailure::Block) => BLOCKS_BUT_LATE,
        OnFailure::Ask => "ask",
        _ => "proceed",
    }
}
