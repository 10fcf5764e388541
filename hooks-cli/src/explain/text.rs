//! An explanation for people.

use anstyle::Style;
use hooks_router::{Explained, Explanation, NearMiss, Prospect};
use hooks_types::report::Cause;
use hooks_types::text::{plain, visible_line};
use hooks_types::{EventName, Payload};

use crate::list::Remedy;
use crate::show::{
    BAD, Cell, FAINT, Flow, GOOD, NOTABLE, STRONG, called, lines_or_stacks, paragraph,
    quoted_paragraph, styled, styled_lines,
};

const FLOWS: [Flow; 5] = [
    Flow::Whole,
    Flow::Words(10),
    Flow::Words(10),
    Flow::Words(7),
    Flow::Place,
];

/// Left of the sentence under a hook.
const INDENT: usize = 5;

pub(super) fn of(
    explanation: &Explanation,
    remedies: &[Remedy],
    payload: &Payload,
    room: Option<usize>,
) -> String {
    let mut text = heading(explanation, payload, room);
    if let Some(unseen) = &explanation.unseen {
        let said = format!("no hook can judge this payload: {}", plain(unseen));
        text += &styled_lines(BAD, &paragraph(&said, 2, room));
    }
    if explanation.hooks.is_empty() {
        text += &paragraph("no hook is configured for this event", 2, room);
    }
    let rows: Vec<_> = explanation.hooks.iter().map(cells).collect();
    let under = explanation.hooks.iter().map(|hook| reason(hook, remedies));
    text += &table(&rows, under, room);
    let (beside, missed): (Vec<&NearMiss>, Vec<&NearMiss>) = explanation
        .near
        .iter()
        .partition(|near| is_beside(near, explanation));
    if !missed.is_empty() {
        text += &format!("{}\n", styled(STRONG, "near misses"));
        let rows: Vec<_> = missed.iter().map(|near| near_cells(near)).collect();
        let under = missed.iter().map(|near| (near.reason.clone(), NOTABLE));
        text += &table(&rows, under, room);
    }
    text + &on_other_events(&beside, room)
}

/// Whether a hook of another event is there beside those that this call has: then nothing suggests
/// that it was meant for this event. A name that no event has is a slip all the same.
fn is_beside(near: &NearMiss, explanation: &Explanation) -> bool {
    let has_hooks = explanation
        .hooks
        .iter()
        .any(|hook| hook.status != Prospect::Skipped);
    has_hooks && !matches!(near.event, EventName::Other(_))
}

/// How many hooks of other events are named.
const NAMED: usize = 5;

fn on_other_events(beside: &[&NearMiss], room: Option<usize>) -> String {
    if beside.is_empty() {
        return String::new();
    }
    let named = beside.iter().take(NAMED);
    let named = named.map(|near| format!("{} (`{}`)", near.event, visible_line(&near.id)));
    let more = match beside.len().checked_sub(NAMED) {
        Some(more @ 1..) => format!(" and {more} more"),
        _ => String::new(),
    };
    let named = named.collect::<Vec<_>>().join(", ");
    let said = format!("hooks of other events would match too: {named}{more}");
    styled_lines(FAINT, &quoted_paragraph(&said, 2, room))
}

/// The event and the call.
fn heading(explanation: &Explanation, payload: &Payload, room: Option<usize>) -> String {
    let event = visible_line(explanation.event.as_str());
    let Some(call) = called(payload) else {
        return format!("{}\n", styled(STRONG, event));
    };
    let said = format!("{event}: {call}");
    styled_lines(STRONG, &quoted_paragraph(&said, 0, room))
}

fn table(
    rows: &[[Cell; 5]],
    under: impl Iterator<Item = (String, Style)>,
    room: Option<usize>,
) -> String {
    let shown = lines_or_stacks(rows, FLOWS, room.map(|room| room.saturating_sub(2)));
    let mut text = String::new();
    for (lines, (said, style)) in shown.into_iter().zip(under) {
        lines.iter().for_each(|line| text += &format!("  {line}\n"));
        text += &styled_lines(style, &quoted_paragraph(&said, INDENT, room));
    }
    text
}

fn cells(hook: &Explained) -> [Cell; 5] {
    let (mark, style) = match hook.status {
        Prospect::Runs | Prospect::Validates => ("✓", GOOD),
        Prospect::Background => ("»", FAINT),
        Prospect::Fails => ("!", BAD),
        _ => ("·", FAINT),
    };
    let cause = hook.cause.as_ref().map_or("", |cause| cause.code());
    let said = match hook.status {
        Prospect::Runs => "runs".to_owned(),
        Prospect::Validates => "runs last".to_owned(),
        Prospect::Background => "runs in background".to_owned(),
        Prospect::Fails => format!("fails: {cause}"),
        _ => format!("skipped: {cause}"),
    };
    [
        Cell::new(mark, style),
        Cell::new(visible_line(&hook.id), Style::new()),
        Cell::new(said, style),
        Cell::new(format!("{} {}", hook.scope, hook.dialect), FAINT),
        Cell::new(visible_line(&hook.source), FAINT),
    ]
}

/// Both sides, and what changes it.
fn reason(hook: &Explained, remedies: &[Remedy]) -> (String, Style) {
    let mut said = visible_line(&hook.reason);
    let of_hook = |known: &&Remedy| known.is_for(&hook.id, &hook.source);
    for remark in remedies.iter().filter(of_hook) {
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
    (said, style)
}

fn near_cells(near: &NearMiss) -> [Cell; 5] {
    [
        Cell::new("~", NOTABLE),
        Cell::new(visible_line(&near.id), Style::new()),
        Cell::new(visible_line(near.event.as_str()), NOTABLE),
        Cell::new("", FAINT),
        Cell::new(visible_line(&near.source), FAINT),
    ]
}
