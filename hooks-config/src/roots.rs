//! Which folders are roots of the project: those whose hook files are loaded.
//!
//! One that is named and holds hooks is loaded alone. Otherwise every folder from the working folder upward that
//! holds hook files is a root, so that a `cd` takes no guard away: a nested root adds, it never
//! replaces. Pure but for a [`Look`] at the file system.

mod climb;
mod kinds;
mod plugin;

use std::path::{Path, PathBuf};

use hooks_types::DialectRef;

use crate::discovery::ProjectTrust;
use crate::format::Agents;
use crate::look::{Disk, Held, Look};

use climb::{Found, folder_at};
pub use kinds::{LoadedRoot, Root, RootError};
pub use plugin::Plugin;

/// A search for the project's roots.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RootSearch {
    /// The working folder, where the search upward begins.
    pub folder: PathBuf,
    /// The root that the user named.
    pub project: Option<PathBuf>,
    /// The roots that the agent named, its first one first. A name that is not the absolute path of
    /// a folder names nothing.
    pub agent: Vec<PathBuf>,
    /// The user's home folder, below which the search ends.
    pub home: Option<PathBuf>,
    /// The number of the user who runs this; a folder that belongs to somebody else ends the search.
    pub user: Option<u32>,
    /// Permission for one root: the one the user named, else the agent's first, else the outermost
    /// that is found. All others stay untrusted.
    pub trust: ProjectTrust,
    /// The agents whose hook files make a folder a root, beside our own.
    pub agents: Agents,
    /// The one format whose hooks will be loaded; none: all. A named root that holds none of them
    /// does not stand alone below another root.
    pub format: Option<DialectRef>,
}

impl RootSearch {
    /// A search from a working folder, made absolute against the process's own.
    #[must_use]
    pub fn from_folder(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self {
            folder: std::path::absolute(&folder).unwrap_or(folder),
            project: None,
            agent: Vec::new(),
            home: None,
            user: None,
            trust: ProjectTrust::Untrusted,
            agents: Agents::default(),
            format: None,
        }
    }

    /// Sets the agents whose hook files make a folder a root, beside our own.
    #[must_use]
    pub fn with_agents(mut self, agents: Agents) -> Self {
        self.agents = agents;
        self
    }

    /// Sets the one format whose hooks will be loaded.
    #[must_use]
    pub fn of_format(mut self, format: DialectRef) -> Self {
        self.format = Some(format);
        self
    }

    /// Sets the root that the user named.
    #[must_use]
    pub fn in_project(mut self, root: impl Into<PathBuf>) -> Self {
        self.project = Some(root.into());
        self
    }

    /// Sets the roots that the agent named.
    #[must_use]
    pub fn named_by_agent(mut self, roots: impl IntoIterator<Item = PathBuf>) -> Self {
        self.agent = roots.into_iter().collect();
        self
    }

    /// Sets the user's home folder.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// Sets the number of the user who runs this.
    #[must_use]
    pub fn as_user(mut self, user: u32) -> Self {
        self.user = Some(user);
        self
    }

    /// Sets whether the one root may run its hooks.
    #[must_use]
    pub fn trusting(mut self, trust: ProjectTrust) -> Self {
        self.trust = trust;
        self
    }

    /// The roots on this machine, outermost first.
    ///
    /// # Errors
    ///
    /// [`RootError`] if the root that the user named cannot be used.
    pub fn roots(&self) -> Result<Vec<Root>, RootError> {
        self.roots_in(&Disk)
    }

    /// The roots in a file system, outermost first.
    ///
    /// # Errors
    ///
    /// [`RootError`] if the root that the user named cannot be used.
    pub fn roots_in(&self, look: &dyn Look) -> Result<Vec<Root>, RootError> {
        if let Some(project) = &self.project {
            let root = self.named(project, look)?;
            return Ok(vec![self.root(root, self.trust)]);
        }
        // Each with its place among the names: permission does not pass to the next one.
        let named: Vec<(usize, PathBuf)> = self
            .agent
            .iter()
            .enumerate()
            .filter(|(_, path)| path.is_absolute())
            .filter_map(|(place, path)| Some((place, folder_at(path, look)?)))
            .collect();
        let mut found = Vec::new();
        if named.is_empty() {
            self.add(&mut found, self.upward(&self.folder, look), self.trust);
        } else if named.iter().all(|(_, root)| root.parent().is_none()) {
            // The whole file system is no project: it must not hide the guards of the one around the
            // working folder. What was permitted was not that one.
            let around = self.upward(&self.folder, look);
            self.add(&mut found, around, ProjectTrust::Untrusted);
        }
        for (place, root) in named {
            // Permission is for the agent's first root alone.
            let trust = match place {
                0 => self.trust,
                _ => ProjectTrust::Untrusted,
            };
            let roots = if self.hides(&root, &root, trust, look).is_some() {
                // An agent that was started in a folder below the root.
                self.upward(&root, look)
            } else if self.holds_hook_files(&root, look) {
                vec![Found {
                    path: root,
                    ours: true,
                }]
            } else {
                Vec::new()
            };
            self.add(&mut found, roots, trust);
        }
        Ok(found)
    }

    /// Adds roots that are new, with permission for the first of them only.
    fn add(&self, found: &mut Vec<Root>, roots: Vec<Found>, trust: ProjectTrust) {
        for (index, root) in roots.into_iter().enumerate() {
            let may = index == 0 && root.ours;
            let trust = if may { trust } else { ProjectTrust::Untrusted };
            if !found.iter().any(|known| known.path == root.path) {
                found.push(self.root(root.path, trust));
            }
        }
    }

    fn root(&self, path: PathBuf, trust: ProjectTrust) -> Root {
        Root::new(path).of_user(self.user).trusting(trust)
    }

    fn named(&self, path: &Path, look: &dyn Look) -> Result<PathBuf, RootError> {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let Some(folder) = folder_at(&whole, look) else {
            return Err(RootError::NoFolder {
                path: path.to_path_buf(),
            });
        };
        match self.hides(&folder, &whole, self.trust, look) {
            Some(root) => Err(RootError::BelowRoot {
                path: path.to_path_buf(),
                root,
            }),
            None => Ok(folder),
        }
    }

    /// The outermost root above a named one, `given` before links were followed, whose hooks would be
    /// left behind though the named one has none to load instead: a bare settings file must not take
    /// the guard of the project around it away.
    fn hides(
        &self,
        folder: &Path,
        given: &Path,
        trust: ProjectTrust,
        look: &dyn Look,
    ) -> Option<PathBuf> {
        let files = self.holds_hook_files(folder, look);
        let above = self.upward(given, look).into_iter();
        let mut above = above.map(|root| root.path).filter(|root| root != folder);
        if !files {
            return above.next();
        }
        let held = |root: &Path| look.held(root, &self.agents, self.format.as_ref());
        let outer = above.find(|root| held(root) != Held::Nothing)?;
        let stands_alone = match held(folder) {
            Held::Nothing => false,
            // In a project that nobody trusts it is a warning, else an error that closes every gate.
            Held::Unusable => trust == ProjectTrust::Trusted,
            Held::Hooks => true,
        };
        (!stands_alone).then_some(outer)
    }
}

#[cfg(test)]
#[path = "roots_tests.rs"]
mod tests;
