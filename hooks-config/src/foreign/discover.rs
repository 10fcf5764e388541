//! Where each agent keeps its hook files, in the order it documents.

use std::fs;
use std::path::{Path, PathBuf};

use hooks_types::{Dialect, Scope};

use crate::discovery::{Candidate, Places};

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

/// Entries of a folder that any number of files may lie in.
const MOST_ENTRIES: usize = 1_000;

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
        self.project(".claude/settings.local.json");
        self.project(".claude/settings.json");
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
        self.project(".codex/hooks.json");
        self.project(".codex/config.toml");
    }

    fn gemini(&mut self) {
        self.project(".gemini/settings.json");
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
        self.project(".cursor/hooks.json");
        self.user("hooks.json");
    }

    fn copilot(&mut self) {
        self.folder(Path::new("/etc/github-copilot/policy.d"), Scope::Managed);
        if let Some(home) = self.agent_home() {
            self.folder(&home.join("hooks"), Scope::User);
        }
        self.user("settings.json");
        if let Some(root) = &self.places.project {
            self.folder(&root.join(".github/hooks"), Scope::Project);
        }
        self.project(".github/copilot/settings.local.json");
        self.project(".github/copilot/settings.json");
    }

    fn project(&mut self, path: &str) {
        if let Some(root) = &self.places.project {
            self.file(root.join(path), Scope::Project);
        }
    }

    /// A file of the agent's folder in the user's home; where the project is the home itself it is
    /// no other file.
    fn user(&mut self, name: &str) {
        if let Some(home) = self.agent_home() {
            let path = home.join(name);
            self.found.retain(|earlier| earlier.path != path);
            self.file(path, Scope::User);
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

    /// Every JSON file of a folder, by name.
    fn folder(&mut self, folder: &Path, scope: Scope) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        let entries: Vec<PathBuf> = entries
            .take(MOST_ENTRIES + 1)
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        // In no order of their own, so that none of them would be the first so many.
        if entries.len() > MOST_ENTRIES {
            self.file(folder.to_path_buf(), scope);
            if let Some(last) = self.found.last_mut() {
                last.problem = Some(format!(
                    "holds more than {MOST_ENTRIES} entries, so none of its files is read"
                ));
            }
            return;
        }
        let mut paths: Vec<PathBuf> = entries
            .into_iter()
            .filter(|path| path.extension().is_some_and(|found| found == "json"))
            .collect();
        paths.sort();
        for path in paths {
            self.file(path, scope);
        }
    }

    fn file(&mut self, path: PathBuf, scope: Scope) {
        if self.found.iter().any(|earlier| earlier.path == path) {
            return;
        }
        let mut candidate = Candidate::new(path, self.dialect, scope);
        candidate.project = self.places.project.clone();
        candidate.home = self.places.home.clone();
        self.found.push(candidate);
    }
}
