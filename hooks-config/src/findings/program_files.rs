//! Builds the findings about one file or one name, whichever program starts it.
//!
//! [`programs`](super::programs) uses these findings for the program of a hook, [`interpreters`](super::interpreters)
//! for a script that is passed to an interpreter. All names come from a config, so they are quoted and shortened.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use hooks_types::HookSpec;
use hooks_types::spec::{Command, WorkDir};
use hooks_types::text::quoted;

use super::Finding;
use super::whole_path::Format;
use crate::diagnostic::DiagnosticCode;
use crate::format::{IN_PLACE_OF_LINK, create_it, leads_to_itself};

/// Warns about a file that does not exist. For other agents' files, `name_missing_scripts` reports this.
pub(super) fn missing(hook: &HookSpec, program: &str) -> Option<Finding> {
    let shown = quoted(program.as_bytes(), 200);
    let what = match leads_to_itself(Path::new(program)) {
        true => "is a link that leads back to itself",
        false => "does not exist",
    };
    let message = format!("`{shown}` {what}, so the hook fails when it runs");
    let native = hook.form.dialect.is_native();
    native.then(|| {
        Finding::warning(DiagnosticCode::MissingFile, last_of(program), message)
            .help(written_where(Path::new(program)))
    })
}

/// Returns the cure for a missing file. If the path is a link, the cure names the link's target: the link itself looks
/// like a file in its folder.
fn written_where(path: &Path) -> String {
    match path.read_link() {
        Ok(_) if leads_to_itself(path) => IN_PLACE_OF_LINK.to_owned(),
        Ok(target) => {
            let target = target.display().to_string();
            let target = quoted(target.as_bytes(), 200);
            format!("it is a link to `{target}`: create that file, or correct the link")
        }
        Err(_) => {
            let file = path.display().to_string();
            create_it(&quoted(file.as_bytes(), 200))
        }
    }
}

/// Warns about a path that exists but is not a file: a folder, a pipe or a device.
pub(super) fn no_file(program: &str, path: &Path) -> Option<Finding> {
    let kind = path.metadata().ok()?.file_type();
    if kind.is_file() {
        return None;
    }
    let what = if kind.is_dir() {
        "folder"
    } else {
        "pipe or a device"
    };
    let shown = quoted(program.as_bytes(), 200);
    let message = format!("`{shown}` is a {what}, not a file, so the hook fails when it runs");
    let code = DiagnosticCode::MissingFile;
    Some(
        Finding::warning(code, last_of(program), message).help("name the program or script itself"),
    )
}

/// Warns about a file that is neither text nor a program of a known system.
pub(super) fn no_program(shown: &str, about: String) -> Finding {
    let message =
        format!("`{shown}` is neither a script nor a program: the system cannot start it");
    let code = DiagnosticCode::NoInterpreter;
    Finding::warning(code, about, message)
        .help("write it again as a text that begins with a line such as `#!/usr/bin/env bash`")
}

/// Warns about Windows line endings: shells and the kernel take the carriage return as part of a
/// word.
///
/// In `#!/bin/sh\r` the kernel looks for an interpreter whose name ends with that character, and reports that
/// the script does not exist. That matters only if the script is started as a program (`is_program`), without naming
/// its interpreter in the command.
pub(super) fn carriage_returns(text: &str, script: &str, is_program: bool) -> Option<Finding> {
    if !text.contains("\r\n") {
        return None;
    }
    let shown = quoted(script.as_bytes(), 200);
    let first = text.split('\n').next().unwrap_or_default();
    let why = match is_program && first.starts_with("#!") && first.ends_with('\r') {
        true => ": its `#!` line ends with a carriage return, so the system cannot start it",
        false => ", which its interpreter reads as part of each line",
    };
    let message = format!("`{shown}` has Windows line endings{why}");
    let code = DiagnosticCode::CarriageReturns;
    Some(
        Finding::warning(code, last_of(script), message)
            .help(format!("sed -i 's/\\r$//' {}", shell_word(script))),
    )
}

/// Quotes a path as one word of a command that the user can copy. The path is escaped first: control characters become
/// visible, and the path cannot add a second command.
pub(super) fn shell_word(path: &str) -> String {
    let shown = quoted(path.as_bytes(), 200);
    let word = shlex::try_quote(&shown).map(|word| word.into_owned());
    word.unwrap_or_else(|_| shown.to_string())
}

/// Warns about a relative path, unless the hook runs in a fixed folder.
///
/// A hook runs in the folder of the session, which can be the project's root in one session and a folder below it in
/// the next. From the second folder the guard would not be found.
pub(super) fn relative(
    hook: &HookSpec,
    command: &Command,
    program: &str,
    format: Format,
) -> Option<Finding> {
    if matches!(command.work_dir, WorkDir::Fixed(_)) {
        return None;
    }
    let shown = quoted(program.as_bytes(), 80);
    let message = format!(
        "`{shown}` is a relative path, so it is found only if the session runs in the right folder"
    );
    let found = Finding::warning(DiagnosticCode::RelativeProgram, program, message);
    Some(found.help(format.whole_path(hook, command, program)))
}

/// Returns whether a folder of PATH is known to hold the program.
pub(super) fn is_in_path(program: &str, path: Option<&OsStr>) -> bool {
    let mut folders = path.into_iter().flat_map(std::env::split_paths);
    folders.any(|folder| folder.is_absolute() && is_executable(&folder.join(program)))
}

/// Warns about a program name that no folder of PATH holds. Relative folders of PATH are left out: they depend
/// on the folder of the session.
pub(super) fn in_path(program: &str, path: Option<&OsStr>) -> Option<Finding> {
    let mut folders = std::env::split_paths(path?)
        .filter(|folder| folder.is_absolute())
        .peekable();
    // Report nothing if PATH has no absolute folder to search.
    folders.peek()?;
    if folders.any(|folder| is_executable(&folder.join(program))) {
        return None;
    }
    let shown = quoted(program.as_bytes(), 80);
    let message = format!("there is no program `{shown}` in PATH");
    let code = DiagnosticCode::NotInPath;
    Some(Finding::warning(code, program, message).help("install it, or write its path"))
}

/// Returns the last part of a path. The config file can write the folders before it with a placeholder, but it writes
/// this part literally.
pub(super) fn last_of(path: &str) -> String {
    let name = PathBuf::from(path);
    let name = name.file_name().and_then(OsStr::to_str);
    name.unwrap_or(path).to_owned()
}

/// Returns whether a path is a file that at least one user may execute. This check does not ask whether the present
/// user may: owner and groups can be different when the hook starts.
#[cfg(unix)]
pub(crate) fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

/// Returns whether a path is a file, with or without one of the extensions that Windows adds to a program's name.
/// Systems other than Unix have no permission bit for execution.
#[cfg(not(unix))]
pub(crate) fn is_executable(path: &Path) -> bool {
    let ends = ["", "exe", "cmd", "bat", "com"];
    ends.iter().any(|end| path.with_extension(end).is_file())
}
