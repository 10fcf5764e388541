//! The private file to which hooks of some agents write variables, such as Claude Code's `CLAUDE_ENV_FILE`.

use std::collections::BTreeMap;
use std::fs::{OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, open};
use tempfile::TempDir;

use crate::read_env_file;

/// The maximum number of bytes that are read. A longer file is not a list of variables.
const LIMIT: u64 = 1024 * 1024;

/// An empty file that only this user can read, in a new folder. The folder is removed when this value is dropped, even
/// if the hook has replaced the file by a link or a folder.
#[derive(Debug)]
pub(super) struct EnvFile {
    path: PathBuf,
    _folder: TempDir,
}

impl EnvFile {
    /// Creates the folder and the file, with permissions for this user only.
    pub(super) fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("hook-env-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir()?;
        let path = folder.path().join("env");
        let mut options = OpenOptions::new();
        options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        Ok(Self {
            path,
            _folder: folder,
        })
    }

    /// Returns the file's path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the variables that the hook wrote. The file is opened again by its name, because the hook might have
    /// replaced it. A link is not followed, a pipe is not waited for, and a file longer than [`LIMIT`] is an error.
    ///
    /// # Errors
    ///
    /// The file is missing, not a regular file or too large.
    pub(super) fn read(&self) -> io::Result<BTreeMap<String, String>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = std::fs::File::from(open(self.path(), flags, Mode::empty())?);
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no longer a regular file"));
        }
        let mut bytes = Vec::new();
        // Read one byte more than the limit, to distinguish a file whose length equals the limit from a longer file.
        // The file's size is not used, because the file can grow while it is read.
        file.take(LIMIT + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LIMIT {
            return Err(io::Error::other("it is larger than 1 MiB"));
        }
        Ok(read_env_file(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_this_user_may_read_it_and_it_goes_with_the_run() {
        let file = EnvFile::new().unwrap();
        let path = file.path().to_owned();
        let folder = path.parent().unwrap().to_owned();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder)), (0o600, 0o700));
        drop(file);
        assert!(!path.exists() && !folder.exists());
    }

    #[test]
    fn a_folder_in_its_place_goes_with_the_run() {
        let file = EnvFile::new().unwrap();
        let path = file.path().to_owned();
        fs::remove_file(&path).unwrap();
        fs::create_dir_all(path.join("deep")).unwrap();
        fs::write(path.join("deep/file"), "x").unwrap();
        let folder = path.parent().unwrap().to_owned();
        drop(file);
        assert!(!path.exists() && !folder.exists());
    }

    #[test]
    fn a_link_or_a_flood_in_its_place_is_not_read() {
        let file = EnvFile::new().unwrap();
        fs::write(file.path(), vec![b'x'; 1024 * 1024 + 1]).unwrap();
        assert!(file.read().is_err());
        fs::remove_file(file.path()).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", file.path()).unwrap();
        assert!(file.read().is_err());
        fs::remove_file(file.path()).unwrap();
        fs::create_dir(file.path()).unwrap();
        assert!(file.read().is_err());
    }
}
