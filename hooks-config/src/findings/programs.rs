//! Finds programs that cannot start, or that start from one working folder only.
//!
//! The first word of a command is the program. How it is written decides what is checked:
//!
//! | program | checks |
//! |---|---|
//! | `/opt/guard.sh` | it exists, is a file, can be executed, and has an interpreter that exists |
//! | `./guard.sh`, `hooks/guard.sh` | the hook has a fixed folder, since the session's folder varies |
//! | `guard` | a folder of PATH has it |
//! | `python3 /opt/guard.py` | the script exists; [`interpreters`](super::interpreters) has the rest |
//!
//! A word whose value is known only when the hook runs is skipped, and so is a shell text that begins with a
//! word of the shell itself.

use std::ffi::OsStr;
use std::path::Path;

use hooks_types::HookSpec;
use hooks_types::spec::Command;
use hooks_types::text::quoted;

use super::interpreters::{interpreted, missing_later, several_in_one, started_by};
use super::language::interpreter_of;
use super::program_files::{
    carriage_returns, in_path, is_executable, is_in_path, last_of, missing, no_file, no_program,
    relative, shell_word,
};
use super::script::{Scripts, command, words_of, words_of_array};
use super::shell_of::{in_array, keeps_path, text_of};
use super::unexpanded::{in_replaced_path, in_single_quotes, quoted_tilde, unexpanded};
use super::whole_path::Format;
use super::{Finding, arguments};
use crate::bridge::Word;
use crate::diagnostic::DiagnosticCode;
use crate::native::CONFIG_DIR;

/// Words that a shell handles itself, without starting a program.
const BUILT_IN: &[&str] = &[
    ":",
    ".",
    "[",
    "[[",
    "{",
    "(",
    "((",
    "!",
    "alias",
    "bg",
    "bind",
    "break",
    "builtin",
    "caller",
    "case",
    "cd",
    "command",
    "complete",
    "continue",
    "coproc",
    "declare",
    "dirs",
    "disown",
    "echo",
    "enable",
    "eval",
    "exec",
    "exit",
    "export",
    "false",
    "fc",
    "fg",
    "for",
    "function",
    "getopts",
    "hash",
    "help",
    "history",
    "if",
    "jobs",
    "kill",
    "let",
    "local",
    "mapfile",
    "popd",
    "printf",
    "pushd",
    "pwd",
    "read",
    "readarray",
    "readonly",
    "return",
    "select",
    "set",
    "setopt",
    "shift",
    "shopt",
    "source",
    "suspend",
    "test",
    "time",
    "times",
    "trap",
    "true",
    "type",
    "typeset",
    "ulimit",
    "umask",
    "unalias",
    "unset",
    "until",
    "wait",
    "while",
];

/// Returns the findings about the program of a hook. `path` is the value of PATH.
///
/// Each finding points into the value of `command`, because the hook's name often contains the name of its script.
pub(super) fn findings(
    hook: &HookSpec,
    path: Option<&OsStr>,
    format: Format,
    scripts: &Scripts<'_>,
) -> Vec<Finding> {
    let found = of_command(hook, path, format, scripts).into_iter();
    found.map(|found| found.in_value_of("command")).collect()
}

/// Examines the words of the command. At most one finding is about the program itself: the first that applies. For an
/// array, there can be one more finding for each word that only a shell would expand.
fn of_command(
    hook: &HookSpec,
    path: Option<&OsStr>,
    format: Format,
    scripts: &Scripts<'_>,
) -> Vec<Finding> {
    let Some(command) = command(hook) else {
        return Vec::new();
    };
    let mut words = words_of_array(command);
    let at = in_array(&words).map(|found| found.at);
    if let Some(at) = at {
        // The text after `-c` is read by a shell, and the other words are read like those of any array.
        words.remove(at);
    }
    let mut found = of_words(hook, command, (&words, true), (path, format), scripts);
    if found.is_empty()
        && let Some(text) = text_of(command)
    {
        found = match in_single_quotes(text, format) {
            Some(found) => vec![found],
            None => {
                let words = words_of(command);
                let path = path.filter(|_| keeps_path(command));
                of_words(hook, command, (&words, false), (path, format), scripts)
            }
        };
    }
    found
}

