//! Hook files, ours and other agents', that lie beside the places where they are looked for, so that
//! nobody reads them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use hooks_config::Candidate;
use hooks_types::near::nearest;
use hooks_types::spec::Scope;

/// A file that looks like a hook file and is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misplaced {
    pub(crate) path: PathBuf,
    /// The path at which it would be read.
    pub(crate) belongs: PathBuf,
}

impl Misplaced {
    /// Whether it lies beside the user's own file under a name that is a slip away from it: no
    /// project put it there, and a guard of the user's may be in it.
    pub(crate) fn is_the_users_own(&self, own: &Path) -> bool {
        let name = name_of(&self.path);
        self.path.parent() == own.parent()
            && name.is_some_and(|name| {
                FORMATS.contains(&name) || nearest(name, ["hooks.toml"]).is_some()
            })
    }

    /// Returns what the file is, and the cure.
    pub(crate) fn said(&self) -> String {
        let (path, belongs) = (self.path.display(), self.belongs.display());
        format!(
            "{path} is not read: hooks are looked for in {belongs} (`--config FILE` reads any file)"
        )
    }
}

/// How many files of one folder are checked.
const MOST: usize = 1000;

/// Where people put our file by mistake, in a project and in their home folder.
const IN_PROJECT: &[&str] = &[
    ".agent-hooks",
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

/// Names of the native file with the extension of another format.
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

/// Names that people give to a file of hooks, whatever its agent calls it.
const ANY_NAME: &[&str] = &["hooks.json", "hook.json", "hooks.toml"];

/// Files in other agents' folders of hooks that none of them reads: `.claude/hooks.json`,
/// `.gemini/setting.json`, `.github/hooks.json`. `places` are all that are looked at, those of ours
/// aside. Names only: nothing is opened.
pub(crate) fn files_beside(places: &[Candidate]) -> Vec<Misplaced> {
    let all = places;
    let is_read = |path: &Path| all.iter().any(|place| place.path == path);
    let mut found: Vec<Misplaced> = Vec::new();
    // An agent's main file has the shorter name: `settings.json`, not `settings.local.json`.
    let mut places: Vec<&Candidate> = places.iter().collect();
    places.sort_by_key(|place| place.path.as_os_str().len());
    for place in places {
        let (Some(folder), Some(name)) = (place.path.parent(), name_of(&place.path)) else {
            continue;
        };
        if !matches!(place.scope, Scope::User | Scope::Project) {
            continue;
        }
        let beside = match name.strip_prefix('*') {
            // A folder of hook files: one file of its name where the folder should be.
            Some(kind) => vec![folder.with_extension(kind.trim_start_matches('.'))],
            None => entries_of(folder),
        };
        let is_hooks = |path: &PathBuf| {
            let own = name_of(path).unwrap_or_default();
            name.starts_with('*') || ANY_NAME.contains(&own) || nearest(own, [name]).is_some()
        };
        let known = |path: &PathBuf| found.iter().any(|other| other.path == *path);
        let astray = beside.into_iter().filter(is_hooks);
        let astray = astray.filter(|path| !is_read(path) && path.is_file() && !known(path));
        let astray: Vec<PathBuf> = astray.collect();
        found.extend(astray.into_iter().map(|path| Misplaced {
            path,
            belongs: place.path.clone(),
        }));
    }
    found
}

fn name_of(path: &Path) -> Option<&str> {
    path.file_name().and_then(OsStr::to_str)
}

/// What a folder holds, by name.
fn entries_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.take(MOST).map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The folders beside ours whose names are a slip away from its name.
fn folders_like_ours(folder: &Path) -> Vec<PathBuf> {
    let is_near = |path: &PathBuf| {
        name_of(path).is_some_and(|name| nearest(name, [".agent-hooks"]).is_some())
    };
    entries_of(folder).into_iter().filter(is_near).collect()
}

/// What else a folder of hooks holds that looks like a file of ours, by name.
fn others_in(folder: &Path) -> Vec<PathBuf> {
    let is_other = |path: &PathBuf| {
        let name = name_of(path).unwrap_or_default();
        let is_toml = path.extension().is_some_and(|kind| kind == "toml");
        name != "hooks.toml" && (is_toml || FORMATS.contains(&name))
    };
    entries_of(folder).into_iter().filter(is_other).collect()
}
