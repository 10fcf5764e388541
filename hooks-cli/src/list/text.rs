//! The list for people: a table for each event, or one entry under another where no table fits.

use anstyle::Style;
use hooks_router::Listed;
use hooks_types::spec::{OnFailure, Role};
use hooks_types::text::visible_line;
use serde_json::Value;

use crate::configuration::Survey;
use crate::show::{
    BAD, Cell, FAINT, Flow, NOTABLE, STRONG, lines, paragraph, shell_words, shortened, styled,
};

/// Mark, hook, matcher, command, limit, on failure, whose, place.
type Row = [Cell; 8];

const WIDE: [Flow; 8] = [
    Flow::Whole,
    Flow::Words(13),
    Flow::Words(13),
    Flow::Words(24),
    Flow::Whole,
    Flow::Whole,
    Flow::Words(8),
    Flow::Place,
];

/// The same where whose it is and its place go below.
const NARROW: [Flow; 6] = [
    Flow::Whole,
    Flow::Words(12),
    Flow::Words(10),
    Flow::Words(16),
    Flow::Whole,
    Flow::Whole,
];

/// Left of a table.
const INDENT: usize = 2;

pub(super) fn of(listed: &[Listed], survey: &Survey, room: Option<usize>) -> String {
    let mut text = String::new();
    for event in events(listed) {
        let hooks: Vec<&Listed> = listed.iter().filter(|hook| hook.event == *event).collect();
        text += &format!("{}\n", styled(STRONG, visible_line(event.as_str())));
        text += &table(&hooks, room).unwrap_or_else(|| entries(&hooks, room));
        text.push('\n');
    }
    text + &summary(listed, survey, room)
}

/// The events that have hooks, in the order of their first.
fn events(listed: &[Listed]) -> Vec<&hooks_types::EventName> {
    let mut events = Vec::new();
    for hook in listed {
        if !events.contains(&&hook.event) {
            events.push(&hook.event);
        }
    }
    events
}

fn table(hooks: &[&Listed], room: Option<usize>) -> Option<String> {
    let mut rows: Vec<Row> = vec![heading()];
    rows.extend(hooks.iter().map(|hook| row(hook)));
    let inner = room.map(|room| room.saturating_sub(INDENT));
    let narrow = || {
        let cut = |[mark, id, matcher, command, limit, policy, ..]: Row| {
            [mark, id, matcher, command, limit, policy]
        };
        let rows: Vec<_> = rows.iter().cloned().map(cut).collect();
        lines(&rows, NARROW, inner)
    };
    let (shown, below) = match lines(&rows, WIDE, inner) {
        Some(shown) => (shown, false),
        None => (narrow()?, true),
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
        if let Some(why) = hook.and_then(why_not) {
            text += &styled(NOTABLE, paragraph(&why, INDENT + 3, room));
        }
    }
    Some(text)
}

fn heading() -> Row {
    let head = |text: &str| Cell::new(text, FAINT);
    [
        head(""),
        head("hook"),
        head("matcher"),
        head("runs"),
        head("limit"),
        head("fails"),
        head("whose"),
        head("where"),
    ]
}

fn row(hook: &Listed) -> Row {
    let style = if hook.live { Style::new() } else { FAINT };
    let cell = |text: String| Cell::new(text, style);
    let (mark, colour) = mark(hook);
    [
        Cell::new(mark, colour),
        cell(with_ways(hook)),
        cell(matcher(hook)),
        cell(command(hook)),
        cell(limit(hook.timeout_ms)),
        cell(policy(hook).to_owned()),
        cell(format!("{} {}", hook.scope, hook.dialect)),
        cell(visible_line(&hook.source)),
    ]
}

/// Whose it is and where it stands, on one line; a place that is too long loses folders.
fn place(hook: &Listed, room: Option<usize>) -> String {
    let whose = format!("{} {}, ", hook.scope, hook.dialect);
    let left = room.map_or(usize::MAX, |room| room.saturating_sub(whose.len() + 5));
    whose + &shortened(&visible_line(&hook.source), left)
}

/// Whether it runs, fails whatever happens, or is off.
fn mark(hook: &Listed) -> (&'static str, Style) {
    match (hook.live, &hook.cause) {
        (true, None) => ("✓", crate::show::GOOD),
        (true, Some(_)) => ("!", BAD),
        (false, _) => ("·", FAINT),
    }
}

