//! Describes hooks of projects and plugins that were found but may not run.

use std::path::Path;

use hooks_config::{
    Diagnostic, LoadedRoot, ProjectTrust, TrustState, TrustStatus, place_of_same_hook,
};
use hooks_types::EventName;
use hooks_types::text::{path_in_sentence, short_name};

use super::shell::to_type;

/// The maximum number of projects and plugins that get a line each. Projects and plugins beyond this number are only
/// counted, because the lines are printed with every run.
const LINES: usize = 5;

/// Returns a line for each project or plugin with hooks that may not run: the number of hooks, the folder, and what to
/// type. `first` is the root that `--trust-project` means if `--project` is not given. `statuses` has the trust status
/// of every hook. If `event` is given, hooks of other events are not counted. `is_typed` says that the reader typed the command. If an agent started the command, the lines do not
/// name options of one run: in the agent's file such an option would trust every project in every run.
pub(crate) fn held_back(
    roots: &[LoadedRoot],
    (statuses, diagnostics, event): (&[TrustStatus], &[Diagnostic], Option<&EventName>),
    first: Option<&Path>,
    (trust_given, is_typed): (bool, bool),
) -> Vec<String> {
    let of_event = |status: &&TrustStatus| event.is_none_or(|event| status.event == *event);
    let counted = |found: &LoadedRoot| {
        let mut found = found.clone();
        let path = found.root.path.canonicalize();
        let path = path.as_ref().unwrap_or(&found.root.path);
        let is_new = |status: &&TrustStatus| {
            status.state == TrustState::New && !status.live && status.root == *path
        };
        let others = statuses
            .iter()
            .filter(is_new)
            .filter(|status| !of_event(status));
        found.held_back = found.held_back.saturating_sub(others.count());
        found
    };
    let held: Vec<(LoadedRoot, &LoadedRoot)> = roots
        .iter()
        .filter(|found| found.root.trust != ProjectTrust::Trusted)
        .map(|found| (counted(found), found))
        .filter(|(found, _)| found.held_back + found.unusable_files > 0)
        .collect();
    let is_first = |found: &LoadedRoot| first == Some(found.root.path.as_path()) && !trust_given;
    let mut lines: Vec<String> = held
        .iter()
        .take(LINES)
        .map(|(found, whole)| {
            // Compare all hooks with those of the other folder: the hooks of other events are new to the user too.
            let elsewhere = trusted_in(whole, statuses);
            let elsewhere = elsewhere.map(|elsewhere| same_elsewhere(whole, elsewhere));
            let option = permission(&found.root.path.display().to_string(), is_first(found));
            let errors = errors_below(&found.root.path, diagnostics);
            line(
                found,
                (is_known(found, statuses), elsewhere),
                is_typed.then(|| for_one_run(&option, errors)),
            )
        })
        .collect();
    if let Some(more) = held.len().checked_sub(LINES).filter(|more| *more > 0) {
        lines.push(format!(
            "{more} more folders hold hooks that are not trusted"
        ));
    }
    lines
}

/// Returns whether the user has already decided about a hook of this project or plugin. If so, the line calls the other
/// hooks new.
fn is_known(found: &LoadedRoot, statuses: &[TrustStatus]) -> bool {
    let plugin = found.root.plugin.as_ref().map(|plugin| &plugin.name);
    let mut own = statuses.iter().filter(|status| match plugin {
        Some(plugin) => status.plugin.as_ref() == Some(plugin),
        None => status.plugin.is_none() && status.root == found.root.path,
    });
    own.any(|status| status.state != TrustState::New)
}

/// Returns the other folder in which the user trusts hooks of this project, and how many of them; `None` if there is no
/// such folder.
fn trusted_in<'s>(found: &LoadedRoot, statuses: &'s [TrustStatus]) -> Option<(&'s str, usize)> {
    let is_own = |status: &&TrustStatus| status.plugin.is_none() && status.root == found.root.path;
    let remarks = statuses.iter().filter(is_own);
    let mut places = remarks.filter_map(|status| place_of_same_hook(status.remark.as_deref()?));
    let first = places.next()?;
    let others = places.filter(|place| *place == first).count();
    Some((first, others + 1))
}

/// Says that hooks of a project are trusted in another folder. Says this of all hooks only if every hook that did not
/// run here is trusted there, because the user has seen only the hooks that are trusted there.
fn same_elsewhere(found: &LoadedRoot, (place, same): (&str, usize)) -> String {
    let which = match (found.held_back, found.unusable_files) {
        (1, 0) if same == 1 => "the same hook is".to_owned(),
        (all, 0) if same == all => "the same hooks are".to_owned(),
        (1, _) => "1 hook is".to_owned(),
        (all, _) => format!(
            "{same} of the {all} hooks {}",
            if same == 1 { "is" } else { "are" }
        ),
    };
    let place = path_in_sentence(Path::new(place));
    format!("{which} trusted in {place}, but trust is for one folder")
}

