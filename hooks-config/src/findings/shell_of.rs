//! Tells which texts of a hook a shell reads, and which shell reads each of them.
//!
//! | command | text | shell |
//! |---|---|---|
//! | `"guard \|\| true"` | the command itself | bash |
//! | `["sh", "-c", "guard \|\| true"]` | the word after `-c` | sh |
//! | `"sh guard.sh"`, `["sh", "guard.sh"]` | the script | sh, whatever its first line says |
//! | `"./guard.sh"` | the script | the shell of its first line, else bash |

use std::ops::Deref;
use std::path::Path;

use hooks_types::spec::{Command, Program};

use super::arguments::takes_code;
use super::project_code::LAUNCHERS;
use super::script::{Scripts, file_at, files_of, words_of};

/// The maximum number of words of an array at which a shell is looked for.
const WORDS: usize = 64;

/// A shell that reads a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunBy {
    Bash,
    Zsh,
    Ksh,
    /// A shell without the extensions of bash: `sh`, `dash`, `ash`.
    Sh,
}

impl RunBy {
    /// Returns the shell of this name, which can have a folder before it.
    fn named(word: &str) -> Option<Self> {
        match word.rsplit('/').next().unwrap_or(word) {
            "bash" => Some(Self::Bash),
            "zsh" => Some(Self::Zsh),
            "ksh" | "mksh" => Some(Self::Ksh),
            "sh" | "dash" | "ash" => Some(Self::Sh),
            _ => None,
        }
    }

    /// Returns the shell in the first line of a script; bash if the script has no `#!`, because bash runs such a script
    /// by itself.
    pub(super) fn of_first_line(text: &str) -> Self {
        let first = text.lines().next().and_then(|line| line.strip_prefix("#!"));
        let named = first.and_then(|first| first.split_whitespace().find_map(Self::named));
        match (first, named) {
            (None, _) => Self::Bash,
            (Some(_), named) => named.unwrap_or(Self::Sh),
        }
    }

    /// Returns whether the shell has `[[`.
    pub(super) fn has_brackets(self) -> bool {
        self != Self::Sh
    }
}

/// A text of a hook that a shell reads.
#[derive(Debug)]
pub(super) struct ShellText {
    pub(super) text: String,
    pub(super) run_by: RunBy,
}

impl Deref for ShellText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// Returns the texts of a hook that a shell reads and that hold `needle`: its command, an argument such as the text
/// after `sh -c`, and its scripts.
pub(super) fn shell_texts(
    command: &Command,
    scripts: &Scripts<'_>,
    needle: &str,
) -> Vec<ShellText> {
    let mut texts = own_texts(command);
    let files = files_of(command).into_iter();
    texts.extend(files.filter_map(|path| {
        let text = shell_script(&path, scripts)?;
        let run_by = started_with(command, &path).unwrap_or_else(|| RunBy::of_first_line(&text));
        Some(ShellText { text, run_by })
    }));
    texts.retain(|text| text.contains(needle));
    texts
}

/// Returns the shell texts that the command itself contains.
pub(super) fn own_texts(command: &Command) -> Vec<ShellText> {
    let of_bash = |text: &String| ShellText {
        text: text.clone(),
        run_by: RunBy::Bash,
    };
    match &command.program {
        Program::Shell(text) => vec![of_bash(text)],
        Program::Argv(argv) => match in_array(argv) {
            Some(found) => vec![ShellText {
                text: found.text.to_owned(),
                run_by: found.run_by,
            }],
            // The shell can be an argument of another program, as in `docker run IMAGE sh -c TEXT`.
            None => match started_inside(argv) {
                Some(found) => vec![ShellText {
                    text: found.text.to_owned(),
                    run_by: found.run_by,
                }],
                // These programs have arguments that are code of other languages.
                None if takes_code(argv) => Vec::new(),
                // Only an argument with several words can be a shell text.
                None => argv
                    .iter()
                    .filter(|word| word.contains(' '))
                    .map(of_bash)
                    .collect(),
            },
        },
        _ => Vec::new(),
    }
}

