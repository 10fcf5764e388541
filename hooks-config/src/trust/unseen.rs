//! Describes the code that a hook can run and that no digest covers, for the person who decides.
//!
//! Covering everything is impossible: scripts load modules, `make` runs a Makefile. The lines name the known cases in
//! plain words, and leave the judgement to the user. A missing line does not guarantee anything.
//!
//! Examples: "`make` runs the commands in the Makefile", "files in the plugin's data folder", "parts of the command
//! that are known only when it runs (`$...`)".
//!
//! The lines follow from the words of the command: programs that run code from elsewhere, interpreters
//! that load modules by name, and variables whose values are unknown before the start.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use hooks_types::env::environment;
use hooks_types::spec::{Command, Handler, Program};
use hooks_types::{HookSpec, Payload, SessionMeta, sample};

use crate::agent_roots::variables;
use crate::format::Agents;
use crate::variables_read::{around_word, is_of_name};

use super::printed_words::without_printed;
use super::words::Words;

/// Programs that run commands from files of their own, each with a description of those commands.
const RUNNERS: &[(&str, &str)] = &[
    ("make", "the commands in the Makefile"),
    ("just", "the recipes in the justfile"),
    ("task", "the tasks in the Taskfile"),
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
    ("docker", "a container image"),
    ("git", "the repository's hooks, filters and aliases"),
    ("pytest", "the project's code"),
    ("eslint", "the project's configuration and plugins"),
    ("pre-commit", "the hooks in .pre-commit-config.yaml"),
    ("find", "a command on the files that it finds"),
    ("fd", "a command on the files that it finds"),
    ("xargs", "a command with arguments that it reads"),
    ("parallel", "commands that it reads"),
    ("entr", "a command when a listed file changes"),
    ("eval", "a command that is composed at run time"),
    ("tox", "the commands in its configuration"),
    ("nox", "the commands in its configuration"),
    ("bundle", "gems of the project"),
    ("rake", "the tasks in the Rakefile"),
    ("gradle", "the build script"),
    ("mvn", "the plugins in the build file"),
    ("deno", "modules, from the project or the network"),
    ("tsx", "modules of the project"),
    ("ts-node", "modules of the project"),
];

/// Programs that can load modules by name, in addition to the files that the command names.
const INTERPRETERS: &[&str] = &[
    "python", "perl", "ruby", "node", "bun", "php", "lua", "Rscript",
];

/// Returns whether a program of this name is an interpreter, of any version.
pub(super) fn is_interpreter(name: &str) -> bool {
    INTERPRETERS.iter().any(|known| {
        let rest = name.strip_prefix(known);
        rest.is_some_and(|rest| rest.chars().all(|it| it.is_ascii_digit() || it == '.'))
    })
}

/// Describes, one line each, the code that a hook might start or load and that no digest covers. The lines
/// are plain text for a person; `hooks trust` and `hooks check` show them.
///
/// Reads no file: [`Identity::unseen`](crate::Identity::unseen) has further lines about the files that the
/// command names. An empty result means that no known case applies, not that everything is covered.
#[must_use]
pub fn not_covered(spec: &HookSpec, agents: &Agents) -> Vec<String> {
    of(spec, variables(agents, &spec.form.dialect), false)
}

/// Like [`not_covered`]. With `covers_files`, one more line says that the covered files can load or
/// start code that is not covered.
pub(super) fn of(spec: &HookSpec, roots: &[&str], covers_files: bool) -> Vec<String> {
    let Handler::Command(command) = &spec.handler else {
        return match &spec.handler {
            Handler::Http(_) => vec!["what the endpoint does with the payload".to_owned()],
            _ => Vec::new(),
        };
    };
    let words = Words::of(command);
    let run = without_printed(command);
    let run = Words::of(&run);
    let bases: BTreeSet<&str> = run.iter().map(base).collect();
    let runners = RUNNERS.iter().filter(|(name, _)| bases.contains(name));
    let arguments = arguments_of_script(command);
    let is_argument = |name: &str| arguments.iter().any(|word| word == name);
    let mut unseen: Vec<String> = runners
        .map(|(name, what)| match is_argument(name) {
            true => {
                format!("`{name}` is an argument; if the hook's script starts it, it runs {what}")
            }
            false => format!("`{name}` runs {what}"),
        })
        .collect();
    let by_name = |word: &str| {
        let option = |name: &str| {
            word.strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with('-'))
        };
        // The options that load a module by name: `python -m`, `perl -M`, `node -r`, `ruby -r`.
        ["-m", "-M", "-r", "--require", "--import"]
            .iter()
            .any(|name| option(name))
    };
    if let Some(name) = bases.iter().find(|name| is_interpreter(name))
        && words.iter().any(by_name)
    {
        unseen.push(format!(
            "`{name}` loads a module by its name; a module from outside the project is not covered"
        ));
    }
    if words.has_ending("PLUGIN_DATA") {
        unseen.push("files in the plugin's data folder".to_owned());
    }
    let file = spec.source.file.as_ref().map(|file| file.as_path());
    let known_later = is_known_later(command, file, &set_roots(spec, roots));
    if known_later {
        unseen.push("parts of the command that are known only when it runs (`$...`)".to_owned());
    }
    if covers_files {
        unseen.push("anything that its files load or start".to_owned());
    }
    unseen
}