/// Examines the words of an array, or of a text that a shell reads.
fn of_words(
    hook: &HookSpec,
    command: &Command,
    (words, is_argv): (&[Word], bool),
    (path, format): (Option<&OsStr>, Format),
    scripts: &Scripts<'_>,
) -> Vec<Finding> {
    let Some(program) = words.first() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    // A shell expands `~` and variables, but no shell reads an array. So examine the words of an array.
    if is_argv {
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let is_program = |word: &str| BUILT_IN.contains(&word) || is_in_path(word, path);
        found.extend(arguments::findings(&texts, format, is_program));
    }
    // If one element holds several words, do not examine its path: the author did not mean the whole element as a path.
    if is_argv && let Some(joined) = several_in_one(hook, &program.text, path) {
        found.push(joined);
        return found;
    }
    // In a shell text, an unquoted `~` makes its word open. So this `~` is in double quotes, and stays as it is.
    if !is_argv && !program.is_open && program.text.starts_with("~/") {
        return vec![quoted_tilde(&program.text)];
    }
    let is_open = program.is_open || (is_argv && unexpanded(&program.text, format).is_some());
    let program = program.text.as_str();
    if is_open || (!is_argv && BUILT_IN.contains(&program)) {
        return found;
    }
    found.extend(
        match (program.contains('/'), Path::new(program).is_absolute()) {
            (true, true) => file(hook, program, Path::new(program), scripts)
                .or_else(|| started_by(program, path, scripts)),
            (true, false) => relative(hook, command, program, format),
            (false, _) => in_path(program, path).map(|found| beside(hook, program, found)),
        },
    );
    found.extend(interpreted(hook, command, words, (path, format), scripts));
    if is_argv {
        found.extend(missing_later(hook, words));
    }
    found
}

/// Adds to the finding about a program that is not in PATH the file that was probably meant: a file in a folder of the
/// entry's own `PATH` whose `~` or `$HOME` nothing replaced, or the file of this name beside the hook's own file.
fn beside(hook: &HookSpec, program: &str, found: Finding) -> Finding {
    if let Some(path) = in_replaced_path(hook, program) {
        let path = path.to_string_lossy();
        let shown = quoted(path.as_bytes(), 200);
        return found.help(format!("write its whole path: `{shown}`"));
    }
    let folder = hook.source.file.as_deref().and_then(|file| file.parent());
    let is_there = folder.is_some_and(|folder| folder.join(program).is_file());
    match is_there && hook.form.dialect.is_native() {
        true => found.help(format!(
            "did you mean `{CONFIG_DIR}/{}`?",
            quoted(program.as_bytes(), 80)
        )),
        false => found,
    }
}

/// Examines a program that is named by its absolute path. The checks come in the order in which the system makes its
/// own checks when it starts a program.
fn file(hook: &HookSpec, program: &str, path: &Path, scripts: &Scripts<'_>) -> Option<Finding> {
    let shown = quoted(program.as_bytes(), 200);
    let about = last_of(program);
    if !path.exists() {
        return missing(hook, program);
    }
    if let Some(found) = no_file(program, path) {
        return Some(found);
    }
    if !is_executable(path) {
        let message = format!("`{shown}` cannot be executed, so the hook fails when it runs");
        return Some(
            Finding::warning(DiagnosticCode::NotExecutable, about, message)
                .help(format!("chmod +x {}", shell_word(program))),
        );
    }
    // `text` returns `None` in two cases: the file is not text, or the hook is untrusted and its files are not read. In
    // the second case `is_no_program` returns `false`, so nothing is reported.
    let Some(text) = scripts.text(path) else {
        return scripts
            .is_no_program(path)
            .then(|| no_program(&shown, about));
    };
    if text.starts_with("\u{feff}#!") {
        let message =
            format!("`{shown}` has a byte order mark before its `#!`: the system cannot start it");
        let code = DiagnosticCode::NoInterpreter;
        let found = Finding::warning(code, about, message);
        return Some(found.help("save it as UTF-8 without a byte order mark"));
    }
    if text.is_empty() {
        let message = format!("`{shown}` is empty: the system cannot start it");
        let code = DiagnosticCode::NoInterpreter;
        let found = Finding::warning(code, about, message);
        return Some(found.help("write the script, or correct the path"));
    }
    // Report a script without `#!`. A shell would run it by itself, but the hook engine starts programs without a
    // shell, and the kernel refuses such a script.
    if !text.starts_with("#!") {
        let message = format!("`{shown}` is a text without `#!`: the system cannot start it");
        return Some(
            Finding::warning(DiagnosticCode::NoInterpreter, about, message).help(format!(
                "begin it with a line such as `#!/usr/bin/env {}`",
                interpreter_of(path, &text)
            )),
        );
    }
    carriage_returns(&text, program, true)
}
