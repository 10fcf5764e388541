//! Hook files that lie beside the places where they are looked for, so that nobody reads them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use hooks_types::near::nearest;

/// A file that looks like one of hooks and is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misplaced {
    pub(crate) path: PathBuf,
    /// Where it would be read.
    pub(crate) belongs: PathBuf,
}

impl Misplaced {
    /// Whether it lies beside the user's own file under a name that is a slip away from it: no
    /// project put it there, and a guard of the user's may be in it.
    pub(crate) fn is_the_users_own(&self, own: &Path) -> bool {
        let name = self.path.file_name().and_then(OsStr::to_str);
        self.path.parent() == own.parent()
            && name.is_some_and(|name| {
                FORMATS.contains(&name) || nearest(name, ["hooks.toml"]).is_some()
            })
    }

    /// What it is, and what to do.
    pub(crate) fn said(&self) -> String {
        let (path, belongs) = (self.path.display(), self.belongs.display());
        format!(
            "{path} is not read: hooks are looked for in {belongs} (`--config FILE` reads any file)"
        )
    }
}

/// So many files of one folder are looked at.
const MOST: usize = 1000;

/// Where people put our file by mistake, in a project and in their home folder.
const IN_PROJECT: &[&str] = &[
    "hooks.toml",
    ".hooks.toml",
    "hook.toml",
    "agent-hooks/hooks.toml",
    ".agent-hooks.toml",
    ".agent-hooks/hooks/hooks.toml",
    ".config/agent-hooks/hooks.toml",
    ".claude/hooks.toml",
    ".agents/hooks.toml",
    ".hooks/hooks.toml",
];
const IN_HOME: &[&str] = &[
    ".agent-hooks/hooks.toml",
    "hooks.toml",
    ".config/hooks.toml",
    ".config/agent-hooks.toml",
];

/// Names of our file in a format that it does not have.
const FORMATS: &[&str] = &[
    "hooks.json",
    "hooks.jsonc",
    "hooks.yaml",
    "hooks.yml",
    "hooks",
];

/// The files of ours that are not read from a folder, with its user's home and the place of the
/// user's own file. Names only: nothing is opened.
pub(crate) fn files_astray(
    folder: &Path,
    home: Option<&Path>,
    own: Option<&Path>,
) -> Vec<Misplaced> {
    let is_home = home == Some(folder);
    let project = folder.join(".agent-hooks/hooks.toml");
    let mut found = Vec::new();
    let mut look = |path: PathBuf, belongs: &Path| {
        let is_read = path == belongs || Some(path.as_path()) == own;
        let known = |found: &[Misplaced]| found.iter().any(|other| other.path == path);
        if !is_read && !known(&found) && path.is_file() {
            let belongs = belongs.to_path_buf();
            found.push(Misplaced { path, belongs });
        }
    };
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
    }
    found
}

/// The folders beside ours whose names are a slip away from its name.
fn folders_like_ours(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_near = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str);
        name.is_some_and(|name| nearest(name, [".agent-hooks"]).is_some())
    };
    let paths = entries.take(MOST).map(|entry| entry.path());
    let mut near: Vec<PathBuf> = paths.filter(is_near).collect();
    near.sort();
    near
}

/// What else a folder of hooks holds that looks like a file of ours, by name.
fn others_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.take(MOST).map(|entry| entry.path());
    let is_other = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let is_toml = path.extension().is_some_and(|kind| kind == "toml");
        name != "hooks.toml" && (is_toml || FORMATS.contains(&name))
    };
    let mut others: Vec<PathBuf> = paths.filter(is_other).collect();
    others.sort();
    others
}
