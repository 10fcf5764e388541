//! Explains the errors of starting a program.
//!
//! The system's error messages can mislead: `ENOENT` can mean that the program, the interpreter of a script or the
//! working folder is missing. A hook's author must know which of them is missing.

use std::io;
use std::path::Path;

use hooks_types::Failure;
use hooks_types::report::Cause;
use rustix::io::Errno;

use super::program::shown;
use super::{first_line, work_dir};

/// Returns whether the start might succeed a little later: the program was just written (`ETXTBSY`), or the system was
/// short of processes, descriptors or memory.
pub(super) fn passes(error: &io::Error) -> bool {
    matches!(
        errno(error),
        Some(Errno::TXTBSY | Errno::AGAIN | Errno::MFILE | Errno::NFILE | Errno::NOMEM)
    )
}

/// Makes the failure of a start. Its message has the program, the reason and, if a remedy is known, the remedy.
pub(super) fn failure(error: &io::Error, program: &Path, work_dir: &Path) -> Failure {
    // `ENOENT` can mean that the working folder or the program is missing. The folder might have been removed after
    // it was chosen, so check the folder first.
    if let Err(missing) = work_dir::check(work_dir) {
        return missing;
    }
    let why = match errno(error) {
        Some(Errno::NOENT) => first_line::problem(program).unwrap_or_else(|| {
            "it exists, but its interpreter (the `#!` line or the loader) does not".to_owned()
        }),
        Some(Errno::NOEXEC) if first_line::is_behind_mark(program) => {
            "the system cannot execute it; it has a byte order mark before its `#!`".to_owned()
        }
        Some(Errno::NOEXEC) => {
            "the system cannot execute it; a script needs a `#!` line or a shell that runs it"
                .to_owned()
        }
        Some(Errno::ACCESS) => "it or its interpreter is not executable".to_owned(),
        Some(Errno::TOOBIG) => {
            "its arguments and environment together are too big for the system".to_owned()
        }
        Some(Errno::TXTBSY) => "it is still open for writing".to_owned(),
        Some(Errno::MFILE | Errno::NFILE) => "too many files are open".to_owned(),
        Some(Errno::AGAIN) => "the system allows no more processes".to_owned(),
        Some(Errno::NOMEM) => "the system has no memory for it".to_owned(),
        _ => error.to_string(),
    };
    let message = format!(
        "the program could not be started: {}: {why}",
        shown(program)
    );
    Failure::new(Cause::SpawnFailed, message)
}

/// Returns the system's error number.
fn errno(error: &io::Error) -> Option<Errno> {
    Errno::from_io_error(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(errno: Errno, work_dir: &str) -> Failure {
        failure(&errno.into(), Path::new("/opt/guard"), Path::new(work_dir))
    }

    #[test]
    fn what_passes_is_tried_again() {
        let all = [
            Errno::TXTBSY,
            Errno::AGAIN,
            Errno::MFILE,
            Errno::NFILE,
            Errno::NOMEM,
        ];
        assert!(all.into_iter().all(|errno| passes(&errno.into())));
        assert!(!passes(&Errno::NOENT.into()));
        assert!(!passes(&Errno::TOOBIG.into()));
    }

    #[test]
    fn each_error_names_the_program_and_its_reason() {
        let reasons = [
            (Errno::NOENT, "its interpreter"),
            (Errno::NOEXEC, "`#!` line"),
            (Errno::ACCESS, "not executable"),
            (Errno::TOOBIG, "too big"),
            (Errno::TXTBSY, "open for writing"),
            (Errno::MFILE, "too many files"),
            (Errno::AGAIN, "no more processes"),
            (Errno::NOMEM, "no memory"),
            (Errno::PERM, "permitted"),
        ];
        for (errno, reason) in reasons {
            let failure = told(errno, "/");
            assert_eq!(failure.cause, Cause::SpawnFailed);
            let message = failure.message;
            assert!(message.contains("/opt/guard"), "{message}");
            assert!(message.contains(reason), "{message}");
        }
    }

    #[test]
    fn a_folder_that_went_meanwhile_is_the_one_that_is_named() {
        let failure = told(Errno::NOENT, "/no/such/folder");
        let expected = "the working folder /no/such/folder does not exist";
        assert_eq!(failure, Failure::new(Cause::BadCwd, expected));
    }
}
