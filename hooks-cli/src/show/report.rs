//! Formats a summary of a report: the outcome, one line for each hook, and the hooks' additions, such as context.

use std::time::Duration;

use anstyle::Style;
use hooks_types::Report;
use hooks_types::answer::{Note, NoteCode, OutcomeKind};
use hooks_types::report::{Row, RowStatus};
use hooks_types::text::{on_screen, short_name, time_span, visible_json, visible_line};

use crate::list::Remedy;

use super::cause_word::cause_word;
use super::event::{event_shown, is_after_call};
use super::grid::{Cell, Flow, lines_or_stacks};
use super::output::beginning;
use super::prose::{quoted_behind, quoted_paragraph};
use super::style::{BAD, FAINT, GOOD, NOTABLE, STRONG, styled, styled_lines};

/// How each column is made narrower if the table is too wide. The columns are mark, name, result, duration and place.
const FLOWS: [Flow; 5] = [
    Flow::Whole,
    Flow::Words(10),
    Flow::Words(12),
    Flow::Whole,
    Flow::Place,
];

/// The remark on an allow by a hook that may not grant, that is, let calls pass without a question.
const GRANTS_NOTHING: &str = " (which grants nothing: its hook may run, but not let calls pass)";

/// The remark on a block at an event after a call, where nothing can be stopped.
const HAS_RUN: &str = " (feedback to the model; the call has run)";

/// Formats the report with colours, for a terminal of `room` columns. Ends in a newline.
pub(crate) fn glance(report: &Report, room: Option<usize>) -> String {
    glance_with(report, &[], room)
}

/// Like [`glance`], for a report from which rows can have been removed (`has_more`). If rows were removed, the text
/// never says that the event has no hooks.
pub(crate) fn glance_of_run(report: &Report, has_more: bool, room: Option<usize>) -> String {
    rendered(report, &[], !has_more, room)
}

/// Like [`glance`], with advice below the rows of hooks that were started.
pub(crate) fn glance_with(report: &Report, advice: &[Remedy], room: Option<usize>) -> String {
    rendered(report, advice, true, room)
}

/// Renders the report. `is_whole` says whether the report has a row for every hook of its event.
fn rendered(report: &Report, advice: &[Remedy], is_whole: bool, room: Option<usize>) -> String {
    let mut text = String::new();
    let event = styled(STRONG, event_shown(&report.event));
    let outcome = styled(style_of(report.outcome), report.outcome);
    let said = format!("{event}: {outcome}");
    let mut beside = String::new();
    if report.grants {
        beside += " (granted)";
    } else if grants_in_vain(report) {
        beside += GRANTS_NOTHING;
    }
    if report.outcome == OutcomeKind::Block && is_after_call(&report.event) {
        beside += HAS_RUN;
    }
    if let Some(message) = &report.message {
        beside += &format!(" - {}", on_screen(&placed(message, report)));
    }
    text += &quoted_behind(&said, &beside, 2, room);
    for note in &report.notes {
        text += &styled_lines(FAINT, &quoted_paragraph(&remark(note), 2, room));
    }
    if report.hooks.is_empty() && is_whole {
        text += &format!(
            "  {}\n",
            styled(FAINT, "no hook is configured for this event")
        );
    }
    let rows: Vec<_> = report.hooks.iter().map(cells).collect();
    let shown = lines_or_stacks(&rows, FLOWS, room.map(|room| room.saturating_sub(2)));
    for (lines, row) in shown.into_iter().zip(&report.hooks) {
        lines.iter().for_each(|line| text += &format!("  {line}\n"));
        let reason = row.reason.as_deref().unwrap_or_default();
        if !reason.is_empty() && !is_in_heading(row, reason, report) {
            let reason = one_line(beyond_heading(row, reason, report));
            // Without a verdict beside it, a reason would look like a remark of ours.
            let shown = match (row.status, row.outcome) {
                (RowStatus::Ran, None) => format!("reason: {reason}"),
                _ => reason,
            };
            text += &quoted_paragraph(&shown, 5, room);
        }
        let is_repeated = |note: &Note| {
            let mut others = row.notes.iter().map(|other| &other.message);
            reason.contains(&note.message)
                || others.any(|other| *other != note.message && other.contains(&note.message))
        };
        for note in row.notes.iter().filter(|note| !is_repeated(note)) {
            text += &styled_lines(FAINT, &quoted_paragraph(&remark(note), 5, room));
        }
        let known = advice.iter().filter(|known| known.is_below(row));
        for said in known.filter_map(|known| known.below(row)) {
            text += &styled_lines(NOTABLE, &quoted_paragraph(said, 5, room));
        }
    }
    additions(report, room, &mut text);
    text
}

/// Returns the text of a note behind its code. A note about the origin of an exit code is a sentence of ours that needs
/// no code before it.
fn remark(note: &Note) -> String {
    let message = on_screen(&note.message);
    match &note.code {
        NoteCode::ExitOrigin => message.to_string(),
        code => format!("{code}: {message}"),
    }
}

/// Returns the message about a failed hook, with the hook's place if another hook of the report has the same name. A
/// hook without a name is named after its position, so hooks of several files often have the same name.
pub(crate) fn placed(message: &str, report: &Report) -> String {
    let is_meant = |row: &&Row| {
        let mut others = report.hooks.iter();
        let is_shared = others.any(|other| other.id == row.id && other.source != row.source);
        let reason = row.reason.as_deref().unwrap_or_default();
        is_shared && row.status == RowStatus::Failed && message.ends_with(reason)
    };
    let placed = report.hooks.iter().filter(is_meant).find_map(|row| {
        let name = format!("the hook `{}`", short_name(&row.id));
        let rest = message.strip_prefix(&name)?;
        let rest = rest.starts_with(" failed (").then_some(rest)?;
        Some(format!("{name} ({}){rest}", visible_line(&row.source)))
    });
    placed.unwrap_or_else(|| message.to_owned())
}

