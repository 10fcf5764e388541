//! The repository that a session works in, where no hook file makes a project of it.

use std::path::{Path, PathBuf};

use hooks_types::spec::REPOSITORY_MARKERS;

/// Whether somebody keeps a history of a folder.
pub(super) fn is_repository(folder: &Path) -> bool {
    let mut markers = REPOSITORY_MARKERS.iter();
    markers.any(|marker| folder.join(marker).symlink_metadata().is_ok())
}

/// The root of the repository that one of these folders lies in, below the user's home folder: one
/// that he keeps his home folder in holds his own programs. Where nobody keeps a history, as in an
/// archive that was unpacked, the working folder counts as one.
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
