//! Finds test cases in which no hook ran. The outcome of such a case says nothing about a hook.

use hooks_types::answer::OutcomeKind;
use hooks_types::report::{Row, RowStatus};
use hooks_types::text::{one_line, short_name};
use hooks_types::{EventName, HookSpec, Report};

use super::case::Case;
use super::difference::Difference;
use crate::show::event_shown;

/// The maximum number of hooks that a sentence names.
const NAMED: usize = 3;

/// Returns a sentence that lists the events with a hook of the name `id`; if `id` is `None`, the events with any hook.
/// The sentence is empty if there are no such events.
pub(super) fn elsewhere(hooks: &[HookSpec], id: Option<&str>) -> String {
    let mut named: Vec<String> = Vec::new();
    for hook in hooks
        .iter()
        .filter(|hook| id.is_none_or(|id| hook.id == id))
    {
        let said = format!(
            "`{}` is at {}",
            short_name(&hook.id),
            event_shown(&hook.event)
        );
        if !named.contains(&said) {
            named.push(said);
        }
    }
    listed(named)
}

/// Joins the first [`NAMED`] texts, and adds the number of texts that are left out.
pub(super) fn listed(mut all: Vec<String>) -> String {
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    if more > 0 {
        all.push(format!("and {more} more"));
    }
    all.join(", ")
}

/// Returns a sentence that says that no hook is configured for the event, and names the hooks that are configured for
/// other events. Returns `None` if the event has a hook.
pub(super) fn unheld(hooks: &[HookSpec], event: &EventName) -> Option<String> {
    if hooks.iter().any(|hook| hook.event == *event) {
        return None;
    }
    let said = format!("no hook is configured for {}", event_shown(event));
    Some(match elsewhere(hooks, None) {
        others if others.is_empty() => said,
        others => format!("{said}; {others}"),
    })
}

/// Returns whether the hook was run, or was meant to run.
fn has_run(row: &Row) -> bool {
    !matches!(row.status, RowStatus::Skipped)
}

/// Returns a difference if no hook is configured for the event (then `unheld` says so), or if the hook that the case
/// names did not run. Looks at the named hook only if the case expects `proceed` or `allow`. If the case expects a
/// different outcome and the hook did not run, the outcome differs already, and the rows of the report give the reason.
pub(super) fn without_run(
    case: &Case,
    report: &Report,
    unheld: Option<String>,
) -> Option<Difference> {
    if let Some(unheld) = unheld {
        return Some(Difference::new("run", "a hook", unheld));
    }
    let is_quiet = matches!(
        case.expect.outcome,
        Some(OutcomeKind::Proceed | OutcomeKind::Allow)
    );
    let id = case.hook.as_deref().filter(|_| is_quiet)?;
    let mut of_hook = report.hooks.iter().filter(|row| row.id == id).peekable();
    let first = of_hook.peek().copied();
    if of_hook.any(has_run) {
        return None;
    }
    Some(Difference::new(
        "run",
        id,
        first.map(skipped).unwrap_or_default(),
    ))
}

/// Says that a hook did not run, and why.
fn skipped(row: &Row) -> String {
    let id = short_name(&row.id);
    match row.reason.as_deref().map(one_line) {
        Some(reason) => format!("`{id}` did not run: {reason}"),
        None => format!("`{id}` did not run"),
    }
}

/// Returns notes on a case that passed: that no hook ran, or else the notes in the report's rows, such as a note about
/// a lost field of an answer.
pub(super) fn remarks(report: &Report) -> Vec<String> {
    if !report.hooks.is_empty() && !report.hooks.iter().any(has_run) {
        let all = listed(report.hooks.iter().map(skipped).collect());
        return vec![format!("no hook ran, so this case tests no hook: {all}")];
    }
    let of_row = |row: &Row| {
        let id = short_name(&row.id);
        let notes = row.notes.iter();
        let said = notes.map(|note| format!("`{id}`: {}: {}", note.code, one_line(&note.message)));
        said.collect::<Vec<_>>()
    };
    report.hooks.iter().flat_map(of_row).collect()
}
