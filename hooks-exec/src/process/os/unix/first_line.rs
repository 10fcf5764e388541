//! Explains why a script cannot start although the script exists: the interpreter in its `#!` line is missing.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{Metadata, OpenOptions};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use hooks_types::env::environment;
use hooks_types::spec::{Handler, Program};
use hooks_types::text::quoted;
use rustix::fs::OFlags;

use super::program::shown;
use super::work_dir;
use crate::request::HookRequest;

/// The longest first line that the kernel reads (`BINPRM_BUF_SIZE` on Linux).
const LONGEST_LINE: u64 = 256;

/// The maximum number of words of a command that are examined.
const MOST_WORDS: usize = 64;

/// The longest word of a command after its variables are replaced, in bytes. No path is longer.
const LONGEST_WORD: usize = 4096;

/// The longest interpreter name that a message repeats, in bytes.
const LONGEST_QUOTED: usize = 60;

/// Returns the problem in the first line of a script. Returns `None` if there is no problem or the file is not a
/// script.
///
/// The model reads the returned text, and the file can hold a secret. So of the file's content, only the path of a
/// missing interpreter is quoted.
pub(super) fn problem(script: &Path) -> Option<String> {
    let line = first_line(script)?;
    let asked = line.strip_prefix(b"#!")?;
    // The kernel treats the carriage return as a part of the interpreter's name, and the kernel's error names only the
    // script. So explain the cause here.
    if asked.ends_with(b"\r") {
        return Some(
            "its `#!` line ends with a carriage return, which becomes part of its interpreter's \
             name: it has Windows line endings; convert the file to Unix line endings"
                .to_owned(),
        );
    }
    let mut words = asked.split(u8::is_ascii_whitespace);
    let interpreter = words.find(|word| !word.is_empty())?;
    let path = Path::new(OsStr::from_bytes(interpreter));
    let is_missing = path.is_absolute() && !path.exists();
    // Do not quote a long or unprintable name, because it might not be a path but a secret from the file.
    let is_name =
        interpreter.len() <= LONGEST_QUOTED && interpreter.iter().all(u8::is_ascii_graphic);
    is_missing.then(|| match is_name && !leads_out(script) {
        true => format!(
            "its `#!` line asks for `{}`, which does not exist",
            quoted(interpreter, LONGEST_QUOTED)
        ),
        false => "its `#!` line asks for an interpreter that does not exist".to_owned(),
    })
}

/// Returns whether a byte order mark comes before the `#!` of a script, so that the system finds no `#!` line.
pub(super) fn is_behind_mark(script: &Path) -> bool {
    first_line(script).is_some_and(|line| line.starts_with("\u{feff}#!".as_bytes()))
}

/// Returns whether a link in a path leads out of the folder that contains the link. If so, the path leads to a file in
/// an unexpected place, and this file can hold a secret.
fn leads_out(path: &Path) -> bool {
    let leads_out = |link: &Path| -> Option<bool> {
        let folder = link.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(!link.canonicalize().ok()?.starts_with(folder))
    };
    let mut links = path.ancestors().filter(|path| path.is_symlink());
    links.any(|link| leads_out(link).unwrap_or(true))
}

/// Reads the first line of a regular file, without its line break. Does not open any other kind of file, because
/// opening a pipe or a device can have an effect.
fn first_line(path: &Path) -> Option<Vec<u8>> {
    let is_file = |found: Metadata| found.is_file();
    if !std::fs::metadata(path).is_ok_and(is_file) {
        return None;
    }
    // A pipe or a device might have replaced the script after the check above. With `NONBLOCK`, opening a pipe does not
    // block. With `NOCTTY`, a terminal does not become our controlling terminal. The type is checked again on the open
    // file.
    let flags = i32::try_from((OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC).bits()).ok()?;
    let mut open = OpenOptions::new();
    let file = open.read(true).custom_flags(flags).open(path).ok()?;
    if !file.metadata().is_ok_and(is_file) {
        return None;
    }
    let mut begin = Vec::new();
    file.take(LONGEST_LINE).read_to_end(&mut begin).ok()?;
    let end = begin.iter().position(|byte| *byte == b'\n');
    begin.truncate(end.unwrap_or(begin.len()));
    Some(begin)
}

