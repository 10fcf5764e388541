//! Finds the roots of the project: the folders whose hook files are loaded.
//!
//! A root that is named and holds hooks is loaded alone. Otherwise every folder from the working folder
//! upwards that holds hook files is a root. So a `cd` into a subfolder removes no guard: a nested root
//! adds hooks and does not replace any. The file system is accessed only through a [`Look`].

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
    /// The working folder, where the upward search starts.
    pub folder: PathBuf,
    /// The root that the user named.
    pub project: Option<PathBuf>,
    /// The roots that the agent named, its main one first. An entry that is not the absolute path of a
    /// folder is ignored.
    pub agent: Vec<PathBuf>,
    /// The user's home folder. The search stops below it.
    pub home: Option<PathBuf>,
    /// The uid of the user who runs this process. A folder that belongs neither to this user nor to
    /// the owner of the working folder ends the search.
    pub user: Option<u32>,
    /// The permission for a single root: the root that the user named, else the first root that the agent named, else
    /// the outermost root found. All other roots stay untrusted.
    pub trust: ProjectTrust,
    /// The agents whose hook files, like our own, make a folder a root.
    pub agents: Agents,
    /// The only format whose hooks will be loaded; `None` means all formats. A named root without hooks
    /// in this format is not loaded alone if it lies below another root.
    pub format: Option<DialectRef>,
}

impl RootSearch {
    /// Starts a search at a working folder. A relative path is made absolute against the process's current folder.
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

    setters! {
        /// Sets the agents whose hook files, like our own, make a folder a root.
        fn with_agents(agents: Agents) = agents;
        /// Sets the only format whose hooks will be loaded.
        fn with_format(format: DialectRef) = Some(format);
        /// Sets the root that the user named.
        fn with_project(project: impl Into<PathBuf>) = Some(project.into());
        /// Sets the roots that the agent named.
        fn with_roots_of_agent(agent: impl IntoIterator<Item = PathBuf>) = agent.into_iter().collect();
        /// Sets the user's home folder.
        fn with_home(home: impl Into<PathBuf>) = Some(home.into());
        /// Sets the uid of the user who runs this process.
        fn with_user(user: u32) = Some(user);
        /// Sets the permission for one root ([`trust`](Self::trust)).
        fn with_trust(trust: ProjectTrust) = trust;
    }

    /// Finds the roots on this machine, outermost first.
    ///
    /// # Errors
    ///
    /// [`RootError`] if the root that the user named cannot be used.
    pub fn roots(&self) -> Result<Vec<Root>, RootError> {
        self.roots_in(&Disk)
    }

    /// Finds the roots in a file system, outermost first.
    ///
    /// # Errors
    ///
    /// [`RootError`] if the root that the user named cannot be used.
    pub fn roots_in(&self, look: &dyn Look) -> Result<Vec<Root>, RootError> {
        // If the user named a root, it is the only root.
        if let Some(project) = &self.project {
            let root = self.named(project, look)?;
            return Ok(vec![self.root(root, self.trust)]);
        }
        // Keep the position of each root in the agent's list. The permission to run a project's hooks is for the first
        // root of the list. If that root is unusable, the permission must not pass to the second.
        let named: Vec<(usize, PathBuf)> = self
            .agent
            .iter()
            .enumerate()
            .filter(|(_, path)| path.is_absolute())
            .filter_map(|(place, path)| Some((place, folder_at(path, look)?)))
            .collect();
        let mut found = Vec::new();
        if named.is_empty() {
            // The agent named no root: search from the working folder, and the permission is for the
            // outermost root.
            self.add(&mut found, self.upward(&self.folder, look), self.trust);
        } else if named.iter().all(|(_, root)| root.parent().is_none()) {
            // The root of the file system is not a project. It must not hide the guards around the working folder, and
            // permission for it does not extend to the roots around the working folder.
            let around = self.upward(&self.folder, look);
            self.add(&mut found, around, ProjectTrust::Untrusted);
        }
        for (place, root) in named {
            // Give the permission to the agent's first root only.
            let trust = match place {
                0 => self.trust,
                _ => ProjectTrust::Untrusted,
            };
            let roots = if self.hides(&root, &root, trust, look).is_some() {
                // The folder that the agent named lies below a root with hooks, but holds no hooks itself:
                // the agent was started in a subfolder. So search upwards from there.
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

    /// Lists the folders that a search without named roots looks into: the working folder and the folders above it,
    /// innermost first, up to the place where the search ends. A stranger could have put a file into any folder further
    /// up, so use this list for each upward search for a file whose content is run.
    #[must_use]
    pub fn folders(&self) -> Vec<PathBuf> {
        self.folders_in(&Disk)
    }

    /// Adds the roots that are new. Only the first root gets the permission, and only if it is the user's own.
    fn add(&self, found: &mut Vec<Root>, roots: Vec<Found>, trust: ProjectTrust) {
        for (index, root) in roots.into_iter().enumerate() {
            // The list is outermost first. An inner root can be a cloned repository inside the user's project, so
            // permission for the outer root does not extend to the inner root.
            let may = index == 0 && root.ours;
            let trust = if may { trust } else { ProjectTrust::Untrusted };
            if !found.iter().any(|known| known.path == root.path) {
                found.push(self.root(root.path, trust));
            }
        }
    }

    /// Creates a root for the user of this search.
    fn root(&self, path: PathBuf, trust: ProjectTrust) -> Root {
        Root::new(path).with_user(self.user).with_trust(trust)
    }

    /// Returns the canonical folder of the root that the user named.
    fn named(&self, path: &Path, look: &dyn Look) -> Result<PathBuf, RootError> {
        // Keep the path as given too: if it leads through a link, the folders above the link differ from the folders
        // above the link's target, and can be roots too.
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

    /// Returns the outermost root above the named root `folder`, if loading `folder` alone would lose the guards of
    /// that outer root and load no hooks instead. A bare settings file must not remove the guards of the project around
    /// it. `given` is the path of `folder` before links were followed.
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
        // The named folder has no hook files, so it is not loaded alone: the outermost root above it is the root that
        // was meant. Return that root without loading its files.
        if !files {
            return above.next();
        }
        let held = |root: &Path| look.held(root, &self.agents, self.format.as_ref());
        // A settings file often configures no hook. So from here on, decide by the content of the
        // files. `held` loads files, so it is called only now.
        let outer = above.find(|root| held(root) != Held::Nothing)?;
        let stands_alone = match held(folder) {
            Held::Nothing => false,
            // In a trusted project, an unusable file is an error that makes the whole load
            // unusable, so the root can be loaded alone without losing guards silently. In an
            // untrusted project the file causes only a warning, so the named root must not be
            // loaded alone.
            Held::Unusable => trust == ProjectTrust::Trusted,
            Held::Hooks => true,
        };
        (!stands_alone).then_some(outer)
    }
}

#[cfg(test)]
#[path = "roots_tests.rs"]
mod tests;