/// Its name, and how it runs where that is not the usual way.
fn with_ways(hook: &Listed) -> String {
    let ways = [
        (hook.role == Role::Validate, "judges last"),
        (hook.once, "once"),
        (hook.background, "background"),
    ];
    let ways: Vec<&str> = ways
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, way)| *way)
        .collect();
    let id = visible_line(&hook.id);
    match ways.is_empty() {
        true => id,
        false => format!("{id}\n({})", ways.join(", ")),
    }
}

fn matcher(hook: &Listed) -> String {
    let mut asked = visible_line(hook.matcher.as_deref().unwrap_or("every one"));
    for (key, value) in &hook.conditions {
        asked += &format!("\n{}", visible_line(&format!("{key} {value}")));
    }
    asked
}

/// The longest command that is shown, in characters.
const COMMAND: usize = 300;

fn command(hook: &Listed) -> String {
    let text = match &hook.command {
        Value::String(text) => visible_line(text),
        Value::Array(argv) => shell_words(argv.iter().filter_map(Value::as_str)),
        Value::Null => format!("({})", hook.kind),
        other => format!("{} {}", hook.kind, visible_line(&other.to_string())),
    };
    match text.char_indices().nth(COMMAND) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn limit(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..120_000 if ms.is_multiple_of(1_000) => format!("{} s", ms / 1_000),
        1_000..120_000 => format!("{:.1} s", ms as f64 / 1_000.0),
        _ => format!("{} min", ms / 60_000),
    }
}

fn policy(hook: &Listed) -> &'static str {
    match hook.on_failure {
        // Nobody waits for it.
        _ if hook.background => "-",
        OnFailure::Block => "block",
        OnFailure::Ask => "ask",
        _ => "proceed",
    }
}

/// Why it does not run, and what to type.
fn why_not(hook: &Listed) -> Option<String> {
    let cause = hook.cause.as_ref()?;
    let mut why = format!(
        "{cause}: {}",
        visible_line(hook.reason.as_deref().unwrap_or_default())
    );
    if let Some(fix) = &hook.fix {
        why += &format!("; {fix}");
    }
    Some(why)
}

/// One entry under another, for a terminal in which no table fits.
fn entries(hooks: &[&Listed], room: Option<usize>) -> String {
    let mut text = String::new();
    for hook in hooks {
        let [mark, id, matcher, command, limit, policy, whose, place] = row(hook);
        text += &format!(
            "  {} {}\n",
            styled(mark.style, mark.text),
            id.text.replace('\n', " ")
        );
        for said in [
            format!("matcher {}", matcher.text.replace('\n', "; ")),
            format!("runs {}", command.text),
            format!("limit {}, if it fails: {}", limit.text, policy.text),
            whose.text,
        ] {
            text += &paragraph(&said, 4, room);
        }
        // Never split, so that it can be copied.
        text += &format!("    {}\n", place.text);
        text += &why_not(hook).map_or(String::new(), |why| paragraph(&why, 4, room));
    }
    text
}

fn summary(listed: &[Listed], survey: &Survey, room: Option<usize>) -> String {
    let live = listed.iter().filter(|hook| hook.live).count();
    let files = survey.loaded.files.len();
    let mut text = match listed.len() {
        0 => no_hooks(survey, room),
        1 => format!("1 hook, {live} live, in {}\n", counted(files, "file")),
        many => format!("{many} hooks, {live} live, in {}\n", counted(files, "file")),
    };
    let errors = survey.errors();
    // Paths stay whole, so that they can be copied.
    for misplaced in &survey.misplaced {
        let said = visible_line(&misplaced.said());
        text += &styled(NOTABLE, paragraph(&said, 0, None));
    }
    if errors > 0 {
        let stops = match survey.loaded.forbids_use() {
            true => "; no hook runs until that is mended",
            false => "",
        };
        let errors = counted(errors, "error");
        let said = format!("{errors} in these files{stops}: `hooks check` shows them");
        text += &styled(BAD, paragraph(&said, 0, room));
    }
    text
}

fn no_hooks(survey: &Survey, room: Option<usize>) -> String {
    let mut text = "no hooks are configured; looked for\n".to_owned();
    for place in &survey.looked_for {
        text += &paragraph(&visible_line(&place.display().to_string()), INDENT, None);
    }
    text + &paragraph("`hooks init` writes a first hooks.toml", 0, room)
}

fn counted(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        many => format!("{many} {word}s"),
    }
}
