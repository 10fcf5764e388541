//! Lists the hook files of each agent, in the order that the agent documents.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use super::agent::AgentFiles;
use super::agents::Agents;
use crate::discovery::{Candidate, Places};
use crate::look::{Disk, Look};
use crate::paths::Paths;
use crate::read::stays_within;
use crate::roots::Root;

/// The maximum number of entries of a folder of hook files. A larger folder is refused as a whole,
/// because a guard might be among the entries that are not read.
const MOST_ENTRIES: usize = 1000;

impl Agents {
    /// Lists the files of these agents that might exist, agent by agent, in the order that each agent
    /// documents. Reads only the folders that can hold any number of files, and the lists of installed
    /// plugins. Dialects without an agent in this list are skipped.
    #[must_use]
    pub fn candidates(&self, places: &Places, dialects: &[DialectRef]) -> Vec<Candidate> {
        let agents = dialects.iter().filter_map(|dialect| self.get(dialect));
        agents
            .flat_map(|agent| found_by(agent, places, false))
            .collect()
    }

    /// Lists every place where discovery looks for files of all agents, for display. A folder that can hold any number
    /// of files is one place, written `FOLDER/*.json` or `FOLDER/*/FILE`, whether it exists or not.
    /// ([`Self::all_candidates`] lists each file of such a folder instead.)
    #[must_use]
    pub fn all_places(&self, places: &Places) -> Vec<Candidate> {
        self.iter()
            .flat_map(|agent| found_by(agent, places, true))
            .collect()
    }

    /// Lists the files of all agents that might exist.
    #[must_use]
    pub fn all_candidates(&self, places: &Places) -> Vec<Candidate> {
        let all: Vec<DialectRef> = self.iter().map(|agent| agent.dialect.clone()).collect();
        self.candidates(places, &all)
    }
}

/// Lists the files of one agent. If `to_show` is true, lists the places that are shown to a user
/// instead ([`Finder::to_show`]).
fn found_by(agent: &'static AgentFiles, places: &Places, to_show: bool) -> Vec<Candidate> {
    let mut finder = Finder {
        places,
        agent,
        found: Vec::new(),
        to_show,
    };
    agent.find(&mut finder);
    finder.found
}

/// Collects the files of one agent that might exist. The function in an agent's `FileAt::Listed` adds files to this
/// collection.
#[derive(Debug)]
pub struct Finder<'p> {
    /// The folders to look in.
    pub(super) places: &'p Places,
    /// The agent whose files are listed.
    pub(super) agent: &'static AgentFiles,
    /// The candidates so far, in the agent's order.
    pub(super) found: Vec<Candidate>,
    /// Whether a folder that can hold any number of files is listed as one place instead of being
    /// read.
    pub(super) to_show: bool,
}

