//! Says why a script cannot start although it is there: what its `#!` line asks for is not there.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use hooks_types::env::environment;
use hooks_types::spec::{Handler, Program, WorkDir};
use hooks_types::text::quoted;
use rustix::fs::OFlags;

use super::program::shown;
use crate::request::HookRequest;

/// The longest first line that a kernel reads.
const LONGEST: u64 = 256;

/// How many words of a command are looked at.
const MOST_WORDS: usize = 64;

/// Says what is wrong with the first line of a script; `None` if it is no script, or nothing is.
pub(super) fn problem(script: &Path) -> Option<String> {
    let line = first_line(script)?;
    let asked = line.strip_prefix(b"#!")?;
    if asked.ends_with(b"\r") {
        return Some(format!(
            "its `#!` line ends with a carriage return, which becomes part of its interpreter's \
             name: it has Windows line endings; to fix it, type `sed -i 's/\\r$//' {}`",
            shown(script)
        ));
    }
    let mut words = asked.split(u8::is_ascii_whitespace);
    let interpreter = words.find(|word| !word.is_empty())?;
    let path = Path::new(std::ffi::OsStr::from_bytes(interpreter));
    let is_missing = path.is_absolute() && !path.exists();
    is_missing.then(|| {
        format!(
            "its `#!` line asks for `{}`, which does not exist",
            quoted(interpreter, 100)
        )
    })
}

/// Reads the first line of a regular file, without its end. Does not wait for a pipe.
fn first_line(path: &Path) -> Option<Vec<u8>> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).ok()?;
    let file: File = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
        .ok()
        .filter(|file| file.metadata().is_ok_and(|it| it.is_file()))?;
    let mut begin = Vec::new();
    file.take(LONGEST).read_to_end(&mut begin).ok()?;
    let end = begin.iter().position(|byte| *byte == b'\n');
    begin.truncate(end.unwrap_or(begin.len()));
    Some(begin)
}

/// Looks for the script that a command could not start, by the words of the command. For exit codes
/// 126 and 127, with which a shell or `env` says so. Reads files: may block.
pub(super) fn of_command(request: &HookRequest) -> Option<String> {
    let Handler::Command(command) = &request.spec.handler else {
        return None;
    };
    let payload = request.payload.payload();
    let mut variables = environment(&request.spec, payload).vars;
    variables.extend(command.env.clone());
    let folder = match &command.work_dir {
        WorkDir::Fixed(folder) => folder.as_path(),
        _ => Path::new(&payload.meta.cwd),
    };
    let words: Vec<&str> = match &command.program {
        Program::Argv(argv) => argv.iter().map(String::as_str).collect(),
        Program::Shell(text) => text
            .split(|letter: char| letter.is_whitespace() || ";&|()".contains(letter))
            .collect(),
        _ => Vec::new(),
    };
    let words = words.into_iter().filter(|word| word.len() < 4096);
    words.take(MOST_WORDS).find_map(|word| {
        let mut word = word.replace(['"', '\''], "");
        for (name, value) in &variables {
            word = word.replace(&format!("${{{name}}}"), value);
            word = word.replace(&format!("${name}/"), &format!("{value}/"));
        }
        let script = folder.join(&word);
        let problem = word.contains('/').then(|| problem(&script)).flatten()?;
        Some(format!("{}: {problem}", shown(&script)))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

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
        assert!(windows.contains("sed -i 's/\\r$//' "), "{windows}");
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
}
