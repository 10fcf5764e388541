//! Writes several files, or none of them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::shown;
use crate::failure::Failure;

/// A file that is to be written.
#[derive(Debug)]
pub(super) struct Planned {
    /// The file's path, below the folder of `hooks.toml`.
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// Whether the file is made executable.
    pub(super) executable: bool,
    /// Whether the new text contains the text of the existing file. Then the file may be replaced.
    pub(super) grows: bool,
    /// Whether several hooks share the file. An existing file with the same text is then not written again.
    pub(super) shared: bool,
}

impl Planned {
    /// Plans a file that must not exist yet.
    pub(super) fn new(path: PathBuf, text: String) -> Self {
        Self {
            path,
            text,
            executable: false,
            grows: false,
            shared: false,
        }
    }

    /// Makes the file executable.
    pub(super) fn executable(mut self) -> Self {
        self.executable = true;
        self
    }

    /// Marks the file as shared by several hooks.
    pub(super) fn shared(mut self) -> Self {
        self.shared = true;
        self
    }

    /// Returns whether an existing file is used instead of writing this file.
    pub(super) fn used(&self, force: bool) -> Used {
        // Use an existing file only if it is a regular file, not a link or a pipe.
        let is_file = fs::symlink_metadata(&self.path).is_ok_and(|found| found.is_file());
        let has_text = |bytes: Vec<u8>| bytes == self.text.as_bytes();
        match self.shared && is_file {
            true if fs::read(&self.path).is_ok_and(has_text) => Used::AsWritten,
            true if force => Used::AsItIs,
            _ => Used::No,
        }
    }

    /// Allows replacing the existing file, because the new text contains the old text.
    pub(super) fn growing(mut self) -> Self {
        self.grows = true;
        self
    }
}

/// Whether an existing shared file is used instead of writing a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Used {
    /// No: the file is written, or an existing file is an error.
    No,
    /// Yes: the existing file already has the planned text.
    AsWritten,
    /// Yes: the existing file has another text, and the user typed `--force`. Overwriting it would change the other
    /// hooks that use it.
    AsItIs,
}

/// Writes all files below `folder`, or leaves everything as it was. Follows no link in that folder, because a cloned
/// project can contain links that lead anywhere.
pub(super) fn write(planned: &[Planned], folder: &Path, force: bool) -> Result<(), Failure> {
    let is_there = |file: &&Planned| fs::symlink_metadata(&file.path).is_ok();
    // Check all files before the first file is written.
    let mut ways = planned.iter().flat_map(|file| file.path.ancestors());
    let is_link = |path: &&Path| path.starts_with(folder) && *path != folder && path.is_symlink();
    if let Some(link) = ways.find(is_link) {
        let path = shown(link);
        return Err(Failure::new(format!(
            "{path} is a link; write there yourself. Nothing was written"
        )));
    }
    // Refuse anything but a regular file: reading a pipe would never end, and a folder cannot be replaced by a file.
    let is_other = |file: &&Planned| {
        let found = fs::symlink_metadata(&file.path);
        found.is_ok_and(|found| !found.is_file())
    };
    if let Some(other) = planned.iter().find(is_other) {
        let path = shown(&other.path);
        return Err(Failure::new(format!(
            "{path} is there already and is not a regular file. Nothing was written"
        )));
    }
    if let Some(known) = planned
        .iter()
        .filter(is_there)
        .find(|file| !file.grows && !force)
    {
        let path = shown(&known.path);
        return Err(Failure::new(match known.shared {
            true => format!(
                "{path} already exists and is not the helper that `--worker` writes: the hook \
                 would run its content. Look at it; `--force` uses it as it is. Nothing was written"
            ),
            false => {
                format!("{path} already exists; `--force` overwrites it. Nothing was written")
            }
        }));
    }
    let mut done = Done::default();
    written(planned, &mut done).map_err(|(path, error)| {
        done.undo();
        let path = shown(&path);
        Failure::new(format!("cannot write {path}: {error}. Nothing was written"))
    })
}