/// Searches the words of a command for the script that could not start, and returns the problem in the script's first
/// line, if the line has a problem. Call this after exit code 126 or 127. This reads files, so it can block.
pub(super) fn of_command(request: &HookRequest) -> Option<String> {
    let Handler::Command(command) = &request.spec.handler else {
        return None;
    };
    let payload = request.payload.payload();
    let mut variables = environment(&request.spec, payload).vars;
    variables.extend(command.env.clone());
    let (folder, _) = work_dir::choose(command, &payload.meta.cwd).ok()?;
    let words: Vec<&str> = match &command.program {
        Program::Argv(argv) => argv.iter().map(String::as_str).collect(),
        Program::Shell(text) => text
            .split(|letter: char| letter.is_whitespace() || ";&|()".contains(letter))
            .collect(),
        _ => Vec::new(),
    };
    let words = words.into_iter().filter(|word| word.len() <= LONGEST_WORD);
    words.take(MOST_WORDS).find_map(|word| {
        let word = expanded(word, &variables)?;
        let script = folder.join(&word);
        let problem = word.contains('/').then(|| problem(&script)).flatten()?;
        Some(format!("{}: {problem}", shown(&script)))
    })
}

/// Returns a word of a command without its quotes and with the values of known variables. Variables inside these values
/// are not replaced. Returns `None` if the result is longer than any path.
fn expanded(word: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    let mut made = String::new();
    let mut rest = word;
    while let Some(letter) = rest.chars().next().filter(|_| made.len() <= LONGEST_WORD) {
        if let Some((value, behind)) = variable(rest, variables) {
            made.push_str(value);
            rest = behind;
            continue;
        }
        if !matches!(letter, '"' | '\'') {
            made.push(letter);
        }
        rest = &rest[letter.len_utf8()..];
    }
    (made.len() <= LONGEST_WORD).then_some(made)
}