impl Finder<'_> {
    /// Lists the agent's project files, root by root.
    pub fn projects(&mut self) {
        for root in &self.places.roots {
            for file in self.agent.project_files {
                match file.strip_suffix('/') {
                    Some(folder) => {
                        self.folder_in(&root.path.join(folder), Scope::Project, Some(root));
                    }
                    None => self.files_in(&root.path, file, Scope::Project, Some(root)),
                }
            }
        }
    }

    /// Lists a file in the agent's folder in the user's home folder. The name can hold `/*/`, as in
    /// [`AgentFiles::project_files`].
    pub fn user(&mut self, name: &str) {
        if let Some(home) = self.agent_home() {
            self.files_in(&home, name, Scope::User, None);
        }
    }

    /// Lists the JSON files of a folder inside the agent's folder in the user's home folder.
    pub fn user_folder(&mut self, name: &str) {
        if let Some(home) = self.agent_home() {
            self.folder(&home.join(name), Scope::User);
        }
    }

    /// Lists a file in the user's home folder, outside of the agent's folder.
    pub fn home_file(&mut self, path: &str) {
        if let Some(home) = &self.places.home {
            self.file(home.join(path), Scope::User);
        }
    }

    /// Lists every JSON file of a folder by name. A folder that cannot be read completely becomes a candidate itself.
    /// Loading then reports the folder.
    pub fn folder(&mut self, folder: &Path, scope: Scope) {
        self.folder_in(folder, scope, None);
    }

    /// Lists one file.
    pub fn file(&mut self, path: impl Into<PathBuf>, scope: Scope) {
        self.file_in(path.into(), scope, None);
    }

    /// Returns the agent's folder of this user: the replacement in [`Places::agent_homes`] if there is one, else the
    /// folder in the home folder.
    #[must_use]
    pub fn agent_home(&self) -> Option<PathBuf> {
        let moved = self.places.agent_homes.get(self.agent.dialect);
        moved
            // Ignore a relative folder. It would be looked for in the working folder, and a cloned repository could
            // provide a folder of that name, which would be taken for the user's own folder.
            .filter(|folder| folder.is_absolute())
            .cloned()
            .or_else(|| {
                let home = self.places.home.as_ref()?;
                Some(home.join(self.agent.home_folder?))
            })
    }

    /// Lists one file. If the name is `FOLDER/*/FILE`, lists `FILE` in every subfolder of `FOLDER`.
    fn files_in(&mut self, base: &Path, name: &str, scope: Scope, root: Option<&Root>) {
        match in_every_folder(name) {
            Some((folder, file)) => {
                let all = format!("*/{file}");
                self.each_in(&base.join(folder), &all, scope, root, |path| {
                    // Skip a plain file, because it is not a subfolder. Keep a link, even one whose target is missing.
                    (!is_file(&path)).then(|| path.join(file))
                });
            }
            None => self.file_in(base.join(name), scope, root),
        }
    }

    /// Lists the JSON files of a folder.
    fn folder_in(&mut self, folder: &Path, scope: Scope, root: Option<&Root>) {
        // Accept only this exact extension: an editor's backup (`hooks.json~`) must not be listed.
        let json = |path: &PathBuf| path.extension().is_some_and(|found| found == "json");
        self.each_in(folder, "*.json", scope, root, |path| {
            Some(path).filter(json)
        });
    }

    /// Lists one path for each entry of a folder, sorted by the names of the entries; `file` builds the path from the
    /// entry. If the list is only for display, adds the single pattern `all` instead, which stands for all entries.
    fn each_in(
        &mut self,
        folder: &Path,
        all: &str,
        scope: Scope,
        root: Option<&Root>,
        file: impl Fn(PathBuf) -> Option<PathBuf>,
    ) {
        if self.to_show {
            self.file_in(folder.join(all), scope, root);
            return;
        }
        match entries(folder, root.filter(|root| !root.is_trusted())) {
            Ok(paths) => paths
                .into_iter()
                .filter_map(file)
                .for_each(|path| self.file_in(path, scope, root)),
            Err(problem) => {
                self.file_in(folder.to_path_buf(), scope, root);
                // Keep the folder itself as a candidate, together with the problem. Loading then reports the problem.
                if let Some(last) = self.found.last_mut() {
                    last.problem = Some(problem);
                }
            }
        }
    }

    /// Adds the candidate for one file.
    fn file_in(&mut self, path: PathBuf, scope: Scope, root: Option<&Root>) {
        let mut candidate = Candidate::new(path, self.agent.dialect, scope);
        candidate.project = self.places.project();
        candidate.home = self.places.home.clone();
        self.found.push(match root {
            Some(root) => candidate.with_root(root.clone()),
            None => candidate,
        });
    }
}

/// Returns whether the path is a regular file, or a link to a regular file.
fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|at| at.is_file())
}

/// Splits `FOLDER/*/FILE` into folder and file; `None` for a name of any other form.
pub(crate) fn in_every_folder(name: &str) -> Option<(&str, &str)> {
    name.split_once("/*/")
}

/// Returns the entries of a folder, sorted by name. A folder of an untrusted root must lie inside that
/// root.
pub(super) fn entries(folder: &Path, untrusted: Option<&Root>) -> Result<Vec<PathBuf>, String> {
    // Most of these folders do not exist, so report nothing about a missing folder.
    if !Disk.has(folder) {
        return Ok(Vec::new());
    }
    // In an untrusted root, a link could make us list any folder and report the names in it. So
    // refuse a folder outside of the root.
    if let Some(root) = untrusted {
        stays_within(folder, &root.path, &Paths::default())?;
    }
    let unreadable = |error: io::Error| format!("the folder cannot be read: {error}");
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths = Vec::new();
    // Stop at the limit instead of reading on: a hostile folder can be endless.
    for (index, entry) in entries.enumerate() {
        if index == MOST_ENTRIES {
            let problem = format!("the folder contains more than {MOST_ENTRIES} entries");
            return Err(problem);
        }
        paths.push(entry.map_err(unreadable)?.path());
    }
    // The order of `read_dir` is arbitrary, but the order of hooks must be stable. So sort the paths.
    paths.sort();
    Ok(paths)
}
