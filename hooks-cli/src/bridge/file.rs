//! Reads an agent's configuration file and replaces it in one step.

use hooks_types::text::visible_path;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::os;

/// A configuration file with its text.
#[derive(Debug)]
pub(super) struct ConfigFile {
    /// The file's path with links resolved.
    path: PathBuf,
    /// The file's text; `None` if it does not exist.
    pub(super) text: Option<String>,
}

impl ConfigFile {
    /// Reads the file. Follows links in the user's own configuration, because many people keep their dot files in a
    /// separate folder and link to them. In a project a link is refused: a stranger might have put it there to make us
    /// write outside the project.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not a regular file, lies in a folder such as `/proc`, or is a link in a
    /// project.
    pub(super) fn open(path: &Path, project: Option<&Path>) -> Result<Self, Failure> {
        if let Some(root) = project {
            refuse_links(root, path)?;
        }
        let path = followed(path)?;
        let refused = |what: &str| Err(Failure::new(format!("{} is {what}", visible_path(&path))));
        // Refuse anything but a regular file: reading a pipe can last for ever, and even opening it can block.
        if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
            return refused("not a regular file");
        }
        // Files in these folders look like regular files, but reading one can block for ever. So refuse them.
        if OF_THE_SYSTEM.iter().any(|folder| path.starts_with(folder)) {
            return refused("a file of the system");
        }
        let text = match read(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed("read", &path, &error)),
        };
        Ok(Self { path, text })
    }

    /// Replaces the file's text in one step and keeps the file's permissions. A reader sees either the old text or the
    /// new text, never a mixture. Missing folders are created.
    ///
    /// # Errors
    ///
    /// The new file cannot be created, written or put in place. The old file is then unchanged, and nothing is
    /// left beside it.
    pub(super) fn write(&self, text: &str) -> Result<(), Failure> {
        self.swap(text, |_| ())
            .map_err(|error| failed("write", &self.path, &error))
    }

    /// Removes the file. If it was reached through a link, the link stays.
    ///
    /// # Errors
    ///
    /// The file cannot be removed.
    pub(super) fn remove(&self) -> Result<(), Failure> {
        fs::remove_file(&self.path).map_err(|error| failed("remove", &self.path, &error))
    }

    /// Writes a new file and renames it over the old file. For tests, `look` is called with the folder after the text
    /// is written, and again right before the rename.
    ///
    /// # Errors
    ///
    /// A step failed. The new file is removed, and the old file is unchanged.
    fn swap(&self, text: &str, mut look: impl FnMut(&Path)) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let old = fs::metadata(&self.path).ok();
        let mut new = begun(folder, old.as_ref())?;
        new.write_all(text.as_bytes())?;
        look(folder);
        if let Some(old) = &old {
            // Set the permissions before the rename, so that the text is never visible with other permissions.
            os::inherit(new.as_file(), old)?;
        }
        // Write the text to disk before the rename: after a crash the file must not be empty.
        new.as_file().sync_all()?;
        look(folder);
        new.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Creates the new file in the folder of the old file, because a rename works only within a file system. Dropping the
/// result removes the new file. If the new file replaces an existing file, only the user can read the new file until it
/// gets the old file's permissions, because the old file can be private.
fn begun(folder: &Path, old: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    match old {
        Some(_) => os::private_file_beside(folder),
        None => os::new_file_beside(folder),
    }
}

/// Reads a file of at most [`LARGEST`] bytes.
///
/// # Errors
///
/// The file is larger, is not UTF-8, or cannot be read.
fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    os::open_regular(path)?
        // Read one byte beyond the limit, to notice a file that is too large.
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 4 MiB"));
    }
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Folders of virtual file systems of the kernel, which hold no configuration.
const OF_THE_SYSTEM: &[&str] = &["/proc", "/sys", "/dev"];

/// The maximum number of links that are followed, the same as on Linux.
const LINKS: usize = 40;

