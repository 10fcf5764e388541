//! The private file that some agents let hooks write variables to.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

use hooks_types::read_env_file;
use rustix::fs::{Mode, OFlags, open};
use tempfile::NamedTempFile;

/// More than this is no list of variables.
const LIMIT: u64 = 1024 * 1024;

/// An empty file that only this user can read. It is removed when dropped.
#[derive(Debug)]
pub(super) struct EnvFile {
    file: NamedTempFile,
}

impl EnvFile {
    pub(super) fn new() -> io::Result<Self> {
        let file = tempfile::Builder::new().prefix("hook-env-").tempfile()?;
        Ok(Self { file })
    }

    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// What the hook wrote. It may have put another file in its place, so it is opened by its name,
    /// but nothing is followed, waited for or read without end.
    pub(super) fn read(&self) -> io::Result<BTreeMap<String, String>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = std::fs::File::from(open(self.path(), flags, Mode::empty())?);
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no plain file any more"));
        }
        let mut bytes = Vec::new();
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
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_this_user_may_read_it_and_it_goes_with_the_run() {
        let file = EnvFile::new().unwrap();
        let path = file.path().to_owned();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        drop(file);
        assert!(!path.exists());
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
        fs::remove_dir(file.path()).unwrap();
    }
}
