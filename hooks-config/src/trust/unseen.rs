//! Describes the code that a hook may run and that no digest covers, for the person who decides.
//!
//! Covering everything is impossible: scripts load modules, `make` runs a Makefile. The lines name the
//! known cases in plain words, so that the user can judge the rest. A missing line is no guarantee.

use std::collections::BTreeSet;

use hooks_types::HookSpec;
use hooks_types::spec::{Command, Handler, Program};

use super::words::Words;

/// Programs that run commands from files of their own, with the code they run.
const RUNNERS: &[(&str, &str)] = &[
    ("make", "what the Makefile says"),
    ("just", "what the justfile says"),
    ("task", "what the Taskfile says"),
    ("npm", "scripts and packages of the project"),
    ("npx", "a package, from the project or the network"),
    ("pnpm", "scripts and packages of the project"),
    ("yarn", "scripts and packages of the project"),
    ("bun", "scripts and packages of the project"),
    ("bunx", "a package, from the project or the network"),
    ("uvx", "a package from the network"),
    ("pipx", "a package from the network"),
    ("uv", "packages of the project"),
    ("poetry", "packages of the project"),
    ("cargo", "the project's code and build scripts"),
    ("go", "the project's code"),
    ("docker", "an image"),
    ("git", "the repository's hooks, filters and aliases"),
    ("pytest", "the project's code"),
    ("eslint", "the project's configuration and plugins"),
    ("pre-commit", "what .pre-commit-config.yaml says"),
    ("find", "what it is told to with files that it finds"),
    ("fd", "what it is told to with files that it finds"),
    ("xargs", "a command with words that it reads"),
    ("parallel", "commands that it reads"),
    ("entr", "a command for files that it reads"),
    ("eval", "a text that is put together when it runs"),
    ("tox", "what its configuration says"),
    ("nox", "what its configuration says"),
    ("bundle", "gems of the project"),
    ("rake", "what the Rakefile says"),
    ("gradle", "what the build script says"),
    ("mvn", "what the build file says"),
    ("deno", "modules, from the project or the network"),
    ("tsx", "modules of the project"),
    ("ts-node", "modules of the project"),
];

/// Programs that can load modules by name, besides the files that they are given.
const INTERPRETERS: &[&str] = &[
    "python", "perl", "ruby", "node", "bun", "php", "lua", "Rscript",
];

/// Lists, one per line, what a hook starts or loads that its entry does not show and no digest covers.
/// `hooks trust` and `hooks check` print these lines.
#[must_use]
pub fn not_covered(spec: &HookSpec) -> Vec<String> {
    of(spec, false)
}

/// Like [`not_covered`]; with `covers_files` it adds that the covered files may load more.
pub(super) fn of(spec: &HookSpec, covers_files: bool) -> Vec<String> {
    let Handler::Command(command) = &spec.handler else {
        return match &spec.handler {
            Handler::Http(_) => vec!["what the endpoint does with the payload".to_owned()],
            _ => Vec::new(),
        };
    };
    let words = Words::of(command);
    let bases: BTreeSet<&str> = words
        .iter()
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .collect();
    let runners = RUNNERS.iter().filter(|(name, _)| bases.contains(name));
    let mut unseen: Vec<String> = runners
        .map(|(name, what)| format!("`{name}` runs {what}"))
        .collect();
    let is_interpreter = |name: &&&str| {
        INTERPRETERS.iter().any(|known| {
            let rest = name.strip_prefix(known);
            rest.is_some_and(|rest| rest.chars().all(|it| it.is_ascii_digit() || it == '.'))
        })
    };
    let by_name = |word: &str| {
        let option = |name: &str| {
            word.strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with('-'))
        };
        ["-m", "-M", "-r", "--require", "--import"]
            .iter()
            .any(|name| option(name))
    };
    if let Some(name) = bases.iter().find(is_interpreter)
        && words.iter().any(by_name)
    {
        unseen.push(format!(
            "`{name}` loads a module by its name: what is not a file of the project at the place of that name"
        ));
    }
    if words.has_ending("PLUGIN_DATA") {
        unseen.push("files that the plugin keeps in its folder for data".to_owned());
    }
    let known_later = match &command.program {
        Program::Argv(argv) => argv.iter().any(|word| is_known_later(word, command)),
        Program::Shell(text) => is_known_later(text, command),
        _ => true,
    };
    if known_later {
        unseen.push("words that are known only when it runs (`$...`)".to_owned());
    }
    if covers_files {
        unseen.push("what its files load or start themselves".to_owned());
    }
    unseen
}

/// Endings of variables that agents set to folders of the project or plugin. Words below such a
/// variable are tried in the root. Files in a plugin's data folder get a line of their own.
const FOLDERS: &[&str] = &["PROJECT_DIR", "PLUGIN_ROOT", "PLUGIN_DATA"];

/// Whether a text holds a substitution, or a variable that neither its configuration nor an agent sets.
fn is_known_later(text: &str, command: &Command) -> bool {
    let is_known = |name: &str| {
        command.env.contains_key(name) || FOLDERS.iter().any(|known| name.ends_with(known))
    };
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('$') {
        let is_end = |letter: char| !(letter.is_ascii_alphanumeric() || letter == '_');
        let (name, after) = match behind.strip_prefix('{') {
            Some(inside) => inside.split_once('}').unwrap_or_default(),
            None => behind.split_at(behind.find(is_end).unwrap_or(behind.len())),
        };
        if !is_known(name) {
            return true;
        }
        rest = after;
    }
    text.contains('`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_names_a_known_folder_hides_no_word() {
        for (text, expected) in [
            ("\"$CLAUDE_PROJECT_DIR\"/hooks/x.sh", false),
            ("${CLAUDE_PLUGIN_ROOT}/x.sh $CURSOR_PROJECT_DIR/y", false),
            ("$SET/x.sh", false),
            ("./x.sh", false),
            ("$SETS/x.sh", true),
            ("${SET:-other}/x.sh", true),
            ("${SET", true),
            ("$", true),
            ("$CLAUDE_PROJECT_DIR/$1", true),
            ("$(git rev-parse --show-toplevel)/x.sh", true),
            ("$SET `cat x`", true),
            ("$'x'", true),
        ] {
            let mut command = Command::shell(text);
            command.env.insert("SET".to_owned(), "x".to_owned());
            assert_eq!(is_known_later(text, &command), expected, "{text}");
        }
    }
}
