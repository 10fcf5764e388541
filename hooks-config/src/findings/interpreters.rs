//! Finds scripts whose interpreter cannot start them.
//!
//! There are two ways to name an interpreter: in the first line of the script (`#!/usr/bin/env python3`), and
//! as the program of the command, with the script as its first argument.

use std::ffi::OsStr;
use std::path::Path;

use hooks_types::HookSpec;
use hooks_types::spec::Command;
use hooks_types::text::quoted;

use super::Finding;
use super::program_files::{carriage_returns, in_path, last_of, missing, no_file, relative};
use super::script::Scripts;
use super::shell_of::text_of;
use super::unexpanded::{quoted_singly, unexpanded};
use super::whole_path::Format;
use crate::bridge::Word;
use crate::diagnostic::DiagnosticCode;
use crate::native::{CONFIG_DIR, elements};

/// Characters that have a meaning for a shell. `$` is not among them, because our own placeholder `${config_dir}`
/// begins with it.
const IN_SHELL_TEXT: &[char] = &['\'', '"', '`', '|', '&', ';', '<', '>', '*', '?', '(', ')'];

/// Returns whether the name of an interpreter can contain this character.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "/._-+@".contains(c)
}

/// Warns about an array element that holds a program or script together with its arguments: the system takes the
/// element as one word. A path can contain spaces, so the warning is given only if the part before the first space is a
/// program, or a file with an extension.
pub(super) fn several_in_one(hook: &HookSpec, word: &str, path: Option<&OsStr>) -> Option<Finding> {
    let mut parts = word.split_whitespace();
    let (first, _) = (parts.next()?, parts.next()?);
    let is_file = Path::new(first).extension().is_some() || Path::new(first).is_file();
    let is_program = !first.contains('/')
        && (INTERPRETERS.contains(&first) || path.is_some() && in_path(first, path).is_none());
    if !(is_file || is_program) || Path::new(word).exists() {
        return None;
    }
    let word = as_written(hook, word);
    let shown = quoted(word.as_bytes(), 80);
    let message = format!("`{shown}` is one word, spaces included: no shell splits an array");
    let code = DiagnosticCode::MissingFile;
    // Suggest a string for a text with quotes or redirections: such a text is not a list of words, and only a shell
    // understands it.
    let help = match word.contains(IN_SHELL_TEXT) {
        true => "write the command as one string: a shell runs a string".to_owned(),
        false => format!(
            "write each word as a separate element: [{}]",
            elements(&word)
        ),
    };
    Some(Finding::warning(code, word, message).help(help))
}

/// Returns a word as the config file spells it, with `${config_dir}` for the folder of that file.
pub(super) fn as_written(hook: &HookSpec, word: &str) -> String {
    let file = hook.source.file.as_deref();
    let file = file.and_then(|file| std::path::absolute(file).ok());
    let folder = file.as_deref().and_then(Path::parent);
    let folder = folder.and_then(Path::to_str);
    match folder.filter(|folder| folder.len() > 1 && hook.form.dialect.is_native()) {
        Some(folder) => word.replace(folder, CONFIG_DIR),
        None => word.to_owned(),
    }
}

/// Programs whose first argument is a script.
const INTERPRETERS: &[&str] = &[
    "sh", "bash", "zsh", "dash", "python", "python3", "node", "ruby", "perl",
];

/// Warns about the interpreter in a script's first line, if it does not exist or is not in PATH.
///
/// The kernel starts the path after `#!` as it is written. `/usr/bin/env NAME` looks for NAME in PATH, and with `-S` it
/// splits the rest of the line first.
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
    let of_option = is_env.then(|| option_of_env(script, words.clone()));
    if let Some(found) = of_option.flatten() {
        return Some(found);
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

/// Warns about `#!/usr/bin/env NAME OPTION`: on Linux, `env` gets `NAME OPTION` as one word and looks for a program of
/// that name.
fn option_of_env<'w>(script: &str, words: impl Iterator<Item = &'w str>) -> Option<Finding> {
    let words: Vec<&str> = words.collect();
    let is_split = words.first().is_some_and(|first| first.starts_with('-'));
    if !cfg!(target_os = "linux") || is_split || words.len() < 2 {
        return None;
    }
    let rest = words.join(" ");
    let (shown, rest) = (quoted(script.as_bytes(), 200), quoted(rest.as_bytes(), 80));
    let message = format!(
        "`{shown}` is started by its first line: `env` gets `{rest}` as one word, and there is no such program in PATH"
    );
    let help = format!("write `#!/usr/bin/env -S {rest}`");
    Some(Finding::warning(DiagnosticCode::NotInPath, last_of(script), message).help(help))
}

