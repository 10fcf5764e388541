//! Finds hook files in other agents' folders at places that no agent reads.

use std::path::{Path, PathBuf};

use hooks_config::{AgentFiles, Candidate};
use hooks_dialects::agents;
use hooks_types::near::nearest;
use hooks_types::spec::Scope;

use super::contents::{Contents, Holds};
use super::{Misplaced, entries_of, name_of};

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
/// have a file of this name for other purposes, so the file is reported only if it contains a hook.
const MISTAKEN: [&str; 2] = ["settings.json", "settings.local.json"];

/// Finds hook files that lie in other agents' folders and that no agent reads, such as `.claude/hooks.json`,
/// `.gemini/setting.json` or `.github/hooks.json`. `places` are all paths at which agents look for hook files. Opens
/// only files that have the name of a hook file or of a settings file.
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
            // place of the folder. So look for that file. Look also for settings files beside the folder, because some
            // agents keep hooks in their settings.
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
