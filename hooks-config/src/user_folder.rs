//! Checks that the user's own folders do not lie inside a project, and that no file in them is a link
//! into a project. Otherwise the project's authors could write the user's hooks, which run without a trust
//! decision.

use std::fmt;
use std::path::{Path, PathBuf};

use hooks_types::spec::Scope;
use hooks_types::text::visible_path;

use crate::discovery::{Candidate, OWN_FILE, Places};
use crate::loaded::Loaded;

/// The error that is returned if a user's folder lies inside a project, or if a user's file is a link into a project.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserFolderInProject {
    /// The path of the user's folder as given. If a file of this folder is a link into the project
    /// ([`by_link`](Self::by_link)), this is the path of that file instead.
    pub folder: PathBuf,
    /// Whether a link leads from the user's folder into the project. If false, the folder itself
    /// lies in the project.
    pub by_link: bool,
    /// The root of the project or of its repository.
    pub project: PathBuf,
}

impl fmt::Display for UserFolderInProject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.by_link {
            return write!(
                f,
                "the user's file {} is reached by a link into the project {}, whose files would \
                 count as the user's own; replace the link with a copy, or keep the file outside \
                 of projects",
                visible_path(&self.folder),
                visible_path(&self.project),
            );
        }
        write!(
            f,
            "the user's folder {} is inside the project {}, whose files would count as the \
             user's own; keep it outside, or let the variable that names it (HOME, \
             XDG_CONFIG_HOME, or the agent's own) name a folder outside",
            visible_path(&self.folder),
            visible_path(&self.project),
        )
    }
}

impl std::error::Error for UserFolderInProject {}

impl Places {
    /// Returns the first of the user's folders that lies inside a project and from which this load took a file. A
    /// folder is inside a project if it lies below one of the roots, or below the repository around the project. If
    /// there is no such folder, returns the first of the user's files that is a link into a project, or into any other
    /// folder that holds an `.agent-hooks/hooks.toml`.
    ///
    /// `~/.config` itself can be a repository. A root that contains the home folder contains all of the user's files,
    /// so such a root is compared only with the home folder itself, and only if the root has hook files.
    #[must_use]
    pub fn user_folder_in_project(
        &self,
        candidates: &[Candidate],
        loaded: &Loaded,
    ) -> Option<UserFolderInProject> {
        // Look for a reason to refuse the load, in three steps: a folder that a variable moved into a project; a home
        // folder inside a project that has hooks; a link out of the user's folders into a project.
        let home = self.home.as_ref().and_then(|home| canonical(home));
        let holds_home = |root: &Path| home.as_ref().is_some_and(|home| home.starts_with(root));
        let moved = || self.agent_homes.values().chain(&self.config_home);
        // A folder matters only if a file in it was read: an unused `XDG_CONFIG_HOME` must not stop the load.
        let used = |folder: &Path| {
            let of_user = |file: &&Candidate| file.scope == Scope::User;
            let mut inside = candidates
                .iter()
                .filter(of_user)
                .filter(|file| file.path.starts_with(folder));
            inside.any(|file| loaded.files.iter().any(|read| *read.path == file.path))
        };
        // A usual folder is a folder such as `~/.config`, no matter which variable names it.
        let is_usual = |folder: &Path| {
            let name = folder.file_name().unwrap_or_default();
            folder.parent() == home.as_deref() && name.as_encoded_bytes().starts_with(b".")
        };
        let inside = |folder: &PathBuf, projects: &[PathBuf]| {
            let whole = canonical(folder)?;
            let mut projects = projects.iter();
            let project = projects.find(|project| {
                // Many people keep `~/.config` as a repository. Accept such a folder: it is the user's own, although it
                // is a project.
                whole.starts_with(project) && !(whole == **project && is_usual(project))
            })?;
            let (folder, project) = (folder.clone(), project.clone());
            let by_link = false;
            used(&folder).then_some(UserFolderInProject {
                folder,
                by_link,
                project,
            })
        };
        let roots = self.roots.iter().filter_map(|root| canonical(&root.path));
        let projects = roots.chain(self.repository(holds_home));
        // If a project contains the home folder, every file of the user lies inside that project. So leave such a
        // project out.
        let projects: Vec<_> = projects.filter(|root| !holds_home(root)).collect();
        let with_files = loaded.roots.iter();
        let with_files = with_files.filter_map(|root| canonical(&root.root.path));
        let around_home: Vec<_> = with_files
            .filter(|root| Some(root) != home.as_ref())
            .collect();
        moved()
            .find_map(|folder| inside(folder, &projects))
            .or_else(|| inside(self.home.as_ref()?, &around_home))
            .or_else(|| self.link_into_project(candidates, loaded, &projects, &holds_home))
    }

    /// Returns the first of the user's files that lies in one of the projects, or in another root with hooks of ours,
    /// because a link below the user's folders leads there.
    fn link_into_project(
        &self,
        candidates: &[Candidate],
        loaded: &Loaded,
        projects: &[PathBuf],
        holds_home: &dyn Fn(&Path) -> bool,
    ) -> Option<UserFolderInProject> {
        let read = |file: &&Candidate| loaded.files.iter().any(|read| *read.path == file.path);
        let of_user = candidates.iter().filter(|file| file.scope == Scope::User);
        of_user.filter(read).find_map(|file| {
            let whole = canonical(&file.path)?;
            // No link below the user's folders was followed, so the file is where it seems to be:
            // report nothing.
            if self.as_given(&file.path).contains(&whole) {
                return None;
            }
            let has_hooks = |folder: &&Path| {
                folder.join(OWN_FILE).symlink_metadata().is_ok() && !holds_home(folder)
            };
            let of_session = projects.iter().find(|project| whole.starts_with(project));
            // If the file is in none of this session's projects, look for any folder around it that
            // has our hook file, since a later session can be started in that folder.
            let around = || whole.ancestors().skip(1).find(has_hooks);
            let project = of_session.map(PathBuf::as_path).or_else(around)?;
            Some(UserFolderInProject {
                folder: file.path.clone(),
                by_link: true,
                project: project.to_path_buf(),
            })
        })
    }

    /// Returns the paths that a user's file can have if no link below the user's folders leads elsewhere.
    fn as_given(&self, path: &Path) -> Vec<PathBuf> {
        let folders = self.agent_homes.values().chain(&self.config_home);
        let below = |folder: &PathBuf| {
            let inside = path.strip_prefix(folder).ok()?;
            Some(canonical(folder)?.join(inside))
        };
        folders.chain(&self.home).filter_map(below).collect()
    }

    /// Returns the root of the repository around the project. Without a repository, as in an unpacked archive,
    /// returns the project itself. A repository that contains the home folder is ignored.
    fn repository(&self, holds_home: impl Fn(&Path) -> bool) -> Option<PathBuf> {
        let project = canonical(self.project.as_ref()?)?;
        let mut folders = project.ancestors();
        // `.git` is a file in worktrees and submodules, so only test that it exists.
        let root = folders.find(|folder| folder.join(".git").symlink_metadata().is_ok());
        let root = root.filter(|root| !holds_home(root));
        Some(root.unwrap_or(&project).to_path_buf())
    }
}

/// Returns the path with all links followed; `None` if nothing exists there.
fn canonical(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}
