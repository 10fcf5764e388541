//! Finds hook files, ours and other agents', at places that nothing reads. The mistake would otherwise be
//! silent: the hooks in such a file never run.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_config::{AgentFiles, Candidate, Diagnostic, DiagnosticCode, Severity};
use hooks_dialects::agents;
use hooks_types::near::nearest;
use hooks_types::spec::Scope;
use hooks_types::text::path_in_sentence as shown;

mod contents;
mod inside;
mod parts;
mod scripts;

use contents::{Contents, Holds};
pub(crate) use inside::files_inside;
pub(crate) use parts::parts_of_files;
pub(crate) use scripts::unregistered;

/// A file that looks like a hook file and is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misplaced {
    pub(crate) path: PathBuf,
    /// The path at which the file would be read.
    pub(crate) belongs: PathBuf,
    /// The root of the project that the file lies in; `None` for a file of the user.
    pub(crate) root: Option<PathBuf>,
    /// The name of the agent that reads `belongs`; `None` for our own file.
    pub(crate) agent: Option<&'static str>,
    /// The part of the file that is not read; `None` for the whole file.
    pub(crate) part: Option<&'static str>,
    /// Whether hooks are lost if the file is not read. `false` if its keys show no hook.
    pub(crate) loses_hooks: bool,
}

impl Misplaced {
    /// Returns whether the file is the user's own file under a misspelt name. Such a file lies in the user's own
    /// folder, so no project put it there, and it might hold a hook that the user relies on.
    pub(crate) fn is_the_users_own(&self, own: &Path) -> bool {
        let name = name_of(&self.path);
        self.path.parent() == own.parent()
            && name.is_some_and(|name| {
                FORMATS.contains(&name) || nearest(name, ["hooks.toml"]).is_some()
            })
    }

    /// Returns a sentence that names the file, the place where it would be read, and the option that reads any file.
    pub(crate) fn said(&self) -> String {
        match self.part {
            // The file has another format, so naming it would not help.
            Some(_) => format!("{}; {}", self.fact(), self.cure()),
            None => format!("{} (`--config FILE` reads any file)", self.fact()),
        }
    }

    /// Returns a sentence that names the file and the place where it would be read.
    pub(crate) fn fact(&self) -> String {
        let mut path = shown(&self.path);
        if let Some(part) = self.part {
            path = format!("{part} of {path}");
        }
        match self.agent {
            Some(agent) => format!("{path} is not read: {agent} reads {}", self.place()),
            None => format!(
                "{path} is not read: hooks are looked for in {}",
                self.place()
            ),
        }
    }

    /// Returns what to do.
    fn cure(&self) -> String {
        match self.part {
            Some(_) => format!("move the hooks to {}", self.place()),
            None => format!(
                "move its hooks to {}, or name the file with `--config FILE`",
                self.place()
            ),
        }
    }

    /// Returns the place where the file would be read: for an agent's file in a project, relative to the project.
    fn place(&self) -> String {
        let root = self.root.as_deref().filter(|_| self.agent.is_some());
        let below = root.and_then(|root| self.belongs.strip_prefix(root).ok());
        shown(below.unwrap_or(&self.belongs))
    }

    /// Returns whether people often keep such a file on purpose and name it with `--config`: `hooks.toml` in the
    /// project's root, and files in `.agent-hooks` whose name is not almost `hooks.toml`.
    fn is_named_often(&self, root: &Path) -> bool {
        let name = name_of(&self.path).unwrap_or_default();
        let is_beside = self.path.parent() == Some(&root.join(".agent-hooks"));
        let is_other =
            is_beside && nearest(name, ["hooks.toml"]).is_none() && name.ends_with(".toml");
        is_other || self.path == root.join("hooks.toml")
    }

    /// Makes a finding of the file, as `hooks check` reports it. `read` lists the hook files that are read. If none of
    /// these lies in the project, none of the project's hooks runs, so the finding is an error. Otherwise it is a
    /// warning. It is always a warning for a file that shows no hook, and for a `hooks.toml` in the project's root,
    /// because people often keep this file there on purpose and name it with `--config`.
    pub(crate) fn finding<'p>(&self, mut read: impl Iterator<Item = &'p Path>) -> Diagnostic {
        let root = self.root.as_deref();
        let is_named_often = root.is_some_and(|root| self.is_named_often(root));
        let is_lost = root.is_some_and(|root| !read.any(|file| file.starts_with(root)));
        // If only a part of the file is not read here, make a warning, because the agent itself might read this part.
        let severity = match is_lost && self.loses_hooks && !is_named_often && self.part.is_none() {
            true => Severity::Error,
            false => Severity::Warning,
        };
        let file = Arc::new(self.path.clone());
        Diagnostic::new(
            DiagnosticCode::NotRead,
            severity,
            self.fact(),
            &file,
            "",
            0..0,
        )
        .with_help(self.cure())
    }
}