/// Extensions of files that a program creates. Such a file need not exist before the hook runs.
const OUTPUTS: &[&str] = &["log", "out", "txt", "tmp", "pid", "lock", "sock", "jsonl"];
/// Extensions of files that hold code. A program with such a file among its arguments cannot work without the file.
const CODE: &[&str] = &["py", "sh", "bash", "js", "mjs", "cjs", "ts", "rb", "pl"];

/// Examines the words after the program in a command array. Reports each word that names a missing file, such as a
/// helper or a module beside the script. Examines only files below the folder of the configuration or of the project.
/// Skips words that look like the value of an option or like a file that the program writes. A missing file gives a
/// warning if its extension is one of [`CODE`], otherwise a note.
pub(super) fn missing_later(hook: &HookSpec, words: &[Word]) -> Vec<Finding> {
    let file = hook.source.file.as_deref();
    let folder = file.and_then(|file| std::path::absolute(file.parent()?).ok());
    let Some(folder) = folder.filter(|_| hook.form.dialect.is_native()) else {
        return Vec::new();
    };
    // A folder such as `.agent-hooks` lies directly in its project, so take the folder above it as the project's root.
    let root = match folder.file_name().and_then(OsStr::to_str) {
        Some(name) if name.starts_with('.') => folder.parent().unwrap_or(&folder).to_path_buf(),
        _ => folder,
    };
    let interpreter = words.first().map(|word| word.text.as_str());
    let interpreter = interpreter.and_then(|word| word.rsplit('/').next());
    let is_script = interpreter.is_some_and(|name| INTERPRETERS.contains(&name));
    let mut found = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        let [before, word] = pair else { continue };
        let path = Path::new(&word.text);
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        // Skip the script of an interpreter here: [`interpreted`] examines it.
        let is_examined = at == 0 && is_script;
        let is_of_option = before.text.starts_with('-') || word.text.starts_with('-');
        let lies_there = path.starts_with(&root) && root.parent().is_some();
        if is_examined
            || is_of_option
            || word.is_open
            || !lies_there
            || ending.is_empty()
            || OUTPUTS.contains(&ending)
            || path.exists()
        {
            continue;
        }
        let shown = quoted(word.text.as_bytes(), 200);
        let about = last_of(&word.text);
        let code = DiagnosticCode::MissingFile;
        let problem = match CODE.contains(&ending) {
            true => {
                let message = format!("`{shown}` does not exist, and the command names it");
                Finding::warning(code, about, message)
            }
            false => {
                let message = format!("`{shown}` does not exist; the hook may need it");
                Finding::note(code, about, message)
            }
        };
        found.push(problem.help(format!("write `{shown}`, or correct the path")));
    }
    found
}

/// Examines a script that is passed to an interpreter.
///
/// Only the word right after the interpreter is examined. After an option, a word can be that option's value, as in
/// `python3 -c CODE`. A script needs neither execute permission nor a `#!` line here, because the interpreter reads it.
pub(super) fn interpreted(
    hook: &HookSpec,
    command: &Command,
    words: &[Word],
    (path_variable, format): (Option<&OsStr>, Format),
    scripts: &Scripts<'_>,
) -> Option<Finding> {
    let interpreter = words.first()?.text.rsplit('/').next()?;
    let given = words.get(1).filter(|word| !word.text.starts_with('-'))?;
    let script = given.text.as_str();
    let path = Path::new(script);
    if !INTERPRETERS.contains(&interpreter) {
        return None;
    }
    let is_argv = text_of(command).is_none();
    if is_argv && let Some(found) = several_in_one(hook, script, path_variable) {
        return Some(found);
    }
    if !is_argv
        && !given.is_open
        && let Some(found) = unexpanded(script, format)
    {
        return Some(quoted_singly(found));
    }
    if given.is_open || (is_argv && unexpanded(script, format).is_some()) {
        return None;
    }
    // In `python3 guard` the word `guard` can be a folder or the name of a module. So examine a relative word only if
    // it has a `/` or an extension.
    if !path.is_absolute() {
        let is_file = script.contains('/') || path.extension().is_some();
        return is_file
            .then(|| relative(hook, command, script, format))
            .flatten();
    }
    if !path.exists() {
        return missing(hook, script);
    }
    if let Some(found) = no_file(script, path) {
        return Some(found);
    }
    // Report Windows line endings only in scripts of shells: Python, Ruby, Perl and Node accept
    // them.
    let shell = ["sh", "bash", "zsh", "dash"].contains(&interpreter);
    scripts
        .text(path)
        .filter(|_| shell)
        .and_then(|text| carriage_returns(&text, script, false))
}
