//! Searches the agents' own folders for hook files at paths that no agent reads, such as `.claude/hooks/hooks.json`.

use std::fs;
use std::path::{Path, PathBuf};

use hooks_config::{AgentFiles, Agents, Candidate, Places};
use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use super::contents::{Contents, Holds};
use super::{Misplaced, name_of};

/// How many folders deep one agent's folder is searched.
const DEPTH: usize = 4;

/// The maximum number of entries that are looked at in the agents' folders of all projects together, and again in the
/// agents' folders of the user. So a project cannot use up the entries of the user's folders.
const MOST: usize = 1000;

/// Subfolders that are not searched: they hold copies of projects, or things that an agent installed and lists
/// elsewhere.
const PASSED_OVER: &[&str] = &[
    "node_modules",
    ".git",
    "worktrees",
    "projects",
    "skills",
    "extensions",
];

/// The only subfolders that are searched in the user's own folders, which can be large: an agent keeps its sessions and
/// caches there.
const IN_HOME: &[&str] = &["hooks", "hook"];

/// Finds hook files in the agents' folders of every project and of the user, at paths that are not among `read`, the
/// files that are read. `places` are the places where the agents look. Opens only files for which
/// `Search::is_candidate` returns true.
pub(crate) fn files_inside(
    around: &Places,
    agents: &Agents,
    places: &[Candidate],
    read: &[Candidate],
) -> Vec<Misplaced> {
    let projects = around.roots.iter();
    let bases = projects.map(|root| (root.path.as_path(), Scope::Project));
    let home = around.home.as_deref().map(|home| (home, Scope::User));
    let mut found: Vec<Misplaced> = Vec::new();
    let search = |scope| Search {
        scope,
        left: MOST,
        contents: Contents::new(agents),
        found: Vec::new(),
    };
    let (mut of_projects, mut of_user) = (search(Scope::Project), search(Scope::User));
    for (base, scope) in bases.chain(home) {
        let search = match scope {
            Scope::Project => &mut of_projects,
            _ => &mut of_user,
        };
        for (folder, dialect) in folders(agents) {
            let Some(place) = place(places, base, scope, &dialect) else {
                continue;
            };
            let folder = base.join(folder);
            search.folder(&folder, DEPTH);
            for path in std::mem::take(&mut search.found) {
                let is_read = read
                    .iter()
                    .chain(places)
                    .any(|read| reads(&read.path, &path));
                let is_known = found.iter().any(|known| known.path == path);
                if is_read || is_known || is_of_plugin(&path) {
                    continue;
                }
                let is_named = is_hooks_name(name_of(&path).unwrap_or_default());
                let holds = search.contents.of(&path, is_named);
                if holds > Holds::Nothing {
                    let belongs = belongs(&path, &folder, base, scope, place);
                    let is_ours = belongs.ends_with(".agent-hooks/hooks.toml");
                    let agent = agents.get(&dialect).filter(|_| !is_ours);
                    found.push(Misplaced {
                        path,
                        belongs,
                        root: (scope == Scope::Project).then(|| base.to_path_buf()),
                        agent: agent.map(AgentFiles::title),
                        part: None,
                        loses_hooks: holds > Holds::Perhaps,
                    });
                }
            }
        }
    }
    found
}

/// Returns whether a place, which can be a folder's `*.json`, includes this file.
fn reads(place: &Path, path: &Path) -> bool {
    let kind = name_of(place).and_then(|name| name.strip_prefix("*."));
    match kind {
        Some(kind) => {
            let has_kind = path.extension().is_some_and(|own| own == kind);
            has_kind && place.parent() == path.parent()
        }
        None => place == path,
    }
}

/// Returns the names of the folders that agents use, with the agent of each.
fn folders(agents: &Agents) -> Vec<(&'static str, DialectRef)> {
    let of_agents = agents.iter().flat_map(|agent| {
        let names = agent.project_folder.into_iter().chain(agent.home_folder);
        names.map(|name| (name, agent.dialect.clone()))
    });
    let mut all: Vec<_> = of_agents.collect();
    // goose reads hooks from `.agents`, but its name suggests the folder `.goose`. So search `.goose` too.
    all.push((".goose", hooks_dialects::GOOSE));
    all.dedup();
    all
}

