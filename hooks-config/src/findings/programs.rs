//! Finds programs that cannot start, or that start from one working folder only.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use hooks_types::HookSpec;
use hooks_types::spec::{Command, Program, WorkDir};
use hooks_types::text::quoted;

use super::Finding;
use super::script::{Scripts, command, words_of};
use crate::bridge::Word;
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::format::WRITE_IT;

/// Words that a shell runs itself.
const BUILT_IN: &[&str] = &[
    ":", ".", "[", "[[", "{", "(", "!", "bg", "break", "case", "cd", "command", "continue", "echo",
    "eval", "exec", "exit", "export", "false", "for", "function", "if", "printf", "pwd", "read",
    "return", "set", "shift", "source", "test", "time", "trap", "true", "type", "ulimit", "umask",
    "unset", "until", "wait", "while",
];

pub(super) fn findings(
    hook: &HookSpec,
    path: Option<&OsStr>,
    scripts: &Scripts<'_>,
) -> Vec<Finding> {
    let found = of_command(hook, path, scripts).into_iter();
    found.map(|found| found.in_value_of("command")).collect()
}

fn of_command(hook: &HookSpec, path: Option<&OsStr>, scripts: &Scripts<'_>) -> Vec<Finding> {
    let Some(command) = command(hook) else {
        return Vec::new();
    };
    if let Program::Shell(text) = &command.program
        && let Some(found) = in_single_quotes(text)
    {
        return vec![found];
    }
    let words = words_of(command);
    let Some(program) = words.first() else {
        return Vec::new();
    };
    let is_argv = matches!(command.program, Program::Argv(_));
    let mut found = Vec::new();
    if is_argv {
        found.extend(words.iter().filter_map(|word| unexpanded(&word.text)));
    }
    let is_open = program.is_open || (is_argv && unexpanded(&program.text).is_some());
    let program = program.text.as_str();
    if is_open || (!is_argv && BUILT_IN.contains(&program)) {
        return found;
    }
    found.extend(
        match (program.contains('/'), Path::new(program).is_absolute()) {
            (true, true) => file(hook, program, Path::new(program), scripts)
                .or_else(|| started_by(program, path, scripts)),
            (true, false) => relative(command, program),
            (false, _) => in_path(program, path),
        },
    );
    found.extend(interpreted(hook, command, &words, scripts));
    found
}

/// Whether this character may stand in the name of an interpreter.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "/._-+@".contains(c)
}

/// Warns about a script and its arguments in a single array element, which the system takes as one
/// word. (For the program itself, reading the entry already refuses this.)
fn several_in_one(word: &str) -> Option<Finding> {
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
    let found = Finding::new(code, Severity::Warning, last_of(word), message);
    Some(found.help(format!("write each word by itself: {parts}")))
}

/// Programs whose first argument is a script.
const INTERPRETERS: &[&str] = &[
    "sh", "bash", "zsh", "dash", "python", "python3", "node", "ruby", "perl",
];

/// Warns about `~` and variables in an array: only a shell replaces them.
fn unexpanded(word: &str) -> Option<Finding> {
    let shown = quoted(word.as_bytes(), 80);
    let name = word
        .split_once("${")
        .and_then(|(_, rest)| rest.split_once('}'));
    let what = if word.starts_with("~/") || word == "~" {
        "`~`".to_owned()
    } else if let Some((name, _)) = name {
        format!("`${{{}}}`", quoted(name.as_bytes(), 40))
    } else if word.starts_with('$') && word.len() > 1 {
        format!("`{shown}`")
    } else {
        return None;
    };
    let message = format!("{what} is not replaced: no shell reads an array of words");
    let help = "write the path, or `${config_dir}/` for the folder of this file; a string runs \
                through a shell";
    Some(
        Finding::new(
            DiagnosticCode::NotExpanded,
            Severity::Warning,
            word,
            message,
        )
        .help(help),
    )
}

