//! Finds exit codes that are lost in a pipe: `exit 2` in a loop after a pipe ends only the loop's
//! subshell. These are guesses, so they are reported as notes.

use hooks_types::HookSpec;
use hooks_types::spec::Program;

use super::Finding;
use super::script::{Scripts, command, source_of};
use crate::diagnostic::{DiagnosticCode, Severity};

/// How a shell script or command text blocks.
const BLOCK: &str = "exit 2";
/// Texts that show that the author handled failures in pipes.
const HEEDED: &[&str] = &["set -e", "errexit", "pipefail", "PIPESTATUS", "lastpipe"];
/// Programs that exit with 0 whatever they read.
const PASS_ON: &[&str] = &["tee", "cat", "logger", "ts"];

pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let source = source_of(command, scripts);
    if !source.contains(BLOCK) || HEEDED.iter().any(|heeded| source.contains(heeded)) {
        return None;
    }
    let note = |message: String, help: &str| {
        Finding::new(DiagnosticCode::LostExit, Severity::Note, "", message).help(help)
    };
    if in_piped_loop(&source) {
        let message = "`exit 2` seems to end only a loop behind a pipe, and not the script";
        let help = "feed the loop without a pipe (`done < <(...)`), or write `done || exit`";
        return Some(note(message.to_owned(), help));
    }
    let Program::Shell(text) = &command.program else {
        return None;
    };
    let last = passed_on(text)?;
    let message = format!("the exit code is that of `{last}`, the last program of the pipe");
    Some(note(
        message,
        "begin with `set -o pipefail;`, or leave the pipe out",
    ))
}

/// Whether a loop after a pipe holds the block, and the script continues after the loop.
fn in_piped_loop(text: &str) -> bool {
    let is_code = |line: &str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.iter().rposition(|line| is_code(line)).unwrap_or(0);
    // `Some` inside a piped loop; the flag says whether the loop's body contained the block so far.
    let mut blocks = None;
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| is_code(line)) {
        let line = match line.split_once("| while ") {
            Some((_, inside)) => {
                blocks = Some(false);
                inside
            }
            None => line,
        };
        let Some(met) = blocks.as_mut() else {
            continue;
        };
        let (inside, behind) = match line.split_once("done") {
            Some((inside, behind)) => (inside, Some(behind.trim())),
            None => (line, None),
        };
        *met |= inside.contains(BLOCK);
        let Some(behind) = behind else {
            continue;
        };
        let goes_on = match behind.strip_prefix(';') {
            Some(more) => !more.trim().is_empty() || number < last,
            None => (behind.is_empty() || behind.starts_with('#')) && number < last,
        };
        if *met && goes_on {
            return true;
        }
        blocks = None;
    }
    false
}

/// Returns the program at the end of a pipe, if it only passes on what it reads.
fn passed_on(text: &str) -> Option<&str> {
    let (before, last) = text.trim().rsplit_once('|')?;
    // With `||`, or with another command after the pipe, the pipe's last program does not decide the
    // exit code.
    let decides = before.ends_with('|') || last.contains([';', '&', '\n']);
    let program = last.split_whitespace().next()?;
    (!decides && PASS_ON.contains(&program)).then_some(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_in_a_piped_loop_is_lost_unless_the_loop_ends_the_script() {
        for lost in [
            "cat | while read -r l; do\n  exit 2\ndone\nexit 0\n",
            "cat | while read l; do case $l in x) exit 2;; esac; done; exit 0",
            "cat | while read l; do exit 2; done # all of it\necho",
        ] {
            assert!(in_piped_loop(lost), "{lost}");
        }
        for kept in [
            "cat | while read -r l; do\n  exit 2\ndone\n# the end\n",
            "cat | while read l; do exit 2; done || exit",
            "while read l; do exit 2; done < <(cat)\nexit 0",
            "cat | while read l; do echo; done\nexit 2",
            "",
            "| while ",
            "done done",
        ] {
            assert!(!in_piped_loop(kept), "{kept}");
        }
    }

    #[test]
    fn the_last_of_a_pipe_is_named_where_it_decides_nothing() {
        assert_eq!(passed_on("guard.sh | tee -a log"), Some("tee"));
        for other in [
            "guard || cat x",
            "cat | grep -q x && exit 2",
            "|",
            "a | tee x; b",
        ] {
            assert_eq!(passed_on(other), None, "{other}");
        }
    }
}