/// Returns the path of a file with links resolved. The file need not exist: a link can lead to a file that
/// is still to be written.
///
/// # Errors
///
/// The links form a circle, or there are more than [`LINKS`].
fn followed(path: &Path) -> Result<PathBuf, Failure> {
    let mut at = path.to_path_buf();
    for _ in 0..LINKS {
        match fs::read_link(&at) {
            Ok(target) => at = at.parent().unwrap_or(Path::new("/")).join(target),
            Err(_) => return Ok(fs::canonicalize(&at).unwrap_or(at)),
        }
    }
    Err(Failure::new(format!(
        "{} is a link to itself",
        visible_path(path)
    )))
}

/// The maximum size, in bytes, of a configuration file that hooks-config edits.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Refuses a link at `path`, or at a folder between the project's root and `path`. Links above the root are allowed,
/// because the user made them.
///
/// # Errors
///
/// One of these paths is a link, or the root does not exist.
fn refuse_links(root: &Path, path: &Path) -> Result<(), Failure> {
    let root = fs::canonicalize(root).map_err(|error| failed("open", root, &error))?;
    let mut at = path.to_path_buf();
    loop {
        if fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink()) {
            return Err(Failure::new(format!(
                "{} is a link; edit its target yourself",
                visible_path(&at)
            )));
        }
        let Some(parent) = at.parent() else {
            return Ok(());
        };
        if fs::canonicalize(parent).is_ok_and(|folder| folder == root) {
            return Ok(());
        }
        at = parent.to_path_buf();
    }
}

/// Returns the failure of an operation on a path.
fn failed(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot {what} {}: {error}", visible_path(path)))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o777
    }

    /// Returns the texts and permissions of all files in the folder except the file that is replaced.
    fn beside(folder: &Path) -> Vec<(String, u32)> {
        let entries = fs::read_dir(folder).expect("there");
        let paths = entries.map(|entry| entry.expect("read").path());
        let others = paths.filter(|path| !path.ends_with("settings.json"));
        others
            .map(|path| (fs::read_to_string(&path).expect("text"), mode(&path)))
            .collect()
    }

    #[test]
    fn the_text_of_a_private_file_is_private_from_its_first_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        fs::write(&path, "{}").unwrap();
        for kept in [0o600, 0o640, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
            let file = ConfigFile::open(&path, None).unwrap();
            let mut seen = Vec::new();
            file.swap("secret", |at| seen.extend(beside(at))).unwrap();
            // `look` was called twice: after the text was written, and right before the rename.
            let text = || "secret".to_owned();
            assert_eq!(seen, [(text(), 0o600), (text(), kept)], "{kept:o}");
            assert_eq!(mode(&path), kept);
            assert_eq!(fs::read_to_string(&path).unwrap(), "secret");
            assert_eq!(beside(folder.path()), []);
        }
    }

    #[test]
    fn a_link_to_a_file_that_is_not_there_yet_makes_that_file() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (
            folder.path().join("link"),
            folder.path().join("dot/settings"),
        );
        std::os::unix::fs::symlink("dot/settings", &link).unwrap();
        ConfigFile::open(&link, None).unwrap().write("{}").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(target).unwrap(), "{}");
    }

    #[test]
    fn links_in_a_circle_and_to_files_of_the_system_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (target, message) in [
            ("link", "a link to itself"),
            ("/proc/kmsg", "a file of the system"),
            ("/proc/self/environ", "a file of the system"),
            ("/dev/zero", "not a regular file"),
            ("/dev/nowhere", "a file of the system"),
        ] {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(target, &link).unwrap();
            let failure = ConfigFile::open(&link, None).unwrap_err();
            assert!(failure.to_string().contains(message), "{target}: {failure}");
            fs::remove_file(link).unwrap();
        }
    }

    #[test]
    fn a_text_that_cannot_be_put_in_place_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let file = ConfigFile::open(&path, None).unwrap();
        fs::create_dir(&path).unwrap();
        fs::write(path.join("in the way"), "").unwrap();
        assert!(file.write("secret").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
