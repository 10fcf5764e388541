//! Formats the list for people: a table for each event, or an entry for each hook if no table fits.

use anstyle::Style;
use hooks_config::Diagnostic;
use hooks_router::Listed;
use hooks_types::EventName;
use hooks_types::report::Cause;
use hooks_types::text::{visible_line, visible_path};

use super::Remedy;

use super::places::{folded_places, places};
use super::table::{entries, table};
use super::why_not::Undecided;
use crate::configuration::Survey;
use crate::misplaced::Misplaced;
use crate::show::{
    BAD, FAINT, NOTABLE, STRONG, event_shown, paragraph, quoted_paragraph, styled, styled_lines,
};

/// The explanation of the remark `no grant` in rows.
const NO_GRANT: &str = "(no grant): an `allow` of this hook counts as no objection; the option `--may-grant` of \
                        `hooks trust` changes that";

/// Formats the list. `all_places` asks to name every place that is searched. If no file was found, the places are named
/// too, in fewer lines. `trust_given` says whether `--trust-project` was given.
pub(super) fn of(
    (listed, told): (&[Listed], &[Remedy]),
    survey: &Survey,
    (all_places, trust_given): (bool, bool),
    room: Option<usize>,
) -> String {
    let undecided = Undecided::of(listed, survey);
    let mut text = String::new();
    // Do not list entries of our own bridge (the hook that `hooks bridge install` adds to an agent's files) as rows.
    // They are counted below.
    let (own, others): (Vec<&Listed>, Vec<&Listed>) = listed
        .iter()
        .partition(|hook| hook.cause == Some(Cause::OwnEntry));
    for event in events(&others) {
        let of_event = others.iter().filter(|hook| hook.event == *event);
        let hooks: Vec<&Listed> = of_event.copied().collect();
        let mut heading = event_shown(event);
        let dead = |hook: &&Listed| hook.cause == Some(Cause::NotUsable);
        // An entry in another agent's file can have an event name that is ours, but that this agent does not have.
        // Without this addition, its heading would look like the heading of our event.
        if let (EventName::Other(name), Some(hook)) = (event, hooks.first())
            && !matches!(EventName::named(name), EventName::Other(_))
        {
            heading += &format!(" (not an event of {})", hook.dialect);
        }
        // No agent fires this event, so none of its hooks can run. Say so in the heading.
        if matches!(event, EventName::Other(_)) && hooks.iter().all(dead) {
            heading += " (nothing runs)";
        }
        text += &format!("{}\n", styled(STRONG, heading));
        let table = table(&hooks, (&undecided, told), room);
        text += &table.unwrap_or_else(|| entries(&hooks, (&undecided, told), room));
        text.push('\n');
    }
    if others.iter().any(|hook| hook.may_grant == Some(false)) {
        text += &styled_lines(FAINT, &paragraph(NO_GRANT, 0, room));
    }
    text += &own_entries(&own, room);
    text += &undecided.text(survey, trust_given, room);
    text += &summary(listed, survey, room);
    // The searched places come last, because there are many, and because they are never the reason why a hook does not
    // run.
    let is_found = !survey.loaded.files.is_empty() || !survey.unread_files().is_empty();
    let is_empty = listed.is_empty() && !is_found;
    if all_places {
        text += &format!("searched for hook files\n{}", places(survey));
    } else if is_empty {
        text += &folded_places(survey, room);
    }
    text
}

/// Returns a sentence for each file that has entries of our own bridge. The bridge has an entry for every event of
/// the agent, so a row for each entry would hide the user's own hooks.
fn own_entries(own: &[&Listed], room: Option<usize>) -> String {
    let mut files: Vec<(&str, usize)> = Vec::new();
    for file in own.iter().filter_map(|hook| hook.file.as_deref()) {
        match files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, count)) => *count += 1,
            None => files.push((file, 1)),
        }
    }
    let said = files.into_iter().map(|(file, count)| {
        let entries = match count {
            1 => "1 entry".to_owned(),
            many => format!("{many} entries"),
        };
        let said = format!(
            "own_entry: {} holds the bridge ({entries}), through which its agent runs the hooks listed here; the \
             bridge is not counted as a hook",
            visible_line(file)
        );
        styled_lines(FAINT, &quoted_paragraph(&said, 0, room))
    });
    said.collect()
}

/// Returns the events that have hooks, in the order of their first hook.
fn events<'a>(listed: &[&'a Listed]) -> Vec<&'a EventName> {
    let mut events = Vec::new();
    for hook in listed {
        if !events.contains(&&hook.event) {
            events.push(&hook.event);
        }
    }
    events
}

