//! Chooses the folder in which a hook runs.
//!
//! A hook's folder is checked before the start, because the system reports a missing folder with the same error as a
//! missing program. A worker runs in the project's root, so the folder of each of its events is checked before the event
//! is sent.

use std::path::{Path, PathBuf};

use hooks_types::Failure;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::report::Cause;
use hooks_types::spec::{Command, WorkDir};
use hooks_types::text::quoted;

/// Returns the first folder that exists: the hook's folder, or else one of its fallbacks. Also returns a note if a
/// fallback was chosen.
///
/// # Errors
///
/// None of these folders exists. The message names the hook's folder, because the system's error for a missing folder
/// looks like the error for a missing program.
pub(crate) fn choose(
    command: &Command,
    session_cwd: &str,
) -> Result<(PathBuf, Option<Note>), Failure> {
    let session = Path::new(session_cwd);
    let wanted = match &command.work_dir {
        WorkDir::Session => session.to_owned(),
        // If `folder` is absolute, `join` returns it unchanged.
        WorkDir::Fixed(folder) => session.join(folder),
        _ => {
            let message = "this version does not know where to run the hook";
            return Err(Failure::new(Cause::BadCwd, message));
        }
    };
    let Err(missing) = check(&wanted) else {
        return Ok((wanted, None));
    };
    match command
        .work_dir_fallbacks
        .iter()
        .find(|at| check(at).is_ok())
    {
        Some(fallback) => {
            let message = format!("{}; it ran in {}", missing.message, shown(fallback));
            Ok((
                fallback.clone(),
                Some(Note::new(NoteCode::MovedCwd, message)),
            ))
        }
        None => Err(missing),
    }
}

/// Checks that a hook can run in a folder.
///
/// # Errors
///
/// The hook cannot run there. The message names the folder.
pub(crate) fn check(folder: &Path) -> Result<(), Failure> {
    match problem(folder) {
        Some(problem) => {
            let message = format!("the working folder {} {problem}", shown(folder));
            Err(Failure::new(Cause::BadCwd, message))
        }
        None => Ok(()),
    }
}

/// Quotes the path of a folder for a message.
fn shown(folder: &Path) -> String {
    quoted(folder.as_os_str().as_encoded_bytes(), 300)
}

/// Returns why a hook cannot run in a folder; `None` if it can run there.
fn problem(folder: &Path) -> Option<&'static str> {
    if folder.as_os_str().as_encoded_bytes().contains(&0) {
        return Some("has a NUL byte in its name");
    }
    // A relative folder would be resolved in the agent's working folder, which can differ from the session's folder.
    if !folder.is_absolute() {
        return Some("is not absolute");
    }
    match folder.metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Some("cannot be entered")
        }
        Err(_) => Some("does not exist"),
        Ok(metadata) if !metadata.is_dir() => Some("is not a folder"),
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(command: &Command, cwd: &Path) -> Result<(PathBuf, Option<Note>), Failure> {
        choose(command, cwd.to_str().unwrap())
    }

    #[test]
    fn a_hook_runs_in_the_sessions_folder() {
        let folder = tempfile::tempdir().unwrap();
        let found = chosen(&Command::argv(["x"]), folder.path());
        assert_eq!(found, Ok((folder.path().to_owned(), None)));
    }

    #[test]
    fn a_missing_folder_is_named_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("gone");
        let failure = chosen(&Command::argv(["x"]), &gone).unwrap_err();
        let expected = format!("the working folder {} does not exist", gone.display());
        assert_eq!(failure, Failure::new(Cause::BadCwd, expected));
    }

    #[test]
    fn the_first_fallback_that_exists_is_taken_and_noted() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::argv(["x"]);
        command.work_dir_fallbacks = vec![folder.path().join("gone"), folder.path().into()];
        let (chosen, note) = chosen(&command, &folder.path().join("x")).unwrap();
        assert_eq!(chosen, folder.path());
        assert_eq!(note.map(|note| note.code), Some(NoteCode::MovedCwd));
    }

    #[test]
    fn a_fixed_folder_is_relative_to_the_sessions() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("inner")).unwrap();
        let mut command = Command::argv(["x"]);
        command.work_dir = WorkDir::Fixed("inner".into());
        let (chosen, _) = chosen(&command, folder.path()).unwrap();
        assert_eq!(chosen, folder.path().join("inner"));
    }

    #[test]
    fn a_place_that_is_not_a_folder_is_reported() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(problem(file.path()), Some("is not a folder"));
        assert_eq!(problem(Path::new("")), Some("is not absolute"));
    }
}
