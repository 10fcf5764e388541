//! Checks that a store's file and folders cannot be changed by other users or by a project.
//!
//! Files are opened with `O_NOFOLLOW` and `O_NONBLOCK`: a link planted in place of the store is
//! refused, and a pipe there does not block the program.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use hooks_types::spec::REPOSITORY_MARKERS;

use super::error::{Problem, StoreError};

/// Returns the first of the roots that a folder lies in; the folder need not exist. A project that
/// contains the user's state folder could write its own trust.
///
/// A root that is the user's home folder is ignored: people who keep their home folder in a repository are the authors
/// of that repository.
///
/// ```
/// use std::path::Path;
/// use hooks_config::folder_in_root;
///
/// let (state, project) = (Path::new("/p/state/agent-hooks"), Path::new("/p"));
/// assert_eq!(folder_in_root(state, [project], None), Some(project));
/// assert_eq!(folder_in_root(state, [project], Some(project)), None);
/// ```
pub fn folder_in_root<'r>(
    folder: &Path,
    roots: impl IntoIterator<Item = &'r Path>,
    home: Option<&Path>,
) -> Option<&'r Path> {
    let home = home.map(there);
    let folder = there(folder);
    let mut roots = roots.into_iter();
    roots.find(|root| {
        let root = there(root);
        Some(&root) != home.as_ref() && folder.starts_with(&root)
    })
}

/// Returns the root of the repository or project that a folder lies in; the folder need not exist. The
/// authors of that repository could write the files in the folder.
///
/// A root is recognized by a version control folder such as `.git`, or by `.agent-hooks`. The search looks
/// at the disk and follows links. A repository that contains the user's home folder is ignored.
#[must_use]
pub fn repository_of(folder: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let home = home.map(there);
    let holds_home = |folder: &Path| home.as_ref().is_some_and(|home| home.starts_with(folder));
    let folder = there(folder);
    let mut above = folder.ancestors();
    let is_root = |folder: &&Path| {
        let mut markers = REPOSITORY_MARKERS.iter().chain(&[".agent-hooks"]);
        markers.any(|marker| fs::symlink_metadata(folder.join(marker)).is_ok())
    };
    // Settings in a project can set XDG_STATE_HOME, and so move the store into any part of the repository, even one
    // that lies in no root with hook files. So look for the repository itself.
    let root = above.find(is_root);
    root.filter(|root| !holds_home(root)).map(Path::to_path_buf)
}

/// Canonicalizes the longest existing prefix of a path and appends the rest.
fn there(path: &Path) -> PathBuf {
    let mut above = path.ancestors();
    // `canonicalize` needs an existing path, but the state folder is created only by the first change of the store. So
    // find the nearest folder above that exists.
    let found = above.find_map(|above| Some((above, above.canonicalize().ok()?)));
    match found {
        Some((above, canonical)) => match path.strip_prefix(above) {
            Ok(rest) if rest.as_os_str().is_empty() => canonical,
            Ok(rest) => canonical.join(rest),
            Err(_) => canonical,
        },
        None => path.to_owned(),
    }
}

/// The reason why a store is not used, and the cure.
type Unsafe = (&'static str, &'static str);

const LINK: Unsafe = (
    "is a link",
    "replace it with its target, or set XDG_STATE_HOME to that target",
);
const NO_FILE: Unsafe = ("is not a regular file", "move it away, and trust again");
const NO_FOLDER: Unsafe = (
    "is not a folder",
    "move it away, or set XDG_STATE_HOME to another folder",
);

/// Returns the error for an unsafe file or folder.
fn not_safe(path: &Path, (why, cure): Unsafe) -> StoreError {
    StoreError::new(path, Problem::Unsafe(why, cure))
}

/// Refuses a store's file that another user could have written.
pub(super) fn unsafe_store(
    path: &Path,
    meta: &Metadata,
    user: Option<u32>,
) -> Result<(), StoreError> {
    // `meta` describes the path itself and not the target of a link. A link could lead to a store of another user's
    // choice, so refuse it.
    if meta.file_type().is_symlink() {
        return Err(not_safe(path, LINK));
    }
    if !meta.is_file() {
        return Err(not_safe(path, NO_FILE));
    }
    match others(meta, user) {
        Some(why) => Err(not_safe(path, why)),
        None => Ok(()),
    }
}

