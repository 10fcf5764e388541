//! Lays out the hooks of one event: as a table, or as an entry for each hook if no table fits the terminal.

use hooks_router::Listed;
use hooks_types::text::visible_line;

use super::Remedy;
use super::cells::{Row, heading, row};
use super::why_not::Undecided;
use crate::show::{
    FAINT, Flow, NOTABLE, continued, lines, lines_with_unbroken_words, lines_with_whole_words,
    quoted_paragraph, shortened, styled, styled_lines,
};

/// How each column of a table is made narrower if the table is too wide.
const WIDE: [Flow; 8] = [
    Flow::Whole,
    Flow::Words(13),
    Flow::Words(13),
    Flow::Program(24),
    Flow::Whole,
    Flow::Words(7),
    Flow::Whole,
    Flow::Place,
];

/// Like [`WIDE`], for a table whose scope and place are printed below each row.
const NARROW: [Flow; 6] = [
    Flow::Whole,
    Flow::Words(12),
    Flow::Words(10),
    Flow::Program(16),
    Flow::Whole,
    Flow::Words(7),
];

/// The indent of a table.
const INDENT: usize = 2;

/// Lays out the hooks of one event as a table. `None` if no table fits.
pub(super) fn table(hooks: &[&Listed], why: Why<'_>, room: Option<usize>) -> Option<String> {
    let mut rows: Vec<Row> = vec![heading()];
    rows.extend(hooks.iter().map(|hook| row(hook)));
    let inner = room.map(|room| room.saturating_sub(INDENT));
    let cut = |[mark, id, matcher, command, limit, policy, ..]: Row| {
        [mark, id, matcher, command, limit, policy]
    };
    let narrow_rows: Vec<_> = rows.iter().cloned().map(cut).collect();
    let unbroken_narrow = || lines_with_unbroken_words(&narrow_rows, NARROW, inner);
    let narrow = |whole: bool| match whole {
        true => lines_with_whole_words(&narrow_rows, NARROW, inner),
        false => lines(&narrow_rows, NARROW, inner),
    };
    // Try everything in the row first, then scope and place below the row. Break words only if neither fits: first
    // behind separators such as `_`, then anywhere.
    let unbroken = lines_with_unbroken_words(&rows, WIDE, inner);
    let unbroken = unbroken.map(|shown| (shown, false));
    let unbroken = unbroken.or_else(|| Some((unbroken_narrow()?, true)));
    let wide = || lines_with_whole_words(&rows, WIDE, inner);
    let (shown, below) = match unbroken {
        Some(shown) => shown,
        None => {
            match wide().or_else(|| narrow(true).is_none().then(|| lines(&rows, WIDE, inner))?) {
                Some(shown) => (shown, false),
                None => (narrow(true).or_else(|| narrow(false))?, true),
            }
        }
    };
    let mut text = String::new();
    let under = std::iter::once(None).chain(hooks.iter().map(|hook| Some(*hook)));
    for (lines, hook) in shown.iter().zip(under) {
        for line in lines {
            text += &format!("  {line}\n");
        }
        if let Some(hook) = hook.filter(|_| below) {
            text += &format!("     {}\n", styled(FAINT, place(hook, room)));
        }
        if let Some(hook) = hook {
            text += &styled_lines(NOTABLE, &below_row(hook, why, INDENT + 3, room));
        }
    }
    Some(text)
}

/// Returns scope and place of a hook on one line. If the place is too long, its leftmost folders are dropped.
fn place(hook: &Listed, room: Option<usize>) -> String {
    let whose = format!("{} {}, ", hook.scope, hook.dialect);
    let left = room.map_or(usize::MAX, |room| room.saturating_sub(whose.len() + 5));
    whose + &shortened(&visible_line(&hook.source), left)
}

/// Lays out each hook as an entry of several lines, for a terminal in which no table fits.
pub(super) fn entries(hooks: &[&Listed], why: Why<'_>, room: Option<usize>) -> String {
    let mut text = String::new();
    for hook in hooks {
        let [mark, id, matcher, command, limit, policy, whose, place] = row(hook);
        let width = room.map_or(usize::MAX, |room| room.saturating_sub(4));
        let lines = |said: &str| continued(said, width).join("\n    ") + "\n";
        let mark = styled(mark.style, mark.text);
        text += &format!("  {mark} {}", lines(&id.text.replace('\n', " ")));
        for said in [
            format!("matcher {}", matcher.text.replace('\n', "; ")),
            format!("runs {}", command.text),
        ] {
            text += &format!("    {}", lines(&said));
        }
        for said in [
            format!("limit {}, if it fails: {}", limit.text, policy.text),
            whose.text,
        ] {
            text += &quoted_paragraph(&said, 4, room);
        }
        // The place is never wrapped, so that it can be copied.
        text += &format!("    {}\n", place.text);
        text += &below_row(hook, why, 4, room);
    }
    text
}

/// The texts printed below the rows: groups of hooks that wait for one decision of the user, and
/// the warnings about each hook.
pub(super) type Why<'a> = (&'a Undecided<'a>, &'a [Remedy]);

/// Returns the text to print below a hook: why the hook does not run, and the warnings about it.
fn below_row(
    hook: &Listed,
    (undecided, told): Why<'_>,
    indent: usize,
    room: Option<usize>,
) -> String {
    let why = undecided.why_not(hook);
    let mut text = why.map_or(String::new(), |why| why.laid_out(indent, room));
    let reason = visible_line(hook.reason.as_deref().unwrap_or_default());
    let of_hook = told
        .iter()
        .filter(|told| told.is_for(&hook.id, &hook.source) && told.is_at(&hook.event));
    let mut said: Vec<&str> = of_hook.map(|told| told.text.as_str()).collect();
    said.dedup();
    // The reason, which was printed above, can be the beginning of a warning. Do not print this warning again.
    for said in said
        .into_iter()
        .filter(|said| reason.is_empty() || !said.starts_with(&reason))
    {
        text += &quoted_paragraph(said, indent, room);
    }
    text
}
