//! Formats an explanation for people.

use std::path::Path;

use anstyle::Style;
use hooks_router::{Explained, Explanation, NearMiss, Prospect};
use hooks_types::report::Cause;
use hooks_types::text::{on_screen, short_name, visible_line, visible_path};
use hooks_types::{EventName, Payload};

use crate::list::Remedy;
use crate::show::{
    BAD, Cell, FAINT, Flow, GOOD, NOTABLE, STRONG, called, cause_word, event_shown, is_after_call,
    lines_or_stacks, paragraph, quoted_paragraph, styled, styled_lines,
};

/// How each column of the table is made narrower if the terminal is too narrow. The columns are mark, hook, result,
/// scope with dialect, place.
const FLOWS: [Flow; 5] = [
    Flow::Whole,
    Flow::Words(10),
    Flow::Words(10),
    Flow::Words(7),
    Flow::Place,
];

/// The indent of the sentence below a hook.
const INDENT: usize = 5;

/// Returns the sentence that no hook is known because these files could not be read.
fn none_because(unread: &[&Path]) -> String {
    let paths: Vec<String> = unread.iter().map(|path| visible_path(path)).collect();
    let files = match unread.len() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    format!(
        "no hook for this event is loaded, because {files} cannot be read (`hooks check` shows why): {}",
        paths.join(", ")
    )
}

/// Formats the explanation: the call, a row for each hook, then hooks of other events that would match.
pub(super) fn of(
    explanation: &Explanation,
    remedies: &[Remedy],
    payload: &Payload,
    unread: &[&Path],
    room: Option<usize>,
) -> String {
    let mut text = heading(explanation, payload, room);
    if let Some(unseen) = &explanation.unseen {
        let said = format!("no hook can judge this payload: {}", on_screen(unseen));
        text += &styled_lines(BAD, &quoted_paragraph(&said, 2, room));
    }
    if explanation.hooks.is_empty() {
        text += &match unread {
            [] => paragraph("no hook is configured for this event", 2, room),
            _ => quoted_paragraph(&none_because(unread), 2, room),
        };
    }
    let rows: Vec<_> = explanation
        .hooks
        .iter()
        .map(|hook| {
            let of_hook = |known: &&Remedy| known.is_for(&hook.id, &hook.source);
            let mut known = remedies.iter().filter(of_hook);
            cells(hook, known.find(|known| known.stops()))
        })
        .collect();
    let under = explanation.hooks.iter().map(|hook| reason(hook, remedies));
    text += &table(&rows, under, room);
    let (beside, missed): (Vec<&NearMiss>, Vec<&NearMiss>) = explanation
        .near
        .iter()
        .partition(|near| is_beside(near, explanation));
    if !missed.is_empty() {
        text += &format!("{}\n", styled(STRONG, "near misses"));
        let rows: Vec<_> = missed.iter().map(|near| near_cells(near)).collect();
        let under = missed
            .iter()
            .map(|near| (vec![near_reason(near, &explanation.event)], NOTABLE));
        text += &table(&rows, under, room);
    }
    // If a hook of this event runs, the reader asked about that hook. So list hooks of other events only if no hook of
    // this event runs.
    let has_own = explanation.hooks.iter().any(|hook| hook.cause.is_none());
    match has_own {
        true => text,
        false => text + &on_other_events(&beside, room),
    }
}

/// Returns whether the author of a near miss (a hook that would match the call, but is for a different event) probably
/// chose the hook's event on purpose: the fired event has hooks that run, and the name of the hook's event is known. A
/// hook with an unknown event name was probably meant for the fired event.
fn is_beside(near: &NearMiss, explanation: &Explanation) -> bool {
    let has_hooks = explanation
        .hooks
        .iter()
        .any(|hook| hook.status != Prospect::Skipped);
    has_hooks && !matches!(near.event, EventName::Other(_))
}

/// The maximum number of hooks of other events that the explanation names; hooks beyond this number are only counted.
const NAMED: usize = 5;

/// Returns a sentence that names the hooks of other events.
fn on_other_events(beside: &[&NearMiss], room: Option<usize>) -> String {
    if beside.is_empty() {
        return String::new();
    }
    let named = beside.iter().take(NAMED);
    let named = named.map(|near| {
        format!(
            "{} (hook `{}`)",
            event_shown(&near.event),
            short_name(&near.id)
        )
    });
    let more = match beside.len().checked_sub(NAMED) {
        Some(more @ 1..) => format!(" and {more} more"),
        _ => String::new(),
    };
    let named = named.collect::<Vec<_>>().join(", ");
    let said = format!("hooks of other events would match too: {named}{more}");
    styled_lines(FAINT, &quoted_paragraph(&said, 2, room))
}

/// Formats the event and the call.
fn heading(explanation: &Explanation, payload: &Payload, room: Option<usize>) -> String {
    let event = event_shown(&explanation.event);
    let Some(call) = called(payload) else {
        return format!("{}\n", styled(STRONG, event));
    };
    let said = format!("{event}: {call}");
    styled_lines(STRONG, &quoted_paragraph(&said, 0, room))
}