/// Warns about a program in single quotes: a shell replaces nothing there.
fn in_single_quotes(text: &str) -> Option<Finding> {
    let (word, _) = text.trim_start().strip_prefix('\'')?.split_once('\'')?;
    let what = unexpanded(word)?.about;
    let shown = quoted(what.as_bytes(), 80);
    let message = format!("`{shown}` is in single quotes, where a shell expands nothing");
    let code = DiagnosticCode::NotExpanded;
    let found = Finding::new(code, Severity::Warning, what, message);
    Some(found.help("write double quotes"))
}

/// Examines a program that is named by its absolute path.
fn file(hook: &HookSpec, program: &str, path: &Path, scripts: &Scripts<'_>) -> Option<Finding> {
    let shown = quoted(program.as_bytes(), 200);
    let about = last_of(program);
    if !path.exists() {
        // For other agents' files, `name_missing_scripts` reports this.
        let native = hook.form.dialect.is_native();
        let message = format!("`{shown}` does not exist, so the hook fails when it runs");
        return native.then(|| {
            Finding::new(
                DiagnosticCode::MissingFile,
                Severity::Warning,
                about,
                message,
            )
            .help(written_where(path))
        });
    }
    if let Some(found) = no_file(program, path) {
        return Some(found);
    }
    if !is_executable(path) {
        let message = format!("`{shown}` cannot be executed, so the hook fails when it runs");
        return Some(
            Finding::new(
                DiagnosticCode::NotExecutable,
                Severity::Warning,
                about,
                message,
            )
            .help(format!("chmod +x {}", shell_word(program))),
        );
    }
    let Some(text) = scripts.text(path) else {
        return scripts
            .is_no_program(path)
            .then(|| no_program(&shown, about));
    };
    if text.starts_with("\u{feff}#!") {
        let message =
            format!("`{shown}` has a byte order mark before its `#!`: the system cannot start it");
        let code = DiagnosticCode::NoInterpreter;
        let found = Finding::new(code, Severity::Warning, about, message);
        return Some(found.help("save it as UTF-8 without a byte order mark"));
    }
    if text.is_empty() {
        let message = format!("`{shown}` is empty: the system cannot start it");
        let code = DiagnosticCode::NoInterpreter;
        let found = Finding::new(code, Severity::Warning, about, message);
        return Some(found.help("write the script, or correct the path"));
    }
    if !text.starts_with("#!") {
        let message = format!("`{shown}` is a text without `#!`: the system cannot start it");
        return Some(
            Finding::new(
                DiagnosticCode::NoInterpreter,
                Severity::Warning,
                about,
                message,
            )
            .help("begin it with a line such as `#!/usr/bin/env bash`"),
        );
    }
    carriage_returns(&text, program)
}

/// Returns the cure for a missing file. A link that leads nowhere looks like a file in its folder.
fn written_where(path: &Path) -> String {
    match path.read_link() {
        Ok(target) => {
            let target = target.display().to_string();
            let target = quoted(target.as_bytes(), 200);
            format!("it is a link to `{target}`: write that file, or correct the link")
        }
        Err(_) => WRITE_IT.to_owned(),
    }
}

/// Warns about a path that exists but is not a file: a folder, a pipe or a device.
fn no_file(program: &str, path: &Path) -> Option<Finding> {
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
        Finding::new(code, Severity::Warning, last_of(program), message)
            .help("name the program or script itself"),
    )
}

/// Warns about a file that is neither text nor a program of a known system.
fn no_program(shown: &str, about: String) -> Finding {
    let message =
        format!("`{shown}` is neither a script nor a program: the system cannot start it");
    let code = DiagnosticCode::NoInterpreter;
    Finding::new(code, Severity::Warning, about, message)
        .help("write it again as a text that begins with a line such as `#!/usr/bin/env bash`")
}