/// Returns the value of the known variable with which a text begins (`$A`, `${A}`), and the text after it.
fn variable<'v, 't>(
    text: &'t str,
    variables: &'v BTreeMap<String, String>,
) -> Option<(&'v str, &'t str)> {
    let behind = text.strip_prefix('$')?;
    let (name, behind) = match behind.strip_prefix('{') {
        Some(inside) => inside.split_once('}')?,
        None => {
            let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            behind.split_at(behind.find(|it| !is_of_name(it)).unwrap_or(behind.len()))
        }
    };
    Some((variables.get(name)?, behind))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use hooks_types::event::Stop;
    use hooks_types::spec::{Command, WorkDir};
    use hooks_types::{EventName, HookSpec, Payload, SessionMeta};

    use super::*;
    use crate::wire_forms::SharedPayload;

    #[test]
    fn what_a_first_line_asks_for_in_vain_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("guard.sh");
        let told = |text: &[u8]| {
            fs::write(&script, text).unwrap();
            problem(&script)
        };
        let windows = told(b"#!/usr/bin/env bash\r\nexit 2\r\n").unwrap();
        assert!(windows.contains("Windows line endings"), "{windows}");
        assert!(windows.contains("convert the file to Unix"), "{windows}");
        let name = folder.path().display().to_string();
        assert!(!windows.contains(&name), "{windows}");
        assert_eq!(
            told(b"#! /gone/bash -e\nexit 2\n").unwrap(),
            "its `#!` line asks for `/gone/bash`, which does not exist"
        );
        for good in [
            &b"#!/bin/sh\nexit 2\r\n"[..],
            b"#!/bin/sh",
            b"#!",
            b"",
            b"#!relative\n",
            b"\x7fELF\r\n",
        ] {
            assert_eq!(told(good), None);
        }
        assert_eq!(problem(Path::new("/dev/zero")), None);
        assert_eq!(problem(folder.path()), None);
    }

    #[test]
    fn the_script_of_a_command_is_looked_for_where_the_command_ran() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("inner/bin")).unwrap();
        fs::write(at("inner/bin/guard.sh"), "#!/gone/sh\n").unwrap();
        let said = |work_dir: WorkDir, fallbacks: &[&str]| {
            let mut command = Command::shell("./bin/guard.sh");
            command.work_dir = work_dir;
            command.work_dir_fallbacks = fallbacks.iter().map(|path| at(path)).collect();
            let meta = SessionMeta::new("s", folder.path().to_str().unwrap());
            let spec = HookSpec::command("h", EventName::Stop, command);
            let payload = SharedPayload::new(Payload::new(Arc::new(meta), Stop::new()));
            of_command(&HookRequest::new(Arc::new(spec), payload))
        };
        assert!(said(WorkDir::Fixed(at("inner")), &[]).is_some());
        // A fixed folder can be relative to the session's folder.
        assert!(said(WorkDir::Fixed("inner".into()), &[]).is_some());
        assert!(said(WorkDir::Fixed(at("gone")), &["gone too", "inner"]).is_some());
        assert_eq!(said(WorkDir::Session, &["inner"]), None);
        assert_eq!(said(WorkDir::Fixed(at("gone")), &[]), None);
    }

    #[test]
    fn of_a_first_line_only_a_path_in_plain_sight_is_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("inside");
        fs::create_dir(&inside).unwrap();
        let told = |line: &[u8]| {
            fs::write(inside.join("x.sh"), line).unwrap();
            problem(&inside.join("x.sh")).unwrap()
        };
        let vague = "its `#!` line asks for an interpreter that does not exist";
        let long = [b"#!/".as_slice(), &[b'a'; 60]].concat();
        for secret in [
            &long[..],
            "#!/gone/ü".as_bytes(),
            b"#!/gone/\x1b[2J",
            b"#!/gone/\xff",
        ] {
            assert_eq!(told(secret), vague);
        }
        fs::write(folder.path().join("secret"), "#!/SECRET").unwrap();
        fs::write(inside.join("own"), "#!/gone/sh").unwrap();
        for (link, target, expected) in [
            ("out.sh", "../secret", vague),
            ("up", "..", vague),
            (
                "in.sh",
                "own",
                "its `#!` line asks for `/gone/sh`, which does not exist",
            ),
        ] {
            let link = inside.join(link);
            std::os::unix::fs::symlink(target, &link).unwrap();
            let script = if target == ".." {
                link.join("secret")
            } else {
                link
            };
            assert_eq!(problem(&script).unwrap(), expected, "{target}");
        }
    }

    #[test]
    fn a_pipe_is_not_opened_to_look_at_its_first_line() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let end = std::thread::spawn({
            let pipe = pipe.clone();
            // Opening the pipe for writing blocks until its reading end is opened.
            move || OpenOptions::new().write(true).open(pipe).map(drop)
        });
        for _ in 0..100 {
            assert_eq!(problem(&pipe), None);
        }
        assert!(!end.is_finished());
        drop(OpenOptions::new().read(true).open(&pipe).unwrap());
        end.join().unwrap().unwrap();
    }

    #[test]
    fn a_value_is_not_expanded_again_and_no_word_outgrows_a_path() {
        let names: Vec<String> = (0..40).map(|at| format!("A{at:02}")).collect();
        let variables: BTreeMap<String, String> = names
            .iter()
            .zip(names.iter().skip(1))
            .map(|(name, next)| (name.clone(), format!("${{{next}}}/${{{next}}}")))
            .collect();
        let word = |text: &str| expanded(text, &variables);
        assert_eq!(word("${A00}/x").unwrap(), "${A01}/${A01}/x");
        assert_eq!(word("\"$A00\"/x").unwrap(), "${A01}/${A01}/x");
        assert_eq!(word("'$A00x/${A0}$$").unwrap(), "$A00x/${A0}$$");
        assert_eq!(word("${A00").unwrap(), "${A00");
        assert_eq!(word(&"$A00".repeat(4096)), None);
        assert_eq!(word(&"x".repeat(4096)).unwrap().len(), 4096);
        assert_eq!(word(&"x".repeat(4097)), None);
    }
}
