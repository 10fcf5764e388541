//! Lists the files of plugins that an agent has installed.

use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use super::finder::{Finder, entries};
use crate::discovery::Candidate;
use crate::look::{Disk, Look};
use crate::paths::Paths;
use crate::read::{Demands, read_found};
use crate::roots::{Plugin, Root};

/// The path of our own file in a plugin.
const OWN_FILE: &str = ".agent-hooks/hooks.toml";

impl Finder<'_> {
    /// Reads a file in the agent's folder in the user's home folder, up to a size limit. Returns `None` if the file
    /// does not exist, and an error with the reason if the file cannot be read.
    #[must_use]
    pub fn home_text(&self, name: &str) -> Option<Result<String, String>> {
        let path = self.agent_home()?.join(name);
        let read = read_found(&path, &Demands::none(), &Paths::default())?;
        Some(read.map_err(|unread| unread.message))
    }

    /// Returns the subfolders of the folder `name`, sorted by their names. `name` is relative to
    /// the agent's folder of this user, for example `skills` in `~/.claude`.
    ///
    /// # Errors
    ///
    /// The folder cannot be read completely; the message is for a person.
    pub fn home_folders(&self, name: &str) -> Result<Vec<PathBuf>, String> {
        let Some(home) = self.agent_home() else {
            return Ok(Vec::new());
        };
        let mut folders = entries(&home.join(name), None)?;
        folders.retain(|path| path.is_dir());
        Ok(folders)
    }

    /// Returns whether the session's project is this folder or lies in it.
    #[must_use]
    pub fn is_in_project(&self, folder: &Path) -> bool {
        let Ok(folder) = folder.canonicalize() else {
            return false;
        };
        // Check the session's project too, even if it is not a root: an agent can enable a plugin for a project that
        // has no hook files.
        let roots = self.places.roots.iter().map(|root| root.path.clone());
        let mut projects = roots.chain(self.places.project());
        projects.any(|project| {
            let project = project.canonicalize().unwrap_or(project);
            project.starts_with(&folder)
        })
    }

    /// Adds the agent's list of plugins, which is the file `name` in the agent's folder. If the list cannot be read as
    /// a whole, `problem` says why. An unreadable list is an error if the user has trusted hooks of a plugin.
    pub fn plugin_list(&mut self, name: &str, problem: Option<String>) {
        let Some(path) = self.agent_home().map(|home| home.join(name)) else {
            return;
        };
        let folder = path.parent().unwrap_or(&path).to_path_buf();
        let mut list = Candidate::new(path, self.agent.dialect, Scope::Plugin);
        list.root = Some(Root::new(folder));
        list.problem = problem;
        // Add the list itself as a candidate: then loading reports a problem with the list.
        list.lists_plugins = true;
        list.home.clone_from(&self.places.home);
        self.found.push(list);
    }

    /// Lists the files of an installed plugin: the given files of the agent, and our own file. These files are read
    /// only inside the plugin's folder.
    pub fn plugin(&mut self, plugin: Plugin, folder: &Path, files: &[&str]) {
        // The folder can be a link. Resolve it, because the checks that a file lies in the folder compare canonical
        // paths.
        let folder = Disk.canonical(folder).unwrap_or(folder.to_path_buf());
        let root = Root::new(&folder).with_plugin(plugin);
        let own = (OWN_FILE, DialectRef::NATIVE);
        let agents = files.iter().map(|file| (*file, self.agent.dialect.clone()));
        for (file, dialect) in agents.chain([own]) {
            let mut found = Candidate::new(folder.join(file), dialect, Scope::Plugin);
            found.project = self.places.project();
            found.home.clone_from(&self.places.home);
            self.found.push(found.with_root(root.clone()));
        }
    }
}
