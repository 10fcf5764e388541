//! Where each agent keeps its hook files, in the order it documents.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hooks_types::{Dialect, Scope};

use crate::discovery::{Candidate, Places};
use crate::look::{Disk, Look};
use crate::read::stays_within;
use crate::roots::Root;

/// More entries than anybody keeps in a folder of hook files; a larger one is refused as a whole,
/// because a guard might be among those that are not read.
const MOST_ENTRIES: usize = 1000;

/// Where an agent's hook files lie in a project, its files before those of the user by themselves.
/// A name that ends in `/` is a folder of them.
pub(crate) fn project_files(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Claude => &[".claude/settings.local.json", ".claude/settings.json"],
        Dialect::Codex => &[".codex/hooks.json", ".codex/config.toml"],
        Dialect::Gemini => &[".gemini/settings.json"],
        Dialect::Cursor => &[".cursor/hooks.json"],
        Dialect::Copilot => &[
            ".github/hooks/",
            ".github/copilot/settings.local.json",
            ".github/copilot/settings.json",
        ],
        _ => &[],
    }
}

/// The files of other agents that could be there, agent by agent in the order given, each agent's
/// in its documented order. Reads the folders that hold any number of files, and nothing else.
///
/// Plugins are not looked for: which of them are installed is their agent's affair. Name their
/// files, or add candidates for them.
#[must_use]
pub fn foreign_candidates(places: &Places, dialects: &[Dialect]) -> Vec<Candidate> {
    dialects
        .iter()
        .flat_map(|dialect| {
            let mut finder = Finder {
                places,
                dialect: *dialect,
                found: Vec::new(),
            };
            match dialect {
                Dialect::Claude => finder.claude(),
                Dialect::Codex => finder.codex(),
                Dialect::Gemini => finder.gemini(),
                Dialect::Cursor => finder.cursor(),
                Dialect::Copilot => finder.copilot(),
                _ => {}
            }
            finder.found
        })
        .collect()
}

struct Finder<'p> {
    places: &'p Places,
    dialect: Dialect,
    found: Vec<Candidate>,
}

impl Finder<'_> {
    /// Managed, then the project's own and shared settings, then the user's.
    fn claude(&mut self) {
        let managed = Path::new(if cfg!(target_os = "macos") {
            "/Library/Application Support/ClaudeCode"
        } else if cfg!(windows) {
            "C:\\Program Files\\ClaudeCode"
        } else {
            "/etc/claude-code"
        });
        self.file(managed.join("managed-settings.json"), Scope::Managed);
        self.folder(&managed.join("managed-settings.d"), Scope::Managed);
        self.projects();
        self.user("settings.json");
    }

    /// Low layers first; of each layer `hooks.json` before `config.toml`.
    fn codex(&mut self) {
        let system = Path::new("/etc/codex");
        self.file(system.join("requirements.toml"), Scope::Managed);
        for name in ["hooks.json", "config.toml"] {
            self.file(system.join(name), Scope::Managed);
        }
        self.user("hooks.json");
        self.user("config.toml");
        self.projects();
    }

    fn gemini(&mut self) {
        self.projects();
        self.user("settings.json");
        self.file("/etc/gemini-cli/settings.json".into(), Scope::Managed);
    }

    fn cursor(&mut self) {
        let managed = if cfg!(target_os = "macos") {
            "/Library/Application Support/Cursor/hooks.json"
        } else if cfg!(windows) {
            "C:\\ProgramData\\Cursor\\hooks.json"
        } else {
            "/etc/cursor/hooks.json"
        };
        self.file(managed.into(), Scope::Managed);
        self.projects();
        self.user("hooks.json");
    }

    fn copilot(&mut self) {
        self.folder(Path::new("/etc/github-copilot/policy.d"), Scope::Managed);
        if let Some(home) = self.agent_home() {
            self.folder(&home.join("hooks"), Scope::User);
        }
        self.user("settings.json");
        self.projects();
    }

    /// The files of the project, root by root.
    fn projects(&mut self) {
        for root in &self.places.roots {
            for file in project_files(self.dialect) {
                match file.strip_suffix('/') {
                    Some(folder) => {
                        self.folder_in(&root.path.join(folder), Scope::Project, Some(root));
                    }
                    None => self.file_in(root.path.join(file), Scope::Project, Some(root)),
                }
            }
        }
    }

    /// A file of the agent's folder in the user's home.
    fn user(&mut self, name: &str) {
        if let Some(home) = self.agent_home() {
            self.file(home.join(name), Scope::User);
        }
    }

    /// The agent's own folder of the user: moved by a variable, or in the home folder.
    fn agent_home(&self) -> Option<PathBuf> {
        let moved = self.places.agent_homes.get(&self.dialect).cloned();
        moved.or_else(|| {
            let home = self.places.home.as_ref()?;
            Some(home.join(format!(".{}", self.dialect.name())))
        })
    }

    fn folder(&mut self, folder: &Path, scope: Scope) {
        self.folder_in(folder, scope, None);
    }

    /// Every JSON file of a folder, by name. A folder that cannot be read through is a candidate
    /// itself, so that it is complained about.
    fn folder_in(&mut self, folder: &Path, scope: Scope, root: Option<&Root>) {
        match json_files(folder, root.filter(|root| !root.is_trusted())) {
            Ok(paths) => paths
                .into_iter()
                .for_each(|path| self.file_in(path, scope, root)),
            Err(problem) => {
                self.file_in(folder.to_path_buf(), scope, root);
                if let Some(last) = self.found.last_mut() {
                    last.problem = Some(problem);
                }
            }
        }
    }

    fn file(&mut self, path: PathBuf, scope: Scope) {
        self.file_in(path, scope, None);
    }

    fn file_in(&mut self, path: PathBuf, scope: Scope, root: Option<&Root>) {
        let mut candidate = Candidate::new(path, self.dialect, scope);
        candidate.project = self.places.project();
        candidate.home = self.places.home.clone();
        self.found.push(match root {
            Some(root) => candidate.in_root(root.clone()),
            None => candidate,
        });
    }
}

/// The JSON files of a folder, by name; of a root that is not trusted only if it lies inside.
fn json_files(folder: &Path, untrusted: Option<&Root>) -> Result<Vec<PathBuf>, String> {
    if !Disk.has(folder) {
        return Ok(Vec::new());
    }
    if let Some(root) = untrusted {
        stays_within(folder, &root.path)?;
    }
    let unreadable = |error: io::Error| format!("the folder cannot be read: {error}");
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths = Vec::new();
    for (index, entry) in entries.enumerate() {
        if index == MOST_ENTRIES {
            let problem = format!("the folder holds more than {MOST_ENTRIES} entries");
            return Err(problem);
        }
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|found| found == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
