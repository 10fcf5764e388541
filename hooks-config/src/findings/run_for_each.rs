//! Finds a guard that `xargs` or `find -exec` runs: neither passes on the exit code 2 of the programs that it runs.
//! This is a guess, so it is reported as a note.
//!
//! | text | its exit code |
//! |---|---|
//! | `jq -r .tool_input.file_path \| xargs guard.sh` | 123 if `guard.sh` ends with 2 |
//! | `find guards -name '*.sh' -exec sh {} \;` | 0, whatever the scripts end with |

use hooks_types::spec::{Command, Program};
use hooks_types::{EventName, HookSpec};

use super::Finding;
use super::script::{Scripts, command, source_of};
use super::scripts_say::{BLOCKS_BY_CODE, contains};
use super::shell_of::shell_texts;
use super::shell_text::Shell;
use crate::diagnostic::DiagnosticCode;

/// The words of programs that run another program for each name that they read or find.
const RUNNERS: &[&str] = &["xargs", "parallel", "-exec", "-execdir", "-ok", "-okdir"];

/// The names of programs that run a script.
const INTERPRETERS: &[&str] = &["sh", "bash", "zsh", "dash", "python3", "python", "node"];

/// Texts that use the exit code of the last command.
const USES: &[&str] = &["$?", "exit 2", "return 2", "PIPESTATUS", "||"];

/// Returns whether the command gives its last program the names that another program reads or finds, as arguments.
pub(super) fn gives_arguments(command: &Command) -> bool {
    let is_runner = |word: &str| RUNNERS.contains(&word.rsplit('/').next().unwrap_or(word));
    match &command.program {
        Program::Shell(text) => text.split_whitespace().any(is_runner),
        Program::Argv(argv) => argv
            .iter()
            .flat_map(|word| word.split_whitespace())
            .any(is_runner),
        _ => false,
    }
}

/// Returns a note about the first text that ends with the exit code of `xargs` or `find`.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let judges = hook.event.traits().gates()
        || matches!(hook.event, EventName::Stop | EventName::SubagentStop);
    let command = command(hook).filter(|_| judges)?;
    let source = source_of(command, scripts);
    let blocks = BLOCKS_BY_CODE.iter().any(|known| contains(&source, known));
    let texts = shell_texts(command, scripts, "");
    let (message, help) = texts.iter().find_map(|text| match last_runner(text)? {
        Runner::Xargs if blocks => Some((
            "`xargs` ends with 123 if the program that it runs ends with 2, so an `exit 2` there is not a block",
            "run the program without `xargs`: `path=$(jq -r ...); guard.sh \"$path\"`",
        )),
        Runner::Find => Some((
            "`find` drops the exit codes of the programs that `-exec` runs, so an `exit 2` there is not a block",
            "run them in a loop: `input=$(cat); for file in guards/*.sh; do printf '%s' \"$input\" | sh \"$file\"; [ $? \
             -ne 2 ] || exit 2; done`",
        )),
        Runner::Xargs => None,
    })?;
    Some(Finding::note(DiagnosticCode::LostExit, "", message).help(help))
}

/// A program that runs others.
#[derive(Debug, PartialEq, Eq)]
enum Runner {
    Xargs,
    Find,
}

/// Returns the runner at the end of a text, if nothing in the text uses its exit code.
fn last_runner(text: &str) -> Option<Runner> {
    let shell = Shell::of(text);
    if USES.iter().any(|known| shell.plain.contains(known)) {
        return None;
    }
    let last = shell.statements().pop()?;
    // The `\;` of `find` is marked, so it does not end a statement.
    let plain = shell.plain(&last);
    let start = plain.rfind(['|', '&']).map_or(0, |at| at + 1);
    let own = shell.text(&last).get(start..)?;
    let words: Vec<&str> = own.split_whitespace().collect();
    match words.first()?.rsplit('/').next()? {
        "xargs" => Some(Runner::Xargs),
        "find" => {
            let at = words
                .iter()
                .position(|word| matches!(*word, "-exec" | "-execdir"))?;
            let program = words.get(at + 1)?.trim_matches(['"', '\'']);
            let name = program.rsplit('/').next()?;
            let is_script = name == "{}" || name.contains(".sh") || name.contains(".py");
            // `python3 -m py_compile {}` is a tool, and no script of the user's runs.
            let operand = words.get(at + 2).copied().unwrap_or_default();
            let is_script = is_script || (INTERPRETERS.contains(&name) && operand != "-m");
            is_script.then_some(Runner::Find)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_that_another_program_runs_loses_its_exit_code() {
        for (text, runner) in [
            ("jq -r .a | xargs -n1 \"$DIR\"/guard.sh", Runner::Xargs),
            (
                "jq -r .a | xargs -I{} sh -c 'case {} in x) exit 2;; esac'\n",
                Runner::Xargs,
            ),
            ("cd x && jq -r .a | xargs guard.sh", Runner::Xargs),
            (
                "find .claude/guards -name \"*.sh\" -exec sh {} \\;",
                Runner::Find,
            ),
            (
                "#!/bin/sh\nfind guards -type f -exec {} \\;\n",
                Runner::Find,
            ),
        ] {
            assert_eq!(last_runner(text), Some(runner), "{text}");
        }
        for fine in [
            "jq -r .a | xargs guard.sh || exit 2",
            "jq -r .a | xargs guard.sh; [ $? -eq 0 ] || exit 2",
            "jq -r .a | xargs echo | grep -q x",
            "find . -name '*.tmp' -exec rm {} \\;",
            "find . -name '*.py' -exec python3 -m py_compile {} \\;",
            "find . -name '*.sh'",
            "echo xargs",
            "",
        ] {
            assert_eq!(last_runner(fine), None, "{fine}");
        }
    }
}