/// Returns the place where the agent looks for hooks below `base`. If the agent has a hook file and a settings file
/// there, returns the hook file.
fn place<'p>(
    places: &'p [Candidate],
    base: &Path,
    scope: Scope,
    dialect: &DialectRef,
) -> Option<&'p Path> {
    let of_agent = places.iter().filter(|place| {
        place.scope == scope && place.dialect == *dialect && place.path.starts_with(base)
    });
    let of_agent = of_agent.map(|place| place.path.as_path());
    of_agent.min_by_key(|path| {
        let inside = path.strip_prefix(base).unwrap_or(path);
        let holds_hooks = inside
            .iter()
            .any(|name| name.to_string_lossy().contains("hooks"));
        (!holds_hooks, path.as_os_str().len())
    })
}

/// Returns the path at which the file would be read.
fn belongs(path: &Path, folder: &Path, base: &Path, scope: Scope, place: &Path) -> PathBuf {
    let is_ours = path.extension().is_some_and(|kind| kind == "toml");
    if is_ours && scope == Scope::Project {
        return base.join(".agent-hooks/hooks.toml");
    }
    let Some((before, after)) = place.to_str().and_then(|place| place.split_once("/*/")) else {
        return place.to_path_buf();
    };
    // The agent reads one hook file in each plugin's folder. If the misplaced file lies in a plugin's folder, put
    // the name of this plugin into the path.
    let plugins = folder.join("plugins");
    let plugin = path.strip_prefix(plugins).ok().and_then(|inside| {
        let plugin = inside.parent()?.iter().next()?.to_str()?;
        (plugin != "hooks").then_some(plugin)
    });
    PathBuf::from(format!("{before}/{}/{after}", plugin.unwrap_or("NAME")))
}

/// The manifests of plugins, relative to the plugin's folder.
const MANIFESTS: &[&str] = &[
    ".claude-plugin/plugin.json",
    ".codex-plugin/plugin.json",
    ".cursor-plugin/plugin.json",
];

/// Returns whether a file is the `hooks/hooks.json` of a plugin. The agent reads it once the plugin is installed, and
/// its commands name the plugin's folder. So they would not work at another place.
fn is_of_plugin(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| folder.ends_with("hooks"));
    let plugin = folder.and_then(Path::parent);
    plugin.is_some_and(|plugin| MANIFESTS.iter().any(|name| plugin.join(name).is_file()))
}

/// The search of the agents' folders of all projects, or of the user.
struct Search<'a> {
    scope: Scope,
    /// How many more entries are looked at.
    left: usize,
    contents: Contents<'a>,
    /// The candidates in the folder that was searched last.
    found: Vec<PathBuf>,
}

impl Search<'_> {
    /// Searches a folder and its subfolders, `depth` folders deep. Follows no link to a folder.
    fn folder(&mut self, folder: &Path, depth: usize) {
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|at| at.is_dir());
        if depth == 0 || !is_folder(folder) {
            return;
        }
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.take(self.left).map(|it| it.path()).collect();
        self.left -= paths.len();
        paths.sort();
        let (folders, files): (Vec<_>, Vec<_>) =
            paths.into_iter().partition(|path| is_folder(path));
        let is_hooks = |path: &PathBuf| path.is_file() && Self::is_candidate(path);
        let hooks: Vec<PathBuf> = files.into_iter().filter(is_hooks).collect();
        self.found.extend(hooks);
        for inner in folders {
            let name = name_of(&inner).unwrap_or_default();
            let is_searched = match self.scope {
                Scope::User => IN_HOME.contains(&name),
                _ => !PASSED_OVER.contains(&name),
            };
            if is_searched {
                self.folder(&inner, depth - 1);
            }
        }
    }

    /// Returns whether a file has the name of a hook file, or is a JSON file in a folder named `hooks`. Also returns
    /// `true` for a settings file in a folder of goose, because goose does not read settings there.
    fn is_candidate(path: &Path) -> bool {
        let name = name_of(path).unwrap_or_default();
        let in_hooks = path.parent().and_then(name_of) == Some("hooks");
        let is_json = path.extension().is_some_and(|kind| kind == "json");
        let in_goose = matches!(path.parent().and_then(name_of), Some(".agents" | ".goose"));
        is_hooks_name(name) || in_hooks && is_json || in_goose && name == "settings.json"
    }
}

/// Returns whether people give this name to a hook file: `hooks.json`, `hook.jsonc`, `hooks.toml.txt`.
pub(super) fn is_hooks_name(name: &str) -> bool {
    let name = name.strip_suffix(".txt").unwrap_or(name);
    let Some((stem, kind)) = name.split_once('.') else {
        return false;
    };
    matches!(stem, "hooks" | "hook") && matches!(kind, "json" | "jsonc" | "json5" | "toml")
}
