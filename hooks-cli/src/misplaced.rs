//! Finds hook files, ours and other agents', at places that nothing reads. The mistake would otherwise be
//! silent: the hooks in such a file never run.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use hooks_config::Candidate;
use hooks_types::near::nearest;
use hooks_types::spec::Scope;
use hooks_types::text::visible_path;

/// A file that looks like a hook file and is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misplaced {
    pub(crate) path: PathBuf,
    /// The path at which it would be read.
    pub(crate) belongs: PathBuf,
}

impl Misplaced {
    /// Whether the file lies beside the user's own file under a misspelt name. No project put it there, and it
    /// may hold a guard that the user relies on.
    pub(crate) fn is_the_users_own(&self, own: &Path) -> bool {
        let name = name_of(&self.path);
        self.path.parent() == own.parent()
            && name.is_some_and(|name| {
                FORMATS.contains(&name) || nearest(name, ["hooks.toml"]).is_some()
            })
    }

    /// Returns a sentence with the file and the place where it would be read.
    pub(crate) fn said(&self) -> String {
        let shown = |path: &Path| visible_path(path);
        let (path, belongs) = (shown(&self.path), shown(&self.belongs));
        format!(
            "{path} is not read: hooks are looked for in {belongs} (`--config FILE` reads any file)"
        )
    }
}

/// How many entries of one folder are looked at.
const MOST: usize = 1000;

/// Where people put our file by mistake in a project.
const IN_PROJECT: &[&str] = &[
    // A file in place of the folder.
    ".agent-hooks",
    // In the root itself, with or without a dot, or with another name.
    "hooks.toml",
    ".hooks.toml",
    "hook.toml",
    "agent-hooks/hooks.toml",
    ".agent-hooks.toml",
    // Too deep, and where the user's file would be below a home folder.
    ".agent-hooks/hooks/hooks.toml",
    ".config/agent-hooks/hooks.toml",
    // In folders of other agents and tools.
    ".claude/hooks.toml",
    ".agents/hooks.toml",
    ".hooks/hooks.toml",
];
/// Where people put the user's own file by mistake in their home folder.
const IN_HOME: &[&str] = &[
    // As in a project; the user's own file belongs in the configuration folder.
    ".agent-hooks/hooks.toml",
    "hooks.toml",
    ".config/hooks.toml",
    ".config/agent-hooks.toml",
];

/// Names of the native file with the extension of another format, which is not read.
const FORMATS: &[&str] = &[
    "hooks.json",
    "hooks.jsonc",
    "hooks.yaml",
    "hooks.yml",
    "hooks",
];

/// Finds files of ours that lie near a folder and are not read. `home` is the user's home folder, and `own` is
/// the place of the user's own file. Looks at names only: opens nothing.
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
    // In the home folder the same names are the user's and not a project's: `IN_HOME` has them.
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

/// Names that people give to a file of hooks in an agent's folder, whatever the agent itself calls the file.
const ANY_NAME: &[&str] = &["hooks.json", "hook.json", "hooks.toml"];

/// Finds files in other agents' folders of hooks that no agent reads: `.claude/hooks.json`,
/// `.gemini/setting.json`, `.github/hooks.json`. `places` are all places that are searched, except ours. Looks
/// at names only: opens nothing.
pub(crate) fn files_beside(places: &[Candidate]) -> Vec<Misplaced> {
    let all = places;
    let is_read = |path: &Path| all.iter().any(|place| place.path == path);
    let mut found: Vec<Misplaced> = Vec::new();
    // A misspelt name can be near two files of an agent. The main one has the shorter name (`settings.json`,
    // not `settings.local.json`) and is named as the cure.
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
            // A pattern such as `hooks/*.json`: look for a single `hooks.json` in place of the folder.
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

/// Returns the last part of a path if it is UTF-8, as every name that is searched for.
fn name_of(path: &Path) -> Option<&str> {
    path.file_name().and_then(OsStr::to_str)
}

/// Lists a folder's entries, sorted by name.
fn entries_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.take(MOST).map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Finds folders with a misspelt `.agent-hooks` as their name.
fn folders_like_ours(folder: &Path) -> Vec<PathBuf> {
    let is_near = |path: &PathBuf| {
        name_of(path).is_some_and(|name| nearest(name, [".agent-hooks"]).is_some())
    };
    entries_of(folder).into_iter().filter(is_near).collect()
}

/// Finds other files in a folder of hooks that look like ours by their name.
fn others_in(folder: &Path) -> Vec<PathBuf> {
    let is_other = |path: &PathBuf| {
        let name = name_of(path).unwrap_or_default();
        let is_toml = path.extension().is_some_and(|kind| kind == "toml");
        name != "hooks.toml" && (is_toml || FORMATS.contains(&name))
    };
    entries_of(folder).into_iter().filter(is_other).collect()
}