/// Returns the last part of a path. A runner is recognized under any path: `/usr/bin/make` is `make`.
fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// Returns the words behind the script that a command in the form of an array starts. Only the script knows what these
/// words mean. Empty if the command does not start a script directly or with an interpreter: then any word can be a
/// program.
fn arguments_of_script(command: &Command) -> &[String] {
    let Program::Argv(argv) = &command.program else {
        return &[];
    };
    let is_script = |word: &String| {
        let ends = [
            ".sh", ".bash", ".py", ".rb", ".pl", ".js", ".mjs", ".cjs", ".ts", ".php",
        ];
        ends.iter().any(|end| word.ends_with(end))
    };
    let is_shell = |word: &str| matches!(word, "sh" | "bash" | "dash" | "zsh" | "ksh");
    match argv.as_slice() {
        [script, rest @ ..] if is_script(script) => rest,
        [program, script, rest @ ..]
            if is_script(script) && (is_interpreter(base(program)) || is_shell(base(program))) =>
        {
            rest
        }
        _ => &[],
    }
}

/// Returns the variables for the project's root that the agent sets for this hook. An agent might set such a variable
/// only for hooks of plugins, or never. A variable that the agent does not set can come from the environment with any
/// value.
fn set_roots<'r>(spec: &HookSpec, roots: &[&'r str]) -> Vec<&'r str> {
    if roots.is_empty() {
        return Vec::new();
    }
    let mut meta = SessionMeta::new("sample", "/");
    meta.project_dir = Some("/".to_owned());
    let event = sample::event(&spec.event, sample::call("shell", None));
    let set = environment(spec, &Payload::new(Arc::new(meta), event)).vars;
    let roots = roots.iter().copied();
    roots.filter(|name| set.contains_key(*name)).collect()
}

/// Returns whether a command contains a substitution, or a variable whose value is known only when the command runs.
/// `file` is the file that configures the hook. `roots` are the variables that the agent sets to the root for this
/// hook.
fn is_known_later(command: &Command, file: Option<&Path>, roots: &[&str]) -> bool {
    let texts: &[String] = match &command.program {
        Program::Argv(argv) => argv,
        Program::Shell(text) => std::slice::from_ref(text),
        _ => return true,
    };
    let is_known = |name: &str| {
        let is_root = match command.env.get(name) {
            // Some variables stand for the root, such as a variable for the project's folder. The readers of agents'
            // files set them to the file's folder or to its parent. The digest tries each word of a command as a path
            // below these two folders, so it covers the files there. It covers no files below any other folder.
            Some(value) => file.is_some_and(|file| {
                let mut folders = file.ancestors().skip(1).take(2);
                folders.any(|folder| folder == Path::new(value))
            }),
            None => roots.contains(&name),
        };
        // Variables for a plugin's data folder are accepted too: the line about files in the data
        // folder already describes them.
        let is_listed = is_root || name.ends_with("PLUGIN_DATA");
        is_listed && !texts.iter().any(|text| mentions(text, name))
    };
    texts.iter().any(|text| holds_unknown(text, &is_known))
}

/// Returns whether a text contains a variable's name for a purpose other than to insert the variable's value, as in
/// `X=...` or `read X`. The command can then change the variable.
fn mentions(text: &str, name: &str) -> bool {
    around_word(text, name).any(|(before, behind)| {
        let is_value = before.ends_with('$') || before.ends_with("${") && behind.starts_with('}');
        !is_value
    })
}

