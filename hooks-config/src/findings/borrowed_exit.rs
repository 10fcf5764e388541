//! Finds a guard that can block by accident: its script ends with a tool that exits with 2 when it fails.
//!
//! `grep`, `diff`, `ls` and others exit with 2 if a file is missing. If such a tool is the last command of a script,
//! its code is the exit code of the hook, and 2 blocks. Only the last line is read. In that line, only a tool with a
//! file among its arguments is reported: a tool that reads its input from a pipe does not fail this way. The result is
//! a guess, so it is a note.
//!
//! `grep -q x && exit 2` at the end is noted too: if `grep` finds nothing, the hook ends with 1, which is a failure.

use hooks_types::HookSpec;
use hooks_types::spec::Command;
use hooks_types::text::quoted;

use super::Finding;
use super::lost_exit::dropping_end;
use super::script::{Scripts, command, files_of};
use super::shell_of::{shell_script, shell_texts, text_of};
use crate::diagnostic::DiagnosticCode;

/// Tools that exit with 2 when they fail, each with the number of operands before its first file.
const TOOLS: &[(&str, usize)] = &[
    ("grep", 1),
    ("egrep", 1),
    ("fgrep", 1),
    ("rg", 1),
    ("sed", 1),
    ("diff", 0),
    ("cmp", 0),
    ("ls", 0),
];

/// Returns a note about a guard (a hook that can block) whose last command is a tool that exits with 2 when it fails.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    // Examine only hooks in our own format: in other agents' formats, the meaning of exit code 2
    // depends on the event.
    if !hook.form.dialect.is_native() || !hook.event.traits().gates() {
        return None;
    }
    let command = command(hook)?;
    if let Some(text) = text_of(command)
        && dropping_end(text).is_some()
    {
        return None;
    }
    let text = deciding_text(command, scripts)?;
    let Some(tool) = last_tool(&text) else {
        let line = last_test(&text)?;
        let line = quoted(line.as_bytes(), 60);
        let message = format!(
            "the last line, `{line}`, ends with exit code 1 if its test finds nothing, which is a failure of the hook"
        );
        let is_command = |own: &str| !own.trim().contains('\n') && own == text;
        let place = match text_of(command) {
            Some(own) if is_command(own) => "`; exit 0` behind it",
            _ => "`exit 0` below it",
        };
        let found = Finding::note(DiagnosticCode::BorrowedExit, "", message);
        return Some(found.help(format!("write {place}, if the call may go on then")));
    };
    let message = format!(
        "the last command, `{tool}`, exits with 2 itself if it fails, for example if a file is missing, and 2 blocks"
    );
    let found = Finding::note(DiagnosticCode::BorrowedExit, tool, message);
    Some(found.help("test its result with `if`, and decide there what a missing file means"))
}

/// Returns the text whose last command decides the exit code of a hook. If the hook's command is a shell text that ends
/// with a tool or a test, returns that shell text. Otherwise returns the text of the hook's script, which is the first
/// file of the command that is text. (The files after it are arguments of the script.) If the command names no such
/// file, returns its first shell text.
fn deciding_text(command: &Command, scripts: &Scripts<'_>) -> Option<String> {
    if let Some(text) = text_of(command)
        && (last_tool(text).is_some() || last_test(text).is_some())
    {
        return Some(text.to_owned());
    }
    let files = files_of(command);
    match files.iter().find(|path| scripts.text(path).is_some()) {
        Some(script) => shell_script(script, scripts),
        None => {
            let mut texts = shell_texts(command, scripts, "").into_iter();
            texts.next().map(|text| text.text)
        }
    }
}

/// Returns the last line of a text if it has the form `TEST && exit 2` or `TEST && { ...; exit 2; }`, where TEST is a
/// `grep`, `[` or `test` command.
fn last_test(text: &str) -> Option<&str> {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let line = text.lines().rfind(is_code)?.trim();
    let (test, end) = line.rsplit_once("&&")?;
    let end = end.trim().trim_end_matches(';').trim();
    let group = end.strip_prefix('{').and_then(|end| end.strip_suffix('}'));
    let group = group.map(|group| group.trim_end().trim_end_matches(';').trim_end());
    let is_exit = end == "exit 2" || group.is_some_and(|group| group.ends_with("exit 2"));
    let is_simple = line.len() < 1000 && !line.contains("||");
    let last = test.rsplit([';', '|']).next()?.split("&&").last()?;
    let name = last.split_whitespace().next()?;
    let is_test = ["grep", "egrep", "fgrep", "rg", "[", "[[", "test"].contains(&name);
    (is_exit && is_simple && is_test).then_some(line)
}

/// Returns the tool whose exit code can become the exit code of a text.
fn last_tool(text: &str) -> Option<&'static str> {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let line = text.lines().rfind(is_code)?.trim().trim_end_matches(';');
    // Skip a line with `||`: the command after it can decide the exit code. Also skip a line that ends a group or that
    // runs in the background.
    let is_simple = line.len() < 1000 && !line.contains("||") && !line.ends_with(['&', '}', ')']);
    let last = line.rsplit(';').next().filter(|_| is_simple)?;
    last.split("&&").find_map(|part| {
        let words = shlex::split(part.rsplit('|').next()?)?;
        let name = words.first()?.rsplit('/').next()?;
        let (tool, before) = TOOLS.iter().find(|(tool, _)| *tool == name)?;
        let is_operand =
            |word: &&String| !word.starts_with(['-', '<', '>']) && !word.contains(['<', '>']);
        let operands = words.iter().skip(1).filter(is_operand).count();
        (operands > *before).then_some(*tool)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_before_exit_two_at_the_end_of_a_text_fails_where_it_finds_nothing() {
        for text in [
            "grep -q x && exit 2",
            "a=1\n[ -n \"$x\" ] && exit 2\n",
            "jq .a | grep -q x && exit 2;",
            "grep -q x && { echo no >&2; exit 2; }",
        ] {
            assert!(last_test(text).is_some(), "{text}");
        }
        for other in [
            "grep -q x && exit 2\nexit 0",
            "grep -q x && exit 2 || exit 0",
            "grep -q x && echo",
            "exit 2",
        ] {
            assert_eq!(last_test(other), None, "{other}");
        }
    }

    #[test]
    fn a_tool_that_is_given_a_file_decides_at_the_end_of_a_text() {
        for (text, tool) in [
            ("#!/bin/sh\ngrep -q x .allowed\n", "grep"),
            ("grep -q x .denied && echo no\n# end\n", "grep"),
            ("cd a; diff a b > /dev/null", "diff"),
            ("cat x | /usr/bin/grep -f words list", "grep"),
            ("ls .git", "ls"),
        ] {
            assert_eq!(last_tool(text), Some(tool), "{text}");
        }
        for other in [
            "grep -q x .allowed\nexit 0",
            "grep -q x && exit 2",
            "jq .a | grep -q x",
            "grep -q x f || exit 0",
            "if grep -q x f; then exit 2; fi",
            "ls",
            "echo 'ls a'",
            "echo \"",
            "",
        ] {
            assert_eq!(last_tool(other), None, "{other}");
        }
    }
}
