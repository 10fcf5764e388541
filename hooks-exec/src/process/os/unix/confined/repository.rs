//! Finds the repository that a session works in. A repository without a hook file is not in the list of known projects,
//! because only a folder with a hook file is a project.
//!
//! Without this check, a user's hook with a relative path, such as `./guard.sh`, would run a file `guard.sh` of any
//! cloned repository in which a session begins.

use std::path::{Path, PathBuf};

use hooks_types::spec::REPOSITORY_MARKERS;

/// Returns whether a folder is the root of a repository of Git, Mercurial, Jujutsu, Subversion or the like.
pub(super) fn is_repository(folder: &Path) -> bool {
    let mut markers = REPOSITORY_MARKERS.iter();
    markers.any(|marker| folder.join(marker).symlink_metadata().is_ok())
}

/// Returns the root of the repository that contains one of these folders. A repository that contains the user's home
/// folder is ignored, because the user's own programs are in it. Without version control, for example in an unpacked
/// archive, the working folder is treated as the repository. Returns `None` if the working folder contains the user's
/// home folder or cannot be resolved.
pub(super) fn repository<'f>(
    folders: impl Iterator<Item = &'f PathBuf>,
    working: &Path,
    home: Option<&Path>,
) -> Option<PathBuf> {
    let is_below_home = |folder: &&Path| !home.is_some_and(|home| home.starts_with(folder));
    let mut folders = folders.map(PathBuf::as_path);
    let marked = folders.find_map(|folder| {
        let mut above = folder.ancestors().take_while(is_below_home);
        above
            .find(|folder| is_repository(folder))
            .map(Path::to_path_buf)
    });
    marked.or_else(|| {
        let working = working.canonicalize().ok()?;
        is_below_home(&working.as_path()).then_some(working)
    })
}
