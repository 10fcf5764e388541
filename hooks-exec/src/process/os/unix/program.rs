//! Finds the absolute path of the program to start.
//!
//! The path is resolved here against the `PATH` that the hook will see. The standard library would search this
//! process's `PATH` for a bare name. If the hook's `PATH` differs, the library falls back from `posix_spawn` to `fork`,
//! whose cost grows with the memory of the host.
//!
//! Resolving the path here has two more advantages: a failure can name every candidate and why it cannot be executed,
//! and the check of untrusted files gets exactly the path that is started.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use hooks_types::Failure;
use hooks_types::report::Cause;
use hooks_types::spec::Program;
use hooks_types::text::quoted;
use rustix::fs::{Access, access};
use rustix::io::Errno;

use super::variables::DEFAULT_PATH;

/// A program and its arguments, ready to start.
#[derive(Debug, PartialEq)]
pub(super) struct Invocation {
    /// The absolute path of the program.
    pub(super) program: PathBuf,
    /// The program's arguments, without its name.
    pub(super) arguments: Vec<OsString>,
}

/// Finds the program that a hook starts, and its arguments. A relative path is resolved in `work_dir`.
///
/// # Errors
///
/// The command is empty or contains a NUL byte, or no candidate can be executed. The message names the candidates.
pub(super) fn resolve(
    program: &Program,
    path: Option<&OsStr>,
    work_dir: &Path,
) -> Result<Invocation, Failure> {
    let path = path.unwrap_or(OsStr::new(DEFAULT_PATH));
    match program {
        Program::Argv(argv) => {
            let Some((program, arguments)) = argv.split_first() else {
                return Err(Failure::new(Cause::NotUsable, "the command is empty"));
            };
            // Look for NUL bytes here, because std would refuse a NUL byte without naming the argument.
            if let Some(position) = argv.iter().position(|argument| argument.contains('\0')) {
                let message = format!("argument {position} of the command contains a NUL byte");
                return Err(Failure::new(Cause::SpawnFailed, message));
            }
            Ok(Invocation {
                program: find(program, path, work_dir)?,
                arguments: arguments.iter().map(OsString::from).collect(),
            })
        }
        Program::Shell(text) if text.contains('\0') => Err(Failure::new(
            Cause::SpawnFailed,
            "the command contains a NUL byte",
        )),
        Program::Shell(text) => Ok(Invocation {
            program: shell(path)?,
            // Do not start a login shell: it would run the user's profile for each event.
            arguments: vec!["-c".into(), text.into()],
        }),
        _ => Err(Failure::new(
            Cause::NotUsable,
            "this version cannot start this form of command",
        )),
    }
}

/// Finds the shell: bash if it exists, else sh. Hooks of other agents are written for bash. If dash is given bash
/// syntax, it exits with code 2, which would block the event.
fn shell(path: &OsStr) -> Result<PathBuf, Failure> {
    // The folder has no effect here, because a shell is found through `PATH` or by its absolute path.
    let nowhere = Path::new("/");
    find("bash", path, nowhere)
        .or_else(|_| find("sh", path, nowhere))
        .or_else(|_| find("/bin/sh", path, nowhere))
        .map_err(|_| {
            let message = "there is no shell: neither bash nor sh on PATH, nor /bin/sh";
            Failure::new(Cause::SpawnFailed, message)
        })
}

/// Finds a program by its path, or by its name in the folders of `path`.
fn find(program: &str, path: &OsStr, work_dir: &Path) -> Result<PathBuf, Failure> {
    if program.is_empty() {
        let message = "the command does not name a program";
        return Err(Failure::new(Cause::NotUsable, message));
    }
    if program.contains('/') {
        // Join the paths here: std does not define in which folder a relative program is looked up.
        let candidate = work_dir.join(program);
        return match obstacle(&candidate) {
            None => Ok(candidate),
            Some(obstacle) => {
                let tried = format!("{}: {obstacle}{}", shown(&candidate), in_one_word(program));
                Err(not_found(&tried))
            }
        };
    }
    let mut obstacles = Vec::new();
    // Skip empty and relative entries, because they would lead to programs in the project's folder.
    for folder in std::env::split_paths(path).filter(|folder| folder.is_absolute()) {
        let candidate = folder.join(program);
        match obstacle(&candidate) {
            None => return Ok(candidate),
            Some(MISSING) => {}
            Some(obstacle) => obstacles.push(format!("{}: {obstacle}", shown(&candidate))),
        }
    }
    if obstacles.is_empty() {
        obstacles.push(format!(
            "`{}` is not in any folder of PATH ({}){}",
            quoted(program.as_bytes(), 200),
            quoted(path.as_bytes(), 500),
            in_one_word(program)
        ));
    }
    Err(not_found(&obstacles.join("; ")))
}

/// Returns a remark for a program's name that contains spaces. The hook's author might expect that the name is split
/// into words, but no shell reads the name. Returns an empty text for any other name.
fn in_one_word(program: &str) -> String {
    let words: Vec<&str> = program.split_whitespace().take(20).collect();
    if words.len() < 2 {
        return String::new();
    }
    let array = quoted(format!("{words:?}").as_bytes(), 200);
    format!(
        "; the spaces are part of the program's name; to pass arguments, write each word as a separate \
         element: {array}"
    )
}

/// The obstacle of a file that does not exist. The search in `PATH` does not report this obstacle for each folder,
/// because most folders of `PATH` lack the program.
const MISSING: &str = "there is no such file";

/// Returns why a file cannot be executed; `None` if it can be executed.
fn obstacle(candidate: &Path) -> Option<&'static str> {
    match candidate.metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Some("a folder of its path cannot be searched (permission denied)")
        }
        Err(error) if Errno::from_io_error(&error) == Some(Errno::LOOP) => {
            Some("it is a link that leads back to itself")
        }
        Err(_) => Some(MISSING),
        Ok(metadata) if metadata.is_dir() => Some("it is a folder"),
        Ok(_) if access(candidate, Access::EXEC_OK).is_err() => Some("it is not executable"),
        Ok(_) => None,
    }
}

/// Makes the failure of a hook whose program cannot be executed.
fn not_found(tried: &str) -> Failure {
    Failure::new(
        Cause::SpawnFailed,
        format!("the program could not be started: {tried}"),
    )
}

/// Returns a path in a form for messages: bounded, with invisible characters escaped.
pub(super) fn shown(path: &Path) -> String {
    quoted(path.as_os_str().as_bytes(), 300)
}

#[cfg(test)]
#[path = "program_tests.rs"]
mod tests;
