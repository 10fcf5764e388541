//! The upward search for folders that hold hook files.

use std::path::{Component, Path, PathBuf};

use super::RootSearch;
use crate::discovery::project_files;
use crate::format::in_every_folder;
use crate::look::{Folder, Look};

/// The longest path in bytes that can exist. A payload can contain longer paths.
const LONGEST_PATH: usize = if cfg!(unix) { 4096 } else { 32 * 1024 };

impl RootSearch {
    /// Returns whether a folder holds hook files of ours or of the agents.
    pub(super) fn holds_hook_files(&self, folder: &Path, look: &dyn Look) -> bool {
        self.places().any(|place| look.has(&folder.join(place)))
    }

    /// Yields the relative paths of hook files and their folders. A folder that holds one of them
    /// is a root.
    fn places(&self) -> impl Iterator<Item = &'static str> {
        let files = project_files(&self.agents);
        files.map(|file| {
            in_every_folder(file).map_or(file.trim_end_matches('/'), |(above, _)| above)
        })
    }

    /// Returns whether a folder holds a hook file that belongs to this user or to the user `root`. Every folder on the
    /// path to the file must belong to one of these two users as well. In a folder that every user may write to, a hook
    /// file of any other user proves nothing.
    fn holds_own_hook_files(&self, folder: &Path, look: &dyn Look) -> bool {
        let is_own = |path: &Path| {
            let owner = look.owner(path);
            owner.is_some() && (owner == self.user || owner == Some(0))
        };
        self.places().any(|place| {
            let path = folder.join(place);
            look.has(&path) && path.ancestors().take_while(|at| *at != folder).all(is_own)
        })
    }

    /// Finds the folders from `start` upwards that hold hook files, outermost first. Searches both the
    /// path as given and the canonical path, if a link makes them differ.
    pub(super) fn upward(&self, start: &Path, look: &dyn Look) -> Vec<Found> {
        // The folder might have been deleted while the session runs in it. So start at the nearest
        // folder on the path that exists.
        let there = ancestors(start).find_map(|path| Some((path, folder_at(path, look)?)));
        let Some((given, canonical)) = there else {
            return Vec::new();
        };
        let mut found = self.climb(ancestors(&canonical).map(Path::to_path_buf), look);
        if given == canonical {
            return found;
        }
        let links = ancestors(given).filter_map(|path| folder_at(path, look));
        let mut others = self.climb(links, look);
        // List the roots of the path as given first, unless the path contains `..`: a `..` behind a
        // link leads to a different folder than the text says.
        if !given.components().any(|part| part == Component::ParentDir) {
            std::mem::swap(&mut found, &mut others);
        }
        for root in others {
            if !found.iter().any(|known| known.path == root.path) {
                found.push(root);
            }
        }
        found
    }

    /// Returns the folders of the search that hold hook files, outermost first. `folders` are innermost first.
    fn climb(&self, folders: impl Iterator<Item = PathBuf>, look: &dyn Look) -> Vec<Found> {
        let searched = self.searched(folders, look);
        let holding = searched.filter(|at| self.holds_hook_files(&at.path, look));
        let mut found: Vec<Found> = holding.collect();
        found.reverse();
        found
    }

    /// Returns the working folder and the folders above it, innermost first, up to the place where the search ends.
    /// Links in the working folder's path are kept.
    pub(super) fn folders_in(&self, look: &dyn Look) -> Vec<PathBuf> {
        let is_there = |path: &&Path| folder_at(path, look).is_some();
        let given: Vec<&Path> = ancestors(&self.folder).filter(is_there).collect();
        let canonical = given.iter().filter_map(|path| folder_at(path, look));
        let searched = self.searched(canonical, look).count();
        let searched = given.into_iter().take(searched);
        searched.map(Path::to_path_buf).collect()
    }

    /// Takes the folders, innermost first, up to the place where the search ends. The search ends at the home folder,
    /// at the root of the file system, at another file system, at a folder of a third user (neither the user of this
    /// search nor the owner of the first folder), and at a folder that every user may write to, unless a hook file
    /// there belongs to this user or to the user `root`.
    fn searched<'l>(
        &'l self,
        folders: impl Iterator<Item = PathBuf> + 'l,
        look: &'l dyn Look,
    ) -> impl Iterator<Item = Found> + 'l {
        let home = self.home.as_deref().and_then(|home| look.canonical(home));
        let mut first: Option<Folder> = None;
        let known = folders.filter_map(|path| Some((look.folder(&path)?, path)));
        known.map_while(move |(folder, path)| {
            // End the search before the home folder: hook files in the home folder are the user's own. End it also at
            // a folder that every user can write to: there a stranger could place the outermost root, which gets the
            // user's permission.
            if home.as_ref() == Some(&path)
                || path.parent().is_none()
                || (folder.shared && !self.holds_own_hook_files(&path, look))
            {
                return None;
            }
            let first = first.get_or_insert(folder);
            let ours = self.user.is_none() || folder.owner.is_none() || folder.owner == self.user;
            let goes_on = folder.device == first.device && (ours || folder.owner == first.owner);
            goes_on.then_some(Found { path, ours })
        })
    }
}

/// A root that the search found.
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// Whether the root belongs to the user who runs this process, as far as is known. Another user's folder is listed,
    /// but its hooks may run only if the user named that very folder.
    pub(super) ours: bool,
}

/// Yields a path and the folders above it, except folders whose path is too long to exist.
fn ancestors(path: &Path) -> impl Iterator<Item = &Path> {
    path.ancestors()
        .filter(|path| path.as_os_str().len() <= LONGEST_PATH)
}

/// Returns the canonical path of a folder; `None` if no folder exists there.
pub(super) fn folder_at(path: &Path, look: &dyn Look) -> Option<PathBuf> {
    let path = look.canonical(path)?;
    look.folder(&path)?;
    Some(path)
}
