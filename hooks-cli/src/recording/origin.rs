//! Explains an exit code that a script returned without choosing it.

use std::path::Path;

use hooks_types::event::BlockEffect;
use hooks_types::spec::{Command, Handler, Program, WorkDir};
use hooks_types::text::{is_of_shell, quoted};

use super::Recorded;
use super::first_lines::first_line;
use super::languages::reads_to_the_end;
use crate::variables::scripts;

/// Lines that make a shell script end at the first command that fails.
const ENDS_EARLY: &[&str] = &["set -e", "set -o errexit"];

/// Returns whether the last line of stderr is an error of the shell itself, such as `guard.sh: line 3: TOKEN: unbound
/// variable`. The script then did not choose its exit code.
pub(super) fn ends_with_error_of_shell(stderr: &[u8]) -> bool {
    let text = String::from_utf8_lossy(stderr);
    let last = text.lines().rfind(|line| !line.trim().is_empty());
    last.is_some_and(|line| is_of_shell(line.as_bytes()))
}

/// The names of shells that read a text after `-c`.
const SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ksh"];

/// Returns the text that an array gives to a shell: the word after `-c`, also after `-lc` or `-ec`.
fn text_of_option(argv: &[String]) -> Option<&str> {
    let is_shell = |word: &String| {
        let name = word.rsplit('/').next().unwrap_or(word);
        SHELLS.contains(&name)
    };
    let shell = argv.iter().position(is_shell)?;
    let is_option =
        |word: &String| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c');
    let words = argv.get(shell + 1..)?;
    let mut options = words.iter().take_while(|word| word.starts_with('-'));
    let option = options.position(is_option)?;
    words.get(option + 1).map(String::as_str)
}

/// Programs that end with 1 if they find nothing.
const TESTS: &[&str] = &[
    "grep", "egrep", "fgrep", "rg", "[", "[[", "((", "test", "jq", "diff", "cmp", "pgrep",
    "command", "false", "which",
];

/// Returns whether the command before `&&` is one that ends with 1 if it finds nothing, as `grep` does.
fn is_test(before: &str) -> bool {
    let last = before.rsplit(['|', ';']).next().unwrap_or_default();
    let mut words = last.split_whitespace().skip_while(|word| *word == "!");
    let name = words.next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or(name);
    TESTS.contains(&name) || (name == "git" && last.contains("diff"))
}

/// Returns the last line of a shell script if it is `TEST && COMMAND`. If the test fails, the script ends with the exit
/// code of the test. `None` if the command chooses an exit code other than 2, or if the line has a part that runs even
/// after the test failed. Also `None` if a command other than a test is first (`cd X && ./run-tests`), because the exit
/// code is then probably that of the second command. A line that ends with `exit 2` can have any first command.
fn ends_with_test(text: &str) -> Option<&str> {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let line = text.lines().rfind(is_code)?.trim();
    let (first, last) = line.split_once("&&")?;
    if last.contains("exit") {
        // Accept `exit 2` only as the last command. A `;` or the end of a group can follow.
        let end = last.trim_end_matches([' ', '}', ';']);
        return (end.ends_with("exit 2") && !line.contains("||")).then_some(line);
    }
    // After a `;` outside a group comes a command that runs even if the test fails. A `;` in quotes would be only text,
    // but this is not checked: do not judge any line with a `;` outside a group.
    let group = last.trim();
    let is_group = group.starts_with('{') && group.ends_with('}');
    let runs_more = line.contains("||") || line.contains("return") || line.ends_with('&');
    let separates = last.contains(';') && !is_group;
    (!runs_more && !separates && is_test(first)).then_some(line)
}

impl Recorded {
    pub(super) fn command(&self) -> Option<&Command> {
        match &self.spec.handler {
            Handler::Command(command) => Some(command),
            _ => None,
        }
    }

    /// Returns the texts of the scripts that the hook's command names.
    pub(super) fn scripts(&self) -> Vec<String> {
        let folder = self.start_folder();
        let read = |command| scripts(command, Path::new(&folder));
        self.command().map(read).unwrap_or_default()
    }

    /// Returns the text that the hook's shell runs: a command that is a shell text, or the text after `bash -c`.
    pub(super) fn shell_text(&self) -> Option<&str> {
        match &self.command()?.program {
            Program::Shell(text) => Some(text),
            Program::Argv(argv) => text_of_option(argv),
            _ => None,
        }
    }

    /// Returns the text or the words of the hook's command.
    pub(super) fn command_texts(&self) -> Vec<String> {
        match self.command().map(|command| &command.program) {
            Some(Program::Shell(text)) => vec![text.clone()],
            Some(Program::Argv(argv)) => argv.clone(),
            _ => Vec::new(),
        }
    }