/// Returns whether a text contains anything that a shell would replace. A known variable does not count if it is a
/// whole word (`$DIR`) or the folder at the beginning of a word (`$DIR/x.sh`). Only in these two places is the rest of
/// the word a path below the root.
fn holds_unknown(text: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    const QUOTES: [char; 2] = ['"', '\''];
    let is_between = |letter: char| letter.is_whitespace() || ";&|()<>=".contains(letter);
    // Look up each variable only once: a text can repeat a variable any number of times.
    let mut known = BTreeSet::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('$') {
        let before = text[at..at + found].trim_end_matches(QUOTES);
        let behind = &text[at + found + 1..];
        let (name, after) = match behind.strip_prefix('{') {
            Some(inside) => inside.split_once('}').unwrap_or_default(),
            None => behind.split_at(behind.find(|it| !is_of_name(it)).unwrap_or(behind.len())),
        };
        let begins = before.ends_with(is_between) || at == 0 && before.is_empty();
        let next = after.trim_start_matches(QUOTES);
        let ends = next.is_empty() || next.starts_with('/') || next.starts_with(is_between);
        if !(begins && ends && (known.contains(name) || is_known(name))) {
            return true;
        }
        known.insert(name);
        at = text.len() - after.len();
    }
    text.contains('`')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(command: &mut Command) -> bool {
        for (name, value) in [
            ("SET", "x"),
            ("UP", "/"),
            ("CLAUDE_PROJECT_DIR", "/p"),
            ("CLAUDE_PLUGIN_ROOT", "/p"),
            ("CODEX_PROJECT_DIR", "/p"),
            ("CURSOR_PROJECT_DIR", "/p/sub"),
        ] {
            command.env.insert(name.to_owned(), value.to_owned());
        }
        let file = Path::new("/p/.hooks/x.toml");
        is_known_later(
            command,
            Some(file),
            &["GEMINI_PROJECT_DIR", "HOOKS_PROJECT_DIR"],
        )
    }

    #[test]
    fn only_a_known_root_at_the_beginning_of_a_word_hides_no_word() {
        for (text, expected) in [
            ("\"$CLAUDE_PROJECT_DIR\"/hooks/x.sh", false),
            ("\"$CLAUDE_PROJECT_DIR/hooks/x.sh\"", false),
            ("${CLAUDE_PLUGIN_ROOT}/x.sh $CODEX_PROJECT_DIR/y", false),
            ("cd \"$CLAUDE_PROJECT_DIR\" && ./x.sh", false),
            ("$CODEX_PROJECT_DIR/x.sh", false),
            ("$HOOKS_PROJECT_DIR/x.sh", false),
            ("run ${GEMINI_PROJECT_DIR}/x.go", false),
            ("COPILOT_PROJECT_DIR=x; $COPILOT_PROJECT_DIR/x.sh", true),
            ("./x.sh", false),
            // The hook's configuration sets these variables, to values that are not a root.
            ("$SET/x.sh", true),
            ("$UP/p/x.sh", true),
            ("$CURSOR_PROJECT_DIR/x.sh", true),
            ("CLAUDE_PROJECT_DIR=sub; $CLAUDE_PROJECT_DIR/x.sh", true),
            ("read CLAUDE_PROJECT_DIR; $CLAUDE_PROJECT_DIR/x.sh", true),
            (
                "${CLAUDE_PROJECT_DIR:=sub}/x.sh $CLAUDE_PROJECT_DIR/y",
                true,
            ),
            ("D=sub; $D/x.sh", true),
            ("$MY_PROJECT_DIR/x.sh", true),
            ("$PLUGIN_ROOT/x.sh", true),
            ("$EVIL_CLAUDE_PROJECT_DIR/x.sh", true),
            // The variable is only a part of a word.
            ("./a$CLAUDE_PROJECT_DIR/x.sh", true),
            ("$CLAUDE_PROJECT_DIR.sh", true),
            ("$CLAUDE_PROJECT_DIR$CLAUDE_PROJECT_DIR/x.sh", true),
            ("${CLAUDE_PROJECT_DIR:-other}/x.sh", true),
            ("${CLAUDE_PROJECT_DIR", true),
            ("$", true),
            ("$CLAUDE_PROJECT_DIR/$1", true),
            ("$(git rev-parse --show-toplevel)/x.sh", true),
            ("$CLAUDE_PROJECT_DIR/y `cat x`", true),
            ("$'x'", true),
        ] {
            assert_eq!(later(&mut Command::shell(text)), expected, "{text}");
        }
        let words = [
            "env",
            "CLAUDE_PROJECT_DIR=sub",
            "sh",
            "-c",
            "$CLAUDE_PROJECT_DIR/x.sh",
        ];
        assert!(later(&mut Command::argv(words)));
    }

    #[test]
    fn a_runner_among_the_arguments_of_a_script_is_called_an_argument() {
        let lines = |command: Command| {
            let handler = Handler::Command(command);
            let event = hooks_types::EventName::PreToolUse;
            let spec = HookSpec::new("g", event, handler);
            of(&spec, &[], false)
        };
        let maybe = "`npm` is an argument; if the hook's script starts it, it runs scripts and packages of the project";
        let runs = "`npm` runs scripts and packages of the project";
        for (argv, line) in [
            (&["/p/no.sh", "npm"][..], maybe),
            (&["python3", "/p/no.py", "npm"], maybe),
            (&["bash", "/p/no.sh", "npm", "x"], maybe),
            (&["npm", "test"], runs),
            (&["env", "npm", "test"], runs),
            (&["bash", "-c", "npm test"], runs),
            (&["sudo", "/p/no.sh", "npm"], runs),
        ] {
            assert_eq!(
                lines(Command::argv(argv.iter().copied())),
                [line],
                "{argv:?}"
            );
        }
    }
}