/// The maximum number of entries of one folder that are compared with the names of misplaced files.
const MOST: usize = 1000;

/// Places in a project to which people write our file by mistake, relative to the project's root.
const IN_PROJECT: &[&str] = &[
    // A file where the folder `.agent-hooks` should be.
    ".agent-hooks",
    // In the project's root itself, with a dot too many or too few, or under a similar name.
    "hooks.toml",
    ".hooks.toml",
    "hook.toml",
    "agent-hooks/hooks.toml",
    ".agent-hooks.toml",
    // One folder too deep, or in a project at the path that the user's file has below the home folder.
    ".agent-hooks/hooks/hooks.toml",
    ".config/agent-hooks/hooks.toml",
    // In folders of other agents and tools.
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

/// Names that people could give our file for a format other than TOML, or without an extension. Files with these names
/// are not read.
const FORMATS: &[&str] = &[
    "hooks.json",
    "hooks.jsonc",
    "hooks.yaml",
    "hooks.yml",
    "hooks",
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
        // A misspelt file of the user is reported for its name alone, because the user relies on its hooks.
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

/// Names that people give to a hook file in an agent's folder, even if the agent itself uses a different name.
const ANY_NAME: &[&str] = &[
    "hooks.json",
    "hook.json",
    "hooks.jsonc",
    "hooks.toml",
    "hook.toml",
    "hooks.yaml",
    "hooks.yml",
];

/// Names that people give to an agent's settings, for agents whose settings file has another name or format.
/// `settings.json` is not among them: agents have files of this name for other purposes.
const SETTINGS: &[&str] = &[
    "settings.toml",
    "settings.yaml",
    "settings.yml",
    "settings.jsonc",
];

/// Names of settings files in the folder of an agent that reads `hooks.json` there (`.codex`, `.cursor`). The agent can
/// have a file of this name for other purposes, so it counts only if it shows a hook.
const MISTAKEN: [&str; 2] = ["settings.json", "settings.local.json"];

/// Finds hook files that lie in other agents' folders and that no agent reads, such as `.claude/hooks.json`,
/// `.gemini/setting.json` or `.github/hooks.json`. `places` are all paths at which agents look for hook files. Opens
/// only files that have the name of a hook file.
pub(crate) fn files_beside(places: &[Candidate]) -> Vec<Misplaced> {
    let all = places;
    let is_read = |path: &Path| all.iter().any(|place| place.path == path);
    let of_agents = agents();
    let mut contents = Contents::new(&of_agents);
    let mut found: Vec<Misplaced> = Vec::new();
    // A misspelt name can resemble two files of an agent. The main file has the shorter name (`settings.json`, not
    // `settings.local.json`), so it is tried first and named as the right place.
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
            // If the agent reads a pattern such as `hooks/*.json`, people might write a single file `hooks.json` in
            // place of the folder. So look for that file.
            // Look also for settings there, because some agents keep hooks in their settings.
            Some(kind) => {
                let mut beside = vec![folder.with_extension(kind.trim_start_matches('.'))];
                beside.extend(MISTAKEN.map(|name| folder.with_file_name(name)));
                beside
            }
            // Look also for `hooks/hooks.json`, where a plugin keeps its hooks.
            None => {
                let mut beside = entries_of(folder);
                beside.push(folder.join("hooks/hooks.json"));
                beside
            }
        };
        let is_mistaken = |path: &Path| {
            let own = name_of(path).unwrap_or_default();
            (name == "hooks.json" || name.starts_with('*')) && MISTAKEN.contains(&own)
        };
        let is_hooks = |path: &PathBuf| {
            let own = name_of(path).unwrap_or_default();
            name.starts_with('*')
                || ANY_NAME.contains(&own)
                || (name == "settings.json" && SETTINGS.contains(&own))
                || nearest(own, [name]).is_some()
                || is_mistaken(path)
        };
        let known = |path: &PathBuf| found.iter().any(|other| other.path == *path);
        let astray = beside.into_iter().filter(is_hooks);
        let astray = astray.filter(|path| !is_read(path) && path.is_file() && !known(path));
        let astray = astray.map(|path| (contents.of(&path, !is_mistaken(&path)), path));
        let astray = astray.filter(|(holds, _)| *holds > Holds::Nothing);
        let astray: Vec<(Holds, PathBuf)> = astray.collect();
        found.extend(astray.into_iter().map(|(holds, path)| Misplaced {
            path,
            belongs: place.path.clone(),
            root: place.root.as_ref().map(|root| root.path.clone()),
            agent: of_agents.get(&place.dialect).map(AgentFiles::title),
            part: None,
            loses_hooks: holds > Holds::Perhaps,
        }));
    }
    found
}

/// Returns the last part of a path; `None` if it is not UTF-8, because every name that is searched for is UTF-8.
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