/// Finds the text after `-c` of a shell that another program starts. A program with patterns or code of its own starts
/// no shell, except `find` and `xargs`.
fn started_inside(argv: &[String]) -> Option<InArray<'_, String>> {
    let program = argv.get(program_at(argv)?)?;
    let starts = ["find", "xargs"].contains(&program.rsplit('/').next()?);
    if takes_code(argv) && !starts {
        return None;
    }
    (1..argv.len().min(WORDS)).find_map(|at| in_array(argv.get(at..)?))
}

/// Returns the text that is the whole command: a command written as one string, or the text after `-c` in an array. A
/// text that gets arguments is not returned, because its program can be one of these arguments.
pub(super) fn text_of(command: &Command) -> Option<&str> {
    match &command.program {
        Program::Shell(text) => Some(text),
        Program::Argv(argv) => in_array(argv)
            .filter(|found| found.rest.is_empty())
            .map(|found| found.text),
        _ => None,
    }
}

/// Returns whether the text of a shell surely runs with the `PATH` of the hook. A login shell and an interactive shell
/// read files of the user first, zsh always does, and a launcher can set another `PATH`.
pub(super) fn keeps_path(command: &Command) -> bool {
    let Program::Argv(argv) = &command.program else {
        return true;
    };
    let Some(found) = in_array(argv) else {
        return true;
    };
    let (Some(shell), sets) = (program_at(argv), ["PATH=", "ENV=", "BASH_ENV="]) else {
        return true;
    };
    let is_sudo = |word: &str| word.rsplit('/').next() == Some("sudo");
    let changes = |(at, word): (usize, &String)| {
        let switches = word.strip_prefix('-').unwrap_or_default();
        // `env -i`, `env -u PATH`, `env -P DIR` and `env -S TEXT` before the shell, `bash -l` and `bash -i` behind it.
        let is_switch = match at < shell {
            true => switches.contains(['i', 'u', 'P', 'S']),
            false => switches.contains(['i', 'l']),
        };
        is_switch || sets.iter().any(|name| word.starts_with(name)) || is_sudo(word)
    };
    let files = ["ENV", "BASH_ENV"];
    found.run_by != RunBy::Zsh
        && !argv.iter().take(found.at).enumerate().any(changes)
        && !files.iter().any(|name| command.env.contains_key(*name))
}

/// Returns the text of a file, if it seems to be a shell script.
pub(super) fn shell_script(path: &Path, scripts: &Scripts<'_>) -> Option<String> {
    let text = scripts.text(path)?;
    let is_named = path
        .extension()
        .is_none_or(|end| end == "sh" || end == "bash");
    let first = text.lines().next().and_then(|line| line.strip_prefix("#!"));
    let is_shell = first.map_or(is_named, |line| line.contains("sh"));
    is_shell.then(|| text.to_string())
}

/// Returns the shell with which the command starts this file, as in `sh -e guard.sh`.
fn started_with(command: &Command, path: &Path) -> Option<RunBy> {
    let words = words_of(command);
    let at = words
        .iter()
        .position(|word| file_at(command, word).as_deref() == Some(path))?;
    let mut before = words.get(..at)?.iter().rev();
    let program = before.find(|word| !word.text.starts_with(['-', '+']))?;
    RunBy::named(&program.text)
}

/// A text after `-c` in an array.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InArray<'w, W> {
    /// The name of the shell as it is written, without its folder.
    pub(super) shell: &'w str,
    pub(super) run_by: RunBy,
    /// The place of the text among the words.
    pub(super) at: usize,
    pub(super) text: &'w str,
    /// The words behind the text.
    pub(super) rest: &'w [W],
}