/// Warns about the interpreter in a script's first line, if it does not exist or is not in PATH.
fn started_by(script: &str, path: Option<&OsStr>, scripts: &Scripts<'_>) -> Option<Finding> {
    let text = scripts.text(Path::new(script))?;
    let mut words = text.lines().next()?.strip_prefix("#!")?.split_whitespace();
    let first = words.next().filter(|first| first.starts_with('/'))?;
    let (shown, file) = (quoted(script.as_bytes(), 200), quoted(first.as_bytes(), 80));
    let is_env = first.ends_with("/env");
    if !Path::new(first).exists() {
        let message = format!("`{shown}` is started by `{file}`, which does not exist");
        let code = DiagnosticCode::MissingFile;
        return Some(
            Finding::new(code, Severity::Warning, last_of(script), message)
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
    Some(Finding::new(code, Severity::Warning, last_of(script), message).help(help))
}

/// Examines a script that is passed to an interpreter.
fn interpreted(
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
    if !path.is_absolute() {
        let is_file = script.contains('/') || path.extension().is_some();
        return is_file.then(|| relative(command, script)).flatten();
    }
    if !path.exists() {
        let shown = quoted(script.as_bytes(), 200);
        let message = format!("`{shown}` does not exist, so the hook fails when it runs");
        let code = DiagnosticCode::MissingFile;
        let native = hook.form.dialect.is_native();
        let about = last_of(script);
        return native.then(|| {
            Finding::new(code, Severity::Warning, about, message).help(written_where(path))
        });
    }
    if let Some(found) = no_file(script, path) {
        return Some(found);
    }
    let shell = ["sh", "bash", "zsh", "dash"].contains(&interpreter);
    scripts
        .text(path)
        .filter(|_| shell)
        .and_then(|text| carriage_returns(&text, script))
}

/// Warns about Windows line endings: shells and the kernel take the carriage return as part of a
/// word.
fn carriage_returns(text: &str, script: &str) -> Option<Finding> {
    if !text.lines().next().is_some_and(|_| text.contains("\r\n")) {
        return None;
    }
    let shown = quoted(script.as_bytes(), 200);
    let message = format!(
        "`{shown}` has Windows line endings, which its interpreter reads as part of each line"
    );
    let code = DiagnosticCode::CarriageReturns;
    Some(
        Finding::new(code, Severity::Warning, last_of(script), message)
            .help(format!("sed -i 's/\\r$//' {}", shell_word(script))),
    )
}

/// Quotes a path as one word of a command to copy.
fn shell_word(path: &str) -> String {
    let shown = quoted(path.as_bytes(), 200);
    let word = shlex::try_quote(&shown).map(|word| word.into_owned());
    word.unwrap_or_else(|_| shown.to_string())
}

fn relative(command: &Command, program: &str) -> Option<Finding> {
    if matches!(command.work_dir, WorkDir::Fixed(_)) {
        return None;
    }
    let shown = quoted(program.as_bytes(), 80);
    let message = format!(
        "`{shown}` is looked for in the session's folder, so it is found from one folder only"
    );
    // Our own files are in `.agent-hooks`, and the suggested path is relative to that folder.
    let file = program.trim_start_matches("./");
    let file = file.strip_prefix(".agent-hooks/").unwrap_or(file);
    let file = quoted(file.as_bytes(), 80);
    Some(
        Finding::new(
            DiagnosticCode::RelativeProgram,
            Severity::Warning,
            program,
            message,
        )
        .help(format!(
            "for a file beside this one write `${{config_dir}}/{file}`"
        )),
    )
}

/// Warns about a program name that no folder of PATH holds.
fn in_path(program: &str, path: Option<&OsStr>) -> Option<Finding> {
    let mut folders = std::env::split_paths(path?)
        .filter(|folder| folder.is_absolute())
        .peekable();
    // Without a PATH there is nothing to compare with.
    folders.peek()?;
    if folders.any(|folder| is_executable(&folder.join(program))) {
        return None;
    }
    let shown = quoted(program.as_bytes(), 80);
    let message = format!("there is no program `{shown}` in PATH");
    let code = DiagnosticCode::NotInPath;
    Some(
        Finding::new(code, Severity::Warning, program, message)
            .help("install it, or write its path"),
    )
}

/// Returns the last part of a path. The path may be expanded, but the file spells this part literally.
fn last_of(path: &str) -> String {
    let name = PathBuf::from(path);
    let name = name.file_name().and_then(OsStr::to_str);
    name.unwrap_or(path).to_owned()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    let ends = ["", "exe", "cmd", "bat", "com"];
    ends.iter().any(|end| path.with_extension(end).is_file())
}
