//! The failure of a hook that may not run a file.

use std::path::{Path, PathBuf};

use hooks_types::Failure;
use hooks_types::report::Cause;
use hooks_types::spec::{CURE_IN_PROJECT, CURE_IN_REPOSITORY};
use hooks_types::text::quoted;

use super::super::program::shown;
use super::repository::is_repository;

/// The owner of a file that a hook may not run.
pub(super) enum FileOwner {
    /// A project that has hook files and is not trusted.
    Project(PathBuf),
    /// The repository around the session, or its working folder if there is no version control.
    Repository(PathBuf),
}

impl std::fmt::Display for FileOwner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Project(root) => write!(f, "the project {}", shown(root)),
            Self::Repository(root) => {
                let what = if is_repository(root) {
                    "repository"
                } else {
                    "folder"
                };
                write!(f, "the {what} {}", shown(root))
            }
        }
    }
}

/// Makes the failure of a hook whose command names a file that the hook must not run. The message names the word in the
/// command, the file, the file's owner and the cure.
pub(super) fn refused(word: &str, file: &Path, owner: &FileOwner) -> Failure {
    let cure = match owner {
        FileOwner::Project(_) => CURE_IN_PROJECT,
        FileOwner::Repository(_) => CURE_IN_REPOSITORY,
    };
    // Remove each `.` between folders, as in `/src/./guard.sh`. It comes from a relative path in the command.
    let file = shown(&file.components().collect::<PathBuf>());
    let word = quoted(word.as_bytes(), 200);
    let which = match word == file {
        true => String::new(),
        false => format!(" which is {file},"),
    };
    Failure::new(
        Cause::UntrustedProgram,
        format!("its command names `{word}`,{which} a file of {owner} that is not trusted; {cure}"),
    )
}
