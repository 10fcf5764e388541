//! Finds exit codes that are lost on their way out: `exit 2` in a loop after a pipe or in parentheses ends a subshell
//! only, and `|| true` or `&` after a program drops its exit code. These are guesses, so they are reported as notes.
//!
//! | text | what happens |
//! |---|---|
//! | `cat \| while read l; do exit 2; done; exit 0` | the loop is a subshell: [`subshells`](super::subshells) |
//! | `guard.sh \| tee log` | the exit code is that of `tee` |
//! | `guard.sh \|\| true`, `guard.sh &` | the exit code is 0 |
//!
//! There is no finding if the script itself uses the exit code (`set -e`, `pipefail`, `$?`):
//! [`Settings`](super::subshells) says which code each setting saves.

use std::path::Path;

use hooks_types::spec::{Command, Program};
use hooks_types::text::{quoted, short_name};
use hooks_types::{EventName, HookSpec};

use super::Finding;
use super::script::{Scripts, command, files_of, source_of};
use super::scripts_say::BLOCKS_BY_CODE as BLOCKS;
use super::subshells::{Lost, dropped_return, lost};
use crate::diagnostic::DiagnosticCode;

/// The text with which a shell script or command blocks: exit code 2 means block.
const BLOCK: &str = "exit 2";
/// Programs that exit with 0 whatever they read. At the end of a pipe, they hide the exit code of the guard before
/// them.
const PASS_ON: &[&str] = &["tee", "cat", "logger", "ts"];

/// Returns a note about the first way in which the hook's exit code seems to be lost.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let source = source_of(command, scripts);
    if let Some(dropped) = dropped(hook, &command.program, &source) {
        return Some(dropped);
    }
    let note =
        |message: &str, help: &str| Finding::note(DiagnosticCode::LostExit, "", message).help(help);
    let can_block = BLOCKS.iter().any(|known| source.contains(known));
    if !source.contains(BLOCK) && !source.contains("decision") {
        let texts = shell_texts(command, scripts, "return 2");
        if let Some(name) = texts.iter().find_map(|text| dropped_return(text)) {
            let name = quoted(name.as_bytes(), 40);
            let message = format!(
                "the function `{name}` returns 2, but another command follows its call, so 2 is not the exit code of the \
                 script"
            );
            return Some(note(&message, "write `exit 2` in place of `return 2`"));
        }
    }
    if !can_block {
        return None;
    }
    if shell_texts(command, scripts, BLOCK)
        .iter()
        .any(|text| has_trap(text))
    {
        let message = "`trap ... EXIT` has an `exit` of its own, which takes the place of `exit 2`";
        return Some(note(message, "take the `exit` out of the trap"));
    }
    let mut ways = shell_texts(command, scripts, BLOCK).into_iter();
    if let Some(way) = ways.find_map(|text| lost(&text)) {
        return Some(note(way.message(), way.cure()));
    }
    let Program::Shell(text) = &command.program else {
        return None;
    };
    if text.contains("pipefail") || text.contains("PIPESTATUS") {
        return None;
    }
    let last = passed_on(text)?;
    let last = short_name(last);
    let message = format!("the exit code is that of `{last}`, the last program of the pipe");
    // Do not advise `set -o pipefail`: a shell that does not know this option exits with 2, which blocks every call.
    Some(note(&message, "remove the pipe"))
}

/// Whether the script sets a trap that makes the script end with exit code 0.
fn has_trap(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let words = line.strip_prefix("trap ").and_then(shlex::split);
        // A comment or other signals can follow `EXIT`, which can also be written as `0`.
        let Some((action, signals)) = words.as_deref().and_then(|words| words.split_first()) else {
            return false;
        };
        let mut signals = signals.iter();
        action.contains("exit 0") && signals.any(|signal| matches!(signal.as_str(), "EXIT" | "0"))
    })
}

