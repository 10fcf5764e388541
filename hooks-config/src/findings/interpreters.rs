//! Finds scripts whose interpreter cannot start them.
//!
//! There are two ways to name an interpreter: in the first line of the script (`#!/usr/bin/env python3`), and
//! as the program of the command, with the script as its first argument.

use std::ffi::OsStr;
use std::path::Path;

use hooks_types::HookSpec;
use hooks_types::spec::{Command, Program};
use hooks_types::text::quoted;

use super::Finding;
use super::program_files::{carriage_returns, in_path, last_of, missing, no_file, relative};
use super::script::Scripts;
use super::unexpanded::unexpanded;
use crate::bridge::Word;
use crate::diagnostic::DiagnosticCode;

/// Whether the name of an interpreter can contain this character.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "/._-+@".contains(c)
}

/// Warns about a script and its arguments in a single array element, which the system takes as one
/// word. For the program itself, reading the entry already refuses this.
fn several_in_one(word: &str) -> Option<Finding> {
    // The advice is TOML to be copied, and `{:?}` writes strings as TOML reads them.
    let parts: Vec<String> = word
        .split_whitespace()
        .map(|part| format!("{part:?}"))
        .collect();
    let file = word.split_whitespace().next()?;
    let names_file = Path::new(file).extension().is_some();
    if parts.len() < 2 || !names_file || Path::new(word).exists() {
        return None;
    }
    let shown = quoted(word.as_bytes(), 80);
    let parts = quoted(parts.join(", ").as_bytes(), 120);
    let message = format!("`{shown}` is one word, spaces included: no shell splits an array");
    let code = DiagnosticCode::MissingFile;
    let found = Finding::warning(code, last_of(word), message);
    Some(found.help(format!("write each word by itself: {parts}")))
}

/// Programs whose first argument is a script.
const INTERPRETERS: &[&str] = &[
    "sh", "bash", "zsh", "dash", "python", "python3", "node", "ruby", "perl",
];

/// Warns about the interpreter in a script's first line, if it does not exist or is not in PATH.
///
/// The kernel starts the path behind `#!` as it is written. `/usr/bin/env NAME` looks for NAME in PATH, and with
/// `-S` it splits the rest of the line first.
pub(super) fn started_by(
    script: &str,
    path: Option<&OsStr>,
    scripts: &Scripts<'_>,
) -> Option<Finding> {
    let text = scripts.text(Path::new(script))?;
    let mut words = text.lines().next()?.strip_prefix("#!")?.split_whitespace();
    let first = words.next().filter(|first| first.starts_with('/'))?;
    let (shown, file) = (quoted(script.as_bytes(), 200), quoted(first.as_bytes(), 80));
    let is_env = first.ends_with("/env");
    if !Path::new(first).exists() {
        let message = format!("`{shown}` is started by `{file}`, which does not exist");
        let code = DiagnosticCode::MissingFile;
        return Some(
            Finding::warning(code, last_of(script), message)
                .help("write `#!/usr/bin/env NAME`, which looks for NAME in PATH"),
        );
    }
    let named = words.find(|word| *word != "-S").filter(|_| is_env)?;
    let is_name = named.chars().all(is_plain) && !named.starts_with('-');
    let missing = in_path(named, path).filter(|_| is_name && !named.contains('/'))?;
    let message = format!(
        "`{shown}` is started by its first line: {}",
        missing.message
    );
    let help = "correct `#!` in its first line, or install the program";
    let code = DiagnosticCode::NotInPath;
    Some(Finding::warning(code, last_of(script), message).help(help))
}

/// Examines a script that is passed to an interpreter.
///
/// Only the word right behind the interpreter counts. Behind an option it may be that option's value, as in
/// `python3 -c CODE`. A script needs neither permission to execute nor a first line here.
pub(super) fn interpreted(
    hook: &HookSpec,
    command: &Command,
    words: &[Word],
    scripts: &Scripts<'_>,
) -> Option<Finding> {
    let interpreter = words.first()?.text.rsplit('/').next()?;
    let given = words.get(1).filter(|word| !word.text.starts_with('-'))?;
    let script = given.text.as_str();
    let path = Path::new(script);
    if !INTERPRETERS.contains(&interpreter) {
        return None;
    }
    let is_argv = matches!(command.program, Program::Argv(_));
    if let Some(found) = several_in_one(script).filter(|_| is_argv) {
        return Some(found);
    }
    if given.is_open || (is_argv && unexpanded(script).is_some()) {
        return None;
    }
    // A bare word such as `python3 guard` can be a folder or a module's name, so it is not judged.
    if !path.is_absolute() {
        let is_file = script.contains('/') || path.extension().is_some();
        return is_file.then(|| relative(command, script)).flatten();
    }
    if !path.exists() {
        return missing(hook, script);
    }
    if let Some(found) = no_file(script, path) {
        return Some(found);
    }
    // Python, Ruby, Perl and Node accept Windows line endings.
    let shell = ["sh", "bash", "zsh", "dash"].contains(&interpreter);
    scripts
        .text(path)
        .filter(|_| shell)
        .and_then(|text| carriage_returns(&text, script))
}