/// Refuses a store's folder if another user could change it or a folder above it.
pub(super) fn unsafe_folder(path: &Path, user: Option<u32>) -> Result<(), StoreError> {
    let failed = |error: &io::Error| StoreError::failed(path, "read the state folder", error);
    let meta = fs::symlink_metadata(path).map_err(|error| failed(&error))?;
    if meta.file_type().is_symlink() {
        return Err(not_safe(path, LINK));
    }
    if !meta.is_dir() {
        return Err(not_safe(path, NO_FOLDER));
    }
    if let Some(why) = others(&meta, user) {
        return Err(not_safe(path, why));
    }
    // Check each folder above too: a user who can rename one of these folders can replace the whole store.
    let canonical = path.canonicalize().map_err(|error| failed(&error))?;
    for above in canonical.ancestors().skip(1) {
        let meta = fs::metadata(above).map_err(|error| failed(&error))?;
        if let Some(why) = above_others(&meta, user) {
            return Err(not_safe(above, why));
        }
    }
    Ok(())
}

/// The help of the error that a file or folder belongs to another user.
#[cfg(unix)]
const NOT_YOURS: &str = "make it yours (`chown`), or set XDG_STATE_HOME to a folder of your own";

/// Says how other users could change the store's file or folder; `None` if they cannot.
#[cfg(unix)]
fn others(meta: &Metadata, user: Option<u32>) -> Option<Unsafe> {
    use std::os::unix::fs::MetadataExt;

    if user.is_some_and(|user| meta.uid() != user) {
        return Some(("belongs to another user", NOT_YOURS));
    }
    let open = (
        "can be written by others",
        "remove that permission (`chmod go-w`)",
    );
    (meta.mode() & 0o022 != 0).then_some(open)
}

/// Says how other users could change a folder above the store; `None` if they cannot.
///
/// A folder that the user `root` owns is regarded as the system's. So is a folder of `nobody`: a container that does
/// not map `root` shows the folders of `root` as folders of `nobody`. In a folder with the sticky bit, such as `/tmp`,
/// only the owner of an entry can replace it. Write access of a group is accepted here, unlike for the store itself.
#[cfg(unix)]
fn above_others(meta: &Metadata, user: Option<u32>) -> Option<Unsafe> {
    use std::os::unix::fs::MetadataExt;

    const ROOT: u32 = 0;
    const NOBODY: u32 = 65534;
    let known = [Some(ROOT), Some(NOBODY), user];
    if user.is_some() && !known.contains(&Some(meta.uid())) {
        return Some(("is above it and belongs to another user", NOT_YOURS));
    }
    let open = (
        "is above it and can be written by every user",
        "remove that permission (`chmod o-w`), or set XDG_STATE_HOME to another folder",
    );
    let sticky = meta.mode() & 0o1000 != 0;
    (meta.mode() & 0o002 != 0 && !sticky).then_some(open)
}

/// Checks nothing: Windows protects a user's folders by access control lists, which std cannot read.
#[cfg(not(unix))]
fn others(_: &Metadata, _: Option<u32>) -> Option<Unsafe> {
    None
}

/// Checks nothing, for the same reason as [`others`] on systems other than Unix.
#[cfg(not(unix))]
fn above_others(_: &Metadata, _: Option<u32>) -> Option<Unsafe> {
    None
}

/// Creates the folder, accessible to the user only.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    if let Some(above) = path.parent() {
        fs::create_dir_all(above)?;
    }
    // Set the mode when the folder is created: with a later change, others could open it in between.
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// Creates a new file that only the user can open. Fails if it exists.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    private().write(true).create_new(true).open(path)
}

/// Opens a file for reading, without following a link and without blocking on a pipe.
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    private().read(true).open(path)
}

/// Opens a file for locking, without following a link. Creates it if it does not exist.
#[cfg(unix)]
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    let file = private()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

/// Returns options that create files for the user only, follow no link and never wait: a pipe in place of
/// the file could block the open.
#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = OpenOptions::new();
    options
        .mode(0o600)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY);
    options
}

/// Returns plain options: the flags of Unix do not exist here.
#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(test)]
#[path = "safe_tests.rs"]
mod tests;
