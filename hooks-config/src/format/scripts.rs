//! Warns about commands that name a script that does not exist.
//!
//! Only the beginning of a command is examined: a path, or an interpreter with a path. A word whose
//! value is unknown before the hook runs is skipped.

use std::path::{Component, Path, PathBuf};

use hooks_types::spec::{Command, Handler, Program, Scope, WorkDir};
use hooks_types::text::{visible_name, visible_path};

use super::file::FileRead;
use super::place::Place;
use crate::bridge::{Word, shell_words};
use crate::diagnostic::{DiagnosticCode, Severity};

/// Returns the cure for a missing file. `shown` is the file's path, escaped and bounded; the cure contains only the
/// last name of this path.
pub(crate) fn create_it(shown: &str) -> String {
    let name = shown.rsplit('/').next().unwrap_or(shown);
    format!("create the file `{name}`, or correct its path in the entry")
}

/// The cure for a script whose path is a link that leads back to itself.
pub(crate) const IN_PLACE_OF_LINK: &str = "put the script itself in the place of the link";

/// The maximum number of links that a system follows for one path.
const MOST_LINKS: usize = 40;

/// Returns whether a path is a link that leads back to itself, directly or through other links.
pub(crate) fn leads_to_itself(path: &Path) -> bool {
    let mut at = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let Ok(target) = at.read_link() else {
            return false;
        };
        let folder = at.parent().map(Path::to_path_buf).unwrap_or_default();
        at = folder.join(target);
    }
    true
}

/// Warns about hooks that could run but whose command begins with a path that does not exist. Reads the file system.
pub(crate) fn name_missing_scripts(file: &mut FileRead) {
    let mut missing = Vec::new();
    for entry in &file.entries {
        let Handler::Command(command) = &entry.spec.handler else {
            continue;
        };
        if !entry.is_live() {
            continue;
        }
        if let Some((script, path)) = script(command, &file.place)
            && !path.exists()
        {
            let meant = (file.agent.script_meant)(&script, &file.place);
            let meant = meant.map(|meant| format!("did you mean `{}`?", visible_name(&meant)));
            let meant = meant.or_else(|| in_own_folder(&script, command, &file.place));
            let meant = meant.or_else(|| in_folder_of_user(&script, &file.place));
            let loops = leads_to_itself(&path);
            missing.push((
                entry.span.clone(),
                entry.spec.id.clone(),
                script,
                meant,
                loops,
            ));
        }
    }
    for (span, id, script, meant, loops) in missing {
        let what = match loops {
            true => "is a link that leads back to itself",
            false => "does not exist",
        };
        let script = visible_name(&script);
        let message = format!("`{script}` {what}, so the hook fails when it runs");
        file.say(
            Severity::Warning,
            DiagnosticCode::MissingFile,
            &span,
            message,
        );
        file.remarks.about(&id);
        file.remarks.help(match meant {
            Some(meant) => meant,
            None if loops => IN_PLACE_OF_LINK.to_owned(),
            None => create_it(&script),
        });
    }
}

/// Returns the cure for a relative path to a missing script, in an entry that sets the working folder (`cwd`). The
/// usual mistake is a path that repeats the name of this folder.
fn in_own_folder(script: &str, command: &Command, place: &Place) -> Option<String> {
    let WorkDir::Fixed(folder) = &command.work_dir else {
        return None;
    };
    let inside = folder.strip_prefix(place.project_root.as_deref()?).ok()?;
    let is_named = inside.iter().next().is_some() && Path::new(script).is_relative();
    let set = is_named.then(|| format!("`cwd` = \"{}\" in its entry", visible_path(inside)))?;
    let names: Vec<_> = Path::new(script).components().collect();
    let names = names.strip_prefix(&[Component::CurDir]).unwrap_or(&names);
    let mut shorter = (1..names.len()).map(|from| names[from..].iter().collect::<PathBuf>());
    Some(match shorter.find(|rest| folder.join(rest).is_file()) {
        Some(rest) => format!("{set}; did you mean `./{}`?", visible_path(&rest)),
        None => format!("{set}: write the file in that folder, or correct the path"),
    })
}

/// Returns the cure for a relative path in a file of the user, if the script lies in the home folder or beside the
/// file. The hook's relative paths begin in another folder, so the cure is the whole path.
fn in_folder_of_user(script: &str, place: &Place) -> Option<String> {
    // A file that the user named has the user's scope too. If it lies in a project, the relative paths of its hooks
    // begin in that project, and this cure would be wrong.
    let root = place.project_root.as_deref();
    let root = root.filter(|root| Some(*root) != place.home.as_deref());
    let is_of_project = root.is_some_and(|root| place.path.starts_with(root));
    if place.scope != Scope::User || is_of_project || Path::new(script).is_absolute() {
        return None;
    }
    let folders = [place.home.as_deref(), place.folder.as_deref()];
    let mut paths = folders
        .into_iter()
        .flatten()
        .map(|folder| folder.join(script));
    let path = paths.find(|path| path.is_file())?;
    let path = visible_path(&path);
    Some(format!("the file is `{path}`, so write its whole path"))
}

/// Returns the script that a command begins with, as written and as a full path. Returns `None` if the file is unknown
/// here, because the program is looked up in PATH, a variable is set later, or the folder is unknown.
fn script(command: &Command, place: &Place) -> Option<(String, PathBuf)> {
    let value = |name: &str| {
        let mut set = command.env.iter();
        set.find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    };
    let words = match &command.program {
        // No shell expands variables in an array, but agents do. So replace them here too.
        Program::Argv(argv) => argv
            .iter()
            .take(2)
            .filter_map(|word| in_one_piece(word, &value))
            .collect(),
        Program::Shell(text) => shell_words(text, &value),
        _ => return None,
    };
    let mut words = words.into_iter();
    let first = words.next()?;
    let named = if is_interpreter(&first.text) {
        words.next()?
    } else {
        first
    };
    let path = named.text;
    // Skip a word that is too long for a path, a word without `/`, and an option. Skip a `~` or a variable at the start
    // too: no shell replaces it, because the word was in quotes or in an array, and the finding `not_expanded` reports
    // that mistake.
    let is_literal = path.starts_with(['$', '~', '-']);
    if named.is_open || path.len() > 4096 || !path.contains('/') || is_literal {
        return None;
    }
    let base = match &command.work_dir {
        WorkDir::Fixed(folder) => Some(folder.as_path()),
        _ => place.project_root.as_deref(),
    };
    // If the root is only a guess, a relative script might well exist elsewhere: do not warn.
    let known = Path::new(&path).is_absolute() || place.root_is_known;
    let whole = base.filter(|_| known)?.join(&path);
    Some((named.written, whole))
}

/// Returns an element of an array as one word, even if the element contains blanks or quotes. The word is open if it
/// contains a variable whose value is unknown.
fn in_one_piece<'v>(word: &str, value: &dyn Fn(&str) -> Option<&'v str>) -> Option<Word> {
    let quoted = format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""));
    shell_words(&quoted, value).pop()
}

/// Returns whether a program runs the script that its first argument names.
fn is_interpreter(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or_default();
    matches!(
        name,
        "sh" | "bash" | "zsh" | "node" | "bun" | "python" | "python3" | "ruby" | "perl"
    )
}
