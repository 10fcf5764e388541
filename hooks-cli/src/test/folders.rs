//! Finds the project of a test case and the folder in which its session starts, and creates a fresh folder with its
//! files.

use std::fs;
use std::path::{Path, PathBuf};

use hooks_types::text::quoted;
use tempfile::TempDir;

use super::case::Case;
use crate::configuration::{searched_folders, user_folder};

/// Returns the folder in which the session starts: the project's root, or the folder below it that the case names.
///
/// # Errors
///
/// There is no such folder.
pub(super) fn start_folder(case: &Case, root: &Path) -> Result<PathBuf, String> {
    let Some(name) = &case.cwd else {
        return Ok(root.to_path_buf());
    };
    let folder = root.join(name);
    if folder.is_dir() {
        // A link must not lead the session out of the project.
        let whole = |path: &Path| path.canonicalize().ok();
        return match (whole(&folder), whole(root)) {
            (Some(to), Some(root)) if to.starts_with(&root) => Ok(folder),
            _ => Err("`cwd` leads out of the folder".to_owned()),
        };
    }
    let name = quoted(name.as_bytes(), 60);
    Err(match &case.files {
        Some(_) => {
            format!("`cwd`: no name in `files` begins with `{name}/`, so there is no such folder")
        }
        None => format!(
            "`cwd`: there is no folder `{name}` in {}; `cwd` is relative to the project's root",
            quoted(root.display().to_string().as_bytes(), 200)
        ),
    })
}

/// Finds the nearest `hooks.toml`, in the folder or in a folder above, as far as a project's files are searched.
///
/// # Errors
///
/// There is no such file.
pub(super) fn above(folder: &Path) -> Result<PathBuf, String> {
    let found = searched_folders(folder).into_iter().find_map(|folder| {
        // A case is in `.agent-hooks/tests`, or in any other folder below the project's root. So try both places in
        // each folder above the case.
        let own = [
            folder.join("hooks.toml"),
            folder.join(".agent-hooks/hooks.toml"),
        ];
        own.into_iter().find(|file| file.is_file())
    });
    found.ok_or_else(|| {
        "there is no hooks.toml in its folder or above; name one with `config = \"...\"`".to_owned()
    })
}

/// Returns the root of the project that the hooks belong to. That is the folder of the
/// configuration file, or the folder above if the file lies in a hidden folder such as `.agent-hooks`.
pub(super) fn project_of(config: &[PathBuf], folder: &Path) -> PathBuf {
    let of_config = config.first().and_then(|file| file.parent());
    let of_config = of_config.filter(|folder| !folder.as_os_str().is_empty());
    let inner = of_config.unwrap_or(folder);
    let hidden = inner.file_name().and_then(|name| name.to_str());
    let root = match hidden.is_some_and(|name| name.starts_with('.')) {
        true => inner.parent().unwrap_or(inner),
        false => inner,
    };
    std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf())
}

/// Returns whether the hooks of these files belong to a project. Every session that runs a project's hooks knows the
/// project's root. Hooks of the user's own file also run in folders without a project.
pub(super) fn is_of_project(config: &[PathBuf]) -> bool {
    let own = user_folder().ok().and_then(|own| own.canonicalize().ok());
    let folder = config.first().and_then(|file| file.parent());
    let folder = folder.and_then(|folder| folder.canonicalize().ok());
    own.is_none() || own != folder
}

/// Creates a folder with the files that a case asks for. Dropping the result deletes the folder. Returns `None` if
/// the case asks for no files.
///
/// # Errors
///
/// A file cannot be written.
pub(super) fn fresh_folder(case: &Case) -> Result<Option<TempDir>, String> {
    let Some(files) = &case.files else {
        return Ok(None);
    };
    let write = || -> std::io::Result<TempDir> {
        let folder = tempfile::Builder::new().prefix("hooks-test-").tempdir()?;
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
            fs::write(&path, text)?;
            if text.starts_with("#!") {
                make_executable(&path)?;
            }
        }
        Ok(folder)
    };
    write()
        .map(Some)
        .map_err(|error| format!("its files cannot be written: {error}"))
}

/// Makes a script with a `#!` line executable, so that hooks can start it.
#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
