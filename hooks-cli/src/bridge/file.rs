//! An agent's configuration file: read whole, swapped in one step.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::os;

/// A file and what it holds.
#[derive(Debug)]
pub(super) struct ConfigFile {
    /// Where it really lies.
    path: PathBuf,
    /// Its text; none if there is no such file.
    pub(super) text: Option<String>,
}

impl ConfigFile {
    /// Reads the file. A link in the user's own configuration is followed: people keep it
    /// elsewhere. In a project it is refused: a stranger may have put it there to have us write
    /// somewhere else.
    pub(super) fn open(path: &Path, project: Option<&Path>) -> Result<Self, Failure> {
        if let Some(root) = project {
            refuse_links(root, path)?;
        }
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        // A pipe may never end, and may not even open.
        if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
            return Err(Failure::new(format!(
                "{} is not a regular file",
                path.display()
            )));
        }
        let text = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed("read", &path, &error)),
        };
        Ok(Self { path, text })
    }

    /// Puts the text in the file's place, with the file's permissions. Whoever reads it sees the
    /// old text or the new one.
    pub(super) fn write(&self, text: &str) -> Result<(), Failure> {
        self.swap(text)
            .map_err(|error| failed("write", &self.path, &error))
    }

    /// Removes the file.
    pub(super) fn remove(&self) -> Result<(), Failure> {
        fs::remove_file(&self.path).map_err(|error| failed("remove", &self.path, &error))
    }

    fn swap(&self, text: &str) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut new = os::new_file_beside(folder)?;
        new.write_all(text.as_bytes())?;
        if let Ok(old) = fs::metadata(&self.path) {
            new.as_file().set_permissions(old.permissions())?;
        }
        new.as_file().sync_all()?;
        new.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Refuses a link at or above `path` within the project.
fn refuse_links(root: &Path, path: &Path) -> Result<(), Failure> {
    let root = fs::canonicalize(root).map_err(|error| failed("open", root, &error))?;
    let mut at = path.to_path_buf();
    loop {
        if fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink()) {
            return Err(Failure::new(format!(
                "{} is a link; edit what it points to yourself",
                at.display()
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

fn failed(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot {what} {}: {error}", path.display()))
}
