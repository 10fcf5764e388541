//! Finds exit codes that are lost on their way out: `exit 2` in a loop after a pipe or in parentheses ends a subshell
//! only, and `|| true` or `&` after a program drops its exit code. These are guesses, so they
//! are notes, and warnings if the hook could block with the code that is lost ([`weighed`]).
//!
//! | text | what happens |
//! |---|---|
//! | `cat \| while read l; do exit 2; done; exit 0` | the loop is a subshell: [`subshells`](super::subshells) |
//! | `guard.sh \| tee log` | the exit code is that of `tee`: [`piped_exit`](super::piped_exit) |
//! | `guard.sh \|\| true`, `guard.sh &` | the exit code is 0 |
//!
//! There is no finding if the script itself uses the exit code (`set -e`, `pipefail`, `$?`):
//! [`Settings`](super::subshells) says which code each setting saves.

use hooks_types::text::quoted;
use hooks_types::{EventName, HookSpec};

use super::script::{Scripts, command, source_of};
use super::scripts_say::{BLOCKS_BY_CODE as BLOCKS, contains, says};
use super::shell_of::{RunBy, shell_texts, text_of};
use super::subshells::{Lost, dropped_return, lost};
use super::{CANDIDATES, Finding};
use crate::diagnostic::{DiagnosticCode, Severity};

/// The text with which a shell script or command blocks: exit code 2 means block.
const BLOCK: &str = "exit 2";

/// Returns a note about the first way in which the hook's exit code seems to be lost.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let source = source_of(command, scripts);
    if let Some(dropped) = dropped(hook, text_of(command), &source) {
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
    let texts = shell_texts(command, scripts, BLOCK);
    if let Some(action) = texts.iter().find_map(|text| trap_that_exits(text)) {
        if action.contains("exit") {
            let message =
                "`trap ... EXIT` has an `exit` of its own, which takes the place of `exit 2`";
            return Some(note(message, "take the `exit` out of the trap"));
        }
        let action = quoted(action.as_bytes(), 40);
        let message = format!(
            "`trap {action} EXIT` runs `{action}`, whose `exit 0` takes the place of `exit 2`"
        );
        return Some(note(
            &message,
            &format!("take the `exit 0` out of `{action}`"),
        ));
    }
    let mut ways = shell_texts(command, scripts, BLOCK).into_iter();
    let (way, run_by) = ways.find_map(|text| Some((lost(&text)?, text.run_by)))?;
    Some(note(way.message(), way.cure(run_by)))
}

/// Makes a lost exit code a warning if the hook could block with it: its event can be blocked, and its command or one
/// of its scripts ends with exit code 2 in some case.
pub(super) fn weighed(mut found: Finding, hook: &HookSpec, scripts: &Scripts<'_>) -> Finding {
    let could_block = hook.event.traits().gates()
        || matches!(hook.event, EventName::Stop | EventName::SubagentStop);
    if could_block && !hook.background && says(hook, BLOCKS, scripts) {
        found.severity = Severity::Warning;
    }
    found
}

/// Returns the action of a trap that makes the script end with exit code 0: a text with `exit 0`, or the name of a
/// function with it.
fn trap_that_exits(text: &str) -> Option<String> {
    let is_code = |line: &&str| !line.trim_start().starts_with('#');
    let lines = text.lines().filter(is_code);
    let traps = lines.flat_map(|line| line.match_indices("trap ").map(move |(at, _)| (line, at)));
    let traps = traps.filter_map(|(line, at)| {
        // Other commands can precede `trap` on its line.
        let (before, rest) = (line.get(..at)?.trim_end(), line.get(at + 5..)?);
        (before.is_empty() || before.ends_with([';', '&', '|', '{'])).then_some(rest)
    });
    traps.take(CANDIDATES).find_map(|line| {
        let words = shlex::split(line)?;
        let (action, signals) = words.split_first()?;
        // Search all words after the action for `EXIT`, or for `0`, which means the same: a comment or more signals can
        // follow.
        let is_at_exit = signals
            .iter()
            .any(|signal| matches!(signal.trim_end_matches(';'), "EXIT" | "0"));
        let name = action.split_whitespace().next()?.trim_end_matches(';');
        let ends = action.contains("exit 0")
            || body_of(text, name).is_some_and(|body| contains(body, "exit 0"));
        (is_at_exit && ends).then(|| action.clone())
    })
}

