//! The folders from one upward that hold hook files.

use std::path::{Component, Path, PathBuf};

use super::RootSearch;
use crate::discovery::project_files;
use crate::format::in_every_folder;
use crate::look::{Folder, Look};

/// A longer path names nothing; a payload may hold one of any length.
const LONGEST_PATH: usize = if cfg!(unix) { 4096 } else { 32 * 1024 };

impl RootSearch {
    pub(super) fn holds_hook_files(&self, folder: &Path, look: &dyn Look) -> bool {
        self.places().any(|place| look.has(&folder.join(place)))
    }

    /// What in a folder makes it a root.
    fn places(&self) -> impl Iterator<Item = &'static str> {
        let files = project_files(&self.agents);
        files.map(|file| {
            in_every_folder(file).map_or(file.trim_end_matches('/'), |(above, _)| above)
        })
    }

    /// Whether a folder that every user may write to holds a hook file that this user or root put
    /// there, each part of its path included. Else its hook files may be anybody's.
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

    /// Every folder from `start` upward that holds hook files, outermost first: along the path as it
    /// was given, and along the canonical one where a link led elsewhere.
    pub(super) fn upward(&self, start: &Path, look: &dyn Look) -> Vec<Found> {
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
        // The outermost of the path as given comes first, unless it may have been left by `..`.
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

    /// Those of the folders, innermost first, that hold hook files, up to where the search ends;
    /// outermost first.
    fn climb(&self, folders: impl Iterator<Item = PathBuf>, look: &dyn Look) -> Vec<Found> {
        let home = self.home.as_deref().and_then(|home| look.canonical(home));
        let mut found = Vec::new();
        let mut first: Option<Folder> = None;
        for path in folders {
            let Some(folder) = look.folder(&path) else {
                continue;
            };
            if home.as_ref() == Some(&path)
                || path.parent().is_none()
                || (folder.shared && !self.holds_own_hook_files(&path, look))
            {
                break;
            }
            let first = first.get_or_insert(folder);
            let ours = self.user.is_none() || folder.owner.is_none() || folder.owner == self.user;
            if folder.device != first.device || !(ours || folder.owner == first.owner) {
                break;
            }
            if self.holds_hook_files(&path, look) {
                found.push(Found { path, ours });
            }
        }
        found.reverse();
        found
    }
}

/// A folder that the search found.
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// Whether it belongs to the user who runs this, as far as is known. Another's folder is listed,
    /// and only its own name gives permission for it.
    pub(super) ours: bool,
}

/// A path and the folders above it, those aside that are too long to be there.
fn ancestors(path: &Path) -> impl Iterator<Item = &Path> {
    path.ancestors()
        .filter(|path| path.as_os_str().len() <= LONGEST_PATH)
}

/// The canonical path of a folder.
pub(super) fn folder_at(path: &Path, look: &dyn Look) -> Option<PathBuf> {
    let path = look.canonical(path)?;
    look.folder(&path)?;
    Some(path)
}
