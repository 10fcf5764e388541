//! Finds hooks of the user whose command runs code that the project chooses: its Makefile, the scripts of its
//! package.json, its modules. Each is reported as a note. Before a start, files of an untrusted project that a command
//! *names* are refused; that check does not see what a program finds by itself in its working folder
//! (docs/processes.md).
//!
//! Only the programs in a fixed list are found. Each is listed with the code that it runs. Programs that only read a
//! project's data are not listed, and neither is `git status`: a repository's own configuration can make it run code
//! (`fsmonitor`), but a clone does not bring that configuration. A program that is told to work in another folder is
//! not reported.

use hooks_types::HookSpec;
use hooks_types::spec::{Command, WorkDir};
use hooks_types::text::quoted;

use super::Finding;
use super::script::{command, words_of};
use super::shell_of::text_of;
use crate::bridge::{Word, shell_words};
use crate::diagnostic::DiagnosticCode;

/// A program that runs code from its working folder.
struct Runner {
    name: &'static str,
    /// The subcommands that run code from the working folder; empty if every call of the program does.
    with: &'static [&'static str],
    /// A description of the code, for the message.
    code: &'static str,
}

const fn runner(name: &'static str, with: &'static [&'static str], code: &'static str) -> Runner {
    Runner { name, with, code }
}

const PACKAGE: &str = "the scripts in package.json";
const TOOLS: &str = "programs in node_modules";
const PLUGINS: &str = "the configuration and plugins";
const BUILD: &str = "the build script";

const RUNNERS: &[Runner] = &[
    runner("make", &[], "the Makefile"),
    runner("gmake", &[], "the Makefile"),
    runner("just", &[], "the justfile"),
    runner("task", &[], "the Taskfile"),
    runner("rake", &[], "the Rakefile"),
    runner("tox", &[], "the commands in its configuration"),
    runner("nox", &[], "the noxfile"),
    runner(
        "pre-commit",
        &["run"],
        "the hooks in .pre-commit-config.yaml",
    ),
    runner(
        "npm",
        &[
            "run",
            "run-script",
            "test",
            "t",
            "start",
            "exec",
            "x",
            "install",
            "i",
            "ci",
        ],
        PACKAGE,
    ),
    runner(
        "pnpm",
        &["run", "test", "t", "start", "exec", "install", "i"],
        PACKAGE,
    ),
    runner("yarn", &[], PACKAGE),
    runner("bun", &["run", "test", "x", "install", "i"], PACKAGE),
    runner("npx", &[], TOOLS),
    runner("bunx", &[], TOOLS),
    runner("eslint", &[], PLUGINS),
    runner("prettier", &[], PLUGINS),
    runner("jest", &[], "the tests and the configuration"),
    runner("vitest", &[], "the tests and the configuration"),
    runner("pytest", &[], "the tests and conftest.py"),
    // List `cargo check` too: it runs build scripts and procedural macros.
    runner(
        "cargo",
        &[
            "build", "b", "check", "c", "clippy", "run", "r", "test", "t", "bench", "doc",
            "nextest",
        ],
        "the code and build scripts",
    ),
    runner("go", &["run", "test", "generate"], "the code"),
    runner("gradle", &[], BUILD),
    runner("mvn", &[], "the plugins of the build file"),
    runner("bundle", &["exec"], "the gems"),
    runner("poetry", &["run"], "programs of the environment"),
    runner("uv", &["run"], "programs of the environment"),
    runner("pipenv", &["run"], "programs of the environment"),
    // List these subcommands: they run the repository's own hooks, which tools such as husky keep among the project's
    // files.
    runner(
        "git",
        &[
            "commit", "push", "merge", "rebase", "pull", "checkout", "switch", "am",
        ],
        "the Git hooks",
    ),
];

/// Programs that start the program that follows them in the command.
pub(super) const LAUNCHERS: &[&str] = &[
    "env", "timeout", "nice", "nohup", "exec", "command", "time", "sudo",
];

/// Options that make a program use another folder or file, skip the repository's hooks, or only print its version or
/// help.
const ELSEWHERE: &[&str] = &[
    "-C",
    "-f",
    "--file",
    "--makefile",
    "--directory",
    "--prefix",
    "--dir",
    "--cwd",
    "--manifest-path",
    "--justfile",
    "--project",
    "--git-dir",
    "--no-verify",
    "--version",
    "--help",
];

/// Returns a note about the first program of a user's hook that runs code of the project.
pub(super) fn finding(hook: &HookSpec) -> Option<Finding> {
    // A project's own hook needs no note: `hooks trust` shows the user what code its fingerprint does not cover.
    if hook.scope.needs_trust() {
        return None;
    }
    let command = command(hook)?;
    if matches!(command.work_dir, WorkDir::Fixed(_)) {
        return None;
    }
    let commands = commands(command);
    let (program, code, help) = commands.iter().find_map(|words| runs(words, command))?;
    let shown = quoted(program.as_bytes(), 60);
    let message = format!(
        "`{shown}` runs code that the project chooses ({code}): anyone who can write to the project decides what this \
         hook does and says"
    );
    let found = Finding::note(DiagnosticCode::ProjectCode, program, message);
    Some(found.in_value_of("command").help(help))
}

/// Returns the words of each command in a command text.
fn commands(command: &Command) -> Vec<Vec<Word>> {
    let Some(text) = text_of(command) else {
        return vec![words_of(command)];
    };
    let parts = parts(text).into_iter().take(64);
    let split = |part: &str| shell_words(part, &|_| None).into_iter().take(64).collect();
    let commands: Vec<Vec<Word>> = parts.map(split).collect();
    // After a `cd`, programs run in a folder that the command itself chooses, so examine only the programs before the
    // `cd`.
    let moves = |words: &Vec<Word>| words.first().is_some_and(|word| word.text == "cd");
    let end = commands.iter().position(moves).unwrap_or(commands.len());
    commands.into_iter().take(end).collect()
}

/// Splits a shell text at the operators outside of quotes.
pub(crate) fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quote, mut is_escaped) = (None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if is_escaped => is_escaped = false,
            (None | Some('"'), '\\') => is_escaped = true,
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ';' | '&' | '|' | '\n' | '(' | ')') => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Returns the program, the code that it runs and the cure, if the command runs code of the project.
fn runs<'w>(words: &'w [Word], command: &Command) -> Option<(&'w str, &'static str, &'static str)> {
    let mut words = words.iter().map(|word| word.text.as_str()).peekable();
    // Skip launchers and the words after them, such as `timeout -k 5 10 X=1` before `make`: these words are options,
    // values and variables.
    let mut is_launched = false;
    let mut is_safe = (command.env.get(SAFE_PATH)).is_some_and(|value| !value.is_empty());
    while let Some(word) = words.peek() {
        let is_launcher = LAUNCHERS.contains(word);
        let is_between = is_launched
            && (word.starts_with('-') || word.starts_with(|c: char| c.is_ascii_digit()));
        if !(is_launcher || is_between || word.contains('=')) {
            break;
        }
        is_launched |= is_launcher;
        is_safe |= word
            .split_once('=')
            .is_some_and(|(name, value)| name == SAFE_PATH && !value.is_empty());
        words.next();
    }
    let program = words.next()?;
    let name = program.rsplit('/').next().unwrap_or(program);
    let rest: Vec<&str> = words.collect();
    if name.starts_with("python") {
        return (!is_safe && imports(&rest)).then_some((program, MODULES, ISOLATE));
    }
    let is_elsewhere = |word: &&str| {
        let option = word.split_once('=').map_or(*word, |(option, _)| option);
        ELSEWHERE.contains(&option)
    };
    let runner = RUNNERS.iter().find(|runner| runner.name == name)?;
    let first = rest.iter().find(|word| !word.starts_with(['-', '+']));
    let does = runner.with.is_empty() || first.is_some_and(|word| runner.with.contains(word));
    // `bun run /opt/guard.ts` runs the file `/opt/guard.ts`, and not a script of the project, so it needs no note.
    let is_path = |word: &&str| word.starts_with(['/', '~', '$']);
    let does = does && !(runner.code == PACKAGE && rest.iter().any(is_path));
    (does && !rest.iter().any(is_elsewhere)).then_some((program, runner.code, OWN))
}