/// Writes the files and records each step in `done`. Prepares all of them beside their targets first, so that a full
/// disk or a missing permission is found before any file is replaced.
///
/// # Errors
///
/// A file cannot be written; the error is returned with the file's path. The caller must then undo the steps in `done`.
fn written(planned: &[Planned], done: &mut Done) -> Result<(), (PathBuf, io::Error)> {
    let mut ready = Vec::new();
    for file in planned {
        let at = |error| (file.path.clone(), error);
        let folder = file.path.parent().unwrap_or(Path::new("."));
        done.create(folder).map_err(at)?;
        ready.push((file, prepared(file, folder).map_err(at)?));
    }
    // From here on, only renames are left: all steps that need space or permission are done.
    for (file, temporary) in ready {
        // Keep the old bytes in memory, to restore the file if a later rename fails.
        let old = fs::read(&file.path).ok();
        temporary
            .persist(&file.path)
            .map_err(|error| (file.path.clone(), error.error))?;
        done.files.push((file.path.clone(), old));
    }
    Ok(())
}

/// Writes the text to a temporary file in the target's folder, because a rename works only within a file system.
fn prepared(file: &Planned, folder: &Path) -> io::Result<NamedTempFile> {
    let mut temporary = created(file, folder)?;
    temporary.write_all(file.text.as_bytes())?;
    Ok(temporary)
}

/// Creates a temporary file with the permissions of the file that it replaces. A new file gets the usual permissions,
/// limited by the user's umask.
#[cfg(unix)]
fn created(file: &Planned, folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let runs = if file.executable { 0o111 } else { 0 };
    let Ok(old) = fs::metadata(&file.path) else {
        let usual = fs::Permissions::from_mode(0o644 | runs);
        let mut builder = tempfile::Builder::new();
        return builder.permissions(usual).tempfile_in(folder);
    };
    let temporary = NamedTempFile::new_in(folder)?;
    // Every user who can read the program can also run it: set an execute bit for each read bit.
    let mode = old.permissions().mode() & 0o777;
    let mode = mode | (runs & (mode >> 2));
    let kept = fs::Permissions::from_mode(mode);
    temporary.as_file().set_permissions(kept)?;
    Ok(temporary)
}

#[cfg(not(unix))]
fn created(_file: &Planned, folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

/// Records the completed steps, so that they can be undone.
#[derive(Debug, Default)]
struct Done {
    /// Folders that were created, outermost first.
    folders: Vec<PathBuf>,
    /// Files that were written, each with its old bytes if the file existed before.
    files: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Done {
    /// Creates a folder and its missing parents, and records each one.
    fn create(&mut self, folder: &Path) -> io::Result<()> {
        // `create_dir_all` is not enough, because undoing needs to know which folders are new.
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|path| !path.exists())
            .collect();
        for path in missing
            .into_iter()
            .rev()
            .filter(|path| !path.as_os_str().is_empty())
        {
            fs::create_dir(path)?;
            self.folders.push(path.to_path_buf());
        }
        Ok(())
    }

    /// Restores the old files and removes new files and folders.
    fn undo(&self) {
        for (path, old) in &self.files {
            // Ignore errors here: the caller reports the error for which it undoes the steps.
            let _ = match old {
                Some(old) => fs::write(path, old),
                None => fs::remove_file(path),
            };
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_that_is_replaced_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        for (name, mode, executable, expected) in [
            ("hooks.toml", 0o600, false, 0o600),
            ("shared.toml", 0o664, false, 0o664),
            ("guard.sh", 0o600, true, 0o700),
            ("other.sh", 0o750, true, 0o750),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let mut planned = Planned::new(path.clone(), "new".to_owned()).growing();
            planned.executable = executable;
            assert!(write(&[planned], folder.path(), true).is_ok());
            let found = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(found, expected, "{name}");
        }
    }
}
