//! Finds exit codes that are lost on their way out: `exit 2` in a loop behind a pipe or in parentheses
//! ends a subshell only, and `|| true` or `&` behind a program drops its code. These are guesses, so
//! they are reported as notes.
//!
//! | text | what happens |
//! |---|---|
//! | `cat \| while read l; do exit 2; done; exit 0` | the loop is a subshell, and the script ends with 0 |
//! | `(check && exit 2)` on a line that is not the last | the parentheses are a subshell |
//! | `guard.sh \| tee log` | the exit code is that of `tee` |
//! | `guard.sh \|\| true`, `guard.sh &` | the exit code is 0 |
//!
//! The text is read line by line, without a parser for shells. A script that says that it handles failures of
//! pipes (`pipefail`, `set -e`) is left alone.

use hooks_types::spec::Program;
use hooks_types::text::short_name;
use hooks_types::{EventName, HookSpec};

use super::Finding;
use super::script::{Scripts, command, source_of};
use crate::diagnostic::DiagnosticCode;

/// The text by which a shell script or command text blocks.
const BLOCK: &str = "exit 2";
/// Texts that show that the author handled failures in pipes.
const HEEDED: &[&str] = &["set -e", "errexit", "pipefail", "PIPESTATUS", "lastpipe"];
/// Programs that exit with 0 whatever they read.
const PASS_ON: &[&str] = &["tee", "cat", "logger", "ts"];

/// Notes the first way in which the exit code of a hook seems to be lost.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let source = source_of(command, scripts);
    if let Some(dropped) = dropped(hook, &command.program, &source) {
        return Some(dropped);
    }
    if !source.contains(BLOCK) || HEEDED.iter().any(|heeded| source.contains(heeded)) {
        return None;
    }
    let note = |message: String, help: &str| {
        Finding::note(DiagnosticCode::LostExit, "", message).help(help)
    };
    if in_piped_loop(&source) {
        let message = "`exit 2` seems to end only a loop behind a pipe, and not the script";
        let help = "feed the loop without a pipe (`done < <(...)`), or write `done || exit`";
        return Some(note(message.to_owned(), help));
    }
    if in_parentheses(&source) {
        let message = "`exit 2` seems to end only what is in parentheses, and not the script";
        let help = "write `{ ...; }` in place of `( ... )`, or `( ... ) || exit`";
        return Some(note(message.to_owned(), help));
    }
    let Program::Shell(text) = &command.program else {
        return None;
    };
    let last = passed_on(text)?;
    let last = short_name(last);
    let message = format!("the exit code is that of `{last}`, the last program of the pipe");
    Some(note(
        message,
        "begin with `set -o pipefail;`, or leave the pipe out",
    ))
}

/// Texts at the end of a command that make it end with 0, whatever the exit code of the program before
/// them.
const DROPS: &[&str] = &[
    "|| true",
    "|| :",
    "|| exit 0",
    "|| /bin/true",
    "; true",
    "; :",
    "; exit 0",
];

/// Notes a command text whose end replaces the exit code of the program before it. A text with an `exit
/// 2` of its own is skipped, and so is a script that prints decisions: it needs no exit code.
fn dropped(hook: &HookSpec, program: &Program, source: &str) -> Option<Finding> {
    let Program::Shell(text) = program else {
        return None;
    };
    let judges = hook.event.traits().gates()
        || matches!(hook.event, EventName::Stop | EventName::SubagentStop);
    let answers = source.contains("decision") || source.contains("permissionDecision");
    if !judges || text.contains(BLOCK) || answers {
        return None;
    }
    let end = dropping_end(text)?;
    let message = format!(
        "`{end}` at the end of the command drops the exit code of what runs before it, so the \
         command cannot block"
    );
    let found = Finding::note(DiagnosticCode::LostExit, end, message);
    let found = found.in_value_of("command");
    Some(found.help(match hook.form.dialect.is_native() {
        true => "take it out; `on_failure` says what a failure means",
        false => "take it out if the hook is to block",
    }))
}

/// Returns the text at the end of a command that replaces the exit code. Something must stand before it: a
/// hook that is `true` alone drops nothing.
fn dropping_end(text: &str) -> Option<&'static str> {
    // Blanks around an operator are optional, so ignore them.
    let text = text.trim().trim_end_matches(';').trim_end();
    let in_background = text.ends_with('&') && !text.ends_with("&&");
    let ends_so = |end: &&&str| {
        let (operator, word) = end.split_once(' ').unwrap_or(("", end));
        let before = text
            .strip_suffix(word)
            .filter(|before| before.ends_with([' ', '|', ';']));
        let before = before.and_then(|before| before.trim_end().strip_suffix(operator));
        before.is_some_and(|before| !before.trim().is_empty())
    };
    let end = || DROPS.iter().find(ends_so).copied();
    match in_background {
        true => Some("&"),
        false => end(),
    }
}

/// Whether a line in parentheses holds the block, and the script continues after that line. On the last line
/// the subshell's exit code is that of the script. `((` begins arithmetic and not a subshell.
fn in_parentheses(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_code = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let last = lines.iter().rposition(is_code).unwrap_or(0);
    lines.iter().take(last).any(|line| {
        line.starts_with('(')
            && !line.starts_with("((")
            && line.ends_with(')')
            && line.contains(BLOCK)
    })
}

/// Whether a loop after a pipe holds the block, and the script continues after the loop.
///
/// The loop ends at the first `done`; an inner loop ends it too early, which can only hide a finding. Behind
/// `done`, a redirection, `|| exit` or another pipe shows that the author uses the exit code.
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
        // Behind `;` or at the end of the line the code is dropped if anything follows, on this line or a later one.
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
    // The pipe's last program does not decide the exit code after `||`, or if another command follows the pipe.
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
    fn an_end_that_drops_the_code_is_named() {
        for (text, end) in [
            ("guard.sh || true", "|| true"),
            ("guard.sh||true", "|| true"),
            ("guard.sh || :", "|| :"),
            ("./guard.sh; exit 0", "; exit 0"),
            ("./guard.sh ; true;", "; true"),
            ("python3 guard.py &", "&"),
        ] {
            assert_eq!(dropping_end(text), Some(end), "{text}");
        }
        for kept in [
            "true",
            "exit 0",
            "guard --is-true",
            "guard && true",
            "guard &&",
            "echo a; istrue",
            "",
        ] {
            assert_eq!(dropping_end(kept), None, "{kept}");
        }
    }

    #[test]
    fn a_block_in_parentheses_is_lost_unless_they_end_the_script() {
        assert!(in_parentheses("(grep -q x && exit 2)\nexit 0\n"));
        for kept in [
            "(grep -q x && exit 2) || exit\nexit 0\n",
            "(grep -q x && exit 2)\n# the end\n",
            "((x > 2)) && exit 2\nexit 0\n",
            "{ grep -q x && exit 2; }\nexit 0",
        ] {
            assert!(!in_parentheses(kept), "{kept}");
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