/// Finds the text after `-c` of a shell, also behind launchers (`env A=1 bash -lc TEXT`).
pub(super) fn in_array<W: AsRef<str>>(words: &[W]) -> Option<InArray<'_, W>> {
    let word = |at: usize| words.get(at).map(AsRef::as_ref);
    let mut at = program_at(words)?;
    let shell = word(at)?;
    let run_by = RunBy::named(shell)?;
    loop {
        at += 1;
        let option = word(at)?.strip_prefix('-')?;
        if option.starts_with('-') {
            return None;
        }
        // The word after `-o` is the name of a setting.
        at += usize::from(option.contains(['o', 'O']));
        if option.contains('c') {
            return Some(InArray {
                shell: shell.rsplit('/').next().unwrap_or(shell),
                run_by,
                at: at + 1,
                text: word(at + 1)?,
                rest: words.get(at + 2..)?,
            });
        }
    }
}

/// Returns the place of the program that an array starts: the first word, or the word behind launchers such as `env`,
/// their options and their variables.
pub(super) fn program_at<W: AsRef<str>>(words: &[W]) -> Option<usize> {
    let mut at = words.iter().position(|word| {
        let word = word.as_ref();
        !LAUNCHERS.contains(&word.rsplit('/').next().unwrap_or(word)) && !word.contains('=')
    })?;
    // Behind a launcher come its own options and their values: `timeout -k 5 10 bash`.
    while at > 0 && is_of_launcher(words.get(at)?.as_ref()) {
        at += 1 + usize::from(["-u", "-g", "-C"].contains(&words.get(at)?.as_ref()));
    }
    Some(at)
}