/// Returns the body of the function of this name in a shell text, up to its first `}` at the beginning of a line or the
/// end of its only line.
fn body_of<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let is_named = |line: &str| {
        let line = line.strip_prefix("function ").unwrap_or(line).trim_start();
        let rest = line.strip_prefix(name).map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with("()") || rest.starts_with('{'))
    };
    let mut at = 0;
    let mut lines = text.split_inclusive('\n');
    let line = lines.find(|line| {
        at += line.len();
        is_named(line)
    })?;
    let start = at - line.len();
    if line.trim_end().ends_with('}') {
        return Some(line);
    }
    let rest = text.get(at..)?;
    let end = rest.find("\n}").map_or(rest.len(), |end| end + 1);
    text.get(start..at + end)
}

impl Lost {
    /// Says what the `exit 2` seems to end instead of the whole script.
    fn message(self) -> &'static str {
        match self {
            Self::Background => {
                "`exit 2` seems to end only the part in the background (`&`), and not the script"
            }
            Self::Parentheses => {
                "`exit 2` seems to end only the part in parentheses, and not the script"
            }
            Self::PipedLoop => {
                "`exit 2` seems to end only a loop behind a pipe, and not the script"
            }
            Self::Substitution => {
                "`exit 2` seems to end only the part in `$(...)`, and not the script"
            }
            Self::Return => "`return 2` seems to end only a function, and not the script",
            Self::Pipe => {
                "`exit 2` seems to end only the first part of a pipe, whose code is dropped"
            }
        }
    }

    /// Says what to write to make the script end. The advice is never `|| exit`: that would also end the script if the
    /// last test in the subshell only found nothing and so returned 1.
    fn cure(self, run_by: RunBy) -> &'static str {
        match self {
            Self::Background => "take the `&` out",
            Self::Parentheses => {
                "write `{ ...; }` in place of `( ... )`, or `[ $? -ne 2 ] || exit 2` in the next line"
            }
            Self::PipedLoop if run_by.has_brackets() => {
                "write `[ $? -ne 2 ] || exit 2` in the line below the loop, or feed the loop without a pipe: `done < \
                 <(...)`"
            }
            Self::PipedLoop => "write `[ $? -ne 2 ] || exit 2` in the line below the loop",
            Self::Substitution => "write `[ $? -ne 2 ] || exit 2` in the next line",
            Self::Return => "write `exit 2` in place of `return 2`",
            Self::Pipe => "remove the pipe; `{ ...; } >> FILE` writes to a file without a pipe",
        }
    }
}

/// Texts at the end of a command that make the command exit with 0, even if the program before them fails.
const DROPS: &[&str] = &[
    "|| true",
    "|| :",
    "|| exit 0",
    "|| /bin/true",
    "; true",
    "; :",
    "; exit 0",
];

/// Texts that show that a hook prints an answer, in the formats of all agents.
const ANSWERS: &[&str] = &[
    "decision",
    "Decision",
    "\"permission\"",
    "'permission'",
    "{permission:",
    "\"continue\"",
];

/// Returns a note about a command text whose end replaces the exit code of the program before it. Skips a command text
/// that contains an `exit 2` itself. Also skips a script that prints decisions, because it needs no exit code.
fn dropped(hook: &HookSpec, text: Option<&str>, source: &str) -> Option<Finding> {
    let text = text?;
    let judges = hook.event.traits().gates()
        || matches!(hook.event, EventName::Stop | EventName::SubagentStop);
    let answers = ANSWERS.iter().any(|key| source.contains(key));
    if !judges || text.contains(BLOCK) || answers {
        return None;
    }
    let end = dropping_end(text)?;
    if end != "&" && ends_earlier(text) {
        return None;
    }
    let message = format!(
        "`{end}` at the end of the command drops the exit code of the command before it, so the \
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

/// Returns whether a command of the text ends the shell with a code of its own: `exit 1` within `{ ...; }`, or
/// `exit $?`. Then the end of the text does not replace this code. An `exit` in parentheses ends a subshell only.
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

#[cfg(test)]
#[path = "lost_exit_tests.rs"]
mod tests;