/// Returns whether the heading already says why this hook failed, or holds the whole text of the only hook with the
/// report's outcome.
fn is_in_heading(row: &Row, reason: &str, report: &Report) -> bool {
    let message = report.message.as_deref().unwrap_or_default();
    let same = report
        .hooks
        .iter()
        .filter(|other| other.outcome == row.outcome);
    let is_only = row.outcome == Some(report.outcome) && same.count() == 1 && message == reason;
    is_only || (row.status == RowStatus::Failed && message.contains(reason))
}

/// Returns the sentences of a failed hook's reason that follow the sentences in the heading.
fn beyond_heading<'r>(row: &Row, reason: &'r str, report: &Report) -> &'r str {
    let message = report.message.as_deref().unwrap_or_default();
    let ends = reason.match_indices(". ").map(|(at, _)| at);
    let told = ends.filter(|at| reason.get(..*at).is_some_and(|told| message.contains(told)));
    let last = told.last().filter(|_| row.status == RowStatus::Failed);
    last.and_then(|at| reason.get(at + 2..)).unwrap_or(reason)
}

/// Returns whether a notice is exactly the message that Claude Code's dialect makes for a failed hook, and the hook's
/// row ends with the same error. Any other notice is a text of a hook and is shown.
fn is_in_row(notice: &str, report: &Report) -> bool {
    let Some((event, error)) = notice.split_once(" hook error: ") else {
        return false;
    };
    let mut rows = report.hooks.iter();
    let shows = |row: &Row| {
        let reason = row.reason.as_deref().unwrap_or_default();
        let ends = reason
            .strip_suffix(error)
            .is_some_and(|before| before.is_empty() || before.ends_with(": "));
        row.status == RowStatus::Failed && !error.trim().is_empty() && ends
    };
    event == report.event.as_str() && rows.any(shows)
}

/// Returns whether a hook that may not grant allowed the call. The agent then goes on as if no hook had allowed the
/// call.
fn grants_in_vain(report: &Report) -> bool {
    let is_in_vain = |row: &Row| {
        let mut notes = row.notes.iter();
        row.outcome == Some(OutcomeKind::Allow) && notes.any(|note| note.code == NoteCode::Stricter)
    };
    report.outcome == OutcomeKind::Allow && report.hooks.iter().any(is_in_vain)
}

/// Adds the parts of the report besides the outcome: content, stop, texts and variables.
fn additions(report: &Report, room: Option<usize>, text: &mut String) {
    let mut add = |label: &str, said: &str| {
        // A hook wrote this text, and it can have any length, so show only its beginning.
        let said = format!(" {}", beginning(&on_screen(said)));
        *text += &quoted_behind(&format!("  {}", styled(STRONG, label)), &said, 4, room);
    };
    if let Some(content) = &report.content {
        add("content:", &visible_json(&content.to_string()));
    }
    if let Some(stop) = &report.stop {
        add("stop:", stop);
    }
    report.context.iter().for_each(|said| add("context:", said));
    let notices = report.notices.iter();
    notices
        .filter(|said| !is_in_row(said, report))
        .for_each(|said| add("notice:", said));
    report
        .env
        .iter()
        .for_each(|(name, value)| add("env:", &visible_line(&format!("{name}={value}"))));
}

/// Returns the cells of a row: mark, name, result, duration and place.
fn cells(row: &Row) -> [Cell; 5] {
    let (mark, said, style) = verdict(row);
    let took = match row.status {
        RowStatus::Ran | RowStatus::Failed => milliseconds(row.duration_ms),
        _ => String::new(),
    };
    [
        Cell::new(mark, style),
        Cell::quoted(short_name(&row.id), Style::new()),
        Cell::new(said, style),
        Cell::new(took, FAINT),
        // A path of a project can hold any character, so it is escaped like every other text.
        Cell::new(visible_line(&row.source), FAINT),
    ]
}

/// Returns the mark for a row, its result in words, and the style of mark and words.
fn verdict(row: &Row) -> (&'static str, String, Style) {
    let outcome = row.outcome.map_or("no verdict", OutcomeKind::code);
    let cause = cause_word(
        row.cause.as_ref(),
        row.reason.as_deref().unwrap_or_default(),
    );
    match row.status {
        RowStatus::Ran => {
            let mark = match row.outcome {
                Some(OutcomeKind::Block) => "✗",
                Some(OutcomeKind::Ask) => "?",
                _ => "✓",
            };
            (
                mark,
                outcome.to_owned(),
                row.outcome.map_or(FAINT, style_of),
            )
        }
        RowStatus::Failed => ("!", format!("{cause} -> {outcome}"), BAD),
        RowStatus::Skipped => ("·", format!("skipped: {cause}"), FAINT),
        RowStatus::Started => ("»", "started".to_owned(), FAINT),
        _ => (" ", outcome.to_owned(), Style::new()),
    }
}

/// Returns the style of an outcome.
fn style_of(outcome: OutcomeKind) -> Style {
    match outcome {
        OutcomeKind::Block => BAD,
        OutcomeKind::Ask | OutcomeKind::Modify => NOTABLE,
        _ => GOOD,
    }
}

/// Formats a duration from a report for people.
pub(crate) fn milliseconds(ms: f64) -> String {
    time_span(Duration::try_from_secs_f64(ms / 1000.0).unwrap_or_default())
}

/// Returns the first line of a text, followed by `...` if there is more.
fn one_line(text: &str) -> String {
    let text = on_screen(text);
    match text.split_once('\n') {
        Some((first, _)) => format!("{} ...", first.trim_end()),
        None => text,
    }
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