/// Returns the line of one project or plugin. Our own command comes last. Text that the project chose, such as its
/// path, comes before it, so that this text cannot look like advice. `one_run` says how to run a project's hooks once.
fn line(
    found: &LoadedRoot,
    (is_known, elsewhere): (bool, Option<String>),
    one_run: Option<String>,
) -> String {
    let folder = found.root.path.display().to_string();
    let what = [
        counted(found.held_back, "hook", "hooks"),
        counted(found.unusable_files, "unusable file", "unusable files"),
    ];
    let what = what.into_iter().flatten().collect::<Vec<_>>().join(" and ");
    let them = match found.held_back + found.unusable_files {
        1 => "it",
        _ => "them",
    };
    let why = |whole: &str| match (is_known, them, &elsewhere) {
        (false, _, Some(elsewhere)) => elsewhere.clone(),
        (false, _, None) => format!("the {whole} is not trusted"),
        (true, "it", _) => format!("it is new in this {whole} and not trusted yet"),
        (true, ..) => format!("they are new in this {whole} and not trusted yet"),
    };
    // No option runs a plugin's hooks once without a decision. So the line offers only the command to decide.
    if let Some(plugin) = &found.root.plugin {
        return format!(
            "{what} of the plugin {} did not run: {}; to decide about {them}, type `{}`",
            short_name(&plugin.name),
            why("plugin"),
            to_type(["hooks", "trust", "--plugin", plugin.name.as_str()])
        );
    }
    let trust = to_type(["hooks", "trust", "--project", folder.as_str()]);
    let one_run = one_run.map_or_else(String::new, |one_run| format!("; {one_run}"));
    format!(
        "{what} of {} did not run: {}; to decide about {them}, type `{trust}`{one_run}",
        path_in_sentence(&found.root.path),
        why("project")
    )
}

/// Counts the errors in untrusted files below a folder.
pub(crate) fn errors_below(folder: &Path, diagnostics: &[Diagnostic]) -> usize {
    let is_below = |found: &&Diagnostic| found.lowered && found.file.starts_with(folder);
    diagnostics.iter().filter(is_below).count()
}

/// Says how to trust a project for one run. If its files have errors, says to correct them first: an entry that cannot
/// be used blocks its event as soon as it is trusted.
pub(crate) fn for_one_run(option: &str, errors: usize) -> String {
    let what = match errors {
        0 => return format!("to trust the project for one run, add `{option}` to this command"),
        1 => "the error in its files first (`hooks check` shows it)".to_owned(),
        many => format!("the {many} errors in its files first (`hooks check` shows them)"),
    };
    format!("but correct {what}: until then, `{option}` can block the call")
}

/// Returns the options that let the hooks of a project run once.
pub(crate) fn permission(folder: &str, is_first: bool) -> String {
    match is_first {
        true => "--trust-project".to_owned(),
        false => to_type(["--project", folder, "--trust-project"]),
    }
}

/// Returns a number with its noun: `1 hook`, `3 hooks`; `None` for zero.
fn counted(count: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    }
}

#[cfg(test)]
mod tests {
    use hooks_config::Root;

    use super::*;

    fn found(path: &str, held_back: usize, unusable_files: usize) -> LoadedRoot {
        let mut found = LoadedRoot::new(Root::new(path));
        (found.held_back, found.unusable_files) = (held_back, unusable_files);
        found
    }

    #[test]
    fn each_root_says_how_many_where_and_what_to_type() {
        let roots = [
            found("/p", 2, 0),
            found("/p/a b", 1, 1),
            found("/p/c", 0, 0),
        ];
        assert_eq!(
            held_back(
                &roots,
                (&[], &[], None),
                Some(Path::new("/p")),
                (false, true)
            ),
            [
                "2 hooks of /p did not run: the project is not trusted; to decide about them, type `hooks trust --project /p`; to trust the project for one run, add `--trust-project` to this command",
                "1 hook and 1 unusable file of `/p/a b` did not run: the project is not trusted; to decide about them, type `hooks trust --project '/p/a b'`; to trust the project for one run, add `--project '/p/a b' --trust-project` to this command",
            ]
        );
        assert!(
            held_back(
                &roots,
                (&[], &[], None),
                Some(Path::new("/p")),
                (true, true)
            )[0]
            .ends_with("add `--project /p --trust-project` to this command")
        );
        assert!(
            held_back(
                &roots,
                (&[], &[], None),
                Some(Path::new("/p")),
                (false, false)
            )[0]
            .ends_with("to decide about them, type `hooks trust --project /p`")
        );
    }

    #[test]
    fn many_roots_are_counted_and_a_folders_name_stays_on_its_line() {
        let roots: Vec<_> = (0..9)
            .map(|n| found(&format!("/p{n}\n\u{9b}m"), 1, 0))
            .collect();
        let lines = held_back(&roots, (&[], &[], None), None, (false, true));
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[5], "4 more folders hold hooks that are not trusted");
        assert!(!lines.concat().contains(['\n', '\u{9b}']));
    }
}