/// Returns the texts of a hook that a shell reads and that hold `needle`: its command, an argument such as the text
/// after `sh -c`, and its scripts.
pub(super) fn shell_texts(command: &Command, scripts: &Scripts<'_>, needle: &str) -> Vec<String> {
    let mut texts: Vec<String> = match &command.program {
        Program::Shell(text) => vec![text.clone()],
        // Only an argument with several words can be a shell text, as in `sh -c "guard || true"`.
        Program::Argv(argv) => argv
            .iter()
            .filter(|word| word.contains(' '))
            .cloned()
            .collect(),
        _ => Vec::new(),
    };
    let files = files_of(command).into_iter();
    texts.extend(files.filter_map(|path| shell_script(&path, scripts)));
    texts.retain(|text| text.contains(needle));
    texts
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

impl Lost {
    /// Says what the `exit 2` seems to end instead of the whole script.
    fn message(self) -> &'static str {
        match self {
            Self::Background => {
                "`exit 2` seems to end only what runs in the background (`&`), and not the script"
            }
            Self::Parentheses => {
                "`exit 2` seems to end only what is in parentheses, and not the script"
            }
            Self::PipedLoop => {
                "`exit 2` seems to end only a loop behind a pipe, and not the script"
            }
            Self::Substitution => {
                "`exit 2` seems to end only what is in `$(...)`, and not the script"
            }
            Self::Return => "`return 2` seems to end only a function, and not the script",
            Self::Pipe => {
                "`exit 2` seems to end only the first part of a pipe, whose code is dropped"
            }
        }
    }

    /// Says what to write to make the script end. The advice is never `|| exit`: that would also end the script if the
    /// last test in the subshell only found nothing and so returned 1.
    fn cure(self) -> &'static str {
        match self {
            Self::Background => "take the `&` out",
            Self::Parentheses => {
                "write `{ ...; }` in place of `( ... )`, or `[ $? -ne 2 ] || exit 2` in the next line"
            }
            Self::PipedLoop => {
                "write `[ $? -ne 2 ] || exit 2` in the line below the loop, or, in bash only, feed the loop without a \
                 pipe: `done < <(...)`"
            }
            Self::Substitution => "write `[ $? -ne 2 ] || exit 2` in the next line",
            Self::Return => "write `exit 2` in place of `return 2`",
            Self::Pipe => "remove the pipe; `{ ...; } >> FILE` writes to a file without a pipe",
        }
    }
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

/// Returns a note about a command text whose end replaces the exit code of the program before it. Skips a command text
/// that contains an `exit 2` itself. Also skips a script that prints decisions, because it needs no exit code.
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
    if end != "&" && ends_earlier(text) {
        return None;
    }
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

/// Returns the text at the end of a command that replaces the exit code. A command must precede this text: a `true`
/// that is the whole command replaces no exit code.
pub(super) fn dropping_end(text: &str) -> Option<&'static str> {
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

/// Whether a command of the text ends the shell with a code of its own: `exit 1` within `{ ...; }`, or `exit $?`. Then
/// the end of the text does not replace this code. An `exit` in parentheses ends a subshell only.
fn ends_earlier(text: &str) -> bool {
    text.match_indices("exit").any(|(at, word)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let begins = before.is_empty() || before.ends_with([' ', ';', '&', '|', '{', '\n', '\t']);
        let code = after.trim_start_matches([' ', '"']);
        let is_own = match code.len() < after.len() {
            true => code.starts_with(|c: char| matches!(c, '1'..='9' | '$' | ';' | '}')),
            false => code.starts_with([';', '\n']),
        };
        let opened = before.matches('(').count();
        begins && is_own && opened <= before.matches(')').count()
    })
}

/// Returns the program at the end of a pipe, if that program only passes on what it reads, as `tee` does.
fn passed_on(text: &str) -> Option<&str> {
    let (before, last) = text.trim().rsplit_once('|')?;
    // Skip a text in which the last `|` belongs to `||`, or in which another command follows the pipe: there, the
    // pipe's last program does not decide the exit code.
    let decides = before.ends_with('|') || last.contains([';', '&', '\n']);
    let program = last.split_whitespace().next()?;
    (!decides && PASS_ON.contains(&program)).then_some(program)
}

#[cfg(test)]
#[path = "lost_exit_tests.rs"]
mod tests;