/// Returns whether a word behind a launcher is an option, a number or a variable of the launcher.
fn is_of_launcher(word: &str) -> bool {
    word.starts_with('-') || word.starts_with(|c: char| c.is_ascii_digit()) || word.contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_shell_in_an_array_is_the_text_of_the_command() {
        for (argv, text, run_by) in [
            (&["bash", "-c", "a || true"][..], "a || true", RunBy::Bash),
            (&["/bin/sh", "-ec", "a"], "a", RunBy::Sh),
            (&["zsh", "-lc", "a"], "a", RunBy::Zsh),
            (&["env", "A=1", "bash", "-c", "a"], "a", RunBy::Bash),
            (&["sudo", "-u", "me", "sh", "-c", "a"], "a", RunBy::Sh),
            (&["/usr/bin/env", "-i", "dash", "-c", "a"], "a", RunBy::Sh),
            (
                &[
                    "timeout", "-k", "5", "10", "bash", "-o", "pipefail", "-c", "a",
                ],
                "a",
                RunBy::Bash,
            ),
        ] {
            let found = in_array(argv).map(|found| (found.text, found.run_by));
            assert_eq!(found, Some((text, run_by)), "{argv:?}");
            assert_eq!(text_of(&Command::argv(argv.iter().copied())), Some(text));
        }
        for other in [
            &["bash", "-c"][..],
            &["bash", "guard.sh", "-c", "a"],
            &["bash", "--norc", "-c", "a"],
            &["python3", "-c", "a"],
            &["grep", "bash", "-c", "a"],
            &["timeout", "5", "grep", "bash", "-c", "a"],
            &["env"],
            &[],
        ] {
            assert_eq!(in_array(other), None, "{other:?}");
        }
        // The program of such a text can be one of its arguments.
        assert_eq!(
            text_of(&Command::argv(["sh", "-c", "\"$@\"", "_", "g"])),
            None
        );
        assert_eq!(text_of(&Command::shell("a | b")), Some("a | b"));
    }

    #[test]
    fn a_shell_that_reads_files_of_the_user_or_gets_another_path_does_not_keep_it() {
        for argv in [
            &["bash", "-lc", "mise exec"][..],
            &["bash", "-l", "-c", "mise exec"],
            &["bash", "-ic", "g"],
            &["zsh", "-c", "g"],
            &["env", "PATH=/opt/bin:/usr/bin", "bash", "-c", "g"],
            &["env", "BASH_ENV=/x", "bash", "-c", "g"],
            &["env", "-i", "bash", "-c", "g"],
            &["/usr/bin/sudo", "bash", "-c", "g"],
        ] {
            assert!(
                !keeps_path(&Command::argv(argv.iter().copied())),
                "{argv:?}"
            );
        }
        for argv in [
            &["bash", "-c", "g"][..],
            &["sh", "-ec", "g -l"],
            &["bash", "-euc", "g"],
            &[
                "env", "A=1", "timeout", "5", "bash", "-o", "pipefail", "-c", "g",
            ],
            &["g", "-l"],
        ] {
            assert!(keeps_path(&Command::argv(argv.iter().copied())), "{argv:?}");
        }
        assert!(keeps_path(&Command::shell("g")));
        let with_file = Command::argv(["bash", "-c", "g"]).with_env("BASH_ENV", "/x");
        assert!(!keeps_path(&with_file));
    }

    #[test]
    fn code_of_another_language_is_not_a_shell_text() {
        let texts = |argv: &[&str]| -> Vec<String> {
            let texts = own_texts(&Command::argv(argv.iter().copied())).into_iter();
            texts.map(|text| text.text).collect()
        };
        for code in [
            &["perl", "-ne", "exit 2 if /a|b/"][..],
            &["python3", "-c", "import sys; sys.exit(2)"],
            &["env", "A=1", "awk", "/a|b/ { exit 2 }"],
            &["grep", "bash", "-c", "a | b"],
        ] {
            assert_eq!(texts(code), [""; 0], "{code:?}");
        }
        for shell in [
            &["docker", "run", "image", "sh", "-c", "a | b"][..],
            &["find", ".", "-exec", "sh", "-c", "a | b", ";"],
            &["ssh", "host", "a | b"],
        ] {
            assert_eq!(texts(shell), ["a | b"], "{shell:?}");
        }
    }

    #[test]
    fn the_first_line_names_the_shell_and_without_it_bash_runs_the_script() {
        for (text, run_by) in [
            ("#!/bin/sh\n", RunBy::Sh),
            ("#!/usr/bin/env bash\n", RunBy::Bash),
            ("#!/usr/bin/env -S zsh -e\n", RunBy::Zsh),
            ("#!/bin/dash -e\n", RunBy::Sh),
            ("#!/bin/ksh", RunBy::Ksh),
            ("#!/usr/bin/fish", RunBy::Sh),
            ("echo", RunBy::Bash),
            ("", RunBy::Bash),
        ] {
            assert_eq!(RunBy::of_first_line(text), run_by, "{text}");
        }
    }

    #[test]
    fn the_shell_of_the_command_runs_a_script_whatever_its_first_line_says() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("guard.sh");
        let file = path.to_str().expect("UTF-8");
        for (first, command, run_by) in [
            ("", Command::argv(["sh", file]), RunBy::Sh),
            ("", Command::argv(["dash", "-e", file]), RunBy::Sh),
            ("#!/bin/bash\n", Command::argv(["/bin/sh", file]), RunBy::Sh),
            (
                "#!/bin/sh\n",
                Command::argv(["env", "bash", file]),
                RunBy::Bash,
            ),
            ("", Command::shell(format!("sh {file} --strict")), RunBy::Sh),
            (
                "",
                Command::argv(["sh", "-c", &format!("sh {file}")]),
                RunBy::Sh,
            ),
            ("", Command::shell(file), RunBy::Bash),
            ("#!/bin/sh\n", Command::shell(file), RunBy::Sh),
        ] {
            std::fs::write(&path, format!("{first}echo here\n")).expect("writes");
            let loaded = std::collections::BTreeMap::new();
            let texts = shell_texts(&command, &Scripts::of(&loaded), "echo here");
            let found: Vec<_> = texts.iter().map(|text| text.run_by).collect();
            assert_eq!(found, [run_by], "{first:?} {command:?}");
        }
    }
}