    /// Returns a sentence that explains exit code 1 with nothing on stderr.
    pub(super) fn silent_one(&self, id: &str) -> String {
        let mut texts = self.scripts();
        texts.extend(self.shell_text().map(str::to_owned));
        let is_sign = |line: &str| {
            let line = line.trim_start();
            let is_option = |text: &&str| line.starts_with(*text);
            ENDS_EARLY.iter().any(is_option) || (line.starts_with("#!") && line.ends_with(" -e"))
        };
        if let Some(line) = texts.iter().find_map(|text| ends_with_test(text)) {
            return format!(
                "`{id}` ended with exit code 1, which is a failure: its last line, `{}`, has the exit code of its \
                 first command if that finds nothing; write {}, if the call may go on then",
                quoted(line.as_bytes(), 80),
                match self.shell_text() {
                    Some(text) if !text.trim().contains('\n') && text.contains(line) =>
                        "`; exit 0` behind it",
                    _ => "`exit 0` below it",
                }
            );
        }
        let ends_early = texts.iter().any(|text| text.lines().any(is_sign));
        let mut lines = texts.iter().flat_map(|text| text.lines());
        if let Some(line) = lines.find(|line| ends_early && reads_to_the_end(line)) {
            return format!(
                "`{id}` has `set -e`, and `{}` ends with exit code 1 when it has read all of its input, so the script \
                 ended there; write `|| true` behind it",
                quoted(line.trim().as_bytes(), 80)
            );
        }
        match ends_early {
            true => format!(
                "`{id}` has `set -e` and printed nothing on stderr: probably a command in it failed and \
                 ended it with exit code 1 (`grep` without a match does); write `|| true` behind a command \
                 that may fail"
            ),
            false => format!(
                "`{id}` ended with exit code 1, which is a failure; exit code 2 blocks, with \
                 stderr as the reason{}",
                self.lost_reason()
            ),
        }
    }

    /// Returns a sentence that explains exit code 1 with nothing on stderr after a call that has already run. `None` if
    /// the hook's agent does not read stderr there at exit code 2, or if the hook printed no text.
    pub(super) fn silent_feedback(&self, id: &str) -> Option<String> {
        let is_feedback = self.spec.event.traits().block == BlockEffect::Feedback;
        let reason = self.lost_reason();
        (is_feedback && !reason.is_empty()).then(|| {
            format!(
                "`{id}` ended with exit code 1, which is a failure; at exit code 2 the model reads stderr{reason}"
            )
        })
    }

    /// Returns the end of a sentence: the text on stdout that was probably meant as the reason.
    fn lost_reason(&self) -> String {
        let stdout = self
            .heard
            .as_ref()
            .map_or(&[][..], |heard| heard.stdout.trim_ascii());
        match stdout.first() {
            None | Some(b'{' | b'[') => String::new(),
            Some(_) => format!(
                "; it printed on stdout, where no reason is read: {}",
                first_line(stdout)
            ),
        }
    }

    /// Returns a sentence that names the folder in which a relative script was looked for.
    pub(super) fn searched_folder(&self, id: &str) -> Option<String> {
        let command = self.command()?;
        let text = self.shell_text()?;
        let is_relative = |word: &&str| {
            word.contains('/') && !word.starts_with(['/', '$', '~', '-', '"', '\'', '<', '>'])
        };
        let script = text.split_whitespace().find(is_relative)?;
        let folder = self.start_folder();
        if Path::new(&folder).join(script).exists() {
            return None;
        }
        let (shown, folder) = (
            quoted(script.as_bytes(), 80),
            quoted(folder.as_bytes(), 200),
        );
        let is_fixed = matches!(command.work_dir, WorkDir::Fixed(_));
        let ran = match is_fixed {
            true => "where this hook always runs",
            false => "where this call ran",
        };
        let mut said = format!("`{id}`: `{shown}` is not in {folder}, {ran}");
        if self.spec.form.dialect.is_native() && !is_fixed {
            said += "; `${config_dir}/` stands for the folder of hooks.toml, wherever a call runs";
        }
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_test_at_the_start_of_the_last_line_explains_exit_code_one() {
        for text in [
            "grep -q x && { echo no >&2; exit 2; }",
            "#!/bin/sh\njq -e .a | grep -q x && echo found",
            "[ -f x ] && exit 2",
            "./check && exit 2",
        ] {
            assert!(ends_with_test(text).is_some(), "{text}");
        }
        for other in [
            "cd \"$DIR\" && ./run-tests",
            "cd x && make | tee log",
            "a && b",
        ] {
            assert_eq!(ends_with_test(other), None, "{other}");
        }
    }

    #[test]
    fn the_text_for_a_shell_is_found_in_an_array() {
        let text = |argv: &[&str]| {
            let argv: Vec<String> = argv.iter().map(|word| (*word).to_owned()).collect();
            text_of_option(&argv).map(str::to_owned)
        };
        assert_eq!(text(&["bash", "-c", "a b"]).as_deref(), Some("a b"));
        assert_eq!(
            text(&["/usr/bin/env", "sh", "-e", "-lc", "a"]).as_deref(),
            Some("a")
        );
        assert_eq!(text(&["bash", "x.sh", "-c"]), None);
        assert_eq!(text(&["python3", "-c", "a"]), None);
        assert_eq!(text(&["sh", "-c"]), None);
    }

    #[test]
    fn an_error_of_the_shell_itself_is_told_from_a_reason() {
        for stderr in [
            "./guard.sh: line 3: TICKET_TOKEN: unbound variable\n",
            "g.sh: 3: TOKEN: parameter not set\n",
            "bash: line 1: jq: command not found\n",
        ] {
            assert!(ends_with_error_of_shell(stderr.as_bytes()), "{stderr}");
        }
        for reason in [
            "no rm here\n",
            "rule 3: no rm: ask first\n",
            "line 3: x\n",
            "",
        ] {
            assert!(!ends_with_error_of_shell(reason.as_bytes()), "{reason}");
        }
    }
}
