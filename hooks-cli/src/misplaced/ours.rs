//! Finds files of our own format at paths that are never read.

use std::path::{Path, PathBuf};

use hooks_dialects::agents;
use hooks_types::near::nearest;

use super::contents::{Contents, Holds};
use super::{FORMATS, Misplaced, entries_of, inside, name_of};

/// Places in a project to which people write our file by mistake, relative to the project's root.
const IN_PROJECT: &[&str] = &[
    // A file where the folder `.agent-hooks` should be.
    ".agent-hooks",
    // Files in the project's root itself, with a dot too many or too few, or under a similar name.
    "hooks.toml",
    ".hooks.toml",
    "hook.toml",
    "agent-hooks/hooks.toml",
    ".agent-hooks.toml",
    // Files one folder too deep, or in a project at the path that the user's file has below the home folder.
    ".agent-hooks/hooks/hooks.toml",
    ".config/agent-hooks/hooks.toml",
    // Files in folders of other agents and tools.
    ".claude/hooks.toml",
    ".agents/hooks.toml",
    ".hooks/hooks.toml",
];

/// Places in the home folder to which people write the user's own file by mistake.
const IN_HOME: &[&str] = &[
    // The user's own file at a path that is right only in a project. It belongs in the user's configuration folder.
    ".agent-hooks/hooks.toml",
    "hooks.toml",
    ".config/hooks.toml",
    ".config/agent-hooks.toml",
];

/// Finds misplaced `hooks.toml` files at or near `folder`. `home` is the user's home folder, and `own` is the path of
/// the user's own file. Opens only files of the project that have the name of a hook file.
pub(crate) fn files_astray(
    folder: &Path,
    home: Option<&Path>,
    own: Option<&Path>,
) -> Vec<Misplaced> {
    let is_home = home == Some(folder);
    let project = folder.join(".agent-hooks/hooks.toml");
    let mut found = Vec::new();
    let all = agents();
    let mut contents = Contents::new(&all);
    let mut look = |path: PathBuf, belongs: &Path| {
        let is_read = path == belongs || Some(path.as_path()) == own;
        let known = |found: &[Misplaced]| found.iter().any(|other| other.path == path);
        // A misspelt file of the user is reported without a look at its content, because the user relies on its hooks.
        if is_read || known(&found) || !path.is_file() {
            return;
        }
        let holds = match belongs == project {
            true => contents.of(&path, true),
            false => Holds::Unknown,
        };
        if holds > Holds::Nothing {
            found.push(Misplaced {
                path,
                belongs: belongs.to_path_buf(),
                root: (belongs == project).then(|| folder.to_path_buf()),
                agent: None,
                part: None,
                loses_hooks: holds > Holds::Perhaps,
            });
        }
    };
    // In the home folder, files with these names belong to the user and not to a project. `IN_HOME` lists them instead.
    if !is_home {
        for name in IN_PROJECT {
            look(folder.join(name), &project);
        }
        for path in others_in(&folder.join(".agent-hooks")) {
            look(path, &project);
        }
        for misspelt in folders_like_ours(folder) {
            look(misspelt.join("hooks.toml"), &project);
        }
    }
    if let (Some(home), Some(own)) = (home, own) {
        for name in IN_HOME {
            look(home.join(name), own);
        }
        for path in own.parent().map(others_in).unwrap_or_default() {
            look(path, own);
        }
        // Look also into folders with a similar name beside the user's own folder.
        for misspelt in own.parent().map(folders_beside).unwrap_or_default() {
            look(misspelt.join("hooks.toml"), own);
        }
    }
    found
}

/// Returns the folders whose name is a misspelt `.agent-hooks`.
fn folders_like_ours(folder: &Path) -> Vec<PathBuf> {
    let is_near = |path: &PathBuf| {
        name_of(path).is_some_and(|name| nearest(name, [".agent-hooks"]).is_some())
    };
    entries_of(folder).into_iter().filter(is_near).collect()
}

/// Returns the folders beside `folder`, the folder of the user's own hook file, that are named `hooks`, or almost like
/// `folder` or `.agent-hooks`.
fn folders_beside(folder: &Path) -> Vec<PathBuf> {
    let own = name_of(folder).unwrap_or_default();
    let is_near = |path: &PathBuf| {
        name_of(path)
            .is_some_and(|name| name == "hooks" || nearest(name, [own, ".agent-hooks"]).is_some())
    };
    let beside = folder.parent().map(entries_of).unwrap_or_default();
    let others = beside.into_iter().filter(|path| path != folder);
    others.filter(is_near).collect()
}

/// Returns the files in an `.agent-hooks` folder that look like hook files but are not named `hooks.toml`.
fn others_in(folder: &Path) -> Vec<PathBuf> {
    let is_other = |path: &PathBuf| {
        let name = name_of(path).unwrap_or_default();
        let is_toml = path.extension().is_some_and(|kind| kind == "toml");
        let is_named = FORMATS.contains(&name) || inside::is_hooks_name(name);
        name != "hooks.toml" && (is_toml || is_named)
    };
    entries_of(folder).into_iter().filter(is_other).collect()
}