/// The variable that keeps Python from looking modules up in its working folder, unless the variable is empty.
const SAFE_PATH: &str = "PYTHONSAFEPATH";
const MODULES: &str = "modules in the folder it runs in";
const ISOLATE: &str = "set `PYTHONSAFEPATH=1` or add `-P` (Python 3.11 or later): Python then takes no module from that \
                       folder; `-I` does the same in any version, but also ignores `PYTHONPATH` and the modules that \
                       you installed for your user";
const OWN: &str = "that is right for a check of the project itself; a guard is a program of your own, named by its \
                   absolute path";

/// Returns whether a Python command line looks modules up in its working folder. It does so with `-m`, or with `-c` if
/// the code imports a module, unless the option `-I` or `-P` comes first.
fn imports(words: &[&str]) -> bool {
    let mut words = words.iter();
    while let Some(letters) = words.next().and_then(|word| word.strip_prefix('-')) {
        for (at, letter) in letters.char_indices() {
            match letter {
                'I' | 'P' | '-' => return false,
                'm' => return true,
                'c' => {
                    let text =
                        letters[at + 1..].to_owned() + words.next().copied().unwrap_or_default();
                    return text.contains("import");
                }
                'W' | 'X' => {
                    // Skip the option's value: it is the rest of this word, or else the next word.
                    if at + 1 == letters.len() {
                        words.next();
                    }
                    break;
                }
                _ => {}
            }
        }
    }
    false
}

#[cfg(test)]
#[path = "project_code_tests.rs"]
mod tests;