/// Lays out rows, each with its sentence below.
fn table(
    rows: &[[Cell; 5]],
    under: impl Iterator<Item = (Vec<String>, Style)>,
    room: Option<usize>,
) -> String {
    let shown = lines_or_stacks(rows, FLOWS, room.map(|room| room.saturating_sub(2)));
    let mut text = String::new();
    for (lines, (said, style)) in shown.into_iter().zip(under) {
        lines.iter().for_each(|line| text += &format!("  {line}\n"));
        for said in said {
            text += &styled_lines(style, &quoted_paragraph(&said, INDENT, room));
        }
    }
    text
}

/// Returns the cells of a hook's row. `stop` is the remark that the hook's program cannot start.
fn cells(hook: &Explained, stop: Option<&Remedy>) -> [Cell; 5] {
    let is_started = hook.cause.is_none();
    let is_stopped = stop.is_some();
    let (mark, style) = match hook.status {
        _ if is_stopped && is_started => ("!", BAD),
        Prospect::Runs | Prospect::Validates => ("✓", GOOD),
        Prospect::Background => ("»", FAINT),
        Prospect::Fails => ("!", BAD),
        _ => ("·", FAINT),
    };
    let cause = cause_word(hook.cause.as_ref(), &hook.reason);
    let said = match hook.status {
        // A row of a report has the same arrow behind the cause of a failure.
        _ if is_stopped && is_started => match stop.and_then(Remedy::outcome) {
            Some(outcome) => format!("cannot start -> {outcome}"),
            None => "cannot start".to_owned(),
        },
        Prospect::Runs => "runs".to_owned(),
        Prospect::Validates => "runs last".to_owned(),
        Prospect::Background => "runs in background".to_owned(),
        Prospect::Fails => format!("fails: {cause}"),
        _ => format!("skipped: {cause}"),
    };
    [
        Cell::new(mark, style),
        Cell::quoted(short_name(&hook.id), Style::new()),
        Cell::new(said, style),
        Cell::new(format!("{} {}", hook.scope, hook.dialect), FAINT),
        Cell::new(visible_line(&hook.source), FAINT),
    ]
}

/// Returns the sentences below a hook: first why it runs or does not run and what would change that, then each finding
/// about it.
fn reason(hook: &Explained, remedies: &[Remedy]) -> (Vec<String>, Style) {
    let mut said = visible_line(&hook.reason);
    let of_hook = |known: &&Remedy| known.is_for(&hook.id, &hook.source);
    let (found, others): (Vec<_>, Vec<_>) = remedies
        .iter()
        .filter(of_hook)
        .partition(|remark| remark.is_finding());
    for remark in others {
        said += &format!("; {}", remark.text);
    }
    for note in &hook.notes {
        said += &format!("; {}", visible_line(&note.message));
    }
    let style = match hook.cause {
        None if remedies.iter().any(|known| of_hook(&known)) => NOTABLE,
        None => FAINT,
        Some(Cause::Unmatched) => Style::new(),
        Some(_) => NOTABLE,
    };
    let found = found.into_iter().map(|remark| remark.text.clone());
    (std::iter::once(said).chain(found).collect(), style)
}

/// Returns why a hook would match, but does not run. For a hook that runs only after the call, adds that it cannot stop
/// the call.
fn near_reason(near: &NearMiss, asked: &EventName) -> String {
    let is_before = matches!(asked, EventName::PreToolUse | EventName::PermissionRequest);
    match is_before && is_after_call(&near.event) {
        true => format!("{}; it runs after the call and cannot stop it", near.reason),
        false => near.reason.clone(),
    }
}

/// Returns the cells of a hook that would match, but is configured for another event.
fn near_cells(near: &NearMiss) -> [Cell; 5] {
    [
        Cell::new("~", NOTABLE),
        Cell::quoted(short_name(&near.id), Style::new()),
        Cell::quoted(event_shown(&near.event), NOTABLE),
        Cell::new("", FAINT),
        Cell::new(visible_line(&near.source), FAINT),
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hooks_types::SessionMeta;
    use hooks_types::event::Stop;

    use super::*;
    use crate::engine::explaining;

    #[test]
    fn a_command_in_what_could_not_be_read_gets_no_line_of_its_own() {
        let meta = Arc::new(SessionMeta::new("s", "/"));
        let mut payload = Payload::new(meta, Stop::new());
        payload.unseen = Some("two names, `a` and `hooks trust --fingerprint v1:00`".to_owned());
        let explanation = explaining(Vec::new()).explain(&payload);
        let shown = of(&explanation, &[], &payload, &[], Some(60));
        let shown = anstream::adapter::strip_str(&shown).to_string();
        let is_alone = |line: &str| line.trim().starts_with("hooks trust");
        assert!(!shown.lines().any(is_alone), "{shown}");
        assert!(shown.contains("v1:00"), "{shown}");
    }
}