/// Returns the numbers of hooks and files, and the problems: misplaced files, errors and warnings.
fn summary(listed: &[Listed], survey: &Survey, room: Option<usize>) -> String {
    let live = listed.iter().filter(|hook| hook.runs).count();
    let is_bridge = |hook: &&Listed| hook.cause == Some(Cause::OwnEntry);
    let hooks = listed.len() - listed.iter().filter(is_bridge).count();
    let files = survey.loaded.files.len();
    let stops = survey.loaded.forbids_use();
    let mut text = match hooks {
        0 if !listed.is_empty() => "no hooks are configured besides the bridge\n".to_owned(),
        0 => no_hooks(survey, room),
        // No hook runs until the errors below are fixed, so do not say how many hooks are live.
        many if stops => format!("{} in {}\n", counted(many, "hook"), counted(files, "file")),
        many => format!(
            "{}, {live} live, in {}\n",
            counted(many, "hook"),
            counted(files, "file")
        ),
    };
    // Do not repeat the text of an error in a hook's entry, because the hook's row has it already.
    let is_told = |found: &Diagnostic| listed.iter().any(|hook| tells(hook, found));
    let errors = survey.errors();
    for said in unread(survey) {
        // The file's name can contain a command, which must not look like our advice.
        let said = visible_line(&said);
        text += &styled_lines(NOTABLE, &quoted_paragraph(&said, 0, room));
    }
    for below in survey.below() {
        text += &styled_lines(NOTABLE, &paragraph(&below, 0, room));
    }
    if errors > 0 {
        let stops = match stops {
            true => "; no hook runs until that is fixed",
            false => "",
        };
        let errors = counted(errors, "error");
        let said = format!("{errors} in these files{stops}: `hooks check` shows them");
        text += &styled_lines(BAD, &paragraph(&said, 0, room));
        text += &in_full(BAD, &survey.first_errors_but(is_told, "above"), room);
    }
    let warnings = survey.warnings();
    // If there were errors, a line above has already named `hooks check`, so do not name it again.
    if errors == 0 && warnings > 0 {
        let warnings = counted(warnings, "warning");
        let said = format!("{warnings} in these files: `hooks check` shows more");
        text += &styled_lines(NOTABLE, &paragraph(&said, 0, room));
        text += &in_full(NOTABLE, &survey.warnings_beside_rows(), room);
    }
    let problems = survey.problems_of_strangers();
    if problems > 0 {
        text += &styled_lines(NOTABLE, &paragraph(&of_strangers(survey), 0, room));
        text += &in_full(
            NOTABLE,
            &survey.first_of_strangers_but(None, is_told, "above"),
            room,
        );
    }
    text
}

/// Returns a sentence for each file that looks like a hook file and is not read, and for scripts in a folder for hook
/// scripts that no file registers as hooks.
pub(super) fn unread(survey: &Survey) -> impl Iterator<Item = String> {
    let misplaced = survey.misplaced.iter().map(Misplaced::said);
    misplaced.chain(survey.moved()).chain(survey.unregistered())
}

/// Returns whether the row of a hook gives the text of a problem in the entry of this hook.
fn tells(hook: &Listed, found: &Diagnostic) -> bool {
    let reason = hook.reason.as_deref().unwrap_or_default();
    found.is_of_hook_at(&hook.event, &hook.id, &hook.source) && reason.contains(&found.message)
}

/// Returns a sentence with the number of problems in untrusted files, and the command that shows them in full.
pub(crate) fn of_strangers(survey: &Survey) -> String {
    let problems = counted(survey.problems_of_strangers(), "problem");
    let errors = match survey.errors_of_strangers() {
        0 => String::new(),
        1 => ", 1 of them an error".to_owned(),
        many => format!(", {many} of them errors"),
    };
    format!(
        "{problems} in files that are not trusted{errors}: `hooks check` quotes them, with their cures"
    )
}

/// Lays out problems with their places, one below the other.
fn in_full(style: Style, problems: &[String], room: Option<usize>) -> String {
    let said = problems.iter();
    said.map(|said| styled_lines(style, &quoted_paragraph(said, 2, room)))
        .collect()
}

/// Says that no hooks are configured, and where to put them. If a file that can hold hooks could not be read, says that
/// instead: a first hook file would not bring back the hooks of the unread file.
fn no_hooks(survey: &Survey, room: Option<usize>) -> String {
    let unread = survey.unread_files();
    if !unread.is_empty() {
        let files = counted(unread.len(), "file");
        let mut text = format!("no hooks are loaded, because {files} cannot be read:\n");
        for path in unread {
            text += &format!("  {}\n", visible_path(path));
        }
        return text;
    }
    let empty = survey.loaded.files.iter();
    let empty = empty.map(|file| visible_line(&file.path.display().to_string()));
    let empty: Vec<String> = empty.collect();
    if empty.is_empty() && survey.places().is_empty() {
        // The options name the files, so no places were searched.
        return "no hooks are configured\n".to_owned();
    }
    if empty.is_empty() {
        let said = "no hooks are configured; `hooks init` writes a first hooks.toml";
        return paragraph(said, 0, room);
    }
    let mut text = "no hooks are configured in\n".to_owned();
    for path in empty {
        text += &format!("  {path}\n");
    }
    text + &paragraph(
        "`hooks new NAME --event EVENT --lang bash` writes one; `hooks list --places` lists every \
         place that is searched",
        0,
        room,
    )
}

/// Returns a number with its noun: `1 file`, `3 files`.
fn counted(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        many => format!("{many} {word}s"),
    }
}
